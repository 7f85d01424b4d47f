/** The first event after the list keeps its handler busy for a while; what comes meanwhile is what is counted. */
import { setTimeout as sleep } from "node:timers/promises";

import { Memo, OnEvent, Spec } from "kephale";

import { countParses } from "./count-parses.js";
import { runContender } from "./run-contender.js";

const mode = process.env["BENCH_MODE"];
const blockedMs = Number(process.env["BENCH_BLOCKED_MS"]);
const parses = countParses();
let calls = 0;

class BurstMemo extends Memo {
  seen = 0;
}

/** The list's event is the first, the one that blocks the second. */
async function handle(memo: BurstMemo): Promise<void> {
  calls++;
  memo.seen++;
  if (memo.seen === 2) await sleep(blockedMs);
}

class EachOperator {
  @OnEvent("KopfExample")
  async changed(memo: BurstMemo): Promise<void> {
    await handle(memo);
  }
}

class ReadingOperator {
  @OnEvent("KopfExample")
  async changed(memo: BurstMemo, @Spec("duration") _duration: number): Promise<void> {
    await handle(memo);
  }
}

class CoalescingOperator {
  @OnEvent("KopfExample", { coalesce: true })
  async changed(memo: BurstMemo, @Spec("duration") _duration: number): Promise<void> {
    await handle(memo);
  }
}

const operators = { each: EachOperator, read: ReadingOperator, coalesce: CoalescingOperator };
const operator = mode === "each" || mode === "read" ? operators[mode] : operators.coalesce;

await runContender(operator, new BurstMemo(), () => ({ calls, parses: parses() }));

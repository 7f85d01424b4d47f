/** One timer of ten seconds per resource, which measures how late it is. */
import { createHistogram } from "node:perf_hooks";

import { Memo, Timer } from "kephale";

import { runContender } from "./run-contender.js";

const INTERVAL_MS = 10_000;
const late = createHistogram();
let runs = 0;

class TimerMemo extends Memo {
  last = 0;
}

class TimerOperator {
  @Timer("KopfExample", { interval: INTERVAL_MS / 1000 })
  tick(memo: TimerMemo): void {
    const now = performance.now();
    // Tenths of a millisecond, since the histogram takes whole numbers from 1.
    if (memo.last > 0) late.record(Math.max(1, Math.round((now - memo.last - INTERVAL_MS) * 10)));
    memo.last = now;
    runs++;
  }
}

function counts(): object {
  return {
    runs,
    lateP50Ms: late.percentile(50) / 10,
    lateP99Ms: late.percentile(99) / 10,
    lateMaxMs: late.max / 10,
  };
}

await runContender(TimerOperator, new TimerMemo(), counts);

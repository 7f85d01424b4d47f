/** Reads the spec of each event, so that every body is parsed. */
import { Memo, OnEvent, Spec } from "kephale";

import { runContender } from "./run-contender.js";

let calls = 0;
let total = 0;

class SumMemo extends Memo {
  sum = 0;
}

class SumOperator {
  @OnEvent("KopfExample")
  changed(memo: SumMemo, @Spec("duration") duration: number): void {
    calls++;
    memo.sum += duration;
    total += duration;
  }
}

await runContender(SumOperator, new SumMemo(), () => ({ calls, total }));

/** Counts the events of each resource in its memo, and does nothing else: no timer runs. */
import { Memo, OnEvent } from "kephale";

import { runContender } from "./run-contender.js";

let calls = 0;

class CountMemo extends Memo {
  counter = 0;
}

class CountOperator {
  @OnEvent("KopfExample")
  counted(memo: CountMemo): void {
    calls++;
    memo.counter++;
  }
}

await runContender(CountOperator, new CountMemo(), () => ({ calls }));

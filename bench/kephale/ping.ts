/** The memo page's operator: counts the events of each resource in its memo, and tells about them every ten seconds. */
import { Logger, Memo, OnEvent, Timer } from "kephale";

import { runContender } from "./run-contender.js";

let calls = 0;
let ticks = 0;

class PingMemo extends Memo {
  counter = 0;
}

class PingOperator {
  @OnEvent("KopfExample")
  pinged(memo: PingMemo): void {
    calls++;
    memo.counter++;
  }

  @Timer("KopfExample", { interval: 10 })
  tick(memo: PingMemo, logger: Logger): void {
    ticks++;
    logger.info(`${memo.counter} events have been received in 10 seconds.`);
    memo.counter = 0;
  }
}

await runContender(PingOperator, new PingMemo(), () => ({ calls, ticks }));

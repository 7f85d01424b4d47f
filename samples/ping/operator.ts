import { Logger, Memo, OnCleanup, OnEvent, OnStartup, Timer } from "kephale";

export class PingMemo extends Memo {
  counter = 0;
  declare queue: PingQueue;
}

export class PingOperator {
  @OnStartup()
  start(memo: PingMemo): void {
    memo.queue = new PingQueue();
    memo.queue.start();
  }

  @OnEvent("KopfExample")
  pinged(memo: PingMemo): void {
    memo.counter++;
  }

  @Timer("KopfExample", { interval: 10 })
  tick(memo: PingMemo, logger: Logger): void {
    logger.info(`${memo.counter} events have been received in 10 seconds.`);
    memo.counter = 0;
  }

  @OnCleanup()
  async stop(memo: PingMemo): Promise<void> {
    await memo.queue.stop();
  }
}

/** Prints what is put into it beside the handlers, which do not wait for it. */
class PingQueue {
  #printed: Promise<void> = Promise.resolve();

  start(): void {
    this.put("The ping queue is open.");
  }

  put(line: string): void {
    this.#printed = this.#printed.then(() => console.log(line));
  }

  async stop(): Promise<void> {
    this.put("The ping queue is closed.");
    await this.#printed;
  }
}

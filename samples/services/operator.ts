import { OnCleanup, OnEvent, OnStartup, Operator } from "kephale";

import { Backlog } from "./backlog.js";
import { PingMemo } from "./ping-memo.js";
import { PingQueueService } from "./ping-queue-service.js";

/** A class whose constructor takes services carries `@Operator()`. */
@Operator()
export class PingOperator {
  constructor(private readonly pings: PingQueueService) {}

  @OnStartup()
  start(memo: PingMemo): void {
    memo.batchSize = 20;
  }

  @OnEvent("KopfExample")
  pinged(backlog: Backlog): void {
    backlog.add();
  }

  @OnCleanup()
  stop(): void {
    this.pings.close();
  }
}

import { Logger, ResourceScoped } from "kephale";

import { PingMemo } from "./ping-memo.js";
import { PingQueueService } from "./ping-queue-service.js";

/** What is known of one object. There is one for each, with that object's memo and a logger that names it. */
@ResourceScoped()
export class Backlog {
  constructor(
    private readonly memo: PingMemo,
    private readonly logger: Logger,
    private readonly pings: PingQueueService,
  ) {}

  add(): void {
    this.memo.counter++;
    this.pings.put();
  }

  /** The object is gone, or the operator stops. */
  [Symbol.dispose](): void {
    this.logger.info(`${this.memo.counter} pings of this object.`);
  }
}

import { injectable, Logger } from "kephale";

import { PingMemo } from "./ping-memo.js";

/** The operator's queue of pings. There is one, and its memo is the operator's. */
@injectable()
export class PingQueueService {
  #waiting = 0;
  #worked = 0;

  constructor(
    private readonly memo: PingMemo,
    private readonly logger: Logger,
  ) {}

  put(): void {
    this.#waiting++;
    if (this.#waiting >= this.memo.batchSize) this.#work();
  }

  /** Works off what is left. */
  close(): void {
    if (this.#waiting > 0) this.#work();
    this.logger.info(`${this.#worked} pings were worked off in all.`);
  }

  #work(): void {
    this.logger.info(`A batch of ${this.#waiting} pings is worked off.`);
    this.#worked += this.#waiting;
    this.#waiting = 0;
  }
}

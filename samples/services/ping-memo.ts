import { Memo } from "kephale";

export class PingMemo extends Memo {
  /** Counted in each object's own memo. */
  counter = 0;
  /** Read from the operator's memo, where start-up sets it. */
  batchSize = 1;
}

import { copy, EventType, Memo, Name, OnEvent } from "kephale";

/** What the host reads and the first operator writes: one object, also for all resources. */
export class PingBoard {
  readonly pings = new Map<string, number>();

  [copy](): this {
    return this;
  }
}

export class PingOperator {
  @OnEvent("KopfExample")
  pinged(board: PingBoard, @Name() name: string): void {
    board.pings.set(name, (board.pings.get(name) ?? 0) + 1);
  }
}

/** The second operator's memo: resources' memos are copies, and the set is the same in all of them. */
export class CensusMemo extends Memo {
  readonly names = new Set<string>();
}

export class CensusOperator {
  @OnEvent("KopfExample")
  count(memo: CensusMemo, @Name() name: string, @EventType() type: EventType): void {
    if (type === "DELETED") memo.names.delete(name);
    else memo.names.add(name);
  }
}

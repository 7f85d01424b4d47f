import { Memo, OnEvent, Param, Timer } from "kephale";

/** Handlers of a base class are handlers of the classes that extend it. */
class Counting {
  @OnEvent("KopfExample")
  count(memo: Memo): void {
    memo["counter"] = memo.get("counter", 0) + 1;
  }
}

export class Pings extends Counting {
  /** Two handlers in one method: their ids must differ. */
  @Timer("KopfExample", { id: "often", interval: "10s", param: 1 })
  @Timer("KopfExample", { id: "seldom", interval: "1h", param: 360 })
  tick(memo: Memo, @Param() weight: number): void {
    memo["ticks"] = memo.get("ticks", 0) + weight;
  }
}

export class Pongs {
  @OnEvent("configmaps", { labels: { example: "yes" } })
  seen(memo: Memo): void {
    memo["isSeen"] = true;
  }
}

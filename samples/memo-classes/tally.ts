import { Logger, Name, OnEvent, Timer } from "kephale";

/** A class of one's own without a method for copying: each object's memo gets the properties of the operator's. */
export class Tally {
  /** A number is copied: each object counts its own events. */
  events = 0;
  /** A set is not: it is the same one in all memos. */
  readonly names = new Set<string>();
}

export class TallyOperator {
  @OnEvent("KopfExample")
  count(tally: Tally, @Name() name: string): void {
    tally.events++;
    tally.names.add(name);
  }

  @Timer("KopfExample", { interval: 5 })
  tell(tally: Tally, logger: Logger): void {
    logger.info(`${tally.events} events of this object; ${tally.names.size} objects were seen.`);
  }
}

import { Clock, Logger, Timer } from "kephale";

export class Clockwork {
  @Timer("KopfExample", { interval: "10s", initialDelay: "1m" })
  afterAMinute(logger: Logger): void {
    logger.info("Ten seconds after the last time.");
  }

  @Timer("KopfExample", { interval: "1h", sharp: true })
  async onTheGrid(logger: Logger, clock: Clock, signal: AbortSignal): Promise<void> {
    await clock.sleep(5_000, signal); // the next run still begins an hour after this one began
    logger.info(signal.aborted ? "Given up." : "Done.");
  }

  @Timer("KopfExample", { idle: "5m" })
  whenQuiet(logger: Logger): void {
    logger.info("Nobody has changed it for five minutes.");
  }
}

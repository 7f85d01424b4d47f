import { Logger, Memo, OnEvent, OnStartup } from "kephale";

export class Greeter {
  @OnStartup()
  start(memo: Memo): void {
    memo["greeting"] = "Hello";
  }

  @OnEvent("KopfExample")
  greet(memo: Memo, logger: Logger): void {
    const times = memo.get("times", 0) + 1;
    memo["times"] = times;
    if ("greeting" in memo) logger.info(`${memo.get<string>("greeting")}! Time ${times}.`);
  }
}

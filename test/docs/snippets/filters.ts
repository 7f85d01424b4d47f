import { ABSENT, EventType, Logger, OnEvent, PRESENT, ResourceEvent, Timer } from "kephale";

export class Filtering {
  @OnEvent("KopfExample", { labels: { app: "web", tier: PRESENT, legacy: ABSENT } })
  labelled(logger: Logger, @EventType() type: EventType): void {
    logger.info(`A web object: ${type ?? "listed"}.`);
  }

  @OnEvent("KopfExample", {
    annotations: { owner: (value) => value?.endsWith("@example.com") === true },
  })
  owned(event: ResourceEvent): void {
    event.logger.info(`It belongs to ${event.annotations["owner"]}.`);
  }

  @OnEvent("KopfExample", { field: "spec.size", value: 3 })
  ofSizeThree(logger: Logger): void {
    logger.info("Its size is 3.");
  }

  @Timer("KopfExample", { interval: "1m", when: ({ spec }) => Number(spec["size"]) > 100 })
  large(logger: Logger): void {
    logger.info("It is large.");
  }
}

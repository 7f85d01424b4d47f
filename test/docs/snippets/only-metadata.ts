import {
  Annotations,
  EventType,
  Labels,
  Logger,
  Memo,
  Meta,
  Name,
  OnEvent,
  PRESENT,
} from "kephale";

export class Metadata {
  @OnEvent("KopfExample", { labels: { app: PRESENT } })
  seen(
    memo: Memo,
    logger: Logger,
    @Name() name: string,
    @Labels("app") app: string,
    @Annotations() annotations: Readonly<Record<string, string>>,
    @Meta("generation") generation: number,
    @EventType() type: EventType,
  ): void {
    memo["generation"] = generation;
    logger.info(
      `${type ?? "listed"}: ${name} of ${app}, ${Object.keys(annotations).length} annotations.`,
    );
  }
}

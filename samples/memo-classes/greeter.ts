import { copy, EventType, Logger, Name, OnEvent } from "kephale";

/** One memo for all objects: its copy is itself. */
export class Greetings {
  guests = 0;

  constructor(
    readonly hello: string,
    readonly goodBye: string,
  ) {}

  [copy](): this {
    return this;
  }
}

export class Greeter {
  @OnEvent("KopfExample")
  greet(
    greetings: Greetings,
    logger: Logger,
    @EventType() type: EventType,
    @Name() name: string,
  ): void {
    if (type === "MODIFIED") return;
    greetings.guests += type === "DELETED" ? -1 : 1;
    const words = type === "DELETED" ? greetings.goodBye : greetings.hello;
    logger.info(`${words.replace("{name}", name)} Guests now: ${greetings.guests}.`);
  }
}

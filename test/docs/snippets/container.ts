import {
  bootstrap,
  type BootstrapOptions,
  container,
  inject,
  injectable,
  OnEvent,
  type RunningOperator,
} from "kephale";

export async function start(mailer: Mailer, options: BootstrapOptions): Promise<RunningOperator> {
  const own = container.createChildContainer();
  own.register(Mailer, { useValue: mailer });
  own.register("recipient", { useValue: "ops" });
  return bootstrap(Reporting, undefined, { ...options, container: own });
}

export class Mailer {
  send(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

@injectable()
export class Reports {
  constructor(
    private readonly mailer: Mailer,
    @inject("recipient") private readonly recipient: string,
  ) {}

  tell(text: string): void {
    this.mailer.send(`${this.recipient}: ${text}`);
  }
}

export class Reporting {
  @OnEvent("KopfExample")
  seen(reports: Reports): void {
    reports.tell("An object was seen.");
  }
}

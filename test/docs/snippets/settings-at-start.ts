import {
  bootstrap,
  type BootstrapOptions,
  Memo,
  OnEvent,
  OnStartup,
  OperatorSettings,
  type RunningOperator,
} from "kephale";

export class Configured {
  @OnStartup()
  configure(settings: OperatorSettings): void {
    settings.watching.serverTimeout = "10m";
  }

  @OnEvent("KopfExample")
  seen(): void {}
}

export async function start(options: BootstrapOptions): Promise<RunningOperator> {
  return bootstrap(Configured, new Memo(), {
    namespaces: ["app-*,!app-test", "shared"],
    settings: { queueing: { workerLimit: 50, exitTimeout: "10s" }, logging: { format: "json" } },
    ...options,
  });
}

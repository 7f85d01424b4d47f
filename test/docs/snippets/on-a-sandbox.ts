import { bootstrap, type BootstrapOptions, Memo, OnEvent, type RunningOperator } from "kephale";

export class Anything {
  @OnEvent("KopfExample")
  seen(): void {}
}

/** An operator with a cluster of its own in this process, for a try without any other. */
export async function start(options: BootstrapOptions): Promise<RunningOperator> {
  return bootstrap(Anything, new Memo(), { sandbox: true, ...options });
}

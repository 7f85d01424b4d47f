import { Labels, Logger, Memo, Name, Namespace, OnEvent, ResourceEvent, Spec } from "kephale";

interface Deployable {
  readonly spec: { readonly image: { readonly tag: string } };
}

export class Parameters {
  @OnEvent("KopfExample")
  parts(
    memo: Memo,
    logger: Logger,
    @Name() name: string,
    @Namespace() namespace: string | undefined,
    @Labels("app") app: string | undefined,
    @Spec("image.tag") tag: string | undefined,
  ): void {
    memo["tag"] = tag;
    logger.info(`${namespace}/${name} of ${app} runs ${tag}.`);
  }

  @OnEvent("KopfExample")
  whole(event: ResourceEvent<Deployable>): void {
    event.logger.info(`${event.type ?? "listed"}: ${event.name} runs ${event.spec.image?.tag}.`);
  }
}

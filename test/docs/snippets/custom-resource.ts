import { CustomResource, KubernetesResource, OnEvent, ResourceEvent } from "kephale";

class ExampleSpec {
  size = 1;
}

@CustomResource({ group: "kopf.dev", version: "v1", kind: "KopfExample", plural: "kopfexamples" })
export class KopfExample extends KubernetesResource<ExampleSpec> {}

export class Typed {
  @OnEvent(KopfExample)
  seen(event: ResourceEvent<KopfExample>): void {
    event.logger.info(`Its size is ${event.spec.size}.`); // a number
  }
}

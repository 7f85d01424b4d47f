import { type KubernetesObject, Memo, OnEvent, ResourceEvent } from "kephale";

interface KopfExample extends KubernetesObject {
  readonly spec: { readonly duration: number };
}

export class PingMemo extends Memo {
  counter = 0;
  warnings = 0;
}

export class Patient {
  @OnEvent("KopfExample")
  counted(memo: PingMemo): void {
    memo.counter++;
  }

  @OnEvent("KopfExample", {
    when: (event: ResourceEvent<KopfExample>) => event.spec.duration > 3,
  })
  long(event: ResourceEvent<KopfExample>): void {
    event.logger.info(`It takes ${event.spec.duration} seconds.`);
  }

  @OnEvent<KopfExample, PingMemo>("KopfExample", {
    when: ({ memo, spec }) => memo.counter > spec.duration,
  })
  often(memo: PingMemo): void {
    memo.warnings++;
  }
}

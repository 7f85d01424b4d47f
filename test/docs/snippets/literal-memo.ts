import {
  bootstrap,
  type BootstrapOptions,
  InjectMemo,
  OnEvent,
  type RunningOperator,
} from "kephale";

interface Counts {
  counter: number;
}

export class Counter {
  @OnEvent("KopfExample")
  count(@InjectMemo() memo: Counts): void {
    memo.counter++;
  }
}

export async function start(options: BootstrapOptions): Promise<RunningOperator<Counts>> {
  return bootstrap(Counter, { counter: 0 }, options);
}

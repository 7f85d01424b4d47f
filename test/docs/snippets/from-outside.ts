import { bootstrap, type BootstrapOptions, type KubernetesObject, Memo, OnEvent } from "kephale";

export class PingMemo extends Memo {
  counter = 0;
}

export class Counting {
  @OnEvent("KopfExample")
  count(memo: PingMemo): void {
    memo.counter++;
  }
}

/** Tells how many events an object has had, once all objects were listed. */
export async function countOf(
  object: KubernetesObject,
  options: BootstrapOptions,
): Promise<number> {
  await using running = await bootstrap(Counting, new PingMemo(), options);
  await running.ready;
  return running.memoOf(object).counter; // a PingMemo; running.memo is the operator's
}

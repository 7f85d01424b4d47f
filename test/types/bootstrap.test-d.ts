import { expectTypeOf } from "expect-type";
import type { V1ConfigMap, V1Pod } from "@kubernetes/client-node";
import { bootstrap, type KubeClient, Memo, type RunningOperator } from "kephale";

class PingMemo extends Memo {
  counter = 0;
}

class Operator {}

// The memo's type goes through bootstrap.
expectTypeOf(bootstrap(Operator, new PingMemo())).resolves.toEqualTypeOf<
  RunningOperator<PingMemo>
>();
expectTypeOf(bootstrap([Operator, Operator], { counter: 0 })).resolves.toEqualTypeOf<
  RunningOperator<{ counter: number }>
>();
expectTypeOf(bootstrap(Operator, new Map<string, number>())).resolves.toEqualTypeOf<
  RunningOperator<Map<string, number>>
>();

// Without one it is a Memo.
expectTypeOf(bootstrap(Operator)).resolves.toEqualTypeOf<RunningOperator<Memo>>();

expectTypeOf<RunningOperator<PingMemo>["memo"]>().toEqualTypeOf<PingMemo>();
expectTypeOf<RunningOperator<PingMemo>["memoOf"]>().returns.toEqualTypeOf<PingMemo>();
expectTypeOf<RunningOperator<PingMemo>["ready"]>().toEqualTypeOf<Promise<void>>();

// A memo that may be missing is none: what the operator remembers would not be of its class.
export async function maybe(memo: PingMemo | undefined): Promise<void> {
  // @ts-expect-error -- see above
  await bootstrap(Operator, memo);
  // @ts-expect-error -- nor is there one of a class that is only named
  await bootstrap<PingMemo>(Operator);
  expectTypeOf(await bootstrap(Operator, undefined, {})).toEqualTypeOf<RunningOperator<Memo>>();
}

// An object of an interface, or of client-node's classes, is one.
interface KopfExample {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: { duration: number };
}

export async function objects(
  running: RunningOperator<PingMemo>,
  kube: KubeClient,
  seen: { mine: KopfExample; pod: V1Pod; configMap: V1ConfigMap },
): Promise<void> {
  running.memoOf(seen.mine).counter++;
  running.memoOf(seen.pod).counter++;
  running.memoOf(seen.configMap).counter++;
  running.memoOf({ metadata: { uid: "u" } }).counter++;
  expectTypeOf(await kube.create(seen.mine)).toEqualTypeOf<KopfExample>();
  const pod = { apiVersion: "v1", kind: "Pod" };
  expectTypeOf(await kube.create(Object.assign(seen.pod, pod))).toExtend<V1Pod>();
  expectTypeOf(await kube.get<V1Pod>({ ...pod, name: "a" })).toEqualTypeOf<V1Pod>();
}

export async function refused(): Promise<void> {
  // @ts-expect-error -- a primitive is no memo
  await bootstrap(Operator, 5);
  // @ts-expect-error -- an instance is no class
  await bootstrap(new Operator());
  // @ts-expect-error -- there is no such option
  await bootstrap(Operator, new Memo(), { namespace: "default" });
  // @ts-expect-error -- there is no such setting
  await bootstrap(Operator, new Memo(), { settings: { watching: { timeout: 1 } } });
  // @ts-expect-error -- that is no duration
  await bootstrap(Operator, new Memo(), { settings: { watching: { inactivityTimeout: "soon" } } });
}

// A memo is an open record; a declared key has its type.
const memo = new PingMemo();
expectTypeOf(memo.counter).toEqualTypeOf<number>();
expectTypeOf(memo["anything"]).toEqualTypeOf<unknown>();
expectTypeOf(memo.get("size", 0)).toEqualTypeOf<number>();
expectTypeOf(memo.get<string>("color")).toEqualTypeOf<string>();

export const running = async (operator: RunningOperator<PingMemo>): Promise<void> => {
  abstract class Port {
    abstract send(): void;
  }
  // Abstract classes are tokens, too.
  expectTypeOf(operator.get(Port)).toEqualTypeOf<Port>();
  expectTypeOf(operator.get("bucket")).toEqualTypeOf<unknown>();
  await operator[Symbol.asyncDispose]();
};

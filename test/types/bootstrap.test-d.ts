import { expectTypeOf } from "expect-type";
import { bootstrap, Memo, type RunningOperator } from "kephale";

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

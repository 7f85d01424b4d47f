import { expectTypeOf } from "expect-type";
import type { V1Pod } from "@kubernetes/client-node";
import {
  ABSENT,
  Body,
  EVERYTHING,
  inject,
  Inject,
  InjectMemo,
  Memo,
  Name,
  OnCleanup,
  OnEvent,
  OnField,
  OnStartup,
  Operator,
  type Patch,
  PRESENT,
  type ResourceChange,
  type ResourceEvent,
  ResourceScoped,
  Spec,
  Timer,
  type TimerTick,
} from "kephale";

interface Spec1 {
  readonly duration: number;
  readonly items: { readonly name: string }[];
}

interface Example {
  readonly metadata: { readonly name: string };
  readonly spec: Spec1;
  readonly status?: { readonly phase: string };
}

class PingMemo extends Memo {
  counter = 0;
}

abstract class Port {}

export class Methods {
  // @ts-expect-error -- a handler is a method, no field
  @OnEvent("a")
  field = 1;

  // @ts-expect-error -- and no accessor
  @OnEvent("a")
  get accessor(): number {
    return 1;
  }

  @OnEvent("a")
  nothing(): void {}

  @OnEvent("a")
  async result(): Promise<object> {
    return Promise.resolve({});
  }

  @OnEvent(EVERYTHING)
  @OnEvent({ group: "kopf.dev", plural: "kopfexamples" })
  @Timer("a", {
    interval: "10s",
    when: ({ spec }) => spec["x"] === 1,
    labels: { a: PRESENT, b: ABSENT, c: "d" },
  })
  any(@Name() _name: string, @Spec("image.tag") _tag: string, @Body() _body: object): void {}

  @OnStartup()
  @OnCleanup({ retries: 3, errors: "permanent" })
  activity(
    @InjectMemo() _memo: { counter: number },
    @inject(Port) _port: Port,
    @Inject(() => PingMemo) _later: object,
  ): void {}
}

export class Filters {
  @OnEvent("a", { field: "spec.x", value: PRESENT })
  @OnEvent("a", { field: "spec.x", value: ABSENT })
  @OnEvent("a", { field: "spec.x", value: null })
  @OnEvent("a", { field: "spec.x", value: (value: string | undefined) => value === "x" })
  @OnEvent("a", { field: "spec.x", value: (value, { name }) => value === name })
  @OnEvent("a", { labels: { app: (value, { name }) => value === name } })
  values(): void {}

  @OnEvent("a", { when: (event: ResourceEvent<Example>) => event.spec.duration > 3 })
  @OnEvent("a", { when: ({ memo }: ResourceEvent<Example, PingMemo>) => memo.counter > 3 })
  @OnEvent<Example, PingMemo>("a", { when: ({ memo, spec }) => memo.counter > spec.duration })
  @Timer("a", { interval: 1, when: ({ spec }: TimerTick<Example>) => spec.duration > 3 })
  @OnField("a", "spec", { when: ({ spec }: ResourceChange<Example>) => spec.duration > 3 })
  typed(): void {}

  // @ts-expect-error -- the context of an event is none of a timer
  @Timer("a", { interval: 1, when: ({ type }: ResourceEvent) => type === null })
  wrong(): void {}

  // @ts-expect-error -- a filter is synchronous
  @OnEvent("a", { when: async () => Promise.resolve(true) })
  later(): void {}
}

export class Options {
  // @ts-expect-error -- a timer has options
  @Timer("a")
  bare(): void {}

  // @ts-expect-error -- a number selects no kind
  @OnEvent(5)
  selector(): void {}

  // @ts-expect-error -- no such option
  @OnEvent("a", { interval: 5 })
  option(): void {}

  // @ts-expect-error -- no such mode
  @OnStartup({ errors: "never" })
  mode(): void {}

  // @ts-expect-error -- a field handler names its field
  @OnField("a")
  fieldless(): void {}

  // @ts-expect-error -- labels are texts
  @OnEvent("a", { labels: { a: 5 } })
  labels(): void {}

  // @ts-expect-error -- no path is a number
  seen(@Spec(5) _x: unknown): void {}
}

// Class decorators stand on classes.
@Operator()
export class Fine {
  constructor(readonly port: Port) {}
}

@ResourceScoped()
export class Scoped {
  constructor(readonly memo: PingMemo) {}
}

// Contexts know the object and the memo.
type Event = ResourceEvent<Example, PingMemo>;
expectTypeOf<Event["memo"]>().toEqualTypeOf<PingMemo>();
expectTypeOf<Event["type"]>().toEqualTypeOf<"ADDED" | "MODIFIED" | "DELETED" | null>();
expectTypeOf<Event["spec"]["duration"]>().toEqualTypeOf<number>();
expectTypeOf<Event["status"]["phase"]>().toEqualTypeOf<string | undefined>();
expectTypeOf<Event["body"]["metadata"]["name"]>().toEqualTypeOf<string>();
expectTypeOf<ResourceEvent<V1Pod>["spec"]["nodeName"]>().toEqualTypeOf<string | undefined>();
expectTypeOf<ResourceEvent<V1Pod>["status"]["phase"]>().toEqualTypeOf<string | undefined>();
expectTypeOf<Event["namespace"]>().toEqualTypeOf<string | undefined>();
expectTypeOf<ResourceEvent["spec"]>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
expectTypeOf<TimerTick["memo"]>().toEqualTypeOf<Memo>();

export function readOnly(event: Event): void {
  // @ts-expect-error -- bodies are read-only
  event.spec.duration = 5;
  // @ts-expect-error -- all the way down
  event.spec.items.push({ name: "x" });
  // @ts-expect-error -- contexts are not extensible
  event.counter = 1;
}

export function transforms(patch: Patch<Example>): void {
  patch.transform((object) => {
    object.spec.duration = 5;
    object.spec.items.push({ name: "x" });
  });
}

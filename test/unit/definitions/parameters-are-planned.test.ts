import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import {
  Activity,
  AdmissionRequest,
  Annotations,
  Body,
  Clock,
  DaemonRun,
  Diff,
  DryRun,
  EventType,
  Headers,
  Indexed,
  IndexedResource,
  Inject,
  inject,
  injectable,
  InjectMemo,
  KubeClient,
  Labels,
  Logger,
  Memo,
  Meta,
  Name,
  Namespace,
  New,
  Old,
  OnCreate,
  OnEvent,
  OnStartup,
  OnValidate,
  Operation,
  Operator,
  OperatorSettings,
  Param,
  Patch,
  RawEvent,
  Reason,
  Reconciliation,
  Resource,
  ResourceChange,
  ResourceContext,
  ResourceEvent,
  ResourceScoped,
  Retry,
  Runtime,
  singleton,
  Spec,
  SslPeer,
  Started,
  Status,
  Subresource,
  Timer,
  TimerTick,
  Uid,
  UserInfo,
  Warnings,
} from "kephale";
import { container } from "tsyringe";

import type { ParameterPlan } from "../../../src/definitions/parameter-plan.js";
import { compile, type CompileParts, handlersOf, mistakesOf } from "../../support/compile.js";

class PingMemo extends Memo {
  counter = 0;
}

class NamedPingMemo extends PingMemo {
  label = "";
}

const plansOf = (
  operator: unknown,
  parts: CompileParts = {},
): readonly (readonly ParameterPlan[])[] =>
  handlersOf(operator, parts).map(({ parameters }) => parameters);

/** Puts metadata on a method by hand, as a compiler would emit it. */
function emitTypes(prototype: object, method: string, types: readonly unknown[]): void {
  const define: unknown = Reflect.get(Reflect, "defineMetadata");
  if (typeof define === "function")
    Reflect.apply(define, Reflect, ["design:paramtypes", types, prototype, method]);
}

describe("a parameter", () => {
  it("may be the memo: its class, or any that it extends", () => {
    class Taking {
      @OnEvent("a")
      seen(_own: NamedPingMemo, _parent: PingMemo, _memo: Memo): void {}

      @OnStartup()
      start(_memo: PingMemo): void {}
    }
    const memo = { kind: "memo" };
    expect(plansOf(Taking, { memo: new NamedPingMemo() })).toEqual([[memo, memo, memo], [memo]]);
  });

  it("may be the memo of any class, a Map for example", () => {
    class Plain {
      counter = 0;
    }
    class TakingPlain {
      @OnEvent("a")
      seen(_memo: Plain): void {}
    }
    class TakingMap {
      @OnEvent("a")
      seen(_memo: Map<string, number>): void {}
    }
    class TakingList {
      @OnEvent("a")
      seen(_memo: string[]): void {}
    }
    expect(plansOf(TakingPlain, { memo: new Plain() })).toEqual([[{ kind: "memo" }]]);
    expect(plansOf(TakingMap, { memo: new Map() })).toEqual([[{ kind: "memo" }]]);
    expect(plansOf(TakingList, { memo: [] })).toEqual([[{ kind: "memo" }]]);
    expect(mistakesOf(TakingMap, { memo: new PingMemo() })).toEqual([
      expect.stringContaining("the compiler emitted Map"),
    ]);
  });

  it("may be a memo without a class by @InjectMemo", () => {
    class Taking {
      @OnEvent("a")
      seen(@InjectMemo() _memo: { counter: number }): void {}
    }
    expect(plansOf(Taking, { memo: { counter: 0 } })).toEqual([[{ kind: "memo" }]]);
  });

  it("must not be a memo's subclass, or another memo", () => {
    class Wrong {
      @OnEvent("a")
      seen(_memo: NamedPingMemo): void {}
    }
    expect(mistakesOf(Wrong, { memo: new PingMemo() })).toEqual([
      "Wrong.seen, parameter 1: NamedPingMemo is neither registered nor decorated. Is this the memo? bootstrap got a PingMemo. Is it a service? Then put @injectable() on it. [DEFINITION_INVALID]",
    ]);
  });

  it("may be what the SDK hands out by class", () => {
    class Taking {
      @OnEvent("a")
      seen(_1: Logger, _2: Patch, _3: AbortSignal, _4: OperatorSettings, _5: KubeClient): void {}

      @OnStartup()
      start(_1: Logger, _3: AbortSignal, _4: OperatorSettings, _5: KubeClient): void {}
    }
    const port = (name: string): object => ({ kind: "port", port: name });
    expect(plansOf(Taking)).toEqual([
      [port("logger"), port("patch"), port("signal"), port("settings"), port("kube")],
      [port("logger"), port("signal"), port("settings"), port("kube")],
    ]);
  });

  it("must not be a Patch where there is no object", () => {
    class Wrong {
      @OnStartup()
      start(_patch: Patch): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      expect.stringContaining("Wrong.start, parameter 1: Patch changes an object"),
    ]);
  });

  it("may be the context of the handler's kind", () => {
    class Taking {
      @OnEvent("a")
      event(_context: ResourceEvent): void {}
      @Timer("a", { interval: 1 })
      timer(_context: TimerTick): void {}
      @OnStartup()
      activity(_context: Activity): void {}
    }
    expect(plansOf(Taking)).toEqual([
      [{ kind: "context" }],
      [{ kind: "context" }],
      [{ kind: "context" }],
    ]);
  });

  it("must not be the context of another kind of handler: the right one is named", () => {
    class Wrong {
      @OnEvent("a")
      event(_1: TimerTick, _2: ResourceChange, _3: Activity, _4: ResourceContext): void {}
      @Timer("a", { interval: 1 })
      timer(_1: ResourceEvent, _2: DaemonRun, _3: AdmissionRequest): void {}
      @OnStartup()
      activity(_1: ResourceEvent, _2: IndexedResource, _3: Reconciliation): void {}
    }
    const mistakes = mistakesOf(Wrong);
    expect(mistakes).toHaveLength(10);
    expect(mistakes[0]).toBe(
      "Wrong.event, parameter 1: TimerTick is the context of other handlers. This one's is ResourceEvent. [DEFINITION_INVALID]",
    );
    expect(mistakes[4]).toContain(
      "Wrong.timer, parameter 1: ResourceEvent is the context of other handlers. This one's is TimerTick.",
    );
    expect(mistakes[9]).toContain("This one's is Activity.");
  });

  const injected = Symbol("injected");

  it("may be a service: one that is decorated, or registered in the container", () => {
    @injectable()
    class Injectable {}
    @singleton()
    class Single {}
    @ResourceScoped()
    class Scoped {}
    @Operator()
    class Marked {}
    class Registered {}
    abstract class Port {}
    const parent = container.createChildContainer();
    parent.registerSingleton(Registered);
    parent.register(Port as never, { useValue: {} });
    parent.register("bucket", { useValue: "b" });
    parent.register(injected, { useValue: "i" });
    class Taking {
      @OnEvent("a")
      seen(
        _1: Injectable,
        _2: Single,
        _3: Scoped,
        _4: Marked,
        _5: Registered,
        _6: Port,
        _7: Clock,
      ): void {}

      @OnStartup()
      start(
        @inject("bucket") _1: string,
        @inject(injected) _2: string,
        @inject(Single) _3: unknown,
      ): void {}
    }
    const service = (token: unknown, perResource = false): object => ({
      kind: "service",
      token,
      perResource,
    });
    expect(plansOf(Taking, { container: parent })).toEqual([
      [
        service(Injectable),
        service(Single),
        service(Scoped, true),
        service(Marked),
        service(Registered),
        service(Port),
        service(Clock),
      ],
      [service("bucket"), service(injected), service(Single)],
    ]);
  });

  it("may be a class that is defined later", () => {
    class Taking {
      @OnEvent("a")
      seen(@Inject(() => Later) _later: object, @Inject(() => PingMemo) _memo: object): void {}
    }
    @injectable()
    class Later {}
    expect(plansOf(Taking, { memo: new PingMemo() })).toEqual([
      [{ kind: "service", token: Later, perResource: false }, { kind: "memo" }],
    ]);
  });

  it("must not be a class that is neither registered nor decorated, an abstract one too", () => {
    class Unknown {}
    abstract class Abstract {}
    class Wrong {
      @OnEvent("a")
      seen(
        _1: Unknown,
        _2: Abstract,
        @inject(Unknown) _3: object,
        @inject("nothing") _4: string,
      ): void {}
    }
    const mistakes = mistakesOf(Wrong, { memo: new PingMemo() });
    expect(mistakes).toHaveLength(4);
    expect(mistakes[0]).toContain(
      "Wrong.seen, parameter 1: Unknown is neither registered nor decorated. Is this the memo? bootstrap got a PingMemo.",
    );
    expect(mistakes[1]).toContain("parameter 2: Abstract is neither");
    expect(mistakes[3]).toContain('parameter 4: nothing is registered under "nothing"');
  });

  it("must not be a @ResourceScoped service where there is no resource", () => {
    @ResourceScoped()
    class Scoped {}
    class Wrong {
      @OnStartup()
      start(_scoped: Scoped): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      expect.stringContaining(
        "Wrong.start, parameter 1: Scoped is @ResourceScoped, and there is no resource here.",
      ),
    ]);
  });

  interface Shape {
    readonly a: number;
  }

  class Erased {
    @OnEvent("a")
    seen(
      _1: Shape,
      _2: PingMemo | undefined,
      _3: () => void,
      _4: string[],
      _5: string,
      _6: number,
      _7: boolean,
      _8: Promise<void>,
      _9: Date,
      _10: Map<string, string>,
      _11: symbol,
    ): void {}
  }

  it.each([
    [
      1,
      "the compiler emitted Object: an interface, a union, `T | undefined`, `any`, a type alias or a type parameter.",
      "@InjectMemo()",
    ],
    [2, "the compiler emitted Object", "Use a class"],
    [
      3,
      "the compiler emitted Function: a function type, or a class that is imported with `import type`.",
      "Import the class itself",
    ],
    [4, "the compiler emitted Array", "@Name()"],
    [5, "the compiler emitted String", "@Name()"],
    [6, "the compiler emitted Number", "@Name()"],
    [7, "the compiler emitted Boolean", "@Name()"],
    [8, "the compiler emitted Promise", "@Name()"],
    [9, "the compiler emitted Date", "@Name()"],
    [10, "the compiler emitted Map", "@Name()"],
    [11, "the compiler emitted Symbol", "@Name()"],
  ])("must not have a type of which nothing is left: parameter %p", (position, found, remedy) => {
    const mistakes = mistakesOf(Erased, { memo: new PingMemo() });
    expect(mistakes).toHaveLength(11);
    expect(mistakes[position - 1]).toContain(`Erased.seen, parameter ${position}: ${found}`);
    expect(mistakes[position - 1]).toContain(remedy);
  });

  it("must not be a class that was undefined when its method was decorated", () => {
    class Circular {
      @OnEvent("a")
      seen(_later: PingMemo): void {}
    }
    emitTypes(Circular.prototype, "seen", [undefined]);
    expect(mistakesOf(Circular)).toEqual([
      "Circular.seen, parameter 1: its class is undefined: it is defined below its use, or two files import each other. Move the class, or write @Inject(() => TheClass). [DEFINITION_INVALID]",
    ]);
  });

  it("must not have a token that is none", () => {
    const wrong: unknown = 5;
    class Wrong {
      @OnEvent("a")
      seen(
        @inject(wrong as string) _1: string,
        @Inject(() => wrong as typeof PingMemo) _2: object,
      ): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      expect.stringContaining(
        "parameter 1: its token is 5. It must be a class, a string or a symbol.",
      ),
      expect.stringContaining("parameter 2: its token is 5."),
    ]);
  });

  it("must not ask for a class that its own module never defines", () => {
    class Wrong {
      @OnEvent("a")
      seen(@Inject(() => missing()) _1: object): void {}
    }
    function missing(): typeof PingMemo {
      throw new ReferenceError("Later is not defined");
    }
    expect(mistakesOf(Wrong)).toEqual([expect.stringContaining("Wrong.seen, parameter 1: ")]);
    expect(mistakesOf(Wrong)[0]).toContain("Later is not defined");
  });
});

describe("a parameter decorator", () => {
  class Everywhere {
    @OnEvent("a")
    event(
      @Body() _1: object,
      @Spec("image.tag") _2: string,
      @Status(["a.b", "c"]) _3: object,
      @Meta() _4: object,
      @Name() _5: string,
      @Namespace() _6: string,
      @Uid() _7: string,
      @Labels("app") _8: string,
      @Annotations(["a.b/c"]) _9: string,
      @Resource() _10: object,
      @Retry() _11: number,
      @Started() _12: Date,
      @Runtime() _13: number,
      @Param() _14: unknown,
      @EventType() _15: string,
      @RawEvent() _16: object,
    ): void {}
  }

  it("names a value, with a path where it has one", () => {
    const [plans] = plansOf(Everywhere);
    expect(
      plans?.map((plan) => (plan.kind === "value" ? [plan.name, plan.path] : plan.kind)),
    ).toEqual([
      ["body", undefined],
      ["spec", ["image", "tag"]],
      ["status", ["a.b", "c"]],
      ["meta", undefined],
      ["name", undefined],
      ["namespace", undefined],
      ["uid", undefined],
      ["labels", ["app"]],
      ["annotations", ["a.b/c"]],
      ["resource", undefined],
      ["retry", undefined],
      ["started", undefined],
      ["runtime", undefined],
      ["param", undefined],
      ["type", undefined],
      ["event", undefined],
    ]);
  });

  it("must be one that the handler's kind has", () => {
    class Wrong {
      @Timer("a", { interval: 1 })
      timer(
        @Diff() _1: object,
        @EventType() _2: string,
        @RawEvent() _3: object,
        @Old("x") _4: unknown,
        @New() _5: unknown,
      ): void {}

      @OnStartup()
      start(@Name() _1: string, @Spec() _2: object, @Labels("a") _3: string): void {}

      @OnEvent("a")
      event(
        @Reason() _1: string,
        @DryRun() _2: boolean,
        @Operation() _3: string,
        @Subresource() _4: string,
        @UserInfo() _5: object,
        @Warnings() _6: string[],
        @Headers() _7: object,
        @SslPeer() _8: object,
      ): void {}
    }
    const mistakes = mistakesOf(Wrong);
    expect(mistakes).toHaveLength(16);
    expect(mistakes[0]).toBe(
      "Wrong.timer, parameter 1: @Diff() does not exist for this kind of handler (timer). It does for: change, admission. [DEFINITION_INVALID]",
    );
    expect(mistakes[3]).toContain('parameter 4: @Old("x") does not exist');
    expect(mistakes[5]).toContain(
      "Wrong.start, parameter 1: @Name() does not exist for this kind of handler (activity).",
    );
    expect(mistakes[8]).toContain("Wrong.event, parameter 1: @Reason() does not exist");
  });

  it("of an attempt does not exist for admission, as nothing is tried again there", () => {
    class Wrong {
      @OnValidate("a")
      check(@Retry() _1: number, @Started() _2: Date, @Runtime() _3: number): void {}
    }
    expect(mistakesOf(Wrong).filter((mistake) => mistake.includes("does not exist"))).toHaveLength(
      3,
    );
  });

  it("of later kinds of handlers is planned and checked today", () => {
    class Later {
      @OnCreate("a")
      create(
        @Old("spec.x") _1: unknown,
        @New() _2: unknown,
        @Diff() _3: object,
        @Reason() _4: string,
        _5: ResourceChange,
      ): void {}
      @OnValidate("a")
      check(
        @DryRun() _1: boolean,
        @Operation() _2: string,
        @Subresource() _3: string,
        @UserInfo() _4: object,
        @Warnings() _5: string[],
        @Headers() _6: object,
        @SslPeer() _7: object,
        _8: AdmissionRequest,
      ): void {}
    }
    const { problems } = compile(Later);
    expect(problems.map(({ code }) => code)).toEqual(["NOT_SERVED_YET", "NOT_SERVED_YET"]);
  });

  it.each<[string, unknown]>([
    ["an empty path", ""],
    ["an empty list", []],
    ["a path with an empty key", "a..b"],
    ["a number", 5],
    ["a list with a number", ["a", 5]],
    ["an object", { a: 1 }],
    ["a bigint", 5n],
    ["null", null],
  ])("must not have %s", (_what, path) => {
    class Wrong {
      @OnEvent("a")
      seen(@Spec(path as string) _1: unknown): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      expect.stringMatching(
        /parameter 1: @Spec\(.*\) has a wrong path\. It must be like "image\.tag"/,
      ),
    ]);
  });

  it("of labels and annotations names a key, which may have dots", () => {
    class Keys {
      @OnEvent("a")
      seen(
        @Labels("app.kubernetes.io/name") _1: string,
        @Annotations("example.com/note") _2: string,
        @Meta(["labels", "example.com/app"]) _3: string,
      ): void {}
    }
    const [plans] = plansOf(Keys);
    expect(plans?.map((plan) => plan.kind === "value" && plan.path)).toEqual([
      ["app.kubernetes.io/name"],
      ["example.com/note"],
      ["labels", "example.com/app"],
    ]);
  });

  it("must not lead below a label or an annotation", () => {
    class Wrong {
      @OnEvent("a")
      seen(
        @Labels(["example", "com/app"]) _1: string,
        @Annotations("") _2: string,
        @Meta("labels.example.com/app") _3: string,
        @Body("metadata.annotations.a.b") _4: string,
      ): void {}
    }
    const key = 'has a wrong key. It must be one key, like "app" or "example.com/app".';
    const below =
      "leads below a label or an annotation, where nothing is. Their keys have dots: write";
    expect(mistakesOf(Wrong)).toEqual([
      expect.stringContaining(`@Labels(["example","com/app"]) ${key}`),
      expect.stringContaining(`@Annotations("") ${key}`),
      expect.stringContaining(
        `@Meta("labels.example.com/app") ${below} ["labels","example.com/app"].`,
      ),
      expect.stringContaining(
        `@Body("metadata.annotations.a.b") ${below} ["metadata","annotations","a.b"].`,
      ),
    ]);
  });

  it("of an index is not served yet, and must name one", () => {
    const nothing: unknown = undefined;
    class Wrong {
      @OnEvent("a")
      seen(
        @Indexed("pods") _1: object,
        @Indexed("") _2: object,
        @Indexed(nothing as string) _3: object,
      ): void {}
    }
    const mistakes = mistakesOf(Wrong);
    expect(mistakes[0]).toBe(
      'Wrong.seen, parameter 1: @Indexed("pods") is not served yet. [NOT_SERVED_YET]',
    );
    expect(mistakes[1]).toContain('@Indexed("") names no index');
    expect(mistakes[2]).toContain("@Indexed(undefined) names no index");
  });

  it("counts where a parameter has a class and a decorator", () => {
    class Both {
      @OnEvent("a")
      seen(@Name() _1: PingMemo, @InjectMemo() _2: Logger): void {}
    }
    expect(plansOf(Both)).toEqual([
      [{ kind: "value", name: "name", path: undefined }, { kind: "memo" }],
    ]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { Name, OnCleanup, OnEvent, OnProbe, OnStartup, Operator, Timer, Uid } from "kephale";

import { callUnknown } from "../../../src/support/members.js";
import { handlersOf, mistakesOf } from "../../support/compile.js";

const listed = (operator: unknown): readonly string[] =>
  handlersOf(operator).map(
    ({ decorator, name, id, selector }) =>
      `${decorator} ${name} ${id}${selector === undefined ? "" : ` ${selector.text}`}`,
  );

describe("the handlers of an operator", () => {
  it("are its decorated methods, in the order of their decorators", () => {
    class One {
      @OnEvent("a")
      first(): void {}

      @OnStartup()
      second(): void {}

      undecorated(): void {}

      @Timer("b", { interval: 1 })
      third(): void {}
    }
    expect(listed(One)).toEqual([
      "OnEvent One.first first a",
      "OnStartup One.second second",
      "Timer One.third third b",
    ]);
  });

  it("come from several classes, in the order of these", () => {
    class One {
      @OnStartup()
      start(): void {}
    }
    class Two {
      @OnStartup()
      start(): void {}
    }
    expect(listed([Two, One])).toEqual(["OnStartup Two.start start", "OnStartup One.start start"]);
  });

  it("are several where decorators are stacked: the lowest first", () => {
    class Stacked {
      @OnEvent("a", { id: "one" })
      @OnEvent("b", { id: "two" })
      @OnCleanup()
      all(): void {}
    }
    expect(listed(Stacked)).toEqual([
      "OnCleanup Stacked.all all",
      "OnEvent Stacked.all two b",
      "OnEvent Stacked.all one a",
    ]);
  });

  it("may have symbols for names", () => {
    const key = Symbol("pinged");
    class Symbolic {
      @OnEvent("a")
      [key](): void {}
    }
    expect(listed(Symbolic)).toEqual(["OnEvent Symbolic.Symbol(pinged) pinged a"]);
  });

  it("are none: that is a mistake", () => {
    class Nothing {}
    @Operator()
    class Marked {}
    expect(mistakesOf(Nothing)).toEqual([expect.stringContaining("Nothing: there is no handler.")]);
    expect(mistakesOf([Nothing, Marked])).toEqual([
      expect.stringContaining("Nothing, Marked: there is no handler."),
    ]);
  });
});

describe("inherited handlers", () => {
  class Base {
    @OnEvent("a", { id: "base", param: 1 })
    seen(_name: string = ""): void {}

    @OnEvent("a")
    kept(@Name() _name: string): void {}
  }

  // The first has a mistake on purpose: a plain string says nothing.
  class Fine {
    @OnEvent("a", { id: "base", param: 1 })
    seen(@Name() _name: string): void {}

    @OnStartup()
    start(): void {}
  }

  it("belong to the class that inherits them, before its own", () => {
    class Heir extends Fine {
      @OnCleanup()
      stop(): void {}
    }
    expect(listed(Heir)).toEqual([
      "OnEvent Heir.seen base a",
      "OnStartup Heir.start start",
      "OnCleanup Heir.stop stop",
    ]);
    expect(handlersOf(Heir)[0]?.owner).toBe(Heir);
  });

  it("do not spread to the class that they come from, nor to its other heirs", () => {
    class One extends Fine {
      @OnCleanup()
      one(): void {}
    }
    class Two extends Fine {
      @OnCleanup()
      two(): void {}
    }
    expect(listed(One).at(-1)).toBe("OnCleanup One.one one");
    expect(listed(Two).at(-1)).toBe("OnCleanup Two.two two");
    expect(handlersOf(Fine)).toHaveLength(2);
  });

  it("keep the base's options and plan where they are overridden without a decorator", () => {
    class Heir extends Fine {
      override seen(_name: string): void {}
    }
    const [seen] = handlersOf(Heir);
    expect(seen).toMatchObject({ id: "base", param: 1, decorator: "OnEvent", name: "Heir.seen" });
    expect(seen?.parameters).toEqual([{ kind: "value", name: "name", path: undefined }]);
  });

  it("must not change their number of parameters where they are overridden without a decorator", () => {
    class Less extends Fine {
      override seen(): void {}
    }
    const mistakes = mistakesOf(Less);
    expect(mistakes).toEqual([
      "@OnEvent on Less.seen: it is overridden without a decorator by a method with 0 instead of 1 parameters. Repeat the decorator on the override, or give it the same parameters. [DEFINITION_INVALID]",
    ]);
  });

  it("must not get parameter decorators where they are overridden without a decorator", () => {
    class Decorated {
      @OnEvent("a")
      seen(@Uid() _uid: string, @Name() _name: string): void {}
    }
    class Middle extends Decorated {
      override seen(@Name() _name: string, @Uid() _uid: string): void {}
    }
    class Heir extends Middle {
      override seen(_name: string, _uid: string): void {}
    }
    for (const wrong of [Middle, Heir]) {
      expect(mistakesOf(wrong)).toEqual([
        `@OnEvent on ${wrong.name}.seen: it is overridden without a decorator by a method whose parameters are decorated. Repeat the decorator on the override, or leave its parameters as the base has them. [DEFINITION_INVALID]`,
      ]);
    }
  });

  it("must not be overridden by an accessor that throws", () => {
    class Heir extends Fine {}
    Object.defineProperty(Heir.prototype, "seen", {
      get() {
        throw new Error("Not yet.");
      },
    });
    expect(mistakesOf(Heir)).toEqual([
      '@OnEvent on Heir.seen: it is overridden by an accessor that throws ("Not yet."). Override it with a method. [DEFINITION_INVALID]',
    ]);
  });

  it("are replaced, all those of the method, by an override with a decorator", () => {
    class Stacked {
      @OnEvent("a")
      @OnEvent("b")
      seen(): void {}
    }
    class Heir extends Stacked {
      @Timer("c", { interval: 1 })
      override seen(): void {}
    }
    expect(listed(Heir)).toEqual(["Timer Heir.seen seen c"]);
    expect(listed(Stacked)).toHaveLength(2);
  });

  it("of a grandparent are found, and the nearest decorated override counts", () => {
    class Middle extends Fine {
      @OnEvent("b", { id: "middle" })
      override seen(@Name() _name: string): void {}
    }
    class Heir extends Middle {
      override seen(_name: string): void {}
    }
    expect(listed(Heir)).toEqual(["OnStartup Heir.start start", "OnEvent Heir.seen middle b"]);
  });

  it("twice in one operator are two handlers with one id", () => {
    class One extends Fine {}
    class Two extends Fine {}
    expect(mistakesOf([One, Two])).toEqual([
      expect.stringContaining('@OnEvent on Two.seen: its id "base" is that of One.seen.'),
    ]);
  });

  it("bring their mistakes with them, told of the class that is used", () => {
    class Heir extends Base {}
    expect(mistakesOf(Heir)).toEqual([
      expect.stringContaining("Heir.seen, parameter 1: the compiler emitted String"),
    ]);
  });
});

describe("a handler decorator", () => {
  it("must not stand on a static method", () => {
    class Wrong {
      @OnEvent("a")
      static seen(): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      "@OnEvent on Wrong.seen: it stands on a static method. Handlers are methods of an instance: remove `static`. [DEFINITION_INVALID]",
    ]);
  });

  it("must not stand on anything but a method: told at bootstrap, not thrown while loading", () => {
    class Field {
      seen = 1;
    }
    class Accessor {
      get seen(): number {
        return 1;
      }
    }
    // What the compiler refuses is still possible in JavaScript.
    const decorate = OnEvent("a") as (
      target: object,
      method: string,
      descriptor?: PropertyDescriptor,
    ) => void;
    decorate(Field.prototype, "seen");
    decorate(
      Accessor.prototype,
      "seen",
      Object.getOwnPropertyDescriptor(Accessor.prototype, "seen") ?? {},
    );
    expect(mistakesOf(Field)).toEqual([
      "@OnEvent on Field.seen: it stands on something that is no method. Put it on a method. [DEFINITION_INVALID]",
    ]);
    expect(mistakesOf(Accessor)).toEqual([
      "@OnEvent on Accessor.seen: it stands on an accessor. Put it on a method; where another decorator makes the accessor, as autobind does, put it below that one. [DEFINITION_INVALID]",
    ]);
  });

  it("may stand below one that makes an accessor of the method", () => {
    const autobind = (
      _target: object,
      _method: string,
      { value }: TypedPropertyDescriptor<() => void>,
    ): TypedPropertyDescriptor<() => void> => ({
      get(this: object) {
        return value?.bind(this) ?? ((): void => undefined);
      },
    });
    class Bound {
      @autobind
      @OnEvent("a")
      seen(): void {}
    }
    expect(listed(Bound)).toEqual(["OnEvent Bound.seen seen a"]);
  });

  it("must not stand on a generator, whose body would never run", () => {
    class Wrong {
      @OnEvent("a")
      *one(): Generator<number> {
        yield 1;
      }
      @OnEvent("a")
      async *two(): AsyncGenerator<number> {
        yield Promise.resolve(1);
      }
    }
    const mistake =
      "it stands on a generator, whose body would never run. Make it a plain or an async method: remove the `*`. [DEFINITION_INVALID]";
    expect(mistakesOf(Wrong)).toEqual([
      `@OnEvent on Wrong.one: ${mistake}`,
      `@OnEvent on Wrong.two: ${mistake}`,
    ]);
  });

  it("must be called: without its parentheses it makes no handler", () => {
    class Wrong {
      @OnStartup()
      start(): void {}
      seen(): void {}
      stop(): void {}
    }
    // What the compiler refuses is still possible in JavaScript.
    for (const [decorator, method] of [
      [OnEvent, "seen"],
      [OnCleanup, "stop"],
    ] as const) {
      const descriptor = Object.getOwnPropertyDescriptor(Wrong.prototype, method);
      callUnknown(decorator, undefined, Wrong.prototype, method, descriptor);
    }
    const mistake = "it stands on a method without being called, which makes no handler.";
    expect(mistakesOf(Wrong)).toEqual([
      `@OnEvent on Wrong: ${mistake} Write its parentheses: @OnEvent(...). [DEFINITION_INVALID]`,
      `@OnCleanup on Wrong: ${mistake} Write its parentheses: @OnCleanup(...). [DEFINITION_INVALID]`,
    ]);
  });

  it("must stand on each method with decorated parameters", () => {
    class Base {
      forgotten(@Name() _name: string, @Name() _again: string): void {}
    }
    class Wrong extends Base {
      @OnStartup()
      start(): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      "Wrong.forgotten: its parameters are decorated, but it has no handler decorator. Put one on it, @OnEvent(...) for example. [DEFINITION_INVALID]",
    ]);
  });
});

describe("what bootstrap is given for an operator", () => {
  class Fine {
    @OnStartup()
    start(): void {}
  }

  it.each<[string, unknown, string]>([
    ["an instance", new Fine(), "is no class"],
    ["a name", "Fine", '"Fine", which is no class'],
    ["nothing", undefined, "undefined, which is no class"],
    ["a function", () => undefined, "which is no class"],
    ["a list with an instance in it", [Fine, new Fine()], "is no class"],
    ["an empty list", [], "empty list"],
    ["a class twice", [Fine, Fine], "Fine twice"],
  ])("must not be %s", (_what, operator, message) => {
    const mistakes = mistakesOf(operator);
    expect(mistakes[0]).toContain("bootstrap: it got");
    expect(mistakes[0]).toContain(message);
  });

  it("must have no options in @Operator yet", () => {
    const options = JSON.parse('{"errors":"permanent"}');
    @Operator(options)
    class Wrong extends Fine {}
    @Operator({})
    class Right extends Fine {}
    expect(mistakesOf(Wrong)).toEqual([
      expect.stringContaining('@Operator on Wrong: it got {"errors":"permanent"}'),
    ]);
    expect(mistakesOf(Right)).toEqual([]);
  });
});

describe("handler ids", () => {
  it("are the methods' names, with /<field> where there is one", () => {
    class Ids {
      @OnEvent("a")
      plain(): void {}

      @OnEvent("a", { field: "spec.image" })
      field(): void {}

      @Timer("a", { interval: 1, field: ["metadata", "labels", "x.y/z"], id: "own" })
      own(): void {}
    }
    expect(handlersOf(Ids).map(({ id }) => id)).toEqual([
      "plain",
      "field/spec.image",
      "own/metadata.labels.x.y/z",
    ]);
  });

  it("must be one for each handler of a decorator on a kind", () => {
    class Wrong {
      @OnEvent("a", { param: 1 })
      @OnEvent("a", { param: 2 })
      seen(): void {}

      @OnEvent("a", { id: "seen" })
      other(): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      '@OnEvent on Wrong.seen: its id "seen" is that of Wrong.seen. Give one of them another: { id: "…" }. [DEFINITION_INVALID]',
      '@OnEvent on Wrong.other: its id "seen" is that of Wrong.seen. Give one of them another: { id: "…" }. [DEFINITION_INVALID]',
    ]);
  });

  it("may be the same for different decorators, kinds and fields", () => {
    class Right {
      @OnEvent("a")
      @OnEvent("b")
      @OnEvent("a", { field: "spec.x" })
      @Timer("a", { interval: 1 })
      seen(): void {}
    }
    expect(mistakesOf(Right)).toEqual([]);
  });

  it("of activities may be shared by classes, those of probes may not", () => {
    class One {
      @OnStartup()
      start(): void {}
      @OnProbe()
      now(): void {}
    }
    class Two {
      @OnStartup()
      start(): void {}
      @OnProbe()
      now(): void {}
    }
    expect(mistakesOf([One, Two])).toEqual([
      expect.stringContaining('@OnProbe on Two.now: its id "now" is that of One.now.'),
    ]);
  });

  it("of activities may be shared by two classes of one name", () => {
    const named = (): new () => object => {
      class Handlers {
        @OnStartup()
        start(): void {}
      }
      return Handlers;
    };
    expect(mistakesOf([named(), named()])).toEqual([]);
  });

  it("may be the same for kinds whose selectors are long and begin alike", () => {
    const aws = { group: "infrastructure.cluster.x-k8s.io", version: "v1beta1" };
    class Right {
      @OnEvent({ ...aws, plural: "awsmachines" })
      @OnEvent({ ...aws, plural: "awsmachinetemplates" })
      seen(): void {}
    }
    expect(mistakesOf(Right)).toEqual([]);
  });

  it("must not be the same for one kind, in whatever order its selector says it", () => {
    class Wrong {
      @OnEvent({ group: "a.b", plural: "c" })
      @OnEvent({ plural: "c", group: "a.b" })
      seen(): void {}
    }
    expect(mistakesOf(Wrong)).toHaveLength(1);
  });

  it("of activities must not be shared in one class", () => {
    class Wrong {
      @OnStartup({ id: "x" })
      one(): void {}
      @OnStartup({ id: "x" })
      two(): void {}
    }
    expect(mistakesOf(Wrong)).toHaveLength(1);
  });

  it("must not be the SDK's own where they are a probe's", () => {
    class Wrong {
      @OnProbe({ id: "kephale" })
      now(): void {}
    }
    expect(mistakesOf(Wrong)).toEqual([
      expect.stringContaining('the id "kephale" is the SDK\'s own'),
    ]);
  });
});

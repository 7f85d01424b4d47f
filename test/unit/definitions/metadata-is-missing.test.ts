import { describe, expect, it } from "@jest/globals";
import { Field, Memo, Name, OnEvent, OnStartup, Spec, Timer } from "kephale";

import { callUnknown } from "../../../src/support/members.js";
import { compile, handlersOf } from "../../support/compile.js";
import { EngineBench } from "../../support/engine-bench.js";

type MethodDecoratorLike = (target: object, method: string, descriptor: PropertyDescriptor) => void;
type ParameterDecoratorLike = (target: object, method: string, index: number) => void;

/** Applies decorators as a transpiler does that emits no metadata. */
function decorate(
  owner: new () => object,
  method: string,
  decorator: MethodDecoratorLike,
  parameters: Readonly<Record<number, ParameterDecoratorLike>> = {},
): void {
  const prototype: object = Object.getPrototypeOf(new owner());
  for (const [index, parameter] of Object.entries(parameters))
    parameter(prototype, method, Number(index));
  decorator(prototype, method, Object.getOwnPropertyDescriptor(prototype, method) ?? {});
}

describe("an operator that was compiled without metadata", () => {
  it("gives a handler's only parameter its context", () => {
    const seen: unknown[] = [];
    class Plain {
      seen(event: { readonly name: string; readonly memo: Memo }): void {
        seen.push([event.name, event.memo instanceof Memo]);
      }
    }
    decorate(Plain, "seen", OnEvent("a"));
    const { stream } = new EngineBench(Plain);
    stream.added("x");
    expect(seen).toEqual([["x", true]]);
  });

  it("gives each kind of handler its own context", () => {
    class Plain {
      event(_context: unknown): void {}
      tick(_context: unknown): void {}
      start(_context: unknown): void {}
      none(): void {}
    }
    decorate(Plain, "event", OnEvent("a"));
    decorate(Plain, "tick", Timer("a", { interval: 1 }));
    decorate(Plain, "start", OnStartup());
    decorate(Plain, "none", OnEvent("a"));
    expect(handlersOf(Plain).map(({ parameters }) => parameters)).toEqual([
      [{ kind: "context" }],
      [{ kind: "context" }],
      [{ kind: "context" }],
      [],
    ]);
  });

  type Wrap = (method: unknown) => (...given: readonly unknown[]) => unknown;
  const withRest: Wrap =
    (method) =>
    (...given) =>
      callUnknown(method, undefined, ...given);
  const withArguments: Wrap = (method) =>
    function wrapped() {
      return callUnknown(method, undefined, ...arguments);
    };

  it.each<[string, Wrap]>([
    ["rest parameters", withRest],
    ["`arguments`", withArguments],
    ["what it is bound to", (method) => withRest(method).bind(undefined)],
  ])("gives its context to a method that another decorator has wrapped, with %s", (_what, wrap) => {
    const seen: unknown[] = [];
    class Wrapped {
      seen(event: { readonly name: string }): void {
        seen.push(event.name);
      }
    }
    const value = wrap(Object.getOwnPropertyDescriptor(Wrapped.prototype, "seen")?.value);
    decorate(Wrapped, "seen", OnEvent("a"));
    Object.defineProperty(Wrapped.prototype, "seen", { value });
    new EngineBench(Wrapped).stream.added("x");
    expect(seen).toEqual(["x"]);
  });

  it("may have as many decorated parameters as it likes", () => {
    class Plain {
      seen(_name: string, _image: string): void {}
    }
    decorate(Plain, "seen", OnEvent("a"), { 0: Name(), 1: Spec("image") });
    expect(handlersOf(Plain)[0]?.parameters).toHaveLength(2);
  });

  it("must not have several parameters without decorators: one error says what to do", () => {
    class Plain {
      seen(_memo: unknown, _logger: unknown): void {}
      tick(_memo: unknown, _logger: unknown): void {}
    }
    decorate(Plain, "seen", OnEvent("a"));
    decorate(Plain, "tick", Timer("a", { interval: 1 }));
    const { problems } = compile(Plain);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: "METADATA_MISSING", where: "Plain" });
    expect(problems[0]?.message).toContain(
      "Plain.seen, parameter 1; Plain.seen, parameter 2; Plain.tick, parameter 1",
    );
    expect(problems[0]?.message).toContain('"experimentalDecorators": true');
    expect(problems[0]?.message).toContain('"emitDecoratorMetadata": true');
    expect(problems[0]?.message).toContain("take the context as the only parameter");
  });

  it("must not have an undecorated parameter beside a decorated one", () => {
    class Plain {
      seen(_name: string, _memo: unknown): void {}
    }
    decorate(Plain, "seen", OnEvent("a"), { 0: Name() });
    expect(compile(Plain).problems.map(({ code }) => code)).toEqual(["METADATA_MISSING"]);
  });

  it("is announced, unless it has metadata or no handlers", () => {
    class Plain {
      seen(_context: unknown): void {}
    }
    decorate(Plain, "seen", OnEvent("a"));
    class Compiled {
      @OnEvent("a", { id: "other" })
      seen(): void {}
    }
    class Nothing {}
    expect(compile([Plain, Compiled, Nothing]).definition.withoutMetadata).toEqual(["Plain"]);
  });

  it("has contexts that cannot be written to, so that one taken for a memo fails", () => {
    const failures: unknown[] = [];
    class Plain {
      seen(memo: { counter: number }): void {
        try {
          memo.counter = 1;
        } catch (error) {
          failures.push(error);
        }
      }
    }
    decorate(Plain, "seen", OnEvent("a"));
    new EngineBench(Plain).stream.added("x");
    expect(failures).toEqual([expect.any(TypeError)]);
  });
});

describe("an operator whose decorators were compiled as standard ones", () => {
  it("is refused, with the two lines of tsconfig.json that make legacy ones", () => {
    const key = Symbol("key");
    class Standard {
      seen(): void {}
      [key](): void {}
      other(): void {}
    }
    for (const name of ["seen", key]) {
      // As compilers call decorators without "experimentalDecorators".
      const method: unknown = Object.getOwnPropertyDescriptor(Standard.prototype, name)?.value;
      const context = { kind: "method", name, static: false, private: false };
      expect(callUnknown(OnEvent("a"), undefined, method, context)).toBeUndefined();
    }
    const { problems } = compile(Standard);
    expect(problems).toEqual([
      { code: "METADATA_MISSING", where: "Standard", message: expect.any(String) },
    ]);
    expect(problems[0]?.message).toContain("Standard.seen; Standard.Symbol(key). Set");
    expect(problems[0]?.message).toContain('"experimentalDecorators": true');
    expect(problems[0]?.message).toContain('"emitDecoratorMetadata": true');
  });

  it("is not refused while loading, custom resources with fields included", () => {
    const context = { kind: "field", name: "size", static: false, private: false };
    expect(callUnknown(Field(), undefined, undefined, context)).toBeUndefined();
  });
});

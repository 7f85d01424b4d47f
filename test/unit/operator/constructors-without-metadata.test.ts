import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import { inject, injectable, OnEvent, Operator, ResourceScoped } from "kephale";
import { container } from "tsyringe";

import { compile } from "../../support/compile.js";

type Class = new (...args: never[]) => object;
type ClassDecoratorLike = (target: Class) => void;
type ParameterDecoratorLike = (target: object, method: undefined, index: number) => void;

/** Applies decorators as a transpiler does that emits no metadata. */
function decorate(
  type: Class,
  decorator: ClassDecoratorLike,
  parameters: Readonly<Record<number, ParameterDecoratorLike>> = {},
): void {
  for (const [index, parameter] of Object.entries(parameters))
    parameter(type, undefined, Number(index));
  decorator(type);
}

/** The mistakes of a service, each as its code, its place and its text. */
function mistakesWith(service: Class): readonly (readonly string[])[] {
  class Using {
    @OnEvent("a")
    seen(@inject(service) _service: object): void {}
  }
  return compile(Using).problems.map(({ code, where, message }) => [code, where, message]);
}

describe("a constructor that was compiled without metadata", () => {
  const REMEDY = expect.stringMatching(
    /parameters 1, 2\. .*"experimentalDecorators": true, "emitDecoratorMetadata": true.*@inject\(TheClass\)/,
  );

  it("is one error, in a service and in a @ResourceScoped one", () => {
    class Service {
      constructor(
        readonly memo: unknown,
        readonly logger: unknown,
      ) {}
    }
    class Scoped {
      constructor(
        readonly memo: unknown,
        readonly logger: unknown,
      ) {}
    }
    decorate(Service, injectable());
    decorate(Scoped, ResourceScoped());
    expect(mistakesWith(Service)).toEqual([["METADATA_MISSING", "Service", REMEDY]]);
    expect(mistakesWith(Scoped)).toEqual([["METADATA_MISSING", "Scoped", REMEDY]]);
  });

  it("is one error in a class with handlers", () => {
    class Base {
      @OnEvent("a")
      seen(): void {}
    }
    class Handlers extends Base {
      constructor(_queue: unknown) {
        super();
      }
    }
    decorate(Handlers, Operator());
    expect(compile(Handlers).problems).toMatchObject([
      {
        code: "METADATA_MISSING",
        where: "Handlers",
        message: expect.stringContaining("parameter 1."),
      },
    ]);
  });

  it("is an error of the parameters that have no token", () => {
    class Service {
      constructor(
        readonly one: unknown,
        readonly bucket: unknown,
        readonly three: unknown,
      ) {}
    }
    decorate(Service, injectable(), { 1: inject("bucket") });
    const parent = container.createChildContainer();
    parent.register("bucket", { useValue: "b" });
    class Using {
      @OnEvent("a")
      seen(@inject(Service) _service: object): void {}
    }
    expect(compile(Using, { container: parent }).problems).toMatchObject([
      {
        code: "METADATA_MISSING",
        where: "Service",
        message: expect.stringContaining("parameters 1, 3."),
      },
    ]);
  });

  it("may have as many parameters with tokens as it likes", () => {
    class Service {
      constructor(
        readonly bucket: unknown,
        readonly other: unknown,
      ) {}
    }
    class Other {}
    decorate(Other, injectable());
    decorate(Service, injectable(), { 0: inject("bucket"), 1: inject(Other) });
    const parent = container.createChildContainer();
    parent.register("bucket", { useValue: "b" });
    const { services } = compile([], { container: parent });
    expect(services.get(Service)).toMatchObject({ bucket: "b", other: expect.any(Other) });
  });
});

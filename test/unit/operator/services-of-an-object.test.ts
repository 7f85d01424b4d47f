import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import { copy, injectable, OnEvent, OnStartup, ResourceScoped } from "kephale";
import {
  container,
  inject as tsyringeInject,
  injectAll,
  injectAllWithTransform,
  injectWithTransform,
} from "tsyringe";

import { compile, mistakesOf } from "../../support/compile.js";
import { EngineBench } from "../../support/engine-bench.js";

const PLUGIN = Symbol("plugin");
container.register(PLUGIN, { useValue: "one" });
container.register(PLUGIN, { useValue: "two" });

class Joined {
  transform(value: string | string[], by: string): string {
    return [value].flat().join(by);
  }
}

describe("a @ResourceScoped class", () => {
  it("gets lists, what may be missing, and what is transformed, as tsyringe's decorators say", () => {
    @ResourceScoped()
    class Scoped {
      constructor(
        @injectAll(PLUGIN) readonly all: string[],
        @tsyringeInject("nothing", { isOptional: true }) readonly none: string | undefined,
        @injectAll("nothing", { isOptional: true }) readonly nothing: string[],
        @injectWithTransform(PLUGIN, Joined, "+") readonly last: string,
        @injectAllWithTransform(PLUGIN, Joined, "+") readonly joined: string,
      ) {}
    }
    const seen: unknown[] = [];
    class Using {
      @OnEvent("a")
      seen({ all, none, nothing, last, joined }: Scoped): void {
        seen.push(all, none, nothing, last, joined);
      }
    }
    new EngineBench(Using).stream.added("x");
    expect(seen).toEqual([["one", "two"], undefined, [], "two", "one+two"]);
  });

  it("gets the object's memo by the class of the operator's, when [copy] makes another class's", () => {
    class ObjectMemo {
      readonly n = 1;
    }
    class Root {
      readonly n: number = 0;
      [copy](): object {
        return new ObjectMemo();
      }
    }
    @ResourceScoped()
    class Scoped {
      constructor(readonly memo: Root) {}
    }
    const seen: unknown[] = [];
    class Using {
      @OnEvent("a")
      seen(scoped: Scoped): void {
        seen.push(scoped.memo);
      }
    }
    new EngineBench(Using, { memo: new Root() }).stream.added("x");
    expect(seen).toEqual([expect.any(ObjectMemo)]);
  });
});

describe("an operator's service", () => {
  it("may lack what tsyringe's decorator says is optional, by its name", () => {
    @injectable()
    class Service {
      constructor(
        @tsyringeInject("nothing", { isOptional: true }) readonly none: string | undefined,
      ) {}
    }
    class Using {
      @OnStartup()
      start(_service: Service): void {}
    }
    expect(mistakesOf(Using)).toEqual([]);
    expect(compile(Using).services.get(Service)).toMatchObject({ none: undefined });
  });

  it("must not lack what is not optional", () => {
    @injectable()
    class Service {
      constructor(@injectAll("nothing") readonly all: string[]) {}
    }
    class Using {
      @OnStartup()
      start(_service: Service): void {}
    }
    expect(mistakesOf(Using)).toEqual([
      'Service, constructor parameter 1: nothing is registered under "nothing". Register it in the container that bootstrap gets. [DEFINITION_INVALID]',
    ]);
  });
});

import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import { injectable, Memo, OnStartup, ResourceScoped, singleton } from "kephale";

import { compile } from "../../support/compile.js";

class PingMemo extends Memo {
  counter = 0;
}

class Handlers {
  @OnStartup()
  start(): void {}
}

describe("a service that is asked for from outside", () => {
  it("exists once, when no handler takes it too", () => {
    @injectable()
    class Reports {}
    const { services } = compile(Handlers);
    expect(services.get(Reports)).toBeInstanceOf(Reports);
    expect(services.get(Reports)).toBe(services.get(Reports));
  });

  it("is the operator's own, a @singleton one too", () => {
    @singleton()
    class Totals {
      constructor(readonly memo: PingMemo) {}
    }
    for (const memo of [new PingMemo(), new PingMemo()]) {
      const { services } = compile(Handlers, { memo });
      expect(services.get(Totals)).toMatchObject({ memo });
      expect((services.get(Totals) as Totals).memo).toBe(memo);
    }
  });

  it("must not be an object's", () => {
    @ResourceScoped()
    class Backlog {}
    const { services } = compile(Handlers);
    expect(() => services.get(Backlog)).toThrow(
      "Backlog is @ResourceScoped: each resource has its own, and there is no resource here. Take it as a handler's parameter.",
    );
  });

  it("must be known: nothing is made of an abstract class, or of one without a decorator", () => {
    abstract class Port {}
    const { services } = compile(Handlers);
    const message = /^The operator has no service (Port|"port"): it is neither registered/;
    expect(() => services.get(Port)).toThrow(message);
    expect(() => services.get("port")).toThrow(message);
  });

  it("must have a constructor without mistakes, each time", () => {
    class Plain {}
    @injectable()
    class Wrong {
      constructor(readonly plain: Plain) {}
    }
    const { services } = compile(Handlers);
    const message =
      /^Wrong cannot be made: Wrong, constructor parameter 1: Plain is neither registered nor decorated\./;
    expect(() => services.get(Wrong)).toThrow(message);
    expect(() => services.get(Wrong)).toThrow(message);
  });
});

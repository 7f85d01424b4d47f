import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import { inject, injectable, Memo, OnStartup, ResourceScoped, singleton } from "kephale";
import { container, type DependencyContainer, Lifecycle, scoped } from "tsyringe";

import { compile, mistakesOf } from "../../support/compile.js";

class PingMemo extends Memo {
  counter = 0;
}

class UsingPort {
  @OnStartup()
  start(@inject("port") _port: object): void {}
}

/** What two operators with the same container have under "port". */
function portsOfTwo<Port>(parent: DependencyContainer): readonly { port: Port; memo: PingMemo }[] {
  return [new PingMemo(), new PingMemo()].map((memo) => {
    const { services, problems } = compile(UsingPort, { memo, container: parent });
    expect(problems).toEqual([]);
    return { port: services.get("port") as Port, memo };
  });
}

describe("what an author has registered", () => {
  it("stays as it is, for a @singleton class too", () => {
    @singleton()
    class Mailer {
      constructor(@inject("host") readonly host: string) {}
    }
    class Using {
      @OnStartup()
      start(_mailer: Mailer): void {}
    }
    const given = { host: "none" };
    const parent = container.createChildContainer();
    parent.register(Mailer, { useValue: given });
    const { services, problems } = compile(Using, { container: parent });
    expect(problems).toEqual([]);
    expect(services.get(Mailer)).toBe(given);
  });

  it("stays as it is in the global container", () => {
    @injectable()
    class Mailer {
      readonly host: string = "real";
    }
    class Using {
      @OnStartup()
      start(_mailer: Mailer): void {}
    }
    const given = { host: "none" };
    container.register(Mailer, { useValue: given });
    const { services, problems } = compile(Using);
    expect(problems).toEqual([]);
    expect(services.get(Mailer)).toBe(given);
  });

  it("keeps the lifetime that it was given", () => {
    @injectable()
    class Draft {}
    class Using {
      @OnStartup()
      start(_draft: Draft): void {}
    }
    const parent = container.createChildContainer();
    parent.register(Draft, { useClass: Draft });
    const { services } = compile(Using, { container: parent });
    expect(services.get(Draft)).not.toBe(services.get(Draft));
  });

  it("is not what a decorator put into the global container: that belongs to one operator", () => {
    @scoped(Lifecycle.ContainerScoped)
    class Totals {
      constructor(readonly memo: PingMemo) {}
    }
    class Using {
      @OnStartup()
      start(_totals: Totals): void {}
    }
    const parent = container.createChildContainer();
    const [one, two] = [new PingMemo(), new PingMemo()];
    const first = compile(Using, { memo: one, container: parent }).services;
    const second = compile(Using, { memo: two, container: parent }).services;
    expect((first.get(Totals) as Totals).memo).toBe(one);
    expect((second.get(Totals) as Totals).memo).toBe(two);
    expect(first.get(Totals)).toBe(first.get(Totals));
  });

  it("leads to services of one operator: a @singleton class behind an alias", () => {
    @singleton()
    class Port {
      constructor(readonly memo: PingMemo) {}
    }
    const parent = container.createChildContainer();
    parent.register("port", { useToken: Port });
    for (const { port, memo } of portsOfTwo<Port>(parent)) expect(port.memo).toBe(memo);
  });

  it("leads to services of one operator: what a registered class takes exists once", () => {
    @injectable()
    class Totals {
      constructor(readonly memo: PingMemo) {}
    }
    @injectable()
    class Port {
      constructor(
        readonly totals: Totals,
        @inject(Totals) readonly again: Totals,
      ) {}
    }
    const parent = container.createChildContainer();
    parent.register("port", { useClass: Port });
    for (const { port, memo } of portsOfTwo<Port>(parent)) {
      expect(port.totals.memo).toBe(memo);
      expect(port.again).toBe(port.totals);
    }
  });

  it("leads to services of one operator: a @singleton class that a factory asks for", () => {
    @singleton()
    class Totals {
      constructor(readonly memo: PingMemo) {}
    }
    const parent = container.createChildContainer();
    parent.register("port", { useFactory: (from) => from.resolve(Totals) });
    for (const { port, memo } of portsOfTwo<Totals>(parent)) expect(port.memo).toBe(memo);
  });

  it("is checked: what it leads to may be unknown, a resource's, or the token itself", () => {
    class Missing {}
    @injectable()
    class Lacking {
      constructor(readonly missing: Missing) {}
    }
    @ResourceScoped()
    class Scoped {}
    @injectable()
    class Round {
      constructor(@inject("port") readonly port: object) {}
    }
    const mistakes = (register: (parent: DependencyContainer) => void): readonly string[] => {
      const parent = container.createChildContainer();
      register(parent);
      return mistakesOf(UsingPort, { container: parent });
    };
    expect(mistakes((parent) => parent.register("port", { useClass: Lacking }))).toEqual([
      expect.stringContaining(
        "Lacking, constructor parameter 1: Missing is neither registered nor decorated.",
      ),
    ]);
    expect(mistakes((parent) => parent.register("port", { useClass: Scoped }))).toEqual([
      expect.stringContaining('the registration of "port": Scoped is @ResourceScoped'),
    ]);
    expect(mistakes((parent) => parent.register("port", { useClass: Round }))).toEqual([
      expect.stringContaining(
        'Round, constructor parameter 1: "port" needs itself: "port" → Round → "port".',
      ),
    ]);
  });
});

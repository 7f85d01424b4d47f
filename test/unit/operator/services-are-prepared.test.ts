import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import {
  Clock,
  Inject,
  inject,
  injectable,
  InjectMemo,
  KubeClient,
  Logger,
  Memo,
  Name,
  OnEvent,
  OnStartup,
  Operator,
  OperatorSettings,
  ResourceScoped,
  singleton,
} from "kephale";
import { container } from "tsyringe";

import { compile, mistakesOf } from "../../support/compile.js";
import { VirtualClock } from "../../support/virtual-clock.js";

class PingMemo extends Memo {
  counter = 0;
}

@injectable()
class Counter {
  constructor(
    readonly memo: PingMemo,
    readonly parent: Memo,
  ) {}
}

@injectable()
class Ports {
  constructor(
    readonly logger: Logger,
    readonly settings: OperatorSettings,
    readonly kube: KubeClient,
    readonly clock: Clock,
    readonly counter: Counter,
  ) {}
}

@Operator()
class Pinging {
  constructor(
    readonly ports: Ports,
    readonly counter: Counter,
  ) {}

  @OnStartup()
  start(_counter: Counter): void {}
}

describe("an operator's services", () => {
  it("get the operator's memo by its class and by what that extends, and the ports", () => {
    const memo = new PingMemo();
    const clock = new VirtualClock();
    const { services, problems } = compile(Pinging, { memo, clock });
    expect(problems).toEqual([]);
    const operator = services.instanceOf(Pinging) as Pinging;
    expect(operator.counter.memo).toBe(memo);
    expect(operator.counter.parent).toBe(memo);
    expect(operator.ports.clock).toBe(clock);
    expect(operator.ports.settings).toBeInstanceOf(OperatorSettings);
    expect(operator.ports.logger).toBeInstanceOf(Logger);
    expect(operator.ports.kube).toBeInstanceOf(KubeClient);
  });

  it("exist once, whoever asks", () => {
    const { services } = compile(Pinging, { memo: new PingMemo() });
    const operator = services.instanceOf(Pinging) as Pinging;
    expect(operator.ports.counter).toBe(operator.counter);
    expect(services.get(Counter)).toBe(operator.counter);
    expect(services.instanceOf(Pinging)).toBe(operator);
  });

  it("are shared with no other operator, @singleton ones neither, and the global container stays as it was", () => {
    @singleton()
    class Single {
      constructor(readonly memo: PingMemo) {}
    }
    class Using {
      @OnStartup()
      start(_single: Single): void {}
    }
    const [one, two] = [new PingMemo(), new PingMemo()];
    const first = compile(Using, { memo: one }).services.get(Single) as Single;
    const second = compile(Using, { memo: two }).services.get(Single) as Single;
    expect(first.memo).toBe(one);
    expect(second.memo).toBe(two);
    expect(container.isRegistered(PingMemo)).toBe(false);
    expect(container.isRegistered(Logger as never)).toBe(false);
  });

  it("that were registered in the container given to bootstrap stay as they are", () => {
    const parent = container.createChildContainer();
    const given = { given: true };
    parent.register(Counter, { useValue: given as unknown as Counter });
    const { services, problems } = compile(Pinging, { memo: new PingMemo(), container: parent });
    expect(problems).toEqual([]);
    expect(services.get(Counter)).toBe(given);
  });

  it("may be asked for by strings, and by classes that are defined later", () => {
    @injectable()
    class Early {
      constructor(
        @inject("bucket") readonly bucket: string,
        @Inject(() => Late) readonly late: object,
      ) {}
    }
    @injectable()
    class Late {
      readonly name = "late";
    }
    class Using {
      @OnStartup()
      start(_early: Early): void {}
    }
    const parent = container.createChildContainer();
    parent.register("bucket", { useValue: "b" });
    const { services, problems } = compile(Using, { container: parent });
    expect(problems).toEqual([]);
    const early = services.get(Early) as Early;
    expect([early.bucket, Reflect.get(early.late, "name")]).toEqual(["b", "late"]);
  });

  it("that fail to be made are an error that names them", () => {
    @injectable()
    class Failing {
      constructor() {
        throw new Error("no disk");
      }
    }
    class Using {
      @OnStartup()
      start(_failing: Failing): void {}
    }
    const { services } = compile(Using);
    expect(() => services.get(Failing)).toThrow(/Failing cannot be made: .*no disk/s);
  });
});

interface Shape {
  readonly a: number;
}

class Plain {}

describe("a constructor's parameter", () => {
  const mistakesWith = (service: new (...args: never[]) => object): readonly string[] => {
    class Using {
      @OnStartup()
      start(@inject(service) _service: object): void {}
    }
    return mistakesOf(Using, { memo: new PingMemo() });
  };

  it("must not be an interface, a function type, or a text", () => {
    @injectable()
    class Wrong {
      constructor(
        readonly one: Shape,
        readonly two: () => void,
        readonly three: string,
      ) {}
    }
    expect(mistakesWith(Wrong)).toEqual([
      expect.stringContaining("Wrong, constructor parameter 1: the compiler emitted Object"),
      expect.stringContaining("Wrong, constructor parameter 2: the compiler emitted Function"),
      expect.stringContaining("Wrong, constructor parameter 3: the compiler emitted String"),
    ]);
  });

  it("must not be a class that is neither registered nor decorated", () => {
    @injectable()
    class Wrong {
      constructor(readonly plain: Plain) {}
    }
    expect(mistakesWith(Wrong)).toEqual([
      expect.stringMatching(
        /^Wrong, constructor parameter 1: Plain is neither registered nor decorated\. Is this the memo\?/,
      ),
    ]);
  });

  it("must not be a @ResourceScoped service where the class is the operator's", () => {
    @ResourceScoped()
    class Scoped {}
    @injectable()
    class Wrong {
      constructor(readonly scoped: Scoped) {}
    }
    @ResourceScoped()
    class Right {
      constructor(
        readonly scoped: Scoped,
        readonly memo: PingMemo,
      ) {}
    }
    class UsingRight {
      @OnEvent("a")
      seen(_right: Right): void {}
    }
    expect(mistakesWith(Wrong)).toEqual([
      expect.stringContaining("Scoped is @ResourceScoped, and this is the operator's"),
    ]);
    expect(mistakesOf(UsingRight, { memo: new PingMemo() })).toEqual([]);
  });

  it("of an operator-wide class below a @ResourceScoped one is checked as the operator's", () => {
    @ResourceScoped()
    class Scoped {}
    @injectable()
    class Wide {
      constructor(readonly scoped: Scoped) {}
    }
    @ResourceScoped()
    class Outer {
      constructor(readonly wide: Wide) {}
    }
    class Using {
      @OnEvent("a")
      seen(_outer: Outer): void {}
    }
    expect(mistakesOf(Using)).toEqual([
      expect.stringContaining("Wide, constructor parameter 1: Scoped is @ResourceScoped"),
    ]);
  });

  it("must be known to a class with handlers: one without @Operator tells nothing of its parameters", () => {
    class Wrong {
      constructor(readonly counter: Counter) {}
      @OnStartup()
      start(): void {}
    }
    expect(mistakesOf(Wrong, { memo: new PingMemo() })).toEqual([
      expect.stringContaining("Put @Operator() on a class with handlers"),
    ]);
  });

  it("must not lead back to its own class at once", () => {
    @injectable()
    class Direct {
      constructor(@inject(Direct) readonly self: object) {}
    }
    expect(mistakesWith(Direct)).toEqual([
      expect.stringContaining(
        "Direct, constructor parameter 1: Direct needs itself: Direct → Direct. Break the circle with @Inject(() => Direct).",
      ),
    ]);
  });

  it("may lead back to its own class where one of them is only made when it is used", () => {
    @injectable()
    class Parent {
      readonly name = "parent";
      constructor(@Inject(() => Child) readonly child: object) {}
    }
    @injectable()
    class Child {
      constructor(readonly parent: Parent) {}
    }
    class Using {
      @OnStartup()
      start(_parent: Parent): void {}
    }
    const { services, problems } = compile(Using);
    expect(problems).toEqual([]);
    const parent = services.get(Parent) as Parent;
    expect(Reflect.get(parent.child, "parent")).toBe(parent);
  });

  it("must not lead back to its own class among those of a resource, later or not", () => {
    @ResourceScoped()
    class Parent {
      constructor(@Inject(() => Child) readonly child: object) {}
    }
    @ResourceScoped()
    class Child {
      constructor(readonly parent: Parent) {}
    }
    class Using {
      @OnEvent("a")
      seen(_parent: Parent): void {}
    }
    expect(mistakesOf(Using)).toEqual([
      expect.stringContaining("Parent needs itself: Parent → Child → Parent. Break the circle:"),
    ]);
  });

  it("must not have a decorator of handlers' parameters", () => {
    @injectable()
    class Wrong {
      constructor(
        @InjectMemo() readonly memo: object,
        @Name() readonly plain: Plain,
      ) {}
    }
    expect(mistakesWith(Wrong)).toEqual([
      "Wrong, constructor parameter 1: @InjectMemo() is for handlers' parameters. A constructor gets the memo by its class: write one for the memo, and take it here. [DEFINITION_INVALID]",
      "Wrong, constructor parameter 2: @Name() is for handlers' parameters. A constructor is called before any handler. Take the value there, and hand it on. [DEFINITION_INVALID]",
    ]);
  });

  it("whose later class is no function is a mistake that is told with the others", () => {
    @injectable()
    class Wrong {
      constructor(@Inject(undefined as never) readonly later: object) {}
    }
    expect(mistakesWith(Wrong)).toEqual([
      expect.stringMatching(
        /^Wrong, constructor parameter 1: its class cannot be had: .*@Inject takes a function/,
      ),
    ]);
  });

  it("whose later class is not there is a mistake", () => {
    @injectable()
    class Wrong {
      constructor(@Inject(() => missing()) readonly later: object) {}
    }
    function missing(): typeof Plain {
      throw new ReferenceError("Later is not defined");
    }
    expect(mistakesWith(Wrong)).toEqual([
      expect.stringContaining("Wrong, constructor parameter 1: "),
    ]);
  });
});

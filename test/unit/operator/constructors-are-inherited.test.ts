import "reflect-metadata";

import { EventEmitter } from "node:events";

import { describe, expect, it } from "@jest/globals";
import {
  Inject,
  inject,
  injectable,
  Memo,
  OnEvent,
  OnStartup,
  Operator,
  ResourceScoped,
  singleton,
} from "kephale";
import { container } from "tsyringe";

import { compile, mistakesOf } from "../../support/compile.js";
import { EngineBench } from "../../support/engine-bench.js";

class PingMemo extends Memo {
  counter = 0;
}

@injectable()
class Queue {
  constructor(readonly memo: PingMemo) {}
}

describe("a constructor that a class inherits", () => {
  it("gets its services, whether the heir is decorated or not", () => {
    @Operator()
    abstract class Base {
      constructor(readonly queue: Queue) {}
      @OnStartup()
      start(): void {}
    }
    class Plain extends Base {
      readonly field = 1;
    }
    @Operator()
    class Decorated extends Base {}
    const { services, problems } = compile([Plain, Decorated], { memo: new PingMemo() });
    expect(problems).toEqual([]);
    const plain = services.instanceOf(Plain) as Plain;
    expect(plain.queue).toBe(services.get(Queue));
    expect(services.instanceOf(Plain)).toBe(plain);
    expect((services.instanceOf(Decorated) as Decorated).queue).toBe(plain.queue);
  });

  it("gets names, later classes and lists as its own class would", () => {
    @injectable()
    abstract class Base {
      constructor(
        @inject("bucket") readonly bucket: string,
        @Inject(() => Later) readonly later: object,
      ) {}
    }
    @singleton()
    class Heir extends Base {}
    @injectable()
    class Later {
      constructor(readonly heir: Heir) {}
    }
    class Using {
      @OnStartup()
      start(_heir: Heir): void {}
    }
    const parent = container.createChildContainer();
    parent.register("bucket", { useValue: "photos" });
    const { services, problems } = compile(Using, { container: parent });
    expect(problems).toEqual([]);
    const heir = services.get(Heir) as Heir;
    expect(heir.bucket).toBe("photos");
    expect(Reflect.get(heir.later, "heir")).toBe(heir);
  });

  it("gets an object's own in a @ResourceScoped class", () => {
    @injectable()
    abstract class Base {
      constructor(
        readonly memo: PingMemo,
        readonly queue: Queue,
      ) {}
    }
    @ResourceScoped()
    class Heir extends Base {}
    const seen: unknown[] = [];
    class Using {
      @OnEvent("a")
      seen(heir: Heir, memo: PingMemo): void {
        seen.push(heir.memo === memo, heir.queue instanceof Queue);
      }
    }
    new EngineBench(Using, { memo: new PingMemo() }).stream.added("x");
    expect(seen).toEqual([true, true]);
  });

  it("is a mistake where its types are not known", () => {
    abstract class Base {
      constructor(readonly queue: Queue) {}
    }
    @ResourceScoped()
    class Scoped extends Base {}
    @Operator()
    class Handlers extends Base {
      @OnEvent("a")
      seen(_scoped: Scoped): void {}
    }
    const message =
      "it inherits the constructor of Base, whose parameters' types are not known. Put @injectable() on Base, or write the constructor here. [DEFINITION_INVALID]";
    expect(mistakesOf(Handlers, { memo: new PingMemo() })).toEqual([
      `Handlers: ${message}`,
      `Scoped: ${message}`,
    ]);
  });

  it("is not the one of a class that writes its own, without parameters too", () => {
    abstract class Base {
      constructor(readonly name: string) {}
    }
    class Heir extends Base {
      constructor() {
        super("own");
      }
      @OnStartup()
      start(): void {}
    }
    const { services, problems } = compile(Heir);
    expect(problems).toEqual([]);
    expect((services.instanceOf(Heir) as Heir).name).toBe("own");
  });

  it("may be left without arguments where a function is the base, as Node's are", () => {
    @injectable()
    class Bus extends EventEmitter {}
    class Using {
      @OnStartup()
      start(_bus: Bus): void {}
    }
    const { services, problems } = compile(Using);
    expect(problems).toEqual([]);
    expect(services.get(Bus)).toBeInstanceOf(Bus);
  });
});

import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import {
  Clock,
  inject,
  injectable,
  KubeClient,
  Logger,
  OnEvent,
  OperatorSettings,
  Patch,
  ResourceEvent,
} from "kephale";

import { recordOperator, recordResourceScoped } from "../../../src/definitions/records.js";
import { THIS_COPY } from "../../../src/support/sdk-class.js";
import { mistakesOf } from "../../support/compile.js";

const COPY: unique symbol = Symbol.for("kephale.class");

/** A class of the SDK as another copy of the package would have it. */
class OtherLogger {
  static readonly [COPY] = {};
}

const OTHER =
  "OtherLogger is of another copy of kephale than this bootstrap. Two copies are loaded: see `npm ls kephale`, and keep one. [DEFINITION_INVALID]";

describe("a class of the SDK that is of another copy of the package", () => {
  it("is told as that, in handlers and in constructors", () => {
    @injectable()
    class Service {
      constructor(readonly logger: OtherLogger) {}
    }
    class Handlers {
      @OnEvent("a")
      seen(_logger: OtherLogger, _service: Service): void {}
    }
    expect(mistakesOf(Handlers)).toEqual([
      `Handlers.seen, parameter 1: ${OTHER}`,
      `Service, constructor parameter 1: ${OTHER}`,
    ]);
  });

  it.each([Logger, KubeClient, OperatorSettings, Clock, Patch, ResourceEvent])(
    "can be told of %p",
    (type) => {
      expect(Reflect.get(type, COPY)).toBe(THIS_COPY);
    },
  );

  it("is not a class of this one that is taken where there is none of it", () => {
    @injectable()
    class Service {
      constructor(readonly patch: Patch) {}
    }
    class Handlers {
      @OnEvent("a")
      seen(_service: Service): void {}
    }
    expect(mistakesOf(Handlers)).toEqual([
      expect.stringContaining("Patch is neither registered nor decorated."),
    ]);
  });
});

describe("a decorated class of which this copy of tsyringe knows nothing", () => {
  const message =
    "its decorator has told another copy of tsyringe what its constructor takes. Two copies are loaded: see `npm ls tsyringe kephale`, and keep one. [DEFINITION_INVALID]";

  it("is told as that, with handlers or @ResourceScoped", () => {
    class Scoped {
      constructor(readonly one: object) {}
    }
    recordResourceScoped(Scoped);
    class Handlers {
      constructor(readonly one: object) {}
      @OnEvent("a")
      seen(@inject(Scoped) _scoped: Scoped): void {}
    }
    recordOperator(Handlers, { options: undefined });
    expect(mistakesOf(Handlers)).toEqual([`Handlers: ${message}`, `Scoped: ${message}`]);
  });
});

import { setImmediate as turn } from "node:timers/promises";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { LOG_LEVELS, type LogLevel } from "../../../src/support/log-level.js";
import { GuardedLogger } from "../../../src/telemetry/guarded-logger.js";
import { type LogDetails, type LoggedObject, Logger } from "../../../src/telemetry/logger.js";
import { NamingLogger } from "../../support/naming-logger.js";
import { RecordingLogger } from "../../support/recording-logger.js";

const OBJECT: LoggedObject = { apiVersion: "v1", kind: "Pod", name: "a", namespace: "default" };

const TOLD =
  "error The logger of the option `logger` failed: sink down. Lines that it fails to write are lost; this is told once.";

class Failing extends Logger {
  log(): void {
    throw new Error("sink down");
  }
  child(): this {
    return this;
  }
}

class FailingLater extends Failing {
  // oxlint-disable-next-line typescript/no-misused-promises -- what authors do
  override async log(): Promise<void> {
    await Promise.reject(new Error("sink down"));
  }
}

class Childless extends RecordingLogger {
  override child(): never {
    throw new Error("sink down");
  }
}

let other = new RecordingLogger();

beforeEach(() => {
  other = new RecordingLogger();
});

function guarded(inner: Logger): Logger {
  return GuardedLogger.guard(inner, () => other);
}

describe("the logger of an author", () => {
  it("gets each line, its details and its object", () => {
    const inner = new NamingLogger();
    const logger = guarded(inner);
    const error = new Error("why");
    for (const level of LOG_LEVELS) logger[level](level, { error });
    logger.log("info", "log");
    logger.child(OBJECT).info("of an object");
    expect(inner.lines).toEqual([
      ...LOG_LEVELS.map((level) => `${level} ${level}`),
      "info log",
      "info [default/a] of an object",
    ]);
    expect(inner.errors).toEqual([error, error, error, error]);
    expect(other.lines).toEqual([]);
  });

  it("writes a level in its own way, where it has one", () => {
    class Counting extends RecordingLogger {
      override warn(message: string, details?: LogDetails): void {
        super.warn(`careful: ${message}`, details);
      }
    }
    const inner = new Counting();
    guarded(inner).warn("x");
    expect(inner.lines).toEqual(["warn careful: x"]);
  });

  it.each<[string, Logger]>([
    ["throws", new Failing()],
    ["fails later", new FailingLater()],
  ])("that %s is told once, elsewhere, and asked again", async (_what, inner) => {
    const logger = guarded(inner);
    const write = (level: LogLevel): void => logger[level]("x");
    for (const level of LOG_LEVELS) write(level);
    logger.child(OBJECT).error("x");
    await turn();
    expect(other.lines).toEqual([TOLD]);
  });

  it("that gives none for an object writes its lines itself", () => {
    const inner = new Childless();
    guarded(inner).child(OBJECT).info("x");
    expect(inner.lines).toEqual(["info x"]);
    expect(other.lines).toEqual([TOLD]);
  });
});

import { Writable } from "node:stream";

import { describe, expect, it } from "@jest/globals";

import { PermanentError } from "../../../src/support/errors.js";
import { LOG_LEVELS, type LogLevel } from "../../../src/support/log-level.js";
import { WinstonLogger } from "../../../src/telemetry/winston-logger.js";

/** Keeps what is written to it. */
class Sink extends Writable {
  text = "";
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  get lines(): readonly string[] {
    return this.text.trimEnd().split("\n");
  }
}

interface Logging {
  readonly logger: WinstonLogger;
  readonly sink: Sink;
}

function logging(format: "text" | "json", level: LogLevel = "info", isTTY = false): Logging {
  const sink = new Sink(isTTY);
  return { sink, logger: WinstonLogger.create({ level, format, stream: sink }) };
}

const OBJECT = {
  apiVersion: "kopf.dev/v1",
  kind: "KopfExample",
  name: "a",
  namespace: "default",
  uid: "u",
};

describe("a log line as text", () => {
  it("has the time, the level and the message", () => {
    const { logger, sink } = logging("text");
    logger.info("hello");
    logger.warn("careful");
    expect(sink.lines).toEqual([
      expect.stringMatching(/^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] INFO {2}hello$/),
      expect.stringMatching(/ WARN {2}careful$/),
    ]);
  });

  it("has the object in front, with its namespace where it has one", () => {
    const { logger, sink } = logging("text");
    logger.child(OBJECT).info("hello");
    logger.child({ apiVersion: "v1", kind: "Node", name: "n" }).info("hello");
    expect(sink.lines[0]).toContain("INFO  [default/a] hello");
    expect(sink.lines[1]).toContain("INFO  [n] hello");
  });

  it("keeps the object, the error and each letter of a message with per cent signs", () => {
    const { logger, sink } = logging("text");
    logger.child(OBJECT).error("The disk is 93%full, %s.", { error: new TypeError("oops") });
    expect(sink.lines[0]).toContain("ERROR [default/a] The disk is 93%full, %s.");
    expect(sink.lines[1]).toBe("TypeError: oops");
  });

  it("shows the stack of an error", () => {
    const { logger, sink } = logging("text");
    logger.error("It failed.", { error: new TypeError("oops") });
    expect(sink.lines[0]).toContain("ERROR It failed.");
    expect(sink.lines[1]).toBe("TypeError: oops");
    expect(sink.lines[2]).toMatch(/^ +at /);
  });

  it("ends with the code of an error of the SDK, and of no other", () => {
    const { logger, sink } = logging("text");
    logger.error("It failed.", { error: new PermanentError("oops") });
    logger.error("The file failed.", { error: Object.assign(new Error("no"), { code: "ENOENT" }) });
    expect(sink.text).toMatch(/ERROR It failed\. \[PERMANENT\]\nPermanentError: oops\n/);
    expect(sink.text).toMatch(/ERROR The file failed\.\nError: no\n/);
  });

  it("is one line where what was thrown is no error", () => {
    const { logger, sink } = logging("text");
    logger.error("It failed.", { error: "text" });
    expect(sink.lines).toHaveLength(1);
  });

  it("is there also where the error's stack cannot be read", () => {
    const error = Object.defineProperty(new Error("oops"), "stack", {
      get: () => {
        throw new Error("no");
      },
    });
    const { logger, sink } = logging("text");
    logger.error("It failed.", { error });
    expect(sink.lines).toEqual([expect.stringMatching(/ERROR It failed\.$/)]);
  });

  it("has colours on a terminal only", () => {
    const terminal = logging("text", "info", true);
    terminal.logger.error("bad");
    expect(terminal.sink.text).toContain("\u001b[31m");
    const file = logging("text");
    file.logger.error("bad");
    expect(file.sink.text).not.toContain("\u001b");
  });
});

describe("a log line as JSON", () => {
  it("has Kopf's names, and the object's reference", () => {
    const { logger, sink } = logging("json");
    logger.child(OBJECT).warn("hello");
    logger.info("bare");
    expect(JSON.parse(sink.lines[0] ?? "")).toEqual({
      message: "hello",
      severity: "warn",
      timestamp: expect.stringMatching(/Z$/),
      object: OBJECT,
    });
    expect(JSON.parse(sink.lines[1] ?? "")).not.toHaveProperty("object");
  });

  it("has the code of an error of the SDK, and of no other", () => {
    const { logger, sink } = logging("json");
    logger.error("It failed.", { error: new PermanentError("oops") });
    logger.error("The file failed.", { error: Object.assign(new Error("no"), { code: "ENOENT" }) });
    expect(JSON.parse(sink.lines[0] ?? "")).toHaveProperty("code", "PERMANENT");
    expect(JSON.parse(sink.lines[1] ?? "")).not.toHaveProperty("code");
  });

  it("is one line also with an error's stack, line breaks and colours", () => {
    const { logger, sink } = logging("json", "info", true);
    logger.error("two\nlines", { error: new Error("oops") });
    expect(sink.lines).toHaveLength(1);
    const line: unknown = JSON.parse(sink.text);
    expect(line).toMatchObject({
      message: "two\nlines",
      exception: expect.stringMatching(/^Error: oops\n/),
    });
  });
});

describe("the level of a logger", () => {
  it.each(LOG_LEVELS)("%s leaves out what is below it, for objects too", (level) => {
    const { logger, sink } = logging("json", level);
    const child = logger.child(OBJECT);
    for (const one of LOG_LEVELS) {
      logger[one]("own");
      child[one]("child");
    }
    const seen = sink.lines.map((line) => (JSON.parse(line) as { severity: LogLevel }).severity);
    const expected = LOG_LEVELS.slice(LOG_LEVELS.indexOf(level)).flatMap((one) => [one, one]);
    expect(seen).toEqual(expected);
  });
});

describe("a logger that is changed", () => {
  it("has the new level and format, and so have those of objects that were made before", () => {
    const { logger, sink } = logging("text");
    const child = logger.child(OBJECT);
    logger.change({ level: "debug", format: "json" });
    child.debug("hello");
    expect(JSON.parse(sink.text)).toMatchObject({ message: "hello", object: OBJECT });
    logger.change({ level: "error", format: "json" });
    child.warn("not heard");
    expect(sink.lines).toHaveLength(1);
  });
});

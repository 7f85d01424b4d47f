import { inspect } from "node:util";
import { runInNewContext } from "node:vm";

import { describe, expect, it } from "@jest/globals";
import {
  DefinitionError,
  OperatorError,
  PermanentError,
  SettingsError,
  TemporaryError,
} from "kephale";

import {
  hasCode,
  InvariantError,
  isError,
  isOperatorError,
  messageOf,
  stackOf,
} from "../../../src/support/errors.js";
import { shown } from "../../../src/support/shown.js";

/** Whatever asks it for this member is thrown at. */
function throwing(member: PropertyKey, target: object = {}): object {
  return Object.defineProperty(target, member, {
    get: () => {
      throw new Error("no");
    },
  });
}

function withMessage(message: unknown, cause: unknown): Error {
  return Object.assign(new Error("x", { cause }), { message });
}

class FieldError extends Error {
  // Declared without a value: it hides what the constructor was given.
  override message!: string;
}

describe("an error of the SDK", () => {
  it("has a name, a code, a message and a cause", () => {
    const cause = new TypeError("x");
    const error = new SettingsError("SETTING_INVALID", "It is wrong.", { cause });
    expect(error).toMatchObject({
      name: "SettingsError",
      code: "SETTING_INVALID",
      message: "It is wrong.",
      cause,
    });
    expect(error).toBeInstanceOf(OperatorError);
    expect(String(error)).toBe("SettingsError: It is wrong.");
    expect(Object.hasOwn(new DefinitionError("DEFINITION_INVALID", "x"), "cause")).toBe(false);
  });

  it("is known as one also where it comes from another copy of the package", () => {
    const foreign = Object.assign(new Error("x"), {
      [Symbol.for("kephale.error")]: true,
      code: "PERMANENT",
    });
    expect(isOperatorError(foreign)).toBe(true);
    expect(hasCode(foreign, "PERMANENT")).toBe(true);
    expect(isOperatorError(new Error("x"))).toBe(false);
    expect(isOperatorError({ code: "PERMANENT" })).toBe(false);
  });

  it("asks for a report where it is the SDK's own mistake", () => {
    expect(new InvariantError("No.").message).toContain("please report it");
  });

  it("of an author says what follows", () => {
    expect(new TemporaryError("x").delay).toBe(60);
    expect(new TemporaryError("x", { delay: "5s" })).toMatchObject({
      delay: "5s",
      code: "TEMPORARY",
      name: "TemporaryError",
    });
    const cause = new Error("why");
    expect(new PermanentError("x", { cause })).toMatchObject({ code: "PERMANENT", cause });
  });
});

describe("any error", () => {
  it("is known as one, of another realm too", () => {
    expect(isError(new Error("x"))).toBe(true);
    expect(isError(runInNewContext("new TypeError('x')"))).toBe(true);
    expect(isError({ message: "x", name: "Error" })).toBe(false);
    expect(isError(undefined)).toBe(false);
  });

  it.each<[unknown, string]>([
    [new Error("a"), "a"],
    [new Error("a", { cause: new Error("b", { cause: new Error("c") }) }), "a: b: c"],
    [new Error("a because b", { cause: new Error("b") }), "a because b"],
    [new Error("a", { cause: "text" }), "a: text"],
    ["text", "text"],
    [5, "5"],
    [undefined, "undefined"],
    [null, "null"],
    [{ a: 1 }, "{ a: 1 }"],
    [Symbol("s"), "Symbol(s)"],
  ])("has a message with those of its causes: %p", (thrown, expected) => {
    expect(messageOf(thrown)).toBe(expected);
  });

  it("has a message also where its causes go round in a circle", () => {
    const one = new Error("one");
    const two = new Error("two", { cause: one });
    one.cause = two;
    expect(messageOf(one)).toBe("one: two");
    one.cause = one;
    expect(messageOf(one)).toBe("one");
  });

  it("has a message also where its causes have no end", () => {
    class Endless extends Error {
      override get cause(): unknown {
        return new Endless("again");
      }
    }
    expect(messageOf(new Endless("first"))).toMatch(/^first: again/);
  });

  const cause = new Error("why");
  it.each<[string, unknown, string]>([
    ["an object", Object.assign(new Error("x"), { message: { code: 5 } }), "{ code: 5 }"],
    ["an object, and has a cause", withMessage({ code: 5 }, cause), "{ code: 5 }: why"],
    ["undefined", new FieldError("x", { cause }), "an error without a message: why"],
    ["not readable", throwing("message", new Error("x")), "an error without a message"],
    ["there, but no cause", throwing("cause", new Error("x")), "x"],
    ["there, but no stack", throwing("stack", new Error("x")), "x"],
    ["that of no error", throwing(inspect.custom), "a value that cannot be shown"],
  ])("has a message also where its own is %s", (_what, thrown, expected) => {
    expect(messageOf(thrown)).toBe(expected);
  });

  it("has a stack, or an empty one where there is none", () => {
    expect(stackOf(new TypeError("x"))).toMatch(/^TypeError: x\n +at /);
    expect(stackOf(throwing("stack", new Error("x")))).toBe("");
    expect(stackOf(Object.assign(new Error("x"), { stack: Object.create(null) }))).toBe("");
    expect(stackOf("text")).toBe("");
  });
});

describe("a value in a message", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;

  it.each<[unknown, string]>([
    ["a", '"a"'],
    [5, "5"],
    [Number.NaN, "NaN"],
    [Infinity, "Infinity"],
    [5n, "5n"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [{ a: [1] }, '{"a":[1]}'],
    [Error, "Error"],
    [() => 1, "a function"],
    [{ a: 5n }, "{ a: 5n }"],
    [circular, "<ref *1> { self: [Circular *1] }"],
  ])("is shown as what it is: %p", (value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  it("is shown also where it cannot be looked at", () => {
    const { proxy, revoke } = Proxy.revocable(() => 1, {});
    revoke();
    expect(shown(proxy)).toBe("a function");
    expect(shown(Object.defineProperty(class {}, "name", { value: 5 }))).toBe("a function");
    expect(shown(throwing(inspect.custom, { a: 5n }))).toBe("a value that cannot be shown");
  });

  it("is cut where it is long", () => {
    expect(shown("x".repeat(500))).toHaveLength(80);
  });
});

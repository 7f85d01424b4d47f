import { describe, expect, it } from "@jest/globals";
import { copy, Memo, SettingsError } from "kephale";

import { checkMemo } from "../../../src/memo/check-memo.js";
import { failureOf } from "../../support/failure-of.js";

const refusal = (memo: unknown): string => {
  const error = failureOf(() => checkMemo(memo));
  expect(error).toBeInstanceOf(SettingsError);
  expect(error.code).toBe("MEMO_COPY");
  return error.message;
};

class Secretive {
  readonly #secret = 1;
  reveal(): number {
    return this.#secret;
  }
}

class Heir extends Secretive {
  open = true;
}

class Quoting {
  /** Takes "#all" and '#none'. */
  readonly color = "#fff";
  readonly id = `#${this.color}`;
  readonly pattern = /#[a-z]+/;
}

describe("bootstrap's memo", () => {
  it.each([
    ["null", null, "null"],
    ["a number", 5, "a number"],
    ["a string", "memo", "a string"],
    ["a function", () => undefined, "a function"],
    ["a class", Memo, "a function"],
    ["undefined", undefined, "undefined"],
  ])("is refused when it is %s", (_what, memo, found) => {
    expect(refusal(memo)).toContain(`The memo is ${found}`);
    expect(refusal(memo)).toContain("must be an object");
  });

  it("is refused when its class has #private members, with the remedy", () => {
    const message = refusal(new Secretive());
    expect(message).toContain("Secretive has #private members");
    expect(message).toContain("[copy]()");
  });

  it("is refused when a class that it extends has #private members, which is named", () => {
    expect(refusal(new Heir())).toContain("Secretive has #private members");
  });

  it("is named (anonymous) when its class has no name", () => {
    const classes = [
      class {
        #secret = 1;
        reveal(): number {
          return this.#secret;
        }
      },
    ];
    const [Anonymous] = classes;
    expect(Anonymous && refusal(new Anonymous())).toContain("(anonymous)");
  });

  it("may have #private members when it brings its own [copy]", () => {
    class Own extends Secretive {
      [copy](): Own {
        return new Own();
      }
    }
    expect(() => checkMemo(new Own())).not.toThrow();
  });

  it("may speak of # in comments, strings, templates and regular expressions", () => {
    expect(() => checkMemo(new Quoting())).not.toThrow();
  });

  it.each<[string, () => object]>([
    ["URL", () => new URL("http://a")],
    ["URLSearchParams", () => new URLSearchParams("a=b")],
    ["Promise", () => Promise.resolve()],
    ["Uint8Array", () => new Uint8Array(1)],
    ["Buffer", () => Buffer.from("a")],
    ["ArrayBuffer", () => new ArrayBuffer(1)],
    ["DataView", () => new DataView(new ArrayBuffer(1))],
    ["RegExp", () => /a/],
    ["WeakMap", () => new WeakMap()],
    ["WeakSet", () => new WeakSet()],
    ["WeakRef", () => new WeakRef({})],
    ["FinalizationRegistry", () => new FinalizationRegistry(() => undefined)],
    ["DateTimeFormat", () => new Intl.DateTimeFormat()],
    ["Error", () => new Error("a")],
    ["a boxed number", () => Object(5) as object],
    ["a Proxy", () => new Proxy({}, {})],
  ])("is refused when it is one of those that no copy reaches: %s", (_name, make) => {
    expect(refusal(make())).toContain("[copy]()");
  });

  it("is refused when its class extends such a class", () => {
    class Pattern extends RegExp {}
    class Pending extends Promise<void> {}
    class Failure extends Error {}
    expect(refusal(new Pattern("a"))).toContain("Pattern");
    expect(refusal(Pending.resolve())).toContain("Pending");
    expect(refusal(new Failure())).toContain("Failure");
  });

  it.each<[string, () => object]>([
    ["a Memo", () => new Memo()],
    ["a literal", () => ({ counter: 0 })],
    ["a Map", () => new Map()],
    ["a Set", () => new Set()],
    ["a Date", () => new Date()],
    ["an Array", () => []],
    ["an object without a prototype", () => Object.create(null) as object],
  ])("may be %s", (_what, make) => {
    expect(() => checkMemo(make())).not.toThrow();
  });

  it("is refused when its [copy] throws, with the class and the cause", () => {
    const cause = new TypeError("no pool yet");
    class Late {
      [copy](): this {
        throw cause;
      }
    }
    const error = failureOf(() => checkMemo(new Late()));
    expect(error).toMatchObject({ code: "MEMO_COPY", cause });
    expect(error.message).toContain("Late");
    expect(error.message).toContain("no pool yet");
    expect(error.message).toContain("before start-up handlers");
  });

  it.each([undefined, null, 5, "copy", Symbol("copy")])(
    "is refused when its [copy] returns %p",
    (returned) => {
      class Wrong {
        [copy](): unknown {
          return returned;
        }
      }
      expect(refusal(new Wrong())).toContain(`Wrong returned ${String(returned)}`);
    },
  );

  it("is copied once, and nothing is kept of the copy", () => {
    let copies = 0;
    class Counted {
      [copy](): Counted {
        copies++;
        return new Counted();
      }
    }
    checkMemo(new Counted());
    expect(copies).toBe(1);
  });
});

import { badRequest } from "../api/failures.js";
import { brokenKeyRules, brokenValueRules } from "../api/label-rules.js";

/** Tells whether labels (or none) are selected. */
export type LabelMatcher = (labels: Readonly<Record<string, string>> | undefined) => boolean;

const SYMBOLS = ["==", "!=", "=", "!", ",", "(", ")", "<", ">"] as const;
const OPERATORS = "in, notin, =, ==, !=, gt, lt";

const fail = (message: string): never => {
  throw badRequest(message);
};

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  let index = 0;
  while (index < text.length) {
    if (/\s/.test(text.charAt(index))) {
      index += 1;
      continue;
    }
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, index));
    const word = /^[^\s=!,()<>]+/.exec(text.slice(index))?.[0] ?? "";
    const token = symbol ?? word;
    tokens.push(token);
    index += token.length;
  }
  return tokens;
}

const isSymbol = (token: string): boolean => SYMBOLS.some((symbol) => symbol === token);

/** Reads requirements from tokens; messages are those of the real parser. */
class SelectorParser {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): LabelMatcher[] {
    const matchers: LabelMatcher[] = [];
    if (this.#tokens.length === 0) return matchers;
    for (;;) {
      matchers.push(this.#requirement());
      const token = this.#take();
      if (token === "") return matchers;
      if (token !== ",") fail(`found '${token}', expected: ',' or 'end of string'`);
      if (this.#peek() === "" || this.#peek() === ",") {
        fail(`found '${this.#peek()}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): LabelMatcher {
    if (this.#peek() === "!") {
      this.#take();
      const absent = this.#key();
      return (labels) => !has(labels, absent);
    }
    const key = this.#key();
    const operator = this.#peek();
    if (operator === "" || operator === ",") return (labels) => has(labels, key);
    this.#take();
    return this.#comparison(key, operator);
  }

  #comparison(key: string, operator: string): LabelMatcher {
    switch (operator) {
      case "=":
      case "==": {
        const value = this.#value(key);
        return (labels) => has(labels, key) && labels?.[key] === value;
      }
      case "!=": {
        const value = this.#value(key);
        return (labels) => labels?.[key] !== value;
      }
      case "in":
      case "notin": {
        const values = this.#values(key);
        return operator === "in"
          ? (labels) => has(labels, key) && values.has(labels?.[key] ?? "")
          : (labels) => !has(labels, key) || !values.has(labels?.[key] ?? "");
      }
      case ">":
      case "<": {
        const bound = this.#number(key, this.#take());
        const sign = operator === ">" ? 1 : -1;
        return (labels) => has(labels, key) && Math.sign(Number(labels?.[key]) - bound) === sign;
      }
      default:
        return fail(`unable to parse requirement: found '${operator}', expected: ${OPERATORS}`);
    }
  }

  #number(key: string, text: string): number {
    if (!/^-?\d+$/.test(text))
      fail(
        `unable to parse requirement: values[0]: Invalid value: "${text}": for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    return Number(checkedValue(key, text));
  }

  #key(): string {
    const key = this.#take();
    if (key === "" || isSymbol(key))
      fail(
        `unable to parse requirement: found '${key}', expected: !, identifier, or 'end of string'`,
      );
    const rules = brokenKeyRules(key);
    if (rules.length > 0)
      fail(`unable to parse requirement: <nil>: Invalid value: "${key}": ${rules.join("; ")}`);
    return key;
  }

  /** A value after `=`; none at all is the empty string. */
  #value(key: string): string {
    const token = this.#peek();
    if (token === "" || token === ",") return "";
    if (isSymbol(token))
      fail(`unable to parse requirement: found '${token}', expected: identifier`);
    this.#take();
    return checkedValue(key, token);
  }

  #values(key: string): ReadonlySet<string> {
    if (this.#take() !== "(")
      fail(`unable to parse requirement: found '${this.#last()}' expected: '('`);
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      if (token === ")") return values;
      if (token === "") fail("unable to parse requirement: found '', expected: ',' or ')'");
      if (token === ",") continue;
      if (isSymbol(token))
        fail(`unable to parse requirement: found '${token}', expected: ',', ')' or identifier`);
      values.add(checkedValue(key, token));
    }
  }

  #peek(): string {
    return this.#tokens[this.#next] ?? "";
  }

  #take(): string {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #last(): string {
    return this.#tokens[this.#next - 1] ?? "";
  }
}

const has = (labels: Readonly<Record<string, string>> | undefined, key: string): boolean =>
  labels !== undefined && Object.hasOwn(labels, key);

function checkedValue(key: string, value: string): string {
  const rules = brokenValueRules(value);
  if (rules.length > 0)
    fail(
      `unable to parse requirement: values[0][${key}]: Invalid value: "${value}": ${rules.join("; ")}`,
    );
  return value;
}

/** Parses `labelSelector`; nothing selects everything, and is told by `undefined`. */
export function parseLabelSelector(text: string | null): LabelMatcher | undefined {
  if (text === null || text.trim() === "") return undefined;
  const matchers = new SelectorParser(text).parse();
  return (labels) => matchers.every((matches) => matches(labels));
}

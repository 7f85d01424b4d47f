import { isDeepStrictEqual } from "node:util";

import { isList, isRecord, recordAt, stringAt } from "../../src/sandbox/json/json.js";
import { normaliseAnswer } from "./normalise.js";
import type { Exchange } from "./recorder.js";
import { readJson } from "./run.js";

/** What was answered, beside what should have been. */
export interface Judgement {
  readonly label: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** Files with what a real server was recorded to answer, by label. */
const RECORDINGS = ["create", "update", "delete-and-list", "ratcheting-and-plain"];

const files = (names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.assign({}, ...names.map((name) => readJson(`observed/${name}.json`)));

const fileOf = (name: string): Readonly<Record<string, unknown>> => {
  const json = readJson(name);
  return isRecord(json) ? json : {};
};

/** Only those parts of a value that a pattern has too; lists are compared as a whole. */
function project(value: unknown, pattern: unknown): unknown {
  if (isList(value) && isList(pattern)) {
    return value.map((item, index) => project(item, pattern[index]));
  }
  if (!isRecord(value) || !isRecord(pattern)) return value;
  const names = Object.keys(pattern).filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(names.map((name) => [name, project(value[name], pattern[name])]));
}

function recorded(answer: unknown): Parameters<typeof normaliseAnswer>[0] {
  if (!isRecord(answer) || typeof answer["status"] !== "number") throw new Error("not a recording");
  const header = (name: string): string | undefined => stringAt(answer, name);
  return {
    status: answer["status"],
    body: answer["body"],
    contentType: header("contentType"),
    warning: header("warning"),
    retryAfter: header("retryAfter"),
  };
}

/** Knows what a real API server says: from recordings, and of the rest in part. */
export class Oracle {
  readonly #observed = files(RECORDINGS);
  readonly #documented = fileOf("observed/documented.json");
  readonly #watches = fileOf("observed/watches.json");
  /** Labels whose answers are known to differ, with the reason. */
  readonly #differences = fileOf("known-differences.json");

  /** Judges a labelled exchange; others are not judged. */
  judge(exchange: Exchange, namespace: string): Judgement | undefined {
    const { label } = exchange;
    if (label === undefined) return undefined;
    const answer = normaliseAnswer(exchange, namespace);
    const documented = this.#documented[label];
    if (documented !== undefined) {
      return { label, actual: project(answer, documented), expected: documented };
    }
    if (this.#observed[label] === undefined) throw new Error(`Nothing was observed: ${label}.`);
    const expected = normaliseAnswer(recorded(this.#observed[label]), "ns1");
    if (this.#differences[label] === undefined) return { label, actual: answer, expected };
    const differs = !isDeepStrictEqual(answer, expected);
    return { label, actual: { differs }, expected: { differs: true } };
  }

  /** Judges the events of a scenario's last watch in outline, if they are known. */
  judgeWatch(scenario: string, exchanges: readonly Exchange[]): Judgement | undefined {
    const expected = this.#watches[scenario];
    if (expected === undefined) return undefined;
    const watched = exchanges.findLast(({ request }) => request.method === "WATCH")?.body;
    const actual = isList(watched) ? watched.map(outline) : watched;
    return { label: scenario, actual, expected };
  }
}

/** Type, kind and name of what a watch has brought. */
function outline(event: unknown): string {
  const object = recordAt(event, "object");
  const name = stringAt(recordAt(object, "metadata"), "name");
  return [stringAt(event, "type"), stringAt(object, "kind"), name]
    .filter((part) => part !== undefined)
    .join(" ");
}

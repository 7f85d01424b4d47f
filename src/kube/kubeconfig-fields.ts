import { isRecord } from "../resources/json.js";
import { unreadable } from "./config-errors.js";

/** Fields of one mapping of a kubeconfig; a wrong one fails with its place. */
export class KubeconfigFields {
  readonly #source: string;
  readonly #place: string;
  readonly #record: Readonly<Record<string, unknown>>;

  /**
   * @param source - for messages: `The kubeconfig /a`.
   * @param place - of the mapping in the file; `""` for the file as a whole.
   */
  constructor(value: unknown, source: string, place: string) {
    this.#source = source;
    this.#place = place;
    if (value !== undefined && value !== null && !isRecord(value))
      throw this.wrong("", `is ${kindOf(value)}, but must be a mapping.`);
    this.#record = isRecord(value) ? value : {};
  }

  /** A text; `undefined` if it is not there or empty, which kubectl takes for the same. */
  text(key: string): string | undefined {
    const value = this.#record[key];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "string") return value;
    throw this.wrong(key, `is ${kindOf(value)}, but must be a text.`, "Put it in quotes.");
  }

  flag(key: string): boolean {
    const value = this.#record[key];
    if (value === undefined || value === null) return false;
    if (typeof value === "boolean") return value;
    throw this.wrong(key, `is ${kindOf(value)}, but must be true or false.`);
  }

  texts(key: string): readonly string[] {
    const value = this.#record[key] ?? [];
    if (Array.isArray(value) && value.every((item): item is string => typeof item === "string"))
      return value;
    throw this.wrong(key, "must be a list of texts.");
  }

  /** Anything; `undefined` if it is not there. */
  raw(key: string): unknown {
    return this.#record[key] ?? undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#record);
  }

  /** A mapping within this one; an empty one if it is not there. */
  section(key: string): KubeconfigFields {
    return new KubeconfigFields(this.#record[key], this.#source, this.#path(key));
  }

  /** A list of `{ name, <body> }` as mappings by name. Of several with one name the first one counts. */
  named(key: string, body: string): ReadonlyMap<string, KubeconfigFields> {
    const list = this.#record[key] ?? [];
    if (!Array.isArray(list)) throw this.wrong(key, `is ${kindOf(list)}, but must be a list.`);
    const found = new Map<string, KubeconfigFields>();
    for (const [index, item] of list.entries()) {
      const name = new KubeconfigFields(item, this.#source, `${this.#path(key)}[${index}]`).text(
        "name",
      );
      if (name === undefined) throw this.wrong(`${key}[${index}]`, "has no name.", "Give it one.");
      if (found.has(name)) continue;
      const value: unknown = isRecord(item) ? item[body] : undefined;
      found.set(
        name,
        new KubeconfigFields(value, this.#source, `${this.#path(key)}[${name}].${body}`),
      );
    }
    return found;
  }

  /** The error for a field. */
  wrong(key: string, problem: string, remedy = "Correct the file.", cause?: unknown): Error {
    const place = key === "" ? this.#place : this.#path(key);
    return unreadable({
      source: this.#source,
      problem: `${place === "" ? "the file" : place} ${problem}`,
      remedy,
      cause,
    });
  }

  #path(key: string): string {
    return this.#place === "" ? key : `${this.#place}.${key}`;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : `a ${typeof value}`;
}

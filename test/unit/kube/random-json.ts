// Taken once: in Jest each look-up of a global costs a microsecond, and there are millions.
const { floor, imul } = Math;
const { stringify } = JSON;

/** Repeatable chance. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const CHARACTERS: readonly [string, ...string[]] = [
  "b",
  "a",
  "uid",
  "name",
  '"',
  "\\",
  "/",
  "\n",
  "\t",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "ä",
  "€",
  "😀",
  "\u0000",
  "\u2028",
  " ",
  "metadata",
];
const KEYS: readonly [string, ...string[]] = [
  "x",
  "type",
  "object",
  "apiVersion",
  "kind",
  "metadata",
  "uid",
  "resourceVersion",
  "name",
  "namespace",
  "spec",
  "labels",
  "ä",
  "",
];

/** JSON texts of all sorts: keys in any order and twice, escapes, odd spacing, big numbers. */
export class RandomJson {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  /** A whole number below a limit. */
  below(limit: number): number {
    return floor(this.#random() * limit);
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0];
  }

  /** An event whose parts may be anything. */
  event(): string {
    const members = [
      this.#member(
        "type",
        this.below(4) === 0
          ? this.value(1)
          : this.string(this.pick(["ADDED", "MODIFIED", "DELETED", "BOOKMARK"])),
      ),
      this.#member("object", this.below(8) === 0 ? this.value(1) : this.object()),
    ];
    return this.#object([...members, ...this.#others()]);
  }

  /** A text in which something was left out, put in, doubled or cut off. */
  mutated(text: string): string {
    const from = this.below(text.length);
    const to = from + 1 + this.below(4);
    switch (this.below(5)) {
      case 0:
        return text.slice(0, from) + text.slice(to);
      case 1:
        return text.slice(0, from) + this.pick(CHARACTERS) + text.slice(from);
      case 2:
        return text.slice(0, from) + this.pick(CHARACTERS) + text.slice(to);
      case 3:
        return text.slice(0, to) + text.slice(from);
      default:
        return text.slice(0, from);
    }
  }

  /** An object of the API, more or less. */
  object(): string {
    const members = [
      this.#member("metadata", this.below(8) === 0 ? this.value(1) : this.#metadata()),
    ];
    if (this.below(2) === 0)
      members.push(
        this.#member("kind", this.string("Kind")),
        this.#member("apiVersion", this.string("group/v1")),
      );
    return this.#object([...members, ...this.#others()]);
  }

  #metadata(): string {
    const members = ["uid", "resourceVersion", "name", "namespace"].map((key) =>
      this.#member(key, this.below(6) === 0 ? this.value(1) : this.string(this.#text())),
    );
    return this.#object([...members, ...this.#others()]);
  }

  #others(): readonly string[] {
    return Array.from({ length: this.below(4) }, () =>
      this.#member(this.pick(KEYS), this.value(2)),
    );
  }

  value(depth: number): string {
    switch (this.below(depth > 0 ? 7 : 5)) {
      case 0:
        return this.pick(["true", "false", "null"]);
      case 1:
        return this.pick([
          "0",
          "-1.5e+10",
          "9007199254740993",
          "1E5",
          "123456789012345678901234567890",
        ]);
      case 5:
        return `[${Array.from({ length: this.below(4) }, () => this.value(depth - 1)).join(`,${this.#space()}`)}]`;
      case 6:
        return this.#object(
          Array.from({ length: this.below(4) }, () =>
            this.#member(this.pick(KEYS), this.value(depth - 1)),
          ),
        );
      default:
        return this.string(this.#text());
    }
  }

  /** A string; in every third one some of the characters are written as escapes. */
  string(text: string): string {
    if (this.below(3) > 0) return stringify(text);
    let written = "";
    for (const unit of text.split("")) {
      const escape = `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
      written += this.below(12) === 0 ? escape : stringify(unit).slice(1, -1);
    }
    return `"${written}"`;
  }

  #text(): string {
    return Array.from({ length: this.below(6) }, () => this.pick(CHARACTERS)).join("");
  }

  #member(key: string, value: string): string {
    return `${this.string(key)}${this.#space()}:${this.#space()}${value}`;
  }

  #object(members: readonly string[]): string {
    const shuffled = [...members];
    for (let at = shuffled.length - 1; at > 0; at--) {
      const other = this.below(at + 1);
      const [one = "", two = ""] = [shuffled[at], shuffled[other]];
      shuffled[at] = two;
      shuffled[other] = one;
    }
    return `{${this.#space()}${shuffled.join(`${this.#space()},${this.#space()}`)}${this.#space()}}`;
  }

  #space(): string {
    return this.pick(["", "", "", "", " ", "  ", "\t", "\r"]);
  }
}

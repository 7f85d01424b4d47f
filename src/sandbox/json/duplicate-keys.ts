/** Finds fields that stand twice in one object of a JSON text, as paths (`spec.ports[0].name`). The text is valid JSON. */
export function duplicateKeys(text: string): string[] {
  return new DuplicateScan(text).run();
}

const SPACE = /\s/;

class DuplicateScan {
  readonly #text: string;
  readonly #found: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): string[] {
    this.#value("");
    return this.#found;
  }

  #value(path: string): void {
    const next = this.#peek();
    if (next === "{") this.#object(path);
    else if (next === "[") this.#list(path);
    else if (next === '"') this.#string();
    else
      while (
        this.#at < this.#text.length &&
        !",]}".includes(this.#text.charAt(this.#at)) &&
        !SPACE.test(this.#text.charAt(this.#at))
      )
        this.#at += 1;
  }

  #object(path: string): void {
    const seen = new Set<string>();
    this.#at += 1;
    while (this.#peek() === '"') {
      const name: unknown = JSON.parse(this.#string());
      const inner = path === "" ? String(name) : `${path}.${String(name)}`;
      if (seen.has(String(name))) this.#found.push(inner);
      seen.add(String(name));
      this.#skip(":");
      this.#value(inner);
      this.#skip(",");
    }
    this.#skip("}");
  }

  #list(path: string): void {
    this.#at += 1;
    for (let index = 0; this.#peek() !== "]" && this.#at < this.#text.length; index += 1) {
      this.#value(`${path}[${index}]`);
      this.#skip(",");
    }
    this.#skip("]");
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '"') {
      this.#at += this.#text.charAt(this.#at) === "\\" ? 2 : 1;
    }
    this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  #peek(): string {
    while (SPACE.test(this.#text.charAt(this.#at))) this.#at += 1;
    return this.#text.charAt(this.#at);
  }

  #skip(expected: string): void {
    if (this.#peek() === expected) this.#at += 1;
  }
}

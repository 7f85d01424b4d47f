/**
 * Blanks out what is not code in a class's text: comments, strings, the fixed parts of templates and regular expressions.
 * Code inside `${…}` stays.
 */
export function codeOnly(text: string): string {
  const scanner = new CodeScanner(text);
  return scanner.scan();
}

const BEFORE_EXPRESSION =
  /(?<![\w$.#])(?:return|typeof|case|in|of|delete|void|instanceof|new|do|else|yield|await|throw|extends)$/;
const BEFORE_CONDITION = /(?<![\w$.#])(?:if|while|for|with)$/;

/** What stands for a literal: a slash behind it divides. */
const VALUE = " 0";

/** Knows as much of the language as it takes to tell what a quote, a slash or a brace stands for. */
class CodeScanner {
  readonly #text: string;
  #code = "";
  #at = 0;
  /** For each brace that is open: whether it ends a `${…}`. */
  readonly #braces: boolean[] = [];
  /** For each parenthesis that is open: whether a statement follows it, so that a slash behind it opens a regular expression. */
  readonly #parentheses: boolean[] = [];
  #closedCondition = false;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): string {
    while (this.#at < this.#text.length) this.#step(this.#text.charAt(this.#at));
    return this.#code;
  }

  #step(char: string): void {
    if (char === "`" || (char === "}" && this.#braces.pop() === true)) {
      this.#skipTemplate();
      return;
    }
    const end = this.#endOfLiteral(char);
    if (end !== undefined) {
      this.#code += isComment(this.#text, this.#at) ? " " : VALUE;
      this.#at = end;
      return;
    }
    this.#note(char);
    this.#code += char;
    this.#at++;
  }

  #note(char: string): void {
    if (char === "{") this.#braces.push(false);
    else if (char === "(") this.#parentheses.push(BEFORE_CONDITION.test(this.#before));
    else if (char === ")") this.#closedCondition = this.#parentheses.pop() === true;
  }

  /** Up to the template's end, or up to the code in it. */
  #skipTemplate(): void {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === "\\") {
        this.#at++;
      } else if (char === "`") {
        this.#at++;
        this.#code += VALUE;
        return;
      } else if (this.#text.startsWith("${", this.#at)) {
        this.#at += 2;
        this.#braces.push(true);
        this.#code += " ";
        return;
      }
    }
  }

  #endOfLiteral(char: string): number | undefined {
    const at = this.#at;
    if (char === '"' || char === "'") return endOfQuoted(this.#text, at);
    if (char !== "/") return undefined;
    if (this.#text.startsWith("//", at)) return endAfter(this.#text, "\n", at);
    if (this.#text.startsWith("/*", at)) return endAfter(this.#text, "*/", at + 2);
    return this.#opensRegExp() ? endOfRegExp(this.#text, at) : undefined;
  }

  /** As much of the code so far as it takes to see its last word. */
  get #before(): string {
    return this.#code.slice(-200).trimEnd();
  }

  /** After a value a slash divides; after anything else it opens a regular expression. */
  #opensRegExp(): boolean {
    const before = this.#before;
    if (BEFORE_EXPRESSION.test(before)) return true;
    if (before.endsWith(")")) return this.#closedCondition;
    return !/(?:[\w$\]}]|\+\+|--)$/.test(before);
  }
}
function endAfter(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

function endOfQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === text[from]) return at + 1;
  }
  return text.length;
}

function endOfRegExp(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "\n") return from + 1;
    else if (char === "/" && !inClass) return at + 1;
  }
  return text.length;
}

function isComment(text: string, at: number): boolean {
  return text.startsWith("//", at) || text.startsWith("/*", at);
}

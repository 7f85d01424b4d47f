import { startsWith } from "./json-bytes.js";

/** Where the members stand that are at hand: in a watch event, in its object, in the object's metadata. */
export const IN_EVENT = 0;
export const IN_OBJECT = 1;
export const IN_METADATA = 2;

/**
 * The keys that are looked for. Numbers, because they index the tables of the hottest path; in this order, so that what is
 * inside of one comes after it.
 */
export const TYPE = 0;
export const OBJECT = 1;
export const API_VERSION = 2;
export const KIND = 3;
export const METADATA = 4;
export const UID = 5;
export const RESOURCE_VERSION = 6;
export const NAME = 7;
export const NAMESPACE = 8;
export const KEY_COUNT = 9;
export const NO_KEY = -1;

const LEVELS: readonly (readonly (readonly [text: string, key: number])[])[] = [
  [
    ["type", TYPE],
    ["object", OBJECT],
  ],
  [
    ["apiVersion", API_VERSION],
    ["kind", KIND],
    ["metadata", METADATA],
  ],
  [
    ["uid", UID],
    ["resourceVersion", RESOURCE_VERSION],
    ["name", NAME],
    ["namespace", NAMESPACE],
  ],
];

const TEXTS: readonly Buffer[] = LEVELS.flat().map(([text]) => Buffer.from(text));
const LONGEST = Math.max(...TEXTS.map((text) => text.length));

/** On one level no two keys are equally long: the length tells which one it can only be. */
const BY_LENGTH: readonly Int8Array[] = LEVELS.map((keys) => {
  const candidates = new Int8Array(LONGEST + 1).fill(NO_KEY);
  for (const [text, key] of keys) candidates[text.length] = key;
  return candidates;
});

/** The key whose bytes are from `start` to `end`, or {@link NO_KEY}. */
export function keyAt(bytes: Uint8Array, start: number, end: number, level: number): number {
  const length = end - start;
  if (length > LONGEST) return NO_KEY;
  const key = BY_LENGTH[level]?.[length] ?? NO_KEY;
  if (key === NO_KEY) return NO_KEY;
  const text = TEXTS[key];
  return text !== undefined && startsWith(bytes, start, text) ? key : NO_KEY;
}

/** The key of a text: for keys that were written with escapes. */
export function keyOfText(text: string, level: number): number {
  return LEVELS[level]?.find(([candidate]) => candidate === text)?.[1] ?? NO_KEY;
}

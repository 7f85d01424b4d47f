/** What an event of a watch can be. */
const TYPES = ["MODIFIED", "ADDED", "DELETED", "BOOKMARK", "ERROR"] as const;

const LETTERS = TYPES.map((type) => ({ type, bytes: Buffer.from(type) }));

/** The event type whose letters fill a range, without a new string for each event; `undefined` if it is none of the known. */
export function eventTypeAt(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start;
  for (let index = 0; index < LETTERS.length; index++) {
    const known = LETTERS[index];
    if (known !== undefined && known.bytes.length === length && holds(bytes, start, known.bytes))
      return known.type;
  }
  return undefined;
}

function holds(bytes: Buffer, start: number, expected: Buffer): boolean {
  for (let index = 0; index < expected.length; index++) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}

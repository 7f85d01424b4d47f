import { isRecord } from "../../resources/json.js";

/** Text that stands as it is between values. */
class Mark {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const END_OF_LIST = new Mark("],");
const END_OF_RECORD = new Mark("},");

/**
 * A text of a JSON value, the same for the same value: the order of keys does not count. It is only compared, and ends each value with a
 * comma. Without recursion: a server accepts lists in lists by the thousand, which no stack of calls can hold.
 */
export function sortedText(value: unknown): string {
  /** What is still to be written; the next one is the last. */
  const rest: unknown[] = [value];
  let text = "";
  while (rest.length > 0) {
    const next = rest.pop();
    if (next instanceof Mark) {
      text += next.text;
    } else if (Array.isArray(next)) {
      text += "[";
      rest.push(END_OF_LIST);
      for (let index = next.length - 1; index >= 0; index--) rest.push(next[index]);
    } else if (isRecord(next)) {
      text += "{";
      rest.push(END_OF_RECORD);
      for (const key of Object.keys(next).toSorted().toReversed())
        rest.push(next[key], new Mark(`${JSON.stringify(key)}:`));
    } else {
      text += `${JSON.stringify(next)},`;
    }
  }
  return text;
}

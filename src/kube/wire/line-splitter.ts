const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Takes a line as a range of bytes, which are valid only during the call. */
export type LineTaker = (bytes: Buffer, start: number, end: number) => void;

/** Cuts the chunks of a stream into lines. Only a line that spans chunks is copied; what follows the last newline waits. */
export class LineSplitter {
  readonly #take: LineTaker;
  #begun: Buffer[] = [];

  constructor(take: LineTaker) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (
      let newline = chunk.indexOf(NEWLINE);
      newline >= 0;
      newline = chunk.indexOf(NEWLINE, start)
    ) {
      if (this.#begun.length > 0) this.#join(chunk.subarray(start, newline));
      else this.#emit(chunk, start, newline);
      start = newline + 1;
    }
    if (start < chunk.length) this.#begun.push(chunk.subarray(start));
  }

  #join(rest: Buffer): void {
    const line = Buffer.concat([...this.#begun, rest]);
    this.#begun = [];
    this.#emit(line, 0, line.length);
  }

  #emit(bytes: Buffer, start: number, newline: number): void {
    const end = newline > start && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
    if (end > start) this.#take(bytes, start, end);
  }
}

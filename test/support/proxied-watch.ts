import type { IncomingMessage, ServerResponse } from "node:http";

const NEWLINE = 0x0a;
/** A frame of protobuf begins with its length. */
const FRAME_HEADER = 4;

/** The stream of one watch on its way through the proxy. */
export class ProxiedWatch {
  readonly #response: ServerResponse;
  readonly #note: (line: string) => void;
  readonly #split: (data: Buffer) => Buffer[];
  #rest: Buffer = Buffer.alloc(0);
  #cut: (() => void) | undefined;
  #frozen = false;

  /**
   * @param note - Told of every line that was passed on as a whole; of a protobuf watch, of every frame.
   */
  constructor(answered: IncomingMessage, response: ServerResponse, note: (line: string) => void) {
    this.#response = response;
    this.#note = note;
    const contentType = String(answered.headers["content-type"]);
    this.#split = contentType.includes("protobuf") ? framesOf : linesOf;
    answered.on("data", (chunk: Buffer) => this.#pass(chunk));
    answered.once("end", () => this.#sourceEnded());
    answered.once("error", () => response.destroy());
    response.once("close", () => this.#cut?.());
  }

  /** Ends the answer as a server does: nothing is cut. */
  end(): void {
    this.#response.end();
  }

  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** Passes on half of the next line and cuts. Resolves when that is done, or the watch has ended otherwise. */
  async cutNextLine(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#cut = resolve;
    });
  }

  #pass(chunk: Buffer): void {
    // What arrives while the connection is half-open is lost with it.
    if (this.#frozen || this.#response.writableEnded) return;
    const data = Buffer.concat([this.#rest, chunk]);
    const lines = this.#split(data);
    this.#rest = data.subarray(lines.reduce((length, line) => length + line.length, 0));
    for (const line of lines) {
      if (this.#cut !== undefined) {
        this.#halve(line);
        return;
      }
      this.#response.write(line);
      this.#note(line.subarray(0, -1).toString("utf8"));
    }
  }

  #halve(line: Buffer): void {
    const half = line.subarray(0, Math.ceil(line.length / 2));
    this.#response.write(half, () => this.#response.destroy());
  }

  #sourceEnded(): void {
    if (!this.#frozen) this.#response.end(this.#rest);
  }
}

/** The complete lines. */
function linesOf(data: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0, end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, start)) {
    lines.push(data.subarray(start, end + 1));
    start = end + 1;
  }
  return lines;
}

/** The complete frames, with their headers. */
function framesOf(data: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let start = 0; data.length - start >= FRAME_HEADER;) {
    const end = start + FRAME_HEADER + data.readUInt32BE(start);
    if (end > data.length) break;
    frames.push(data.subarray(start, end));
    start = end;
  }
  return frames;
}

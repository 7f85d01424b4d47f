import { createWriteStream } from "node:fs";
import { once } from "node:events";

const BATCH_BYTES = 4 << 20;

/** Writes records one after the other into `<path>.bin` and where each begins (and the end) into `<path>.idx`, as 64-bit numbers. */
export class StreamFile {
  #data;
  #path;
  #offsets = [0n];
  #batch = [];
  #batched = 0;
  #written = 0n;

  constructor(path) {
    this.#path = path;
    this.#data = createWriteStream(`${path}.bin`);
  }

  async append(record) {
    this.#batch.push(record);
    this.#batched += record.length;
    this.#written += BigInt(record.length);
    this.#offsets.push(this.#written);
    if (this.#batched >= BATCH_BYTES) await this.#flush();
  }

  async close() {
    await this.#flush();
    this.#data.end();
    await once(this.#data, "finish");
    const index = createWriteStream(`${this.#path}.idx`);
    index.end(Buffer.from(BigUint64Array.from(this.#offsets).buffer));
    await once(index, "finish");
  }

  async #flush() {
    const batch = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batched = 0;
    if (batch.length > 0 && !this.#data.write(batch)) await once(this.#data, "drain");
  }
}

/** One chunk of HTTP/1.1's chunked coding: servers flush each event, so each event is a chunk. */
export function chunk(content) {
  return Buffer.concat([
    Buffer.from(`${content.length.toString(16)}\r\n`),
    content,
    Buffer.from("\r\n"),
  ]);
}

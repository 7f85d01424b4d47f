import type { ServerResponse } from "node:http";

import type { WatchSink } from "../verbs/watch.js";

/** Bytes that may wait for a reader who does not read, beyond what it was sent at first. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

const CUT_LINE = '{"type":"MODIFIED","object":{"apiVersion":"v1","kind":"Unfini';

/** What writes into a stream from its start until it is stopped. */
export interface StreamedWatch {
  start(): void;
  stop(): void;
}

interface OpenWatch {
  readonly response: ServerResponse;
  readonly watch: StreamedWatch;
}

/** The watches that are open now, as connections. */
export class OpenWatches {
  readonly #open = new Set<OpenWatch>();
  readonly #mostWaitingBytes: number;

  constructor(mostWaitingBytes = MOST_WAITING_BYTES) {
    this.#mostWaitingBytes = mostWaitingBytes;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Starts a watch on a response whose headers are not sent yet. */
  open(
    response: ServerResponse,
    contentType: string,
    create: (sink: WatchSink) => StreamedWatch,
  ): void {
    response.writeHead(200, { "Content-Type": contentType, "Cache-Control": "no-cache, private" });
    // Clients wait for the headers before they begin to read; events may take long.
    response.flushHeaders();
    const watch = create({
      write: (line) => this.#write(response, line),
      end: () => void response.end(),
    });
    const entry = { response, watch };
    this.#open.add(entry);
    response.on("close", () => {
      watch.stop();
      this.#open.delete(entry);
    });
    watch.start();
  }

  /** Ends all watches cleanly. */
  endAll(): void {
    for (const { response, watch } of this.#open) {
      watch.stop();
      response.end();
    }
  }

  /** Cuts all connections, after half a line if asked. */
  cutAll(midLine: boolean): void {
    for (const { response, watch } of Array.from(this.#open)) {
      watch.stop();
      if (midLine) response.write(CUT_LINE, () => response.destroy());
      else response.destroy();
    }
  }

  #write(response: ServerResponse, line: string): void {
    if (response.writableLength > this.#mostWaitingBytes) response.destroy();
    else response.write(line);
  }
}

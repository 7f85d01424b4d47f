import type { Envelope } from "../envelope.js";

/** Gets what a watch says. */
export interface WatchReceiver {
  event(envelope: Envelope): void;
  /** Nothing has happened up to that version. */
  bookmark(resourceVersion: string): void;
  /** The server gives up; with the `Status` that it sent. */
  failure(status: unknown): void;
  malformed(problem: string): void;
}

/** Turns the bytes of a watch into events. */
export interface WatchDecoder {
  push(chunk: Buffer): void;
  /** Lets go of the bytes of the last chunk. */
  release(): void;
}

/** The first characters of bytes that could not be understood, for messages. */
export function excerptOf(bytes: Buffer, start: number, end: number): string {
  const shown = bytes.toString("utf8", start, Math.min(end, start + 120));
  return end - start > 120 ? `${shown}…` : shown;
}

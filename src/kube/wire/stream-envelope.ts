import { Envelope } from "../envelope.js";

/** The envelope that a stream reads one object after the other into. */
export abstract class StreamEnvelope extends Envelope {
  /** Whether the object has a name. */
  abstract get hasIdentity(): boolean;

  /**
   * Reads a watch event. Returns its type as it stands there (`BOOKMARK` and `ERROR` included); `undefined` if it is no event.
   */
  abstract readEvent(bytes: Buffer, start: number, end: number): string | undefined;

  /** The `Status` in an `ERROR` event that was just read. */
  abstract status(): unknown;

  /** Only what happens to objects has a type that others see. */
  protected setType(type: string): void {
    this.type = type === "MODIFIED" || type === "ADDED" || type === "DELETED" ? type : null;
  }
}

/** What the transport of one operator did so far. Plain numbers: the hot path adds to them. */
export class TransportCounters {
  /** Requests that are no lists and no watches, every attempt. */
  requests = 0;
  /** Pages of lists. */
  lists = 0;
  /** Watches that were opened. */
  watches = 0;
  /** Of the requests: patches. */
  patches = 0;
  /** Bytes of bodies received. */
  bytes = 0;
  /** Events of served objects that were handled, or wait to be. */
  events = 0;
  /** Objects parsed on the event path. */
  parses = 0;
  /** Why complete lists were begun. */
  readonly listCauses: Record<string, number> = {};

  /** Counts one complete list. */
  countList(cause: string): void {
    this.listCauses[cause] = (this.listCauses[cause] ?? 0) + 1;
  }
}

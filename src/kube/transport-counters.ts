/** What a transport and the streams on it have done since it was made; they count, others read. */
export interface TransportCounters {
  /** Requests sent, every attempt counted, those of streams too. */
  requests: number;
  /** Pages of lists. */
  lists: number;
  watches: number;
  patches: number;
  /** Bytes of bodies received. */
  bytes: number;
  /** Objects of streams that were parsed. */
  parses: number;
  /** How many lists were begun, by the reason for each: `start`, `expired` … */
  readonly listCauses: Record<string, number>;
}

/** Counters that stand at nothing. */
export function newCounters(): TransportCounters {
  return { requests: 0, lists: 0, watches: 0, patches: 0, bytes: 0, parses: 0, listCauses: {} };
}

import { LEFT_OUT } from "./interleave.mjs";

/**
 * Whether nothing was left out: all contenders, the peers included, in as many rounds as the benchmark has by itself. Only such a
 * run may replace the results that are there.
 */
export function isComplete({ only, quick, profile, peers, rounds }, whole, results) {
  if (only !== undefined || quick || profile) return false;
  if (rounds < whole.rounds || (whole.peers === true && !peers)) return false;
  return results.length > 0 && results.every(({ failure }) => failure === undefined);
}

/** Whether a result is missing that was asked for. Peers that are not built are told, and may stay so. */
export function hasFailed({ definition, failure }) {
  if (failure === undefined || failure === LEFT_OUT) return false;
  return !(definition.peer === true && failure === definition.missing);
}

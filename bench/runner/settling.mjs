import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 25;
const LIMIT_MS = 240_000;

/**
 * Waits until a contender has done what it was given: the condition on the server's state holds, nothing is on its way, and
 * the process has rested for a while. Returns the CPU time so far and the wall time up to the beginning of that rest.
 *
 * A contender with many timers never rests wholly; its `restShare` says how busy it may be. What it does in the rest is its own
 * work, so it is counted.
 */
export async function untilSettled(
  { contender, server },
  condition,
  { restMs = 400, limitMs = LIMIT_MS } = {},
) {
  const share = contender.definition.restShare ?? 0.05;
  const begun = performance.now();
  const sample = () => ({ at: performance.now(), busy: contender.busySeconds() });
  const samples = [sample()];
  for (;;) {
    await sleep(POLL_MS);
    const state = await server.state();
    samples.push(sample());
    if (!condition(state) || !isDelivered(state)) samples.splice(0, samples.length - 1);
    const rest = restBegin(samples, { restMs, share });
    if (rest !== undefined) return { cpu: contender.cpuSeconds(), wallMs: rest.at - begun, state };
    if (performance.now() - begun > limitMs)
      throw new Error(`${contender.definition.name} did not settle: ${JSON.stringify(state)}`);
  }
}

const isDelivered = ({ behind, queued }) => behind === 0 && queued === 0;

/** The latest sample that is old enough and since which the process was quiet. */
function restBegin(samples, { restMs, share }) {
  const last = samples.at(-1);
  const from = samples.findLast(({ at }) => last.at - at >= restMs);
  if (from === undefined) return undefined;
  return last.busy - from.busy <= (share * (last.at - from.at)) / 1000 ? from : undefined;
}

import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * How often the event loop is asked how late it is, in milliseconds; not at all when unset. What it waits for anyway is not
 * counted as delay. Asking every 5 ms takes about 1 % of a core, which a measurement of quiet work must not pay.
 */
const resolutionMs = Number(process.env["BENCH_LOOP_DELAY_MS"] ?? 0);
/** After a forced collection, until its pause has been seen and can be forgotten. */
const FORGET_MS = 20;

const delay = resolutionMs > 0 ? monitorEventLoopDelay({ resolution: resolutionMs }) : undefined;
const milliseconds = (nanoseconds) =>
  Math.max(0, Math.round(nanoseconds / 1e4) / 100 - resolutionMs);

function print(name, values) {
  process.stdout.write(`${JSON.stringify({ [name]: values })}\n`);
}

/** The event loop's delay since the last mark, and the heap, collected first where node allows it. */
async function mark(counts) {
  const loop = delay && {
    maxMs: milliseconds(delay.max),
    p99Ms: milliseconds(delay.percentile(99)),
  };
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  await sleep(Math.max(FORGET_MS, 2 * resolutionMs));
  delay?.reset();
  print("mark", { loop, heapUsed, rss, counts });
}

/**
 * What every Node contender does for the runner: SIGUSR2 prints and resets what is measured inside the process, SIGTERM stops
 * and prints the counts.
 *
 * @param {() => object} counts
 * @param {() => Promise<void> | void} [stop]
 */
export function reportTo(counts, stop = () => {}) {
  delay?.enable();
  process.on("SIGUSR2", () => void mark(counts()));
  process.once("SIGTERM", () => void end(counts, stop));
}

async function end(counts, stop) {
  delay?.disable();
  await stop();
  print("report", counts());
  process.exit(0);
}

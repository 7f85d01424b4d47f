import { monitorEventLoopDelay } from "node:perf_hooks";

const measuresDelay = process.env["BENCH_LOOP_DELAY"] === "1";
const delay = measuresDelay ? monitorEventLoopDelay({ resolution: 5 }) : undefined;
const milliseconds = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100;

function print(name, values) {
  process.stdout.write(`${JSON.stringify({ [name]: values })}\n`);
}

/** The event loop's delay since the last mark, over what the timer itself waits; and the heap, collected first where node allows it. */
function mark() {
  const loop = delay && { maxMs: milliseconds(delay.max), p99Ms: milliseconds(delay.percentile(99)) };
  delay?.reset();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  print("mark", { loop, heapUsed, rss });
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
  process.on("SIGUSR2", mark);
  process.once("SIGTERM", async () => {
    delay?.disable();
    await stop();
    print("report", counts());
    process.exit(0);
  });
}

import { setImmediate as turn } from "node:timers/promises";

/** Waits until a condition holds, without a fixed pause: fails with what was expected when it does not hold in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 10_000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`Not in ${limitMs} ms: ${what}.`);
    await turn();
  }
}

import { SystemClock } from "../../src/support/clock.js";

const clock = new SystemClock();

/** Resolves once a condition about something outside the process holds; rejects, with the condition's text, when it never does. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  options: { readonly timeoutMs?: number; readonly intervalMs?: number } = {},
): Promise<void> {
  const limit = clock.monotonic() + (options.timeoutMs ?? 15_000);
  while (!(await condition())) {
    if (clock.monotonic() > limit)
      throw new Error(`This never became true: ${condition.toString()}`);
    await clock.sleep(options.intervalMs ?? 20);
  }
}

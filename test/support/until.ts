/** Waits, without time passing, until a condition holds; gives up with its description after ten seconds of real time. */
export async function until(condition: () => boolean, description: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${description}.`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

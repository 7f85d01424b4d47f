const KIND = '"KopfExample"';

/** Counts from now on how often a resource of the benchmark is parsed, whoever does it. Lists count once. */
export function countParses(): () => number {
  const parse = JSON.parse;
  let parses = 0;
  JSON.parse = (
    text: string,
    reviver?: (this: unknown, key: string, value: unknown) => unknown,
  ): unknown => {
    if (typeof text === "string" && text.includes(KIND)) parses++;
    return parse(text, reviver);
  };
  return () => parses;
}

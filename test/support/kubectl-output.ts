import type { KubectlResult } from "./kubectl.js";

/** What is different in every run, and what the sandbox does not keep. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UID"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME"],
  // How describe writes a time.
  [/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, "TIME"],
  [/(resourceVersion:\s*|"resourceVersion":\s*)"\d+"/g, '$1"R"'],
  [/(Resource Version:\s*)\d+/g, "$1R"],
  [/(\s)\d+[smh](\d+s)?(?=\s|$)/g, "$1AGE"],
  // What it logs about its own watch when it gives up: another text over HTTP/1.1 than over HTTP/2.
  [/^[IWE]\d{4} .*\n/gm, ""],
  [/https?:\/\/127\.0\.0\.1:\d+/g, "SERVER"],
];

/** A result in which only what both servers should say is left. */
export function normaliseResult({ exitCode, stdout, stderr }: KubectlResult): KubectlResult {
  return { exitCode, stdout: normalise(stdout), stderr: normalise(stderr) };
}

export function normalise(text: string): string {
  const masked = VOLATILE.reduce((all, [pattern, mask]) => all.replaceAll(pattern, mask), text);
  // Ages are padded to the widest one.
  return masked.replaceAll(/[ \t]+$/gm, "").replaceAll(/ {2,}/g, "  ");
}

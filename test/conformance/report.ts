import type { KnownDifference } from "./compare.js";

/** What was run. */
export interface ComparedCounts {
  readonly scenarios: number;
  /** How many of them had a difference. */
  readonly different: number;
}

const GENERATED = "<!-- Written by `npm run test:cluster`: changes here are lost. -->";

/** The page that says where the sandbox answers otherwise than a real API server. */
export function differencesPage(
  differing: ReadonlyMap<string, ReadonlySet<KnownDifference>>,
  run: ComparedCounts & { readonly server: string },
): string {
  const byReason = Map.groupBy(
    [...differing].flatMap(([scenario, reasons]) =>
      [...reasons].map(({ reason }) => ({ scenario, reason })),
    ),
    ({ reason }) => reason,
  );
  const rows = [...byReason].map(([reason, entries]) => {
    const scenarios = [...new Set(entries.map(({ scenario }) => `\`${scenario}\``))].join(", ");
    return `| ${reason} | ${scenarios} |`;
  });
  return `${GENERATED}

# The sandbox and a real API server

The same ${String(run.scenarios)} scenarios of requests, answers and watch events (\`test/conformance\`) ran on the sandbox and on
kube-apiserver ${run.server}. After replacing what is different in every run (uids, versions, times, addresses), and leaving out
\`managedFields\` and storage hashes, which the sandbox does not keep, ${String(run.scenarios - run.different)} gave the same
transcripts. The others differ in this:

| Difference | Scenarios |
| --- | --- |
${rows.toSorted().join("\n")}
`;
}

/** The page that says on what the tests ran last. */
export function verifiedOnPage(
  run: ComparedCounts & {
    readonly server: string;
    readonly kubectl: string;
    readonly node: string;
  },
): string {
  return `${GENERATED}

# Verified on

| | |
| --- | --- |
| kube-apiserver | ${run.server} |
| kubectl | ${run.kubectl} |
| Node.js | ${run.node} |
| Scenarios run on both, the sandbox and the server | ${String(run.scenarios)} |
| of which the transcripts were the same | ${String(run.scenarios - run.different)} |
| of which the differences are [explained](sandbox.md) | ${String(run.different)} |
`;
}

/** Declarations that users have no use for by name: the parts of unions of texts, which editors show written out. */
const PARTS = new Set(["ERROR_CODES", "LOG_LEVELS", "POLICIES", "BRAND", "Part", "Policy", "Unit"]);

const EXPORTED =
  /^export (?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gmu;
/** `{ A as B }` of the report: one whose name a global has. */
const RENAMED = /^export \{ \w+ as (\w+) \}/gmu;
const OTHERS = /^(?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gmu;

/**
 * Names in the API reports of a package's entries that are part of a public signature, but exported by no entry. A report writes
 * `Name_2` where two declarations have one name.
 */
export function forgottenExports(reports) {
  const named = (pattern) =>
    new Set(reports.flatMap((report) => [...report.matchAll(pattern)].map(([, name]) => name)));
  const exported = new Set([...named(EXPORTED), ...named(RENAMED)]);
  return [...named(OTHERS)].filter((name) => {
    const plain = name.replace(/_\d+$/u, "");
    return !exported.has(plain) && !PARTS.has(plain);
  });
}

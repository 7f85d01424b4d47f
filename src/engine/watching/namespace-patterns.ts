/**
 * Compiles Kopf's namespace patterns: comma-separated globs (`*`, `?`), `!` negates; the first decides whether all others start
 * from everything or nothing, each later one adds or takes away.
 *
 * @example `"app-*,!app-test"`
 */
export function compileNamespacePattern(pattern: string): (namespace: string) => boolean {
  const globs = pattern.split(",").map((part) => part.trim());
  const steps = globs.map((glob) => {
    const isNegated = glob.startsWith("!");
    return { isNegated, expression: globExpression(isNegated ? glob.slice(1) : glob) };
  });
  const startsMatched = steps[0]?.isNegated === true;
  return (namespace) =>
    steps.reduce(
      (isMatched, { isNegated, expression }) =>
        expression.test(namespace) ? !isNegated : isMatched,
      startsMatched,
    );
}

/** Tells whether a namespace is given by its name alone. */
export function isExactNamespace(pattern: string): boolean {
  return !/[,*?!]/.test(pattern);
}

function globExpression(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

const STAGES: Readonly<Record<string, number>> = { alpha: 1, beta: 2, stable: 3 };

/** General availability before beta before alpha, then the higher number; other names last, alphabetically. */
function rank(version: string): readonly number[] {
  const match = VERSION.exec(version);
  if (match === null) return [0];
  const [, major, stage = "stable", minor] = match;
  return [STAGES[stage] ?? 0, Number(major), Number(minor ?? 0)];
}

/** Orders versions as discovery does, the preferred first. */
export function compareVersions(left: string, right: string): number {
  const [leftRank, rightRank] = [rank(left), rank(right)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (rightRank[index] ?? 0) - (leftRank[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left < right ? -1 : Number(left > right);
}

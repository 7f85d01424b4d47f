import { PROFILES_FOLDER } from "./folders.mjs";

/** Why a contender that `--only` does not name was not measured. */
export const LEFT_OUT = "left out by --only";

/**
 * Runs each contender once per round, so that what changes on the machine meets all of them. The first failure of a contender
 * takes it out of the following rounds.
 *
 * @template Sample
 * @param {{ definitions: readonly import("./contenders.mjs").Definition[], rounds: number, log: (text: string) => void, only?: string, profile?: boolean }} options
 * @param {(definition: import("./contenders.mjs").Definition) => Promise<Sample>} run
 */
export async function interleave({ definitions, rounds, log, only, profile }, run) {
  const results = definitions.map((definition) => ({
    definition,
    name: definition.name,
    samples: [],
    failure: reasonToSkip(definition, only),
  }));
  for (let round = 1; round <= rounds; round++) {
    for (const result of results) {
      const isDone = round > (result.definition.mostRounds ?? rounds);
      if (isDone || result.failure !== undefined) continue;
      try {
        const sample = await run(profile ? profiled(result.definition) : result.definition);
        result.samples.push(sample);
        log(`  ${round}/${rounds} ${result.name}: ${summary(sample)}`);
      } catch (error) {
        result.failure = error.message;
        log(`  ${round}/${rounds} ${result.name}: failed: ${error.message}`);
      }
    }
  }
  return results;
}

function reasonToSkip({ name, missing }, only) {
  const wanted = only?.toLowerCase().split(",");
  return wanted?.some((text) => name.toLowerCase().includes(text)) === false ? LEFT_OUT : missing;
}

/** Node writes the profile when the process ends. */
function profiled(definition) {
  if (!definition.marks) return definition;
  return {
    ...definition,
    args: ["--cpu-prof", `--cpu-prof-dir=${PROFILES_FOLDER}`, ...definition.args],
  };
}

function summary(sample) {
  const shown = Object.entries(sample).filter(([, value]) => typeof value === "number");
  return shown.map(([name, value]) => `${name} ${Math.round(value * 1000) / 1000}`).join(", ");
}

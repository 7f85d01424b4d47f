/**
 * Runs each contender once per round, so that what changes on the machine meets all of them. The first failure of a contender
 * takes it out of the following rounds.
 *
 * @template Sample
 * @param {{ definitions: readonly import("./contenders.mjs").Definition[], rounds: number, log: (text: string) => void }} options
 * @param {(definition: import("./contenders.mjs").Definition) => Promise<Sample>} run
 */
export async function interleave({ definitions, rounds, log }, run) {
  const results = definitions.map((definition) => ({ definition, name: definition.name, samples: [], failure: definition.missing }));
  for (let round = 1; round <= rounds; round++) {
    for (const result of results) {
      if (result.failure !== undefined) continue;
      try {
        const sample = await run(result.definition);
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

function summary(sample) {
  const shown = Object.entries(sample).filter(([, value]) => typeof value === "number");
  return shown.map(([name, value]) => `${name} ${Math.round(value * 1000) / 1000}`).join(", ");
}

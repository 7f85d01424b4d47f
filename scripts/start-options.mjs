import path from "node:path";

import { commandLine } from "./command-line.mjs";
import { ROOT } from "./process.mjs";

const DEFAULT_SAMPLE = "ping";

export const USAGE = `Usage: npm start [-- [SAMPLE] [--for DURATION] [--kubeconfig FILE]]
  SAMPLE             a folder of samples/; default: ${DEFAULT_SAMPLE}
  --for DURATION     stop after that time: 500ms, 30s, 5m, 1h30m
  --kubeconfig FILE  run on that cluster instead of one in this process
  --samples DIR      run what is compiled in that folder; nothing is installed or built
`;

const OPTIONS = {
  for: { type: "string" },
  help: { type: "boolean", short: "h" },
  kubeconfig: { type: "string" },
  samples: { type: "string" },
};

const COMMAND_LINE = commandLine(OPTIONS, USAGE);

/** Node.js takes a longer time for none at all, and ends at once. */
const LONGEST_MS = 2 ** 31 - 1;

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** What the command line of `npm start` asks for. Throws a usage error for what it does not know. */
export function parseOptions(args) {
  const { values, positionals } = COMMAND_LINE.parse(args);
  if (positionals.length > 1)
    throw COMMAND_LINE.wrong(`One sample at a time, not ${positionals.join(" and ")}.`);
  return {
    sample: positionals[0] ?? DEFAULT_SAMPLE,
    isHelp: values.help === true,
    isBuilt: values.samples !== undefined,
    samplesFolder: fromHere(values.samples) ?? path.join(ROOT, ".build", "samples"),
    ...(values.for === undefined ? {} : { forMs: parseDuration(values.for) }),
    ...(values.kubeconfig === undefined ? {} : { kubeConfigFile: fromHere(values.kubeconfig) }),
  };
}

function parseDuration(text) {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/u.test(text)) {
    throw COMMAND_LINE.wrong(
      `--for "${text}" is not a duration: a number with a unit is needed, as in 30s.`,
    );
  }
  const parts = [...text.matchAll(/(?<amount>\d+(?:\.\d+)?)(?<unit>ms|s|m|h)/gu)];
  const ms = parts.reduce(
    (sum, { groups }) => sum + Number(groups.amount) * UNITS_MS[groups.unit],
    0,
  );
  if (ms > LONGEST_MS) throw COMMAND_LINE.wrong(`--for "${text}" is too long: 596h is the most.`);
  return ms;
}

/** npm runs scripts in the package's folder; the user may have been in another one. */
function fromHere(file) {
  return file === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

import { commandLine } from "../../scripts/command-line.mjs";

const BENCHMARKS = ["server", "p1", "p2", "p3", "p4", "p5", "p6", "p9", "p10", "p11"];
const ROUNDS = 5;

export const USAGE = `Usage: npm run bench [-- [BENCHMARK …] [--peers] [--rounds N] [--only TEXT,…] [--profile] [--quick]]
  BENCHMARK    ${BENCHMARKS.join(", ")}; default: all
  --peers      measure the operators written with other SDKs, too: node bench/peers/build.mjs builds them
  --rounds N   how often each contender runs; default: ${ROUNDS}, of some benchmarks less
  --only TEXT  only contenders whose name holds one of these texts
  --profile    write a CPU profile of each Node contender to bench/.build/profiles
  --quick      does everything work? with data too small to tell anything else
What is complete is written to bench/results, all else to bench/.build/results.
`;

const OPTIONS = {
  peers: { type: "boolean", default: false },
  rounds: { type: "string", default: String(ROUNDS) },
  only: { type: "string" },
  profile: { type: "boolean", default: false },
  quick: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
};

const COMMAND_LINE = commandLine(OPTIONS, USAGE);

/** What the command line asks for. Throws a usage error for what it does not know. */
export function parseOptions(args) {
  const { values, positionals } = COMMAND_LINE.parse(args);
  const { help, rounds, ...rest } = values;
  const unknown = positionals.filter((name) => !BENCHMARKS.includes(name));
  if (unknown.length > 0) throw COMMAND_LINE.wrong(`There is no benchmark ${unknown.join(", ")}.`);
  const names = positionals.length > 0 ? positionals : BENCHMARKS;
  return { ...rest, isHelp: help, rounds: parseRounds(rounds), names };
}

function parseRounds(text) {
  if (/^[1-9]\d*$/u.test(text)) return Number(text);
  throw COMMAND_LINE.wrong(`--rounds "${text}" is not a number of rounds: 1 or more are needed.`);
}

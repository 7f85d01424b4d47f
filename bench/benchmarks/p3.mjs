import { kephale } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, writeResults } from "../runner/results.mjs";
import { withSession } from "../runner/session.mjs";
import { measured } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 3 };

const BURSTS = [10, 100, 1_000];
const MODES = {
  each: "Kephale: every event, body not read",
  read: "Kephale: every event, spec read",
  coalesce: "Kephale: coalescing, spec read",
};
const BLOCKED_MS = 300;

function definition(mode, burst) {
  return {
    ...kephale(`${MODES[mode]}, k = ${burst}`, "burst", {
      env: { BENCH_MODE: mode, BENCH_METADATA_ONLY: "0", BENCH_BLOCKED_MS: String(BLOCKED_MS) },
    }),
    mode,
    burst,
  };
}

/** The first event starts a handler that takes 300 ms; k more of the same resource come in that time. The first one's parse is counted. */
function measureBurst(contender) {
  const dataset = { size: "medium", objects: 1, events: 2_000, single: true };
  return withSession(contender, { dataset }, async (session) => {
    await session.started();
    const { counts: before } = await session.list();
    await session.server.go(1);
    const { counts: after, cpu } = await session.events(1 + contender.burst);
    await session.report();
    return {
      calls: after.calls - before.calls - 1,
      parses: after.parses - before.parses,
      cpuMs: cpu * 1000,
    };
  });
}

/** A burst of events of one resource while its handler runs: how often handlers are called and bodies parsed. */
export async function run(options) {
  const { rounds } = options;
  const definitions = Object.keys(MODES).flatMap((mode) =>
    BURSTS.map((burst) => definition(mode, burst)),
  );
  const results = await interleave(
    { ...options, definitions, rounds: Math.min(rounds, WHOLE.rounds) },
    measureBurst,
  );
  return writeResults({
    name: "p3",
    title: "a burst of k events of one resource while its handler runs",
    parameters: { bursts: BURSTS, blockedMs: BLOCKED_MS },
    results,
    options,
    whole: WHOLE,
    columns: ["handler", "calls", "parses", "CPU ms"],
    rows: measured(results).map((result) => [
      result.name,
      middle(result, "calls"),
      middle(result, "parses"),
      middle(result, "cpuMs"),
    ]),
    targets: results.flatMap(targetsOf),
  });
}

function targetsOf(result) {
  const { mode, burst } = result.definition;
  const target = (measure, relation, limit) => ({
    text: `${result.name}: ${measure}`,
    value: middle(result, measure),
    relation,
    limit,
  });
  if (mode === "each") return [target("calls", "=", burst), target("parses", "=", 0)];
  if (mode === "read") return [target("calls", "=", burst), target("parses", "<=", burst + 1)];
  return [target("calls", "=", 1), target("parses", "<=", 2)];
}

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { widgets } from "../support/custom-kind.js";
import type { CustomKind } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { serveKind } from "../support/served-kind.js";
import { TestCluster } from "../support/test-cluster.js";
import { Writers } from "../support/writers.js";
import type { LoadReport } from "./fixtures/counts-under-load.js";

const OBJECTS = 5_000;
const WRITERS = 4;
const EDITING_MS = 30_000;
const LIMIT_MS = 180_000;
const PROGRAM = fileURLToPath(new URL("fixtures/counts-under-load.js", import.meta.url));
const NAMES = Array.from({ length: OBJECTS }, (_, index) => `object-${String(index)}`);

describe("an operator of many objects that are edited all the time", () => {
  let cluster: TestCluster;
  let kind: CustomKind;
  let writers: Writers;
  let operator: ChildProcess;

  beforeAll(async () => {
    cluster = await TestCluster.open({ controllerManager: false });
    kind = widgets(cluster.group);
    await serveKind(cluster.client, kind);
    writers = new Writers(cluster.client, kind, cluster.namespace);
    operator = fork(PROGRAM, [cluster.kubeConfigFile, `${kind.apiVersion}/${kind.plural}`], {
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    await once(operator, "message");
  }, LIMIT_MS);

  afterAll(async () => {
    operator.kill("SIGKILL");
    await cluster[Symbol.asyncDispose]();
  }, LIMIT_MS);

  async function report(): Promise<LoadReport> {
    const answered = once(operator, "message");
    operator.send("report");
    const [answer]: LoadReport[] = await answered;
    if (answer === undefined) throw new Error("The operator has not answered.");
    return answer;
  }

  it(
    "has seen the last state of each of them, listed nothing twice, and told what it took",
    async () => {
      await inParallel(NAMES, async (name) => writers.create([name]));
      await eventually(async () => (await report()).memos === OBJECTS, {
        timeoutMs: 30_000,
        intervalMs: 250,
      });
      const before = await report();
      const startMs = performance.now();
      await inParallel(editedNames(), async (name) => writers.edit([name], 1));
      const editedMs = performance.now() - startMs;
      const { edits } = writers;
      const expected = await versionsOfAll();
      await eventually(async () => isSame((await report()).versions, expected), {
        timeoutMs: 30_000,
        intervalMs: 250,
      });
      const after = await report();
      tell(before, after, editedMs);
      expect(after.versions).toEqual(expected);
      expect(after.events).toBe(OBJECTS + edits);
      expect(after.counters).toMatchObject({
        listCauses: { start: 2 },
        // Each event is read once.
        parses: after.events,
        patches: 0,
      });
      operator.send("stop");
      expect(await once(operator, "exit")).toEqual([0, null]);
    },
    LIMIT_MS,
  );

  async function versionsOfAll(): Promise<Record<string, string>> {
    const objects = await cluster.client.list({ apiVersion: kind.apiVersion, kind: kind.kind });
    return Object.fromEntries(
      objects.map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
    );
  }
});

/** Spread over all objects, until the time is over; those that are edited by two writers at once are among them. */
function* editedNames(): Iterable<string> {
  const endMs = performance.now() + EDITING_MS;
  for (let index = 0; performance.now() < endMs; index++)
    yield `object-${String((index * 7) % OBJECTS)}`;
}

async function inParallel(
  names: Iterable<string>,
  write: (name: string) => Promise<void>,
): Promise<void> {
  const left = names[Symbol.iterator]();
  const writer = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) await write(next.value);
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

function isSame(
  versions: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(expected).every(([name, version]) => versions[name] === version);
}

function tell(before: LoadReport, after: LoadReport, editedMs: number): void {
  const events = after.events - before.events;
  const cpuMs = after.cpuMs - before.cpuMs;
  const { requests, lists, watches, bytes } = after.counters;
  process.stdout.write(
    [
      `load: ${String(OBJECTS)} objects, ${String(events)} edits by ${String(WRITERS)} writers in ${(editedMs / 1000).toFixed(1)} s`,
      `CPU of the operator ${cpuMs.toFixed(0)} ms (${((1000 * cpuMs) / events).toFixed(0)} µs per event)`,
      `memory ${after.rssMb.toFixed(0)} MB`,
      `pages of lists ${String(lists)}, watches ${String(watches)}, other requests ${String(requests)}, ${String(bytes)} bytes`,
    ].join("; ") + "\n",
  );
}

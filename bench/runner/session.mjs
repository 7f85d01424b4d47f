import { setTimeout as sleep } from "node:timers/promises";
import { ensureDataset } from "../data/dataset.mjs";
import { DATA_FOLDER } from "./folders.mjs";
import { Contender } from "./contender.mjs";
import { memory, resetPeak } from "./process-usage.mjs";
import { ReplayServer } from "./replay-server.mjs";
import { untilSettled } from "./settling.mjs";

/** Time for collectors to give memory back before it is called settled. */
const SETTLE_MS = 1_500;

/**
 * The data for a contender: some can hold only so many resources before their timers alone keep a core busy, and some find
 * their finalizer on the resources.
 */
export function datasetFor({ finalizer = false, mostObjects = Infinity }, dataset) {
  return { ...dataset, finalizer, objects: Math.min(dataset.objects, mostObjects) };
}

/** A contender on a replay server of its own, led through its phases: start, list, bursts of events. */
class Session {
  constructor(server, contender) {
    this.server = server;
    this.contender = contender;
  }

  /** Starts both; lists are held until `list()` is called. */
  static async open(definition, { dataset, env, limit }) {
    const server = await ReplayServer.start(
      await ensureDataset(DATA_FOLDER, datasetFor(definition, dataset)),
    );
    await server.holdLists(true);
    if (limit !== undefined) await server.limitObjects(limit);
    return new Session(server, Contender.start(definition, { server: server.url, env }));
  }

  /** Waits until it asks for its list (or watches, if it does not list). */
  async started() {
    const lists = this.contender.definition.lists !== false;
    const { cpu, wallMs } = await untilSettled(this, (state) =>
      lists ? state.held > 0 : state.open > 0,
    );
    return { cpu, wallMs };
  }

  /** Gives the list, and measures until everything of it is handled. */
  async list() {
    await this.contender.mark();
    const begun = this.#begin();
    await this.server.holdLists(false);
    return this.#measure(begun);
  }

  /** Lets events flow up to a number, and measures until all are handled. */
  async events(until) {
    await this.contender.mark();
    const begun = this.#begin();
    await this.server.go(until);
    return this.#measure(begun);
  }

  /** What it holds when it was left alone for a while; the heap after a collection, where it can be asked for one. */
  async settledMemory() {
    await sleep(SETTLE_MS);
    const held = memory(this.contender.pid);
    const mark = await this.contender.mark();
    return { ...held, heapMb: mark && mark.heapUsed / 2 ** 20 };
  }

  #begin() {
    resetPeak(this.contender.pid);
    return { cpu: this.contender.cpuSeconds(), server: this.server.cpuSeconds() };
  }

  async #measure(begun) {
    const { cpu, wallMs, state } = await untilSettled(this, ({ open }) => open > 0);
    const { peakMb } = memory(this.contender.pid);
    const serverCpu = this.server.cpuSeconds() - begun.server;
    const { loop, counts } = (await this.contender.mark()) ?? {};
    return { cpu: cpu - begun.cpu, serverCpu, wallMs, peakMb, loop, counts, state };
  }

  async report() {
    const state = await this.server.state();
    return { ...(await this.contender.stop()), server: state };
  }

  async close() {
    await this.contender.kill();
    await this.server.stop();
  }
}

/** Runs a function with a session and ends both processes, whatever happens. */
export async function withSession(definition, options, run) {
  const session = await Session.open(definition, options);
  try {
    return await run(session);
  } finally {
    await session.close();
  }
}

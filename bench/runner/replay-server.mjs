import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { spawnOwned } from "./children.mjs";
import { pinned, SERVER_CORE } from "./cores.mjs";
import { cpuSeconds } from "./process-usage.mjs";
import { BENCH_FOLDER, BUILD_FOLDER, STATIC_FOLDER } from "./folders.mjs";

const SOURCES = join(BENCH_FOLDER, "replay");
const PROGRAM = join(BUILD_FOLDER, "replay-server");
/** The C client that shows how fast the server is. */
export const DRAIN_PROGRAM = join(BUILD_FOLDER, "drain");

/** Compiles the C programs whose sources are newer than they are. */
export function buildReplayServer() {
  mkdirSync(BUILD_FOLDER, { recursive: true });
  compile(SOURCES, PROGRAM);
  compile(join(SOURCES, "client"), DRAIN_PROGRAM);
}

function compile(folder, program) {
  const sources = readdirSync(folder)
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => join(folder, name));
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(program) && statSync(program).mtimeMs > newest) return;
  execFileSync("cc", [
    "-O2",
    "-std=c17",
    "-Wall",
    "-o",
    program,
    ...sources.filter((path) => path.endsWith(".c")),
  ]);
}

/** A running replay server and what the runner asks of it. */
export class ReplayServer {
  #process;

  constructor(process, port) {
    this.#process = process;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(dataset) {
    const [command, args] = pinned(SERVER_CORE, PROGRAM, [STATIC_FOLDER, dataset]);
    const child = spawnOwned(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    return new ReplayServer(child, JSON.parse(line).port);
  }

  /** Lets the watches send the first `events` events. */
  go(events) {
    return this.#control(`go?events=${events}`);
  }

  /** Lists wait while held, so that the start of a contender and its list are measured apart. */
  holdLists(held) {
    return this.#control(`hold?lists=${held}`);
  }

  limitObjects(limit) {
    return this.#control(`objects?limit=${limit}`);
  }

  /** CPU time that the server has used, to show that it is not what is measured. */
  cpuSeconds() {
    return cpuSeconds(this.#process.pid);
  }

  state() {
    return this.#control("state");
  }

  async stop() {
    this.#process.kill();
    await once(this.#process, "exit");
  }

  async #control(command) {
    const response = await fetch(`${this.url}/control/${command}`);
    return response.json();
  }
}

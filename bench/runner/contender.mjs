import { once } from "node:events";
import { mkdirSync, openSync, closeSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { spawnOwned } from "./children.mjs";
import { CLIENT_CORE, pinned } from "./cores.mjs";
import { BUILD_FOLDER } from "./folders.mjs";
import { busySeconds, cpuSeconds } from "./process-usage.mjs";

const STOP_LIMIT_MS = 30_000;

const named = (key, value) => [{ name: "replay", [key]: value }];

function writeKubeConfig(server) {
  mkdirSync(BUILD_FOLDER, { recursive: true });
  const path = join(BUILD_FOLDER, "kubeconfig.json");
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      // client-node refuses plain HTTP without it.
      clusters: named("cluster", { server, "insecure-skip-tls-verify": true }),
      users: named("user", {}),
      contexts: named("context", { cluster: "replay", user: "replay" }),
      "current-context": "replay",
    }),
  );
  return path;
}

/** One contender in a process of its own, on a core of its own. Its log goes to bench/.build/<name>.log. */
export class Contender {
  #child;
  #lines = [];
  #waiting = [];

  constructor(child, definition) {
    this.#child = child;
    this.definition = definition;
    this.pid = child.pid;
    createInterface({ input: child.stdout }).on("line", (line) => this.#take(line));
    child.once("exit", () => this.#wake());
  }

  /**
   * @param {{ name: string, command: string, args: readonly string[], env?: Record<string, string>, cwd?: string }} definition
   * @param {{ server: string, env?: Record<string, string> }} options
   */
  static start(definition, { server, env = {} }) {
    const [command, args] = pinned(CLIENT_CORE, definition.command, definition.args);
    const log = openSync(
      join(BUILD_FOLDER, `${definition.name.replaceAll(/[^\w-]+/g, "-")}.log`),
      "w",
    );
    const own = {
      KUBECONFIG: writeKubeConfig(server),
      BENCH_SERVER: server,
      ...definition.env,
      ...env,
    };
    const options = {
      stdio: ["ignore", "pipe", log],
      env: { ...process.env, ...own },
      cwd: definition.cwd,
    };
    const child = spawnOwned(command, args, options);
    closeSync(log);
    return new Contender(child, definition);
  }

  get ended() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  cpuSeconds() {
    this.#mustRun();
    return cpuSeconds(this.pid);
  }

  busySeconds() {
    this.#mustRun();
    return busySeconds(this.pid);
  }

  /** Asks a Node contender what it measured inside since the last mark. Undefined for others. */
  async mark() {
    if (!this.definition.marks) return undefined;
    this.#child.kill("SIGUSR2");
    return this.#answer("mark");
  }

  /** Ends it and returns the counts that it reported. */
  async stop() {
    if (this.ended)
      throw new Error(`${this.definition.name} ended by itself; see its log in bench/.build.`);
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const limit = setTimeout(() => this.#child.kill("SIGKILL"), STOP_LIMIT_MS);
    const report = await this.#answer("report");
    await exited;
    clearTimeout(limit);
    return report;
  }

  /** Ends it at once, whatever state it is in. */
  async kill() {
    if (this.ended) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  #mustRun() {
    if (this.ended) throw new Error(`${this.definition.name} ended; see its log in bench/.build.`);
  }

  #take(line) {
    if (!line.startsWith("{")) return;
    this.#lines.push(JSON.parse(line));
    this.#wake();
  }

  #wake() {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #answer(name) {
    for (;;) {
      const index = this.#lines.findIndex((line) => line[name] !== undefined);
      if (index >= 0) return this.#lines.splice(index, 1)[0][name];
      if (this.ended)
        throw new Error(
          `${this.definition.name} ended without its ${name}; see its log in bench/.build.`,
        );
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
  }
}

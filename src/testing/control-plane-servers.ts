import { join } from "node:path";

import { Pool } from "undici";

import { isRecord } from "../resources/json.js";
import type { Clock } from "../support/clock.js";
import { OperatorError } from "../support/errors.js";
import type { ControlPlaneBinaries } from "./binaries.js";
import { GuardedProcess } from "./guarded-process.js";
import {
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  etcdUrl,
} from "./server-programs.js";
import type { ApiServerChoices, ControlPlaneLayout } from "./server-programs.js";

/** What the servers of one control plane need to run. */
export interface ServersOptions {
  readonly binaries: ControlPlaneBinaries;
  readonly layout: ControlPlaneLayout;
  readonly apiServer: ApiServerChoices;
  readonly clock: Clock;
  /** `PATH` for the programs. */
  readonly path: string;
}

type ServerName = "etcd" | "kube-apiserver" | "kube-controller-manager";

/** Before a server that was asked to end is ended by force. */
const STOP_GRACE_MS = 10_000;
const PORT_TAKEN = /address already in use/;
/** Any key: only the revision in the answer's header counts. */
const SOME_KEY = Buffer.from([0]).toString("base64");

/** The programs of one control plane: etcd, the API server, the controller manager. */
export class ControlPlaneServers {
  readonly #options: ServersOptions;
  readonly #running = new Map<ServerName, GuardedProcess>();

  constructor(options: ServersOptions) {
    this.#options = options;
  }

  startStorage(): void {
    this.#start("etcd", this.#options.binaries.etcd, etcdArguments(this.#options.layout));
  }

  startApiServer(): void {
    const args = apiServerArguments(this.#options.layout, this.#options.apiServer);
    this.#start("kube-apiserver", this.#options.binaries.apiServer, args);
  }

  startControllerManager(program: string): void {
    this.#start(
      "kube-controller-manager",
      program,
      controllerManagerArguments(this.#options.layout),
    );
  }

  /**
   * Passes if all that was started is still running.
   *
   * @throws PortTakenError, or OperatorError with the last lines of the one that ended.
   */
  check(): void {
    for (const [name, server] of this.#running) {
      if (server.running) continue;
      if (server.printed(PORT_TAKEN)) throw new PortTakenError(name);
      throw new OperatorError(
        "CONTROL_PLANE_START",
        `${name} ended by itself. The last that it said:\n${server.tail()}`,
      );
    }
  }

  /** What the servers said last, for the message of a start that took too long. */
  lastWords(): string {
    return [...this.#running].map(([name, server]) => `${name}: ${server.tail()}`).join("\n");
  }

  async stopApiServer(): Promise<void> {
    await this.#take("kube-apiserver")?.stop(this.#options.clock, STOP_GRACE_MS);
  }

  async killApiServer(): Promise<void> {
    await this.#take("kube-apiserver")?.kill();
  }

  get apiServerRuns(): boolean {
    return this.#running.get("kube-apiserver")?.running === true;
  }

  /** Forgets all revisions but the last. */
  async compactStorage(): Promise<void> {
    const etcd = new Pool(etcdUrl(this.#options.layout));
    try {
      const range = await call(etcd, "/v3/kv/range", { key: SOME_KEY });
      const header = isRecord(range) ? range["header"] : undefined;
      const revision = isRecord(header) ? header["revision"] : undefined;
      await call(etcd, "/v3/kv/compaction", { revision, physical: true });
    } finally {
      await etcd.destroy();
    }
  }

  /** Ends all; clients before the servers that they talk to. */
  async stop(): Promise<void> {
    const { clock } = this.#options;
    await Promise.all([
      this.#take("kube-controller-manager")?.stop(clock, STOP_GRACE_MS),
      this.#take("kube-apiserver")?.stop(clock, STOP_GRACE_MS),
    ]);
    await this.#take("etcd")?.stop(clock, STOP_GRACE_MS);
  }

  #start(name: ServerName, program: string, args: readonly string[]): void {
    const { folder } = this.#options.layout;
    const logFile = join(folder, `${name}.log`);
    this.#running.set(
      name,
      GuardedProcess.start({ program, args, folder, logFile, path: this.#options.path }),
    );
  }

  #take(name: ServerName): GuardedProcess | undefined {
    const server = this.#running.get(name);
    this.#running.delete(name);
    return server;
  }
}

/** Somebody took a port between its choice and its use: worth another try with other ports. */
export class PortTakenError extends OperatorError {
  constructor(server: string) {
    super("CONTROL_PLANE_START", `${server} found its port taken by another program.`);
  }
}

async function call(etcd: Pool, path: string, body: unknown): Promise<unknown> {
  const answer = await etcd.request({ method: "POST", path, body: JSON.stringify(body) });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) {
    throw new OperatorError(
      "CONTROL_PLANE_START",
      `etcd answered POST ${path} with ${String(answer.statusCode)}: ${text}`,
    );
  }
  return JSON.parse(text);
}

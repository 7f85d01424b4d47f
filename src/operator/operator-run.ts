import type { DependencyContainer } from "tsyringe";

import type { DecoratorName } from "../definitions/decorator-rules.js";
import type { OperatorClass, OperatorDefinition } from "../definitions/definitions.js";
import { bindHandler } from "../definitions/invoker.js";
import { runActivity } from "../engine/activities/run-activity.js";
import type { BoundHandler } from "../engine/loop/bound-handler.js";
import type { EngineParts } from "../engine/loop/engine-parts.js";
import type { ClusterConfig } from "../kube/cluster-access.js";
import type { TransportCounters } from "../kube/transport-counters.js";
import type { ObjectShape } from "../resources/kubernetes-object.js";
import type { OperatorSettings } from "../settings/operator-settings.js";
import { hasCode, LifecycleError, messageOf } from "../support/errors.js";
import type { Cluster } from "./cluster.js";
import { type Health, HealthServer } from "./health-server.js";
import { Logins } from "./logins.js";
import { Probes } from "./probes.js";
import type { Services } from "./services.js";
import { Serving } from "./serving.js";
import { throwFirst } from "./throw-first.js";

/** What a run is made of. */
export interface RunParts {
  readonly definition: OperatorDefinition;
  readonly engine: EngineParts;
  readonly services: Services;
  readonly cluster: Cluster;
  readonly namespaces: readonly string[] | undefined;
  readonly liveness: string | undefined;
  /** Called when the start begins to need a cluster; what it returns is ended last. */
  readonly openCluster: () => Promise<{ readonly close: () => Promise<void> } | undefined>;
}

type State = "starting" | "serving" | "stopping" | "stopped";

/** One operator from its start to its stop: everything that it starts has its place here, and is ended here. */
export class OperatorRun {
  readonly #parts: RunParts;
  readonly #handlers: readonly BoundHandler[];
  readonly #controller = new AbortController();
  readonly #serving: Serving;
  readonly #logins: Logins;
  readonly #probes: Probes;
  readonly #stopped = Promise.withResolvers<void>();
  #state: State = "starting";
  #health: HealthServer | undefined;
  #ownCluster: { readonly close: () => Promise<void> } | undefined;
  #needsCleanup = false;
  #stopping: Promise<void> | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { services, engine, cluster, namespaces } = parts;
    const binder = {
      instanceOf: (owner: OperatorClass) => services.instanceOf(owner),
      service: (token: object | string | symbol) => services.get(token),
    };
    this.#handlers = parts.definition.handlers.map((definition) => ({
      definition,
      invoke: bindHandler(definition, binder),
      matches: definition.filter?.matches,
    }));
    this.#serving = new Serving({ engine, cluster, handlers: this.#handlers, namespaces });
    this.#logins = new Logins(engine, this.#of("OnLogin"));
    this.#probes = new Probes(engine, this.#of("OnProbe"), this.#controller.signal);
  }

  get state(): State {
    return this.#state;
  }

  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  get container(): DependencyContainer {
    return this.#parts.services.container;
  }

  get settings(): OperatorSettings {
    return this.#parts.engine.settings;
  }

  get counters(): TransportCounters {
    return this.#parts.cluster.counters;
  }

  /** Resolves when the streams that are there now were listed. */
  get ready(): Promise<void> {
    return Promise.race([
      Promise.all(this.#serving.streams.map(async ({ stream }) => stream.firstListed)).then(
        () => undefined,
      ),
      this.stopped,
    ]);
  }

  service(token: object | string | symbol): unknown {
    return this.#parts.services.get(token);
  }

  memoOf(object: ObjectShape): object | undefined {
    const uid = object.metadata?.uid;
    if (uid !== undefined) return this.#serving.loop.memories.find(uid)?.memo;
    for (const { feed } of this.#serving.streams) {
      const memory = feed.find(object)?.memory;
      if (memory !== undefined) return memory.memo;
    }
    return undefined;
  }

  /**
   * Starts everything, in the order that authors are told: liveness address, start-up handlers, login, kinds and namespaces, streams.
   * If anything fails, what was started is ended, and the failure is thrown.
   */
  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      const reason: unknown = this.#controller.signal.aborted
        ? this.#controller.signal.reason
        : error;
      await this.#end();
      throw reason;
    }
  }

  /** Ends the operator; during the start, the start fails with a LifecycleError. */
  async stop(): Promise<void> {
    if (this.#state === "starting") {
      this.#controller.abort(
        new LifecycleError("BOOTSTRAP_ABORTED", "The operator was stopped while it started."),
      );
      await this.stopped;
      return;
    }
    await this.#end();
  }

  async #start(): Promise<void> {
    const { liveness, engine, openCluster, cluster } = this.#parts;
    const { signal } = this.#controller;
    if (liveness !== undefined) this.#health = await HealthServer.start(liveness, engine.logger);
    await this.#runStartup(signal);
    engine.settings.check();
    this.#ownCluster = await openCluster();
    signal.throwIfAborted();
    await cluster.login(signal);
    await this.#serving.start(signal);
    signal.throwIfAborted();
    this.#state = "serving";
    this.#needsCleanup = true;
    this.#health?.serve(async () => this.#checkHealth());
  }

  async #runStartup(signal: AbortSignal): Promise<void> {
    const handlers = this.#of("OnStartup");
    const outcomes = await runActivity(this.#parts.engine, handlers, signal, () => {
      this.#needsCleanup = true;
    });
    throwFirst(outcomes, "STARTUP_FAILED", "start-up");
  }

  /** What login handlers return; `undefined` if there are none. */
  async login(): Promise<readonly ClusterConfig[] | undefined> {
    return this.#logins.configs();
  }

  #of(decorator: DecoratorName): readonly BoundHandler[] {
    return this.#handlers.filter(({ definition }) => definition.decorator === decorator);
  }

  async #checkHealth(): Promise<Health> {
    const { results, failures } = await this.#probes.results();
    const deaf = this.#serving.deafStreams();
    const failed = Object.keys(failures);
    const kephale = {
      state: this.#state,
      streams: this.#serving.streams.length,
      deaf,
      failed: failures,
    };
    return { isHealthy: deaf.length === 0 && failed.length === 0, facts: { ...results, kephale } };
  }

  async #end(): Promise<void> {
    this.#stopping ??= this.#endAll();
    await this.#stopping;
  }

  async #endAll(): Promise<void> {
    const wasStarting = this.#state === "starting";
    this.#state = "stopping";
    const stopped = new LifecycleError("OPERATOR_STOPPED", "The operator stops.");
    if (!this.#controller.signal.aborted) this.#controller.abort(stopped);
    // Nobody waits for the login of the start any more; clean-up handlers may need one of their own.
    if (wasStarting) await this.#logins.end(this.#controller.signal.reason);
    await this.#step("serving", async () => this.#serving.stop());
    if (this.#needsCleanup) await this.#step("clean-up", async () => this.#cleanUp());
    await this.#step("the connection", async () => this.#closeConnection(stopped));
    await this.#probes.ended();
    await this.#step("the liveness address", async () => this.#health?.stop());
    await this.#step("the sandbox", async () => this.#ownCluster?.close());
    this.#state = "stopped";
    this.#stopped.resolve();
  }

  /** The vault is closed before its login ends, so that no other begins. */
  async #closeConnection(stopped: LifecycleError): Promise<void> {
    await Promise.all([this.#parts.cluster.close(), this.#logins.end(stopped)]);
  }

  async #cleanUp(): Promise<void> {
    const { engine } = this.#parts;
    const outcomes = await runActivity(engine, this.#of("OnCleanup"), new AbortController().signal);
    throwFirst(outcomes, "CLEANUP_FAILED", "clean-up");
  }

  /** What fails at the end is told, and does not keep the rest from ending. */
  async #step(what: string, end: () => Promise<void>): Promise<void> {
    try {
      await end();
    } catch (error) {
      if (hasCode(error, "OPERATOR_STOPPED")) return;
      this.#parts.engine.logger.error(`Ending ${what} failed: ${messageOf(error)}`, { error });
    }
  }
}

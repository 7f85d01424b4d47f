import { once } from "node:events";

import type { BoundHandler } from "../engine/loop/bound-handler.js";
import type { EngineParts } from "../engine/loop/engine-parts.js";
import { KindFeed } from "../engine/loop/kind-feed.js";
import { ObjectLoop } from "../engine/loop/object-loop.js";
import { TimerRunner } from "../engine/timing/timer-runner.js";
import { KindSelection, type SelectedKind } from "../engine/watching/kind-selection.js";
import { KindWatcher } from "../engine/watching/kind-watcher.js";
import { isExactNamespace } from "../engine/watching/namespace-patterns.js";
import { NamespaceWatcher } from "../engine/watching/namespace-watcher.js";
import {
  type RunningStream,
  type ServedKind,
  ServedStreams,
} from "../engine/watching/served-streams.js";
import { ResourceStream, type StreamSink } from "../kube/resource-stream.js";
import { resourceKey, resourcePath, type Resource } from "../resources/resource.js";
import { durationMs } from "../support/duration.js";
import { hasCode, messageOf } from "../support/errors.js";
import type { Cluster } from "./cluster.js";
import { KindPlans } from "./kind-plans.js";
import { watchLimits } from "./limits.js";

const CRDS: Resource = builtIn(
  "apiextensions.k8s.io",
  "customresourcedefinitions",
  "CustomResourceDefinition",
);
const NAMESPACES: Resource = builtIn("", "namespaces", "Namespace");

/** What serving is made of. */
export interface ServingParts {
  readonly engine: EngineParts;
  readonly cluster: Cluster;
  readonly handlers: readonly BoundHandler[];
  /** `undefined`: all namespaces. */
  readonly namespaces: readonly string[] | undefined;
}

/** The part of an operator that follows the cluster: which kinds and namespaces there are, their streams, the loop and the timers. */
export class Serving {
  readonly loop: ObjectLoop;
  readonly #parts: ServingParts;
  readonly #timers: TimerRunner;
  readonly #streams: ServedStreams;
  readonly #kinds: KindWatcher;
  readonly #plans: KindPlans;
  readonly #own: { readonly stop: () => Promise<void> }[] = [];
  readonly #controller = new AbortController();
  #selected: readonly SelectedKind[] = [];
  #namespaces: NamespaceWatcher | undefined;
  #adjusting: Promise<void> = Promise.resolve();

  constructor(parts: ServingParts) {
    this.#parts = parts;
    const { engine, cluster, handlers } = parts;
    this.loop = new ObjectLoop(engine);
    this.#timers = new TimerRunner(engine, this.loop.slowCalls);
    this.#plans = new KindPlans(engine, this.#timers);
    this.#streams = new ServedStreams((kind, namespace, feed) =>
      this.#startStream(kind, namespace, feed),
    );
    this.#kinds = new KindWatcher({
      discovery: cluster.discovery,
      selection: new KindSelection(handlers, engine.logger),
      clock: engine.clock,
      logger: engine.logger,
      onKinds: async (kinds) => {
        this.#selected = kinds;
        await this.#adjust();
      },
    });
  }

  /** Finds the kinds and namespaces, and begins to serve them. */
  async start(signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, this.#controller.signal]);
    if (this.#parts.namespaces !== undefined)
      await this.#startNamespaces(this.#parts.namespaces, stop);
    await this.#kinds.start(stop);
    await this.#startCrds(stop);
  }

  /** Streams of the served kinds, for whoever wants to know how they are. */
  get streams(): readonly RunningStream[] {
    return this.#streams.all;
  }

  /** Streams that have not heard of the server for three times as long as a watch may be silent. */
  deafStreams(): readonly string[] {
    const limitMs = 3 * watchLimits(this.#parts.engine.settings).inactivityTimeoutMs;
    const nowMs = this.#parts.engine.clock.monotonic();
    return this.#streams.all
      .filter(({ stream }) => nowMs - stream.lastHeard > limitMs)
      .map(({ feed }) => resourceKey(feed.plan.resource));
  }

  /** Ends streams and timers, waits for what runs, and drops all objects with their services. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#kinds.close();
    // The last adjustment may still start streams.
    await this.#adjusting;
    await Promise.all([this.#streams.stop(), ...this.#own.map(async ({ stop }) => stop())]);
    const limitMs = durationMs(this.#parts.engine.settings.queueing.exitTimeout) ?? 0;
    const hasEnded = await this.loop.drain(limitMs, this.#timers.close());
    if (!hasEnded) this.#timers.abandon();
    await this.loop.dropAll();
  }

  async #startNamespaces(patterns: readonly string[], signal: AbortSignal): Promise<void> {
    const watcher = new NamespaceWatcher(patterns, () => void this.#adjust());
    this.#namespaces = watcher;
    if (await this.#mayFollow(NAMESPACES, signal)) {
      const stream = this.#follow(NAMESPACES, watcher);
      await Promise.race([stream.firstListed, aborted(signal)]);
      signal.throwIfAborted();
      return;
    }
    const exact = patterns.filter(isExactNamespace);
    watcher.serveAlways(exact);
    const names =
      exact.length === 0
        ? "none is given by its exact name"
        : `these are served as given: ${exact.join(", ")}`;
    const { scanning } = this.#parts.engine.settings;
    const why = scanning.disabled
      ? "are not followed (settings.scanning.disabled)"
      : "may not be listed and watched by this operator";
    this.#parts.engine.logger.warn(`Namespaces ${why}; ${names}.`);
  }

  async #startCrds(signal: AbortSignal): Promise<void> {
    if (this.#parts.engine.settings.scanning.disabled) return;
    if (await this.#mayFollow(CRDS, signal)) this.#follow(CRDS, this.#kinds.crdSink);
    else
      this.#parts.engine.logger.warn(
        "CRDs may not be listed and watched by this operator: kinds that appear later are not served before a restart.",
      );
  }

  /** Whether a kind that the operator itself follows may be listed; what may pass is left to the stream. */
  async #mayFollow(resource: Resource, signal: AbortSignal): Promise<boolean> {
    if (this.#parts.engine.settings.scanning.disabled) return false;
    try {
      await this.#parts.cluster.transport.request({
        method: "GET",
        path: resourcePath(resource),
        query: { limit: 1 },
        signal,
      });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (hasCode(error, "KUBE_FORBIDDEN") || hasCode(error, "KUBE_NOT_FOUND")) return false;
      this.#parts.engine.logger.debug(
        `Whether ${resource.plural} may be followed is not known yet: ${messageOf(error)}`,
      );
      return true;
    }
  }

  #follow(resource: Resource, sink: StreamSink): ResourceStream {
    const { stream, stop } = this.#run(resource, undefined, { sink, view: "metadata" });
    this.#own.push({ stop });
    return stream;
  }

  #startStream(
    { resource, plan }: ServedKind,
    namespace: string | undefined,
    feed = new KindFeed(this.#parts.engine, this.loop, plan),
  ): RunningStream {
    return { feed, ...this.#run(resource, namespace, { sink: feed, view: plan.view }) };
  }

  #run(
    resource: Resource,
    namespace: string | undefined,
    to: { readonly sink: StreamSink; readonly view: "full" | "metadata" },
  ): { readonly stream: ResourceStream; readonly stop: () => Promise<void> } {
    const { engine, cluster } = this.#parts;
    const controller = new AbortController();
    const stream = new ResourceStream({
      transport: cluster.transport,
      resource,
      namespace,
      limits: () => watchLimits(engine.settings),
      clock: engine.clock,
      logger: engine.logger,
      counters: cluster.counters,
      ...to,
    });
    const running = stream.run(controller.signal);
    const stop = async (): Promise<void> => {
      controller.abort();
      await running;
    };
    return { stream, stop };
  }

  /** One adjustment at a time: kinds and namespaces may change while one is under way. */
  async #adjust(): Promise<void> {
    this.#adjusting = this.#adjusting.then(async () => {
      if (this.#controller.signal.aborted) return;
      const kinds = this.#selected.map((kind) => this.#plans.planned(kind));
      await this.#streams.adjust(kinds, this.#namespaces?.served);
    });
    await this.#adjusting;
  }
}

function builtIn(group: string, plural: string, kind: string): Resource {
  return {
    group,
    version: "v1",
    plural,
    kind,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: false,
    preferred: true,
    verbs: ["list", "watch"],
    subresources: [],
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await once(signal, "abort");
}

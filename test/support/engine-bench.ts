import { bindHandler } from "../../src/definitions/invoker.js";
import type { BoundHandler } from "../../src/engine/loop/bound-handler.js";
import type { EngineParts } from "../../src/engine/loop/engine-parts.js";
import { KindFeed } from "../../src/engine/loop/kind-feed.js";
import type { KindPlan } from "../../src/engine/loop/kind-plan.js";
import { ObjectLoop } from "../../src/engine/loop/object-loop.js";
import { TimerRunner } from "../../src/engine/timing/timer-runner.js";
import type { WatchEventType } from "../../src/kube/envelope.js";
import { Refusals } from "../../src/engine/loop/refusals.js";
import { TransportCounters } from "../../src/kube/transport-counters.js";
import { JsonEnvelope } from "../../src/kube/wire/json-envelope.js";
import { Memo } from "../../src/memo/memo.js";
import { KindPlans } from "../../src/operator/kind-plans.js";
import { ObjectScope } from "../../src/operator/object-scope.js";
import type { KubernetesObject } from "../../src/resources/kubernetes-object.js";
import type { Resource } from "../../src/resources/resource.js";
import { apiVersionOf } from "../../src/resources/resource.js";
import { OperatorSettings } from "../../src/settings/operator-settings.js";
import type { SettingsOptions } from "../../src/settings/settings.js";
import { compile } from "./compile.js";
import { FakeKube } from "./fake-kube.js";
import { NamingLogger } from "./naming-logger.js";
import { resource } from "./resources.js";
import { VirtualClock } from "./virtual-clock.js";

/** What a test may want of an engine. */
export interface BenchOptions {
  readonly memo?: object;
  readonly settings?: SettingsOptions;
  readonly resource?: Partial<Resource>;
  readonly clock?: VirtualClock;
  readonly logger?: NamingLogger;
}

/** The engine of an operator in virtual time, without a server: a test plays the streams. */
export class EngineBench {
  readonly clock: VirtualClock;
  readonly logger: NamingLogger;
  readonly kube = new FakeKube();
  readonly counters = new TransportCounters();
  readonly memo: object;
  readonly settings: OperatorSettings;
  readonly loop: ObjectLoop;
  readonly runner: TimerRunner;
  readonly handlers: readonly BoundHandler[];
  readonly parts: EngineParts;
  readonly stream: FakeStream;
  readonly #plans: KindPlans;
  readonly #resource: Resource;

  constructor(operator: unknown, options: BenchOptions = {}) {
    this.clock = options.clock ?? new VirtualClock();
    this.logger = options.logger ?? new NamingLogger();
    this.memo = options.memo ?? new Memo();
    this.settings = new OperatorSettings(options.settings);
    this.#resource = resource(options.resource);
    const { clock, logger, kube, memo, settings, counters } = this;
    const { definition, problems, services } = compile(operator, {
      clock,
      logger,
      kube,
      memo,
      settings,
    });
    if (problems.length > 0)
      throw new Error(`The operator has mistakes: ${JSON.stringify(problems)}`);
    const binder = {
      instanceOf: (owner: new (...args: never[]) => object) => services.instanceOf(owner),
      service: (token: object | string | symbol) => services.get(token),
    };
    this.handlers = definition.handlers.map((handler) => ({
      definition: handler,
      invoke: bindHandler(handler, binder),
      matches: handler.filter?.matches,
    }));
    this.parts = {
      clock,
      logger,
      kube,
      settings,
      memo,
      counters,
      refusals: new Refusals(),
      openScope: (object) =>
        new ObjectScope({
          services,
          memo: object.memory.memo,
          logger: logger.child(object.reference),
        }),
    };
    this.loop = new ObjectLoop(this.parts);
    this.runner = new TimerRunner(this.parts, this.loop.slowCalls);
    this.#plans = new KindPlans(this.parts, this.runner);
    this.stream = this.open();
  }

  /** Opens another stream, of another version for example. */
  open(changes: Partial<Resource> = {}): FakeStream {
    return new FakeStream(this, this.plan({ ...this.#resource, ...changes }));
  }

  /** The plan of a kind, with all handlers or some of them. */
  plan(of: Resource, handlers: readonly BoundHandler[] = this.handlers): KindPlan {
    return this.#plans.planned({ resource: of, handlers }).plan;
  }

  /** Stops as an operator does: handlers and timers may take so long. */
  async stop(limitMs = 2000): Promise<void> {
    await this.loop.drain(limitMs, this.runner.close());
    this.runner.abandon();
    await this.loop.dropAll();
  }
}

/** Plays what a stream brings: each event through the same envelope, as a real one does. */
export class FakeStream {
  readonly feed: KindFeed;
  readonly #envelope: CountingEnvelope;
  readonly #resource: Resource;
  #version = 0;

  constructor(bench: EngineBench, plan: KindPlan) {
    this.#resource = plan.resource;
    this.feed = new KindFeed(bench.parts, bench.loop, plan);
    const apiVersion = apiVersionOf(plan.resource);
    const isPartial = plan.view === "metadata";
    this.#envelope = new CountingEnvelope({
      apiVersion,
      kind: plan.resource.kind,
      isPartial,
      counters: bench.counters,
    });
  }

  /** How often the name or the namespace of an object was read from its bytes. */
  get identityReads(): number {
    return this.#envelope.identityReads;
  }

  added(name: string, more: KubernetesObject = {}): void {
    this.chunk(["ADDED", name, more]);
  }

  modified(name: string, more: KubernetesObject = {}): void {
    this.chunk(["MODIFIED", name, more]);
  }

  deleted(name: string, more: KubernetesObject = {}): void {
    this.chunk(["DELETED", name, more]);
  }

  /** Events that come together. */
  chunk(
    ...events: readonly (readonly [type: WatchEventType, name: string, more?: KubernetesObject])[]
  ): void {
    for (const [type, name, more] of events) {
      const line = Buffer.from(JSON.stringify({ type, object: this.object(name, more) }));
      this.#envelope.readEvent(line, 0, line.length);
      this.feed.event(this.#envelope);
    }
    this.feed.flush();
  }

  /** An event whose object is this text, as far as a stream looks at it; the chunk does not end with it. */
  raw(type: WatchEventType, object: string): void {
    const line = Buffer.from(`{"type":"${type}","object":${object}}`);
    this.#envelope.readEvent(line, 0, line.length);
    this.feed.event(this.#envelope);
  }

  /** A whole listing. */
  list(...objects: readonly KubernetesObject[]): void {
    this.feed.listing();
    for (const object of objects) {
      const text = Buffer.from(`${JSON.stringify(object)} `);
      this.#envelope.readItem(text, 0, text.length);
      this.feed.item(this.#envelope);
    }
    this.feed.listed();
  }

  /** An object of the stream's kind; its uid is its name's unless it says another, its version a new one. */
  object(name: string, more: KubernetesObject = {}): KubernetesObject {
    const { metadata, ...rest } = more;
    const place = this.#resource.namespaced ? { namespace: "default" } : {};
    const version = String(++this.#version);
    return {
      apiVersion: apiVersionOf(this.#resource),
      kind: this.#resource.kind,
      metadata: { name, ...place, uid: `uid-${name}`, resourceVersion: version, ...metadata },
      ...rest,
    };
  }
}

/** Counts what costs a string for each event. */
class CountingEnvelope extends JsonEnvelope {
  identityReads = 0;

  override get name(): string {
    this.identityReads++;
    return super.name;
  }

  override get namespace(): string | undefined {
    this.identityReads++;
    return super.namespace;
  }
}

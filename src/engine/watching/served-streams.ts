import type { ResourceStream } from "../../kube/resource-stream.js";
import { resourceKey, type Resource } from "../../resources/resource.js";
import type { KindFeed } from "../loop/kind-feed.js";
import type { KindPlan } from "../loop/kind-plan.js";

/** A stream with all that belongs to it. */
export interface RunningStream {
  readonly stream: ResourceStream;
  readonly feed: KindFeed;
  /** Ends it; resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/** A kind that is to be served, with the plan for its objects. */
export interface ServedKind {
  readonly resource: Resource;
  readonly plan: KindPlan;
}

/** Starts the stream of a kind in a namespace; a feed that has objects of it already goes on with them. */
export type StartStream = (
  kind: ServedKind,
  namespace: string | undefined,
  feed?: KindFeed,
) => RunningStream;

interface Wanted {
  readonly kind: ServedKind;
  readonly namespace: string | undefined;
}

/** The streams that run, and those that should: one for each kind and namespace, however many handlers the kind has. */
export class ServedStreams {
  readonly #start: StartStream;
  readonly #running = new Map<string, RunningStream>();

  constructor(start: StartStream) {
    this.#start = start;
  }

  get all(): readonly RunningStream[] {
    return [...this.#running.values()];
  }

  /** Starts and stops streams, so that these kinds are served in these namespaces (`undefined`: in all). */
  async adjust(
    kinds: readonly ServedKind[],
    namespaces: ReadonlySet<string> | undefined,
  ): Promise<void> {
    const wanted = new Map<string, Wanted>();
    for (const kind of kinds) {
      const places =
        kind.resource.namespaced && namespaces !== undefined ? [...namespaces] : [undefined];
      for (const namespace of places)
        wanted.set(streamKey(kind.resource, namespace), { kind, namespace });
    }
    const gone = [...this.#running].filter(([key]) => !wanted.has(key));
    for (const [key] of gone) this.#running.delete(key);
    const renewed: Promise<void>[] = [];
    for (const [key, { kind, namespace }] of wanted) {
      const running = this.#running.get(key);
      if (running === undefined) this.#running.set(key, this.#start(kind, namespace));
      else renewed.push(this.#renew(key, running, { kind, namespace }));
    }
    await Promise.all([...gone.map(async ([, stream]) => end(stream)), ...renewed]);
  }

  /** Lets a stream's objects go on with the plan that their kind has now. They are listed again if that is asked for in another way. */
  async #renew(key: string, { feed, stop }: RunningStream, wanted: Wanted): Promise<void> {
    const { kind, namespace } = wanted;
    if (feed.plan === kind.plan) return;
    if (!feed.adopt(kind.plan)) return;
    await stop();
    this.#running.set(key, this.#start(kind, namespace, feed));
  }

  /** Ends all streams; their objects stay for whoever ends them. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map(async (stream) => stream.stop()));
  }
}

async function end({ stop, feed }: RunningStream): Promise<void> {
  await stop();
  feed.vanish();
}

function streamKey(resource: Resource, namespace: string | undefined): string {
  return `${resourceKey(resource)} ${namespace ?? ""}`;
}

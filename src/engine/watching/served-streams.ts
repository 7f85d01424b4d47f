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

/** The streams that run, and those that should: one for each kind and namespace, however many handlers the kind has. */
export class ServedStreams {
  readonly #start: (kind: ServedKind, namespace: string | undefined) => RunningStream;
  readonly #running = new Map<string, RunningStream>();

  constructor(start: (kind: ServedKind, namespace: string | undefined) => RunningStream) {
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
    const wanted = new Map<
      string,
      { readonly kind: ServedKind; readonly namespace: string | undefined }
    >();
    for (const kind of kinds) {
      const places =
        kind.resource.namespaced && namespaces !== undefined ? [...namespaces] : [undefined];
      for (const namespace of places)
        wanted.set(streamKey(kind.resource, namespace), { kind, namespace });
    }
    const gone = [...this.#running].filter(([key]) => !wanted.has(key));
    for (const [key] of gone) this.#running.delete(key);
    for (const [key, { kind, namespace }] of wanted) {
      if (!this.#running.has(key)) this.#running.set(key, this.#start(kind, namespace));
    }
    await Promise.all(
      gone.map(async ([, stream]) => {
        await stream.stop();
        stream.feed.vanish();
      }),
    );
  }

  /** Ends all streams; their objects stay for whoever ends them. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map(async (stream) => stream.stop()));
  }
}

function streamKey(resource: Resource, namespace: string | undefined): string {
  return `${resourceKey(resource)} ${namespace ?? ""}`;
}

import {
  bootstrap,
  type BootstrapOptions,
  type ClusterAccess,
  EventType,
  Memo,
  Meta,
  Name,
  OnEvent,
  type RunningOperator,
  Uid,
} from "kephale";
import type { ClusterClient } from "kephale/testing";

import type { CustomKind } from "./custom-kind.js";
import { eventually } from "./eventually.js";
import { FaultProxy } from "./fault-proxy.js";
import { RecordingLogger } from "./recording-logger.js";
import { WatchRecorder } from "./watch-recorder.js";

/** Counts what its object was told of, as the memo page does. */
export class CountingMemo extends Memo {
  counter = 0;
}

/** What a handler was called with. */
export interface SeenEvent {
  readonly type: string | null;
  readonly name: string;
  readonly uid: string;
  readonly version: string;
}

/** How an operator is followed. */
export interface FollowOptions {
  readonly bootstrap?: BootstrapOptions;
  /** Where the proxy connects to, and as whom. Default: as the cluster's own client. */
  readonly upstream?: ClusterAccess;
  /** The operator's classes beside the one that counts, who may know where the proxy is. */
  readonly classes?: (proxy: FaultProxy) => readonly (new () => object)[];
}

/** Faults come in quick succession in tests, and so must what follows them. */
export const QUICK = {
  // The proxy reads and cuts lines: whole objects come as lines of JSON, metadata alone in frames of protobuf.
  watching: { reconnectBackoff: 0.01, metadataOnly: false },
  networking: { errorBackoffs: [0.01, 0.05, 0.1, 0.5, 1, 1, 1, 1, 1, 1] },
} as const;

/**
 * An operator that reaches its cluster through a faulty proxy, beside a recorder that is connected to the server itself: what one
 * should have seen, the other has.
 */
export class FollowedOperator implements AsyncDisposable {
  readonly path: string;
  /** What the operator's handler was called with, in order. */
  readonly seen: readonly SeenEvent[];
  readonly logger: RecordingLogger;
  readonly proxy: FaultProxy;
  readonly recorder: WatchRecorder;
  readonly running: RunningOperator<CountingMemo>;
  readonly #client: ClusterClient;
  readonly #kind: CustomKind;

  private constructor(
    parts: Pick<FollowedOperator, "path" | "seen" | "logger" | "proxy" | "recorder" | "running">,
    client: ClusterClient,
    kind: CustomKind,
  ) {
    this.path = parts.path;
    this.seen = parts.seen;
    this.logger = parts.logger;
    this.proxy = parts.proxy;
    this.recorder = parts.recorder;
    this.running = parts.running;
    this.#client = client;
    this.#kind = kind;
  }

  /** Starts all three; resolves when all that is there was listed and the watch stands. */
  static async start(
    client: ClusterClient,
    kind: CustomKind,
    options: FollowOptions = {},
  ): Promise<FollowedOperator> {
    const seen: SeenEvent[] = [];
    const path = `/apis/${kind.apiVersion}/${kind.plural}`;
    const logger = new RecordingLogger();
    const proxy = await FaultProxy.start(options.upstream ?? client.kubeConfig);
    const recorder = await WatchRecorder.start(client.kubeConfig, path);
    try {
      const running = await bootstrap(
        [followerOf(kind, seen), ...(options.classes?.(proxy) ?? [])],
        new CountingMemo(),
        {
          kubeConfig: proxy.kubeConfig,
          logger,
          signals: false,
          settings: QUICK,
          ...options.bootstrap,
        },
      );
      await running.ready;
      const parts = { path, seen, logger, proxy, recorder, running };
      const followed = new FollowedOperator(parts, client, kind);
      await followed.untilWatchedAgain(0);
      return followed;
    } catch (error) {
      await recorder[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** How many watches of the kind the operator has asked for. */
  get watches(): number {
    return this.proxy.count({ verb: "watch", path: this.path });
  }

  /** How many complete listings the server has begun to answer the operator, of the kind and of the CRDs. */
  get lists(): number {
    // Whether a kind may be listed is tried by asking for a single object.
    return this.proxy.requests.filter(
      ({ verb, status, query }) =>
        verb === "list" && status === 200 && !query.has("continue") && query.get("limit") !== "1",
    ).length;
  }

  /** Resolves when the server has answered another watch of the operator than those that it had answered before. */
  async untilWatchedAgain(before: number): Promise<void> {
    await eventually(() => this.answeredWatches > before);
  }

  get answeredWatches(): number {
    return this.proxy.requests.filter(
      ({ verb, path, status }) => verb === "watch" && path === this.path && status === 200,
    ).length;
  }

  /** What happened to each object, by uid: as the server told the recorder. */
  get recorded(): Record<string, readonly string[]> {
    return byUid(
      this.recorder.events.map(({ type, uid, resourceVersion: version }) => ({
        type,
        uid,
        version,
      })),
    );
  }

  /** What happened to each object, by uid: as the operator told its handler. */
  get handled(): Record<string, readonly string[]> {
    return byUid(this.seen);
  }

  /** The counters of the memos of those objects that are there. */
  async counters(): Promise<Record<string, number>> {
    const objects = await this.#objects();
    return Object.fromEntries(
      objects.map((object) => [object.metadata.uid, this.running.memoOf(object).counter]),
    );
  }

  /** Whether the last thing that the handler was told of each object is how the object is, and that it is gone if it is. */
  async isUpToDate(): Promise<boolean> {
    const last = new Map(this.seen.map((event) => [event.uid, event]));
    // A server that was just started refuses lists for a moment.
    const objects = await this.#objects().catch(() => undefined);
    if (objects === undefined) return false;
    for (const { metadata } of objects) {
      if (last.get(metadata.uid)?.version !== metadata.resourceVersion) return false;
      last.delete(metadata.uid);
    }
    return [...last.values()].every(({ type }) => type === "DELETED");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.stop();
    await this.recorder[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
  }

  async #objects(): ReturnType<ClusterClient["list"]> {
    return this.#client.list({ apiVersion: this.#kind.apiVersion, kind: this.#kind.kind });
  }
}

function followerOf(kind: CustomKind, seen: SeenEvent[]): new () => object {
  class Following {
    @OnEvent(`${kind.apiVersion}/${kind.plural}`)
    count(
      memo: CountingMemo,
      @EventType() type: string,
      @Name() name: string,
      @Uid() uid: string,
      @Meta("resourceVersion") version: string,
    ): void {
      memo.counter++;
      seen.push({ type, name, uid, version });
    }
  }
  return Following;
}

function byUid(events: readonly Omit<SeenEvent, "name">[]): Record<string, readonly string[]> {
  const found: Record<string, string[]> = {};
  for (const { type, uid, version } of events) (found[uid] ??= []).push(`${type} ${version}`);
  return found;
}

import type { ClusterAccess } from "../../src/kube/cluster-access.js";
import { isRecord } from "../../src/resources/json.js";
import { RawApi } from "./raw-api.js";

/** One event as the server sent it. */
export interface RecordedEvent {
  readonly type: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** A watch straight on the server, without the proxy: the reference for what an operator should have seen. */
export class WatchRecorder implements AsyncDisposable {
  readonly #api: RawApi;
  readonly #events: RecordedEvent[] = [];
  #ended: Promise<void> = Promise.resolve();

  private constructor(access: ClusterAccess) {
    this.#api = new RawApi(access);
  }

  /** Records from the list's version on; resolves when the watch stands. */
  static async start(access: ClusterAccess, path: string): Promise<WatchRecorder> {
    const recorder = new WatchRecorder(access);
    const { body } = await recorder.#api.get(path);
    const version = metadataOf(body)["resourceVersion"];
    recorder.#ended = recorder.#record(`${path}?watch=true&resourceVersion=${String(version)}`);
    return recorder;
  }

  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** How many events every object had, by uid. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { uid } of this.#events) counts.set(uid, (counts.get(uid) ?? 0) + 1);
    return counts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api[Symbol.asyncDispose]();
    await this.#ended;
  }

  async #record(path: string): Promise<void> {
    try {
      for await (const { type, object } of this.#api.watch(path)) {
        const { uid, resourceVersion } = metadataOf(object);
        this.#events.push({ type, uid: String(uid), resourceVersion: String(resourceVersion) });
      }
    } catch {
      // Disposing ends it.
    }
  }
}

function metadataOf(body: unknown): Readonly<Record<string, unknown>> {
  return isRecord(body) && isRecord(body["metadata"]) ? body["metadata"] : {};
}

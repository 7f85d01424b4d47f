import { randomInt } from "node:crypto";

import type { Scheduled } from "../../support/clock.js";
import { expired } from "../api/failures.js";
import type { ApiObject } from "../api/object.js";
import type { ClusterState } from "../state.js";
import type { ServedResource } from "../kinds/served-resource.js";
import type { StoreEvent } from "../storage/event-log.js";
import { eventJson, type Shape } from "../tables/represent.js";
import { isSelected } from "./list.js";
import type { ListOptions, Selection } from "./list-options.js";

/** Where a watch writes to. */
export interface WatchSink {
  readonly write: (line: string) => void;
  /** Ends the stream cleanly. */
  readonly end: () => void;
}

export interface WatchRequest {
  readonly served: ServedResource;
  readonly namespace: string | undefined;
  readonly selection: Selection;
  readonly options: ListOptions;
  readonly shape: Shape;
}

/** About as often as the real server. */
const BOOKMARK_MS = 60_000;
/** How long before its end a watch gets a last bookmark. */
const FAREWELL_MS = 2000;
/** Without `timeoutSeconds` a watch lasts for 30 to 60 minutes. */
const SHORTEST_MS = 1_800_000;

/** Lines of objects: by the type of the event and the form. */
type Lines = WeakMap<ApiObject, Map<string, string>>;

/** Lines that several watchers of a version of a kind, as it is served now, share. */
const sharedLines = new WeakMap<ServedResource, Lines>();

function linesOf(served: ServedResource): Lines {
  const known = sharedLines.get(served);
  if (known !== undefined) return known;
  const lines: Lines = new WeakMap();
  sharedLines.set(served, lines);
  return lines;
}

/** One watch: what was, if asked for, then what happens, until its time is up. */
export class Watch {
  readonly #cluster: ClusterState;
  readonly #request: WatchRequest;
  readonly #sink: WatchSink;
  readonly #lines: Lines;
  readonly #timers: Scheduled[] = [];
  #ignore: readonly (() => void)[] = [];
  #first = true;
  /** Up to here the client knows everything. */
  #told = 0;
  /** Up to here the client was sent something. */
  #shown = 0;

  constructor(cluster: ClusterState, request: WatchRequest, sink: WatchSink) {
    this.#cluster = cluster;
    this.#request = request;
    this.#sink = sink;
    this.#lines = linesOf(request.served);
  }

  start(): void {
    const { served, options } = this.#request;
    const from = options.revision ?? 0;
    const listed = options.sendInitialEvents ?? from === 0;
    if (from > 0 && !listed && from < served.storage.log.floor) {
      this.#expire(from);
      return;
    }
    this.#catchUp(from, listed);
    this.#ignore = [
      served.storage.listen((event) => this.#send(event)),
      served.storage.onClose(() => this.#finish()),
    ];
    this.#scheduleEnd();
  }

  /** The stream is over, whoever ended it. */
  stop(): void {
    for (const ignore of this.#ignore) ignore();
    for (const timer of this.#timers) timer.cancel();
  }

  /** Sends what was: all that is there, or what happened since a revision. */
  #catchUp(from: number, listed: boolean): void {
    const now = this.#cluster.catalog.revisions.current;
    this.#told = listed || from === 0 ? now : from;
    this.#shown = this.#told;
    if (listed) this.#sendAll(now);
    else for (const event of this.#request.served.storage.log.after(this.#told)) this.#send(event);
  }

  #expire(from: number): void {
    const { status } = expired(
      `too old resource version: ${from} (${this.#request.served.storage.log.floor})`,
    );
    this.#write(`{"type":"ERROR","object":${JSON.stringify(status)}}\n`);
    this.#finish();
  }

  #sendAll(revision: number): void {
    const { served, namespace, selection, options } = this.#request;
    for (const [, object] of served.storage.from(namespace === undefined ? "" : `${namespace}/`)) {
      const view = served.view(object);
      if (isSelected(view, selection)) this.#write(this.#line("ADDED", view));
    }
    if (options.sendInitialEvents === true && options.bookmarks) {
      this.#bookmark(revision, { annotations: { "k8s.io/initial-events-end": "true" } });
    }
  }

  #send(event: StoreEvent): void {
    const { namespace } = this.#request;
    // A watch from a revision that is still to come is silent until then.
    if (event.revision <= this.#told) return;
    this.#told = event.revision;
    if (namespace === undefined || event.key.startsWith(`${namespace}/`)) this.#show(event);
  }

  #show(event: StoreEvent): void {
    const { type, object, previous } = event;
    const before = previous !== undefined && this.#selects(previous) ? previous : undefined;
    if (type !== "DELETED" && this.#selects(object)) {
      this.#shown = event.revision;
      const view = this.#request.served.view(object);
      this.#write(this.#sharedLine(before === undefined ? "ADDED" : "MODIFIED", object, view));
    } else if (before !== undefined) {
      this.#shown = event.revision;
      this.#sendGone(event, before);
    }
  }

  #selects(object: ApiObject): boolean {
    const { served, selection } = this.#request;
    const isOpen = selection.labels === undefined && selection.fields === undefined;
    return isOpen || isSelected(served.view(object), selection);
  }

  /** Deleted, or not selected any more: then it is shown as it was selected last, at the new revision. */
  #sendGone(event: StoreEvent, before: ApiObject): void {
    const { served } = this.#request;
    if (event.type === "DELETED") {
      this.#write(this.#sharedLine("DELETED", event.object, served.view(event.object)));
      return;
    }
    const shown = served.view(before);
    const metadata = { ...shown.metadata, resourceVersion: String(event.revision) };
    const last: ApiObject = { ...shown, metadata };
    this.#write(this.#line("DELETED", last));
  }

  #line(type: string, view: ApiObject): string {
    const { served, shape } = this.#request;
    const now = { ...shape, nowMs: this.#cluster.clock.now() };
    const line = `{"type":"${type}","object":${eventJson(served, view, now, this.#first)}}\n`;
    this.#first = false;
    return line;
  }

  /** A line that all watchers of a version and form send alike; tables differ by their first line and by ages. */
  #sharedLine(type: string, object: ApiObject, view: ApiObject): string {
    const { representation } = this.#request.shape;
    if (representation.as === "table") return this.#line(type, view);
    const id = `${type}/${representation.as}`;
    const shared = this.#lines.get(object) ?? new Map<string, string>();
    const line = shared.get(id) ?? this.#line(type, view);
    this.#lines.set(object, shared.set(id, line));
    return line;
  }

  #bookmark(
    revision: number,
    more: { readonly annotations?: Readonly<Record<string, string>> } = {},
  ): void {
    const { served, shape } = this.#request;
    this.#shown = revision;
    const metadata = { ...more, resourceVersion: String(revision) };
    const form = {
      object: { apiVersion: served.apiVersion, kind: served.kind.kind },
      partial: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" },
      table: { kind: "Table", apiVersion: "meta.k8s.io/v1" },
    }[shape.representation.as];
    const isTable = shape.representation.as === "table";
    this.#write(
      `{"type":"BOOKMARK","object":${JSON.stringify({ ...form, metadata, ...(isTable ? { columnDefinitions: null, rows: [] } : {}) })}}\n`,
    );
  }

  #scheduleEnd(): void {
    const { clock } = this.#cluster;
    const { options } = this.#request;
    const lifeMs = options.timeoutMs ?? SHORTEST_MS + randomInt(SHORTEST_MS);
    this.#timers.push(clock.schedule(lifeMs, () => this.#finish()));
    if (!options.bookmarks) return;
    const mark = (): void => {
      const { current } = this.#cluster.catalog.revisions;
      if (current > this.#shown) this.#bookmark(current);
    };
    const repeat = (): void => {
      this.#timers.push(
        clock.schedule(BOOKMARK_MS, () => {
          mark();
          repeat();
        }),
      );
    };
    if (lifeMs > BOOKMARK_MS) repeat();
    if (lifeMs > FAREWELL_MS) this.#timers.push(clock.schedule(lifeMs - FAREWELL_MS, mark));
  }

  #write(line: string): void {
    this.#sink.write(line);
  }

  #finish(): void {
    this.stop();
    this.#sink.end();
  }
}

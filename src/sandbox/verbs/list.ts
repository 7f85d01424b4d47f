import { expired, tooLargeResourceVersion } from "../api/failures.js";
import type { ApiObject } from "../api/object.js";
import type { ClusterState } from "../state.js";
import type { ServedResource } from "../kinds/served-resource.js";
import type { KindStorage, Snapshot } from "../storage/kind-storage.js";
import {
  encodePage,
  LIST_TOO_OLD,
  type ListOptions,
  pageExpired,
  type Selection,
} from "./list-options.js";

/** One page of a list. */
export interface Page {
  readonly items: readonly ApiObject[];
  readonly revision: number;
  /** `""` on the last page. */
  readonly continue: string;
  readonly remaining?: number;
}

/** How long a request waits for a revision that is not there yet. */
const WAIT_MS = 3000;
const POLL_MS = 50;

/** Waits for a revision that lies in the future; it rarely comes. */
export async function awaitRevision(
  cluster: ClusterState,
  revision: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { revisions } = cluster.catalog;
  if (revision === undefined || revision <= revisions.current) return;
  const deadline = cluster.clock.monotonic() + WAIT_MS;
  while (revision > revisions.current && cluster.clock.monotonic() < deadline && !signal.aborted) {
    await cluster.clock.sleep(POLL_MS, signal);
  }
  if (revision > revisions.current) throw tooLargeResourceVersion(revision, revisions.current);
}

export function isSelected(object: ApiObject, { labels, fields }: Selection): boolean {
  return (
    (labels === undefined || labels(object.metadata.labels)) &&
    (fields === undefined || fields.matches(object))
  );
}

interface Source {
  readonly objects: KindStorage | Snapshot;
  readonly revision: number;
}

/** The state that a list reads: now, or as it was for an exact revision and for pages after the first. */
function sourceOf(cluster: ClusterState, served: ServedResource, options: ListOptions): Source {
  const { storage } = served;
  const now = cluster.catalog.revisions.current;
  const { page } = options;
  if (page === undefined) {
    const exact = exactRevision(options) ?? now;
    if (exact >= now) return { objects: storage, revision: now };
    if (exact < storage.log.floor) throw expired(LIST_TOO_OLD);
    return { objects: storage.at(exact), revision: exact };
  }
  if (page.revision < 0) return { objects: storage, revision: now };
  if (page.revision < storage.log.floor) throw pageExpired(page);
  return { objects: storage.at(page.revision), revision: page.revision };
}

/** The revision that a list must show, if it is a certain one: asked for, or implied by a limit. */
function exactRevision({ match, limit, revision }: ListOptions): number | undefined {
  if (match === "Exact") return revision;
  return match === undefined && limit > 0 && revision !== 0 ? revision : undefined;
}

/** Objects of a kind, in order, selected and cut into pages. */
export function listObjects(
  cluster: ClusterState,
  served: ServedResource,
  namespace: string | undefined,
  request: { readonly selection: Selection; readonly options: ListOptions },
): Page {
  const { selection, options } = request;
  const source = sourceOf(cluster, served, options);
  const prefix = namespace === undefined ? "" : `${namespace}/`;
  const start = options.page === undefined ? "" : prefix + options.page.start.replace(/^\//, "");
  // Like the real server's cache, which serves such lists whole.
  const limit = options.revision === 0 && options.page === undefined ? 0 : options.limit;
  const { items, remaining, last } = take(source, { prefix, start, limit }, (object) => {
    const view = served.view(object);
    return isSelected(view, selection) ? view : undefined;
  });
  if (remaining === 0) return { items, revision: source.revision, continue: "" };
  const token = encodePage({
    revision: source.revision,
    start: `/${last.slice(prefix.length)}\u0000`,
  });
  const page = { items, revision: source.revision, continue: token };
  const isSelective = selection.labels !== undefined || selection.fields !== undefined;
  return isSelective ? page : { ...page, remaining };
}

interface Range {
  readonly prefix: string;
  readonly start: string;
  /** 0: no limit. */
  readonly limit: number;
}

interface Taken {
  readonly items: readonly ApiObject[];
  readonly remaining: number;
  /** The key of the last item. */
  readonly last: string;
}

/** The selected objects of a range up to its limit, and how many there would be beyond. */
function take(
  source: Source,
  range: Range,
  select: (object: ApiObject) => ApiObject | undefined,
): Taken {
  const items: ApiObject[] = [];
  let remaining = 0;
  let last = "";
  for (const [key, object] of source.objects.from(range.prefix, range.start)) {
    const selected = select(object);
    if (selected === undefined) continue;
    if (range.limit > 0 && items.length === range.limit) remaining += 1;
    else {
      items.push(selected);
      last = key;
    }
  }
  return { items, remaining, last };
}

import { Backoff } from "../../kube/backoff.js";
import type { Discovery } from "../../kube/discovery.js";
import { askedPauseMs } from "../../kube/errors.js";
import { isPassing } from "../../kube/retrying.js";
import type { StreamSink } from "../../kube/resource-stream.js";
import { apiVersionOf, resourceKey, type Resource } from "../../resources/resource.js";
import type { Clock, Scheduled } from "../../support/clock.js";
import { messageOf } from "../../support/errors.js";
import type { Logger } from "../../telemetry/logger.js";
import type { KindSelection, SelectedKind } from "./kind-selection.js";
import { KnownCrds } from "./known-crds.js";

/**
 * Rescans after a change of CRDs while something is still missing: the API server serves a new kind a moment later, and all kinds
 * some seconds after its start.
 */
const RETRY_MS = [250, 500, 1000, 2000, 4000, 8000, 15_000];
/** Looks that are taken in any case after a change of CRDs: the server tells what a kind has become a moment later than that it did. */
const MORE_LOOKS = 3;
/** Pauses between attempts at the first scan, the last one again and again. */
const FIRST_SCAN_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
/** Pauses between looks at groups that are out of order: the first one, and the longest. */
const LATER_MS = 30_000;
const LATEST_MS = 300_000;
const WARNING_MS = 60_000;

/** What follows the kinds of a cluster. */
export interface KindWatcherOptions {
  readonly discovery: Discovery;
  readonly selection: KindSelection;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called with the kinds to serve, whenever they may have changed. */
  readonly onKinds: (kinds: readonly SelectedKind[]) => Promise<void>;
  /** For jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * Knows which kinds the cluster has now: scans it at the start, its groups again when their CRDs change, and those that are out of
 * order by and by.
 */
export class KindWatcher {
  readonly #options: KindWatcherOptions;
  readonly #closing = new AbortController();
  readonly #crds = new KnownCrds({
    listed: (groups) => this.#compare(groups),
    changed: (group) => this.rescan(group),
  });
  readonly #laterPauses: Backoff;
  #resources: readonly Resource[] = [];
  #pending: Set<string> = new Set();
  #hasFailed = false;
  #warnedMs = Number.NEGATIVE_INFINITY;
  #timer: Scheduled | undefined;
  #scanning: Promise<void> | undefined;
  #retries = 0;
  /** CRDs have changed since the last looks at them ended. */
  #hasNews = false;

  constructor(options: KindWatcherOptions) {
    this.#options = options;
    this.#laterPauses = new Backoff(() => LATER_MS, options.random, LATEST_MS);
  }

  /**
   * Scans the cluster for the first time. An unreachable or busy server is asked again and again, with one warning a minute;
   * refused credentials are an error.
   */
  async start(signal: AbortSignal): Promise<void> {
    const { discovery, selection, clock, logger } = this.#options;
    let warnedMs = Number.NEGATIVE_INFINITY;
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      try {
        // Tried again here, and not without a word by the transport.
        this.#resources = await discovery.scan(selection.groups, { signal, retry: false });
        break;
      } catch (error) {
        signal.throwIfAborted();
        if (!isPassing(error)) throw error;
        if (clock.monotonic() - warnedMs >= WARNING_MS) {
          warnedMs = clock.monotonic();
          logger.warn(
            `The cluster cannot be asked for its kinds yet, and is asked again: ${messageOf(error)}`,
          );
        }
        const pauseMs = FIRST_SCAN_MS[Math.min(attempt, FIRST_SCAN_MS.length - 1)] ?? 0;
        await clock.sleep(Math.max(pauseMs, askedPauseMs(error)), signal);
      }
    }
    await this.#options.onKinds(selection.resolve(this.#resources));
    this.#lookLater();
  }

  /** Takes the events of CRDs: their names say which group has changed. */
  get crdSink(): StreamSink {
    return this.#crds;
  }

  /** Scans a group again, soon: what comes together is scanned together. */
  rescan(group: string): void {
    if (!this.#isWanted(group)) return;
    this.#hasNews = true;
    this.#lookAt(group);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#timer?.cancel();
    await this.#scanning;
  }

  /** CRDs may have come, changed and gone between the scan and their first list: one look finds what is true. */
  #compare(groups: readonly string[]): void {
    const withoutCrd = this.#resources.filter(
      (kind) => isOfCrds(kind.group) && !this.#crds.has(kind),
    );
    for (const group of new Set([...groups, ...withoutCrd.map((kind) => kind.group)]))
      if (this.#isWanted(group)) this.#lookAt(group);
  }

  #isWanted(group: string): boolean {
    const { groups } = this.#options.selection;
    return !this.#isClosed && (groups === undefined || groups.has(group));
  }

  #lookAt(group: string): void {
    this.#pending.add(group);
    this.#retries = 0;
    this.#schedule(0);
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed) return;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      this.#scanning ??= this.#scanPending().finally(() => {
        this.#scanning = undefined;
        if (this.#timer === undefined) this.#goOn();
      });
    });
  }

  async #scanPending(): Promise<void> {
    const groups = this.#pending;
    this.#pending = new Set();
    const { discovery, selection, logger } = this.#options;
    try {
      const found = await discovery.scan(groups, { signal: this.#closing.signal });
      if (this.#isClosed) return;
      const unlisted = this.#unlisted(groups, found);
      this.#resources = [
        ...this.#resources.filter(({ group }) => !groups.has(group)),
        ...found.filter((resource) => !this.#crds.hasLost(resource)),
        ...unlisted,
      ];
      await this.#options.onKinds(selection.resolve(this.#resources));
      if (this.#needsAnotherLook || unlisted.length > 0)
        for (const group of groups) this.#pending.add(group);
    } catch (error) {
      for (const group of groups) this.#pending.add(group);
      this.#hasFailed = true;
      if (!this.#isClosed && this.#mayWarn())
        logger.warn(
          `The kinds of ${[...groups].join(", ")} cannot be read, and are asked for again: ${messageOf(error)}`,
        );
    }
  }

  get #needsAnotherLook(): boolean {
    const mayChange = this.#hasNews && this.#retries < MORE_LOOKS;
    return mayChange || this.#options.selection.hasMissing(this.#resources);
  }

  /**
   * Kinds that are not listed and yet not gone. Given up now, their objects would end and begin anew. Those that are not listed in the
   * last look either are no longer served.
   */
  #unlisted(groups: ReadonlySet<string>, found: readonly Resource[]): readonly Resource[] {
    const listed = new Set(found.map(resourceKey));
    return this.#resources.filter(
      (known) =>
        groups.has(known.group) && !listed.has(resourceKey(known)) && this.#mayBeThere(known),
    );
  }

  /** A server that is out of order does not list its kinds; one that was just started does not list all yet, though their CRDs are there. */
  #mayBeThere(known: Resource): boolean {
    if (this.#options.discovery.outOfOrder.has(apiVersionOf(known))) return true;
    return this.#retries < RETRY_MS.length && this.#crds.has(known);
  }

  /** After a look: the next one, if there has to be one. */
  #goOn(): void {
    if (this.#pending.size === 0) return this.#lookLater();
    // A look that failed has told nothing of what is there: it is taken again for as long as it takes.
    const last = this.#hasFailed ? RETRY_MS.at(-1) : undefined;
    const delayMs = RETRY_MS[this.#retries] ?? last;
    this.#hasFailed = false;
    this.#retries++;
    if (delayMs === undefined) this.#lookLater();
    else this.#schedule(delayMs);
  }

  /** Nothing tells when a group that is out of order works again, as CRDs do: one whose kinds are wanted is looked at by and by. */
  #lookLater(): void {
    const { discovery, selection } = this.#options;
    const broken = [...discovery.outOfOrder.values()].map(({ group }) => group);
    this.#pending = new Set(selection.lacking(broken, this.#resources));
    this.#retries = RETRY_MS.length;
    this.#hasNews = false;
    if (this.#pending.size === 0) this.#laterPauses.reset();
    else this.#schedule(this.#laterPauses.next());
  }

  #mayWarn(): boolean {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs - this.#warnedMs < WARNING_MS) return false;
    this.#warnedMs = nowMs;
    return true;
  }
}

/** Groups without a dot, and those of Kubernetes itself, are served without CRDs. */
function isOfCrds(group: string): boolean {
  return group.includes(".") && !group.endsWith(".k8s.io");
}

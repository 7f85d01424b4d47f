import type { Clock } from "../../support/clock.js";
import { KindStorage } from "../storage/kind-storage.js";
import { Revisions } from "../storage/revisions.js";
import type { Kind } from "./kind.js";
import { ServedResource } from "./served-resource.js";
import { compareVersions } from "./version-order.js";

const idOf = (group: string, plural: string): string => `${plural}.${group}`;

/** All kinds that are served now, and their storages. */
export class Catalog {
  readonly revisions = new Revisions();
  readonly #clock: Clock;
  readonly #kinds = new Map<string, Kind>();
  readonly #storages = new Map<string, KindStorage>();
  /** By `group/version/plural`. */
  readonly #served = new Map<string, ServedResource>();
  #generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Grows with every change of what is served. */
  get generation(): number {
    return this.#generation;
  }

  /** Serves a kind, or serves it as it is now: then its objects stay, and its watches end, as with a real server. */
  install(kind: Kind): void {
    const id = idOf(kind.group, kind.plural);
    const wasThere = this.#kinds.has(id);
    this.#withdraw(id);
    this.#kinds.set(id, kind);
    const home = kind.storedAs === undefined ? id : idOf(kind.storedAs.group, kind.storedAs.plural);
    const storage = this.#storages.get(home) ?? new KindStorage(this.revisions, this.#clock);
    this.#storages.set(home, storage);
    for (const version of kind.versions) {
      if (version.served)
        this.#served.set(
          `${kind.group}/${version.name}/${kind.plural}`,
          new ServedResource(kind, version, storage),
        );
    }
    if (wasThere) storage.endWatches();
    this.#generation += 1;
  }

  /** Serves a kind no longer, and forgets its objects. */
  uninstall(group: string, plural: string): void {
    const id = idOf(group, plural);
    if (!this.#kinds.has(id)) return;
    this.#withdraw(id);
    this.#kinds.delete(id);
    this.#storages.get(id)?.close();
    this.#storages.delete(id);
    this.#generation += 1;
  }

  find(group: string, version: string, plural: string): ServedResource | undefined {
    return this.#served.get(`${group}/${version}/${plural}`);
  }

  /** The version in which a kind is preferably used: the first one that is served. */
  preferred(group: string, plural: string): ServedResource | undefined {
    const kind = this.#kinds.get(idOf(group, plural));
    const version = kind?.versions.find((candidate) => candidate.served);
    return kind === undefined || version === undefined
      ? undefined
      : this.find(group, version.name, plural);
  }

  /** What serves objects of an apiVersion and kind. */
  forObject(apiVersion: string, kind: string): ServedResource | undefined {
    for (const served of this.#served.values()) {
      if (served.apiVersion === apiVersion && served.kind.kind === kind) return served;
    }
    return undefined;
  }

  kinds(): readonly Kind[] {
    return [...this.#kinds.values()];
  }

  served(): readonly ServedResource[] {
    return [...this.#served.values()];
  }

  /** Groups with the versions that are served, the preferred first. */
  groups(): ReadonlyMap<string, readonly string[]> {
    const groups = new Map<string, Set<string>>();
    for (const { kind, version } of this.#served.values()) {
      const versions = groups.get(kind.group) ?? new Set();
      versions.add(version.name);
      groups.set(kind.group, versions);
    }
    return new Map(
      [...groups].map(([group, versions]) => [group, [...versions].toSorted(compareVersions)]),
    );
  }

  compact(): void {
    for (const storage of this.#storages.values()) storage.log.compact(this.revisions.current);
  }

  #withdraw(id: string): void {
    for (const [path, served] of this.#served) {
      if (idOf(served.kind.group, served.kind.plural) === id) this.#served.delete(path);
    }
  }
}

import type { Envelope } from "../../kube/envelope.js";
import type { StreamSink } from "../../kube/resource-stream.js";
import type { Resource } from "../../resources/resource.js";

/** Who wants to know of CRDs. */
export interface CrdNews {
  /** All were listed for the first time; these are their groups. */
  readonly listed: (groups: readonly string[]) => void;
  /** The kinds of a group may be others now. */
  readonly changed: (group: string) => void;
}

/**
 * Which CRDs there are: takes their events. The server's list of kinds follows them late: one that was just started does not have
 * all kinds yet, and a kind stays there for a moment when its CRD is gone.
 */
export class KnownCrds implements StreamSink {
  readonly #tell: CrdNews;
  readonly #present = new Set<string>();
  readonly #deleted = new Set<string>();
  #listed: Set<string> | undefined;
  #isFirst = true;

  constructor(tell: CrdNews) {
    this.#tell = tell;
  }

  /** Whether the kind has a CRD. */
  has(resource: Resource): boolean {
    return this.#present.has(nameOf(resource));
  }

  /** Whether the kind had a CRD, and that is gone. */
  hasLost(resource: Resource): boolean {
    return this.#deleted.has(nameOf(resource));
  }

  listing(): void {
    this.#listed = new Set();
  }

  item({ name }: Envelope): void {
    this.#listed?.add(name);
    this.#appear(name);
  }

  listed(): void {
    for (const name of this.#present) if (this.#listed?.has(name) === false) this.#vanish(name);
    this.#listed = undefined;
    if (this.#isFirst) this.#tell.listed([...this.#present].map(groupOf));
    this.#isFirst = false;
  }

  event({ type, name }: Envelope): void {
    if (type === "DELETED") this.#vanish(name);
    else this.#appear(name);
  }

  flush(): void {
    // Nothing waits for the end of a chunk.
  }

  malformed(): void {
    // A CRD without a name defines nothing.
  }

  #appear(name: string): void {
    this.#present.add(name);
    this.#deleted.delete(name);
    if (!this.#isFirst) this.#tell.changed(groupOf(name));
  }

  #vanish(name: string): void {
    this.#present.delete(name);
    this.#deleted.add(name);
    this.#tell.changed(groupOf(name));
  }
}

/** The API server insists on this name. */
function nameOf({ plural, group }: Resource): string {
  return `${plural}.${group}`;
}

function groupOf(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}

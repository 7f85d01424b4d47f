import type { Envelope } from "../../kube/envelope.js";
import type { StreamSink } from "../../kube/resource-stream.js";
import { compileNamespacePattern } from "./namespace-patterns.js";

/** Knows which of the cluster's namespaces an operator serves: takes the events of namespaces. */
export class NamespaceWatcher implements StreamSink {
  readonly #matches: (namespace: string) => boolean;
  readonly #onChange: () => void;
  readonly #served = new Set<string>();
  #listed: Set<string> | undefined;

  constructor(patterns: readonly string[], onChange: () => void) {
    const compiled = patterns.map(compileNamespacePattern);
    this.#matches = (namespace) => compiled.some((matches) => matches(namespace));
    this.#onChange = onChange;
  }

  get served(): ReadonlySet<string> {
    return this.#served;
  }

  /** Serves namespaces by their names, where the cluster's may not be followed. */
  serveAlways(namespaces: readonly string[]): void {
    for (const namespace of namespaces) this.#served.add(namespace);
  }

  listing(): void {
    this.#listed = new Set();
  }

  item(envelope: Envelope): void {
    this.#listed?.add(envelope.name);
  }

  listed(): void {
    const listed = this.#listed ?? new Set();
    this.#listed = undefined;
    for (const namespace of this.#served)
      if (!listed.has(namespace)) this.#served.delete(namespace);
    for (const namespace of listed) if (this.#matches(namespace)) this.#served.add(namespace);
    this.#onChange();
  }

  event(envelope: Envelope): void {
    const { name, type } = envelope;
    if (!this.#matches(name)) return;
    const before = this.#served.size;
    if (type === "DELETED") this.#served.delete(name);
    else this.#served.add(name);
    if (this.#served.size !== before) this.#onChange();
  }

  flush(): void {
    // Nothing waits for the end of a chunk.
  }

  malformed(): void {
    // A namespace without a name serves nothing.
  }
}

import type { Envelope } from "../../kube/envelope.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";

/**
 * The last state of an object that something needs between its events: as text (1 KB of JSON keeps 1 KB, parsed it keeps 1.6 KB),
 * parsed when it is read.
 */
export class KeptBody {
  readonly #envelope: Envelope;
  #parsed: WeakRef<KubernetesObject> | undefined;

  constructor(envelope: Envelope) {
    this.#envelope = envelope;
  }

  /** The object; parsed again only if nobody held on to it since the last time. */
  body(): KubernetesObject {
    const known = this.#parsed?.deref();
    if (known !== undefined) return known;
    const parsed = this.#envelope.parse();
    this.#parsed = new WeakRef(parsed);
    return parsed;
  }
}

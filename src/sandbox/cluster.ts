import type { Clock } from "../support/clock.js";
import { InvariantError } from "../support/errors.js";
import { Background } from "./background.js";
import { hasCondition } from "./crds/conditions.js";
import { startCrdController } from "./crds/crd-controller.js";
import { BUILTIN_KINDS } from "./kinds/builtin-kinds.js";
import { Catalog } from "./kinds/catalog.js";
import type { ServedResource } from "./kinds/served-resource.js";
import { FIRST_NAMESPACES, startNamespaceController } from "./namespaces.js";
import type { ClusterState } from "./state.js";
import { createObject } from "./verbs/create.js";
import { PLAIN_WRITE } from "./verbs/write-options.js";

/** The state behind the server: kinds, objects, and the few controllers without which they would not work. */
export class Cluster implements ClusterState {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly namespaces: ServedResource;
  readonly definitions: ServedResource;
  readonly #background: Background;

  constructor(clock: Clock) {
    this.clock = clock;
    this.catalog = new Catalog(clock);
    this.#background = new Background(clock);
    for (const kind of BUILTIN_KINDS) this.catalog.install(kind);
    this.namespaces = this.#builtin("", "namespaces");
    this.definitions = this.#builtin("apiextensions.k8s.io", "customresourcedefinitions");
    startCrdController(this, this.#background);
    for (const name of FIRST_NAMESPACES) {
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
      createObject(this, { served: this.namespaces, namespace: undefined }, body, PLAIN_WRITE());
    }
    startNamespaceController(this, this.#background);
  }

  /** Whether a CustomResourceDefinition is served. */
  isEstablished(name: string): boolean {
    return hasCondition(this.definitions.storage.get(name)?.["status"], "Established");
  }

  /** Resolves when the controllers have nothing left to do. */
  async settled(): Promise<void> {
    await this.#background.idle();
  }

  async stop(): Promise<void> {
    await this.#background.stop();
  }

  #builtin(group: string, plural: string): ServedResource {
    const served = this.catalog.preferred(group, plural);
    if (served === undefined) throw new InvariantError(`The sandbox does not serve ${plural}.`);
    return served;
  }
}

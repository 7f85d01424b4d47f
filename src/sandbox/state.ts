import type { Clock } from "../support/clock.js";
import type { Catalog } from "./kinds/catalog.js";
import type { ServedResource } from "./kinds/served-resource.js";

/** What every request and every controller works on. */
export interface ClusterState {
  readonly clock: Clock;
  readonly catalog: Catalog;
  /** The kind Namespace: objects need theirs. */
  readonly namespaces: ServedResource;
  /** The kind CustomResourceDefinition: it says what else is served. */
  readonly definitions: ServedResource;
}

/**
 * What the composition root knows of services: the definitions ask it, and never see a container.
 *
 * `operator`: one for the operator; `resource`: one for each resource; `unknown`: neither registered nor decorated.
 */
export interface ServiceCatalog {
  placeOf(token: object | string | symbol): "operator" | "resource" | "unknown";
}

/** The services of one resource, made on first use. The composition root implements it, the engine owns its life. */
export abstract class ResourceScope {
  /** The resource's instance of a `@ResourceScoped` class. */
  abstract get(token: object): unknown;

  /** Disposes the instances in reverse order of their making; what one throws is logged. */
  abstract dispose(): Promise<void>;
}

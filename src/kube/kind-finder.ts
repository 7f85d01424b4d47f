import { customResourceOf } from "../resources/custom-resource.js";
import { apiVersionOf } from "../resources/resource.js";
import type { Resource } from "../resources/resource.js";
import { DefinitionError } from "../support/errors.js";
import { abortable, abortError } from "./abortable.js";
import type { Discovery } from "./discovery.js";
import { NotFoundError } from "./errors.js";
import type { KindName, KindRef } from "./kube-client.js";

/** What is needed to address objects of a kind. */
export type AddressedKind = Pick<Resource, "group" | "version" | "plural" | "kind" | "namespaced">;

/** Finds the plural and the scope of kinds. A class with `@CustomResource` says them itself; for others the server is asked once. */
export class KindFinder {
  readonly #discovery: Discovery;
  readonly #known = new Map<string, AddressedKind>();
  readonly #scans = new Map<string, Promise<void>>();

  constructor(discovery: Discovery) {
    this.#discovery = discovery;
  }

  /**
   * @param signal - ends the waiting of this call; the look at the server goes on for the others who wait for it.
   * @throws NotFoundError if the server does not have the kind.
   */
  async find(ref: KindRef<object>, signal?: AbortSignal): Promise<AddressedKind> {
    if (typeof ref === "function") return kindOfClass(ref);
    const key = keyOf(ref.apiVersion, ref.kind);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (signal?.aborted === true) throw abortError(signal);
    const scan = this.#scan(groupOf(ref.apiVersion));
    await (signal === undefined ? scan : abortable(scan, signal));
    const found = this.#known.get(key);
    if (found === undefined) throw unknownKind(ref);
    return found;
  }

  /** All who miss a kind of one group share one look at the server. */
  async #scan(group: string): Promise<void> {
    const running =
      this.#scans.get(group) ?? this.#learn(group).finally(() => this.#scans.delete(group));
    this.#scans.set(group, running);
    await running;
  }

  async #learn(group: string): Promise<void> {
    for (const resource of await this.#discovery.scan(new Set([group]))) {
      this.#known.set(keyOf(apiVersionOf(resource), resource.kind), resource);
    }
  }
}

function kindOfClass(target: abstract new (...args: never[]) => object): AddressedKind {
  const options = customResourceOf(target);
  if (options === undefined) {
    throw new DefinitionError(
      "DEFINITION_INVALID",
      `${target.name} is no kind: put @CustomResource on the class, or name the kind as { apiVersion, kind }.`,
    );
  }
  const { group, version, plural, kind, scope } = options;
  return { group, version, plural, kind, namespaced: scope !== "Cluster" };
}

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion}/${kind}`;
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

function unknownKind(ref: KindName): NotFoundError {
  return new NotFoundError(
    `The server has no kind ${ref.kind} in ${ref.apiVersion}. Install its CRD, or check apiVersion and kind.`,
    { status: 404, reason: "NotFound" },
  );
}

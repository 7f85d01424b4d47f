import { apiVersionOf } from "../resources/resource.js";
import type { Resource } from "../resources/resource.js";
import type { Discovery } from "./discovery.js";
import { NotFoundError } from "./errors.js";
import type { KindRef } from "./kube-client.js";

/** Finds the resource of a kind by discovery, group by group, and remembers it. */
export class KindFinder {
  readonly #discovery: Discovery;
  readonly #known = new Map<string, Resource>();
  readonly #scans = new Map<string, Promise<void>>();

  constructor(discovery: Discovery) {
    this.#discovery = discovery;
  }

  /** @throws NotFoundError if the server does not serve the kind, also when it is asked again. */
  async find({ apiVersion, kind }: KindRef): Promise<Resource> {
    const key = `${apiVersion}/${kind}`;
    if (!this.#known.has(key)) await this.#scan(apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "");
    const resource = this.#known.get(key);
    if (resource !== undefined) return resource;
    throw new NotFoundError("KUBE_NOT_FOUND", `The server does not serve ${kind} of ${apiVersion}. Is its CRD installed, and the name right?`, {
      status: 404,
      reason: "NotFound",
    });
  }

  async #scan(group: string): Promise<void> {
    const running = this.#scans.get(group) ?? this.#discover(group).finally(() => this.#scans.delete(group));
    this.#scans.set(group, running);
    await running;
  }

  async #discover(group: string): Promise<void> {
    for (const resource of await this.#discovery.scan(new Set([group]))) {
      this.#known.set(`${apiVersionOf(resource)}/${resource.kind}`, resource);
    }
  }
}

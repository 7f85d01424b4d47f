import type { Resource } from "../resources/resource.js";
import { messageOf } from "../support/errors.js";
import type { Logger } from "../telemetry/logger.js";
import { classicResources, coreVersions, groupVersions } from "./discovery-classic.js";
import type { GroupVersion } from "./discovery-classic.js";
import { AGGREGATED_ACCEPT, aggregatedResources, isAggregated } from "./discovery-v2.js";
import { KubeApiError, NotFoundError } from "./errors.js";
import type { Transport } from "./transport.js";

/** What discovery needs. */
export interface DiscoveryOptions {
  readonly transport: Transport;
  readonly logger: Logger;
}

/**
 * Asks a server which kinds it serves: in two requests where it has aggregated discovery, else version by version.
 *
 * @remarks
 * A group whose server is out of order is left out, with one warning until it is back.
 */
export class Discovery {
  readonly #transport: Transport;
  readonly #logger: Logger;
  readonly #broken = new Set<string>();

  constructor({ transport, logger }: DiscoveryOptions) {
    this.#transport = transport;
    this.#logger = logger;
  }

  /**
   * The kinds of some groups, or of all.
   *
   * @param groups - `""` is the core group; absent: all groups.
   * @throws KubeApiError or KubeConnectionError if the server cannot be asked at all.
   */
  async scan(groups?: ReadonlySet<string>, signal?: AbortSignal): Promise<readonly Resource[]> {
    const wantsCore = groups === undefined || groups.has("");
    const wantsOthers = groups === undefined || [...groups].some((group) => group !== "");
    const [core, others] = await Promise.all([
      wantsCore ? this.#scanRoot("/api", groups, signal) : [],
      wantsOthers ? this.#scanRoot("/apis", groups, signal) : [],
    ]);
    return [...core, ...others];
  }

  async #scanRoot(root: "/api" | "/apis", groups: ReadonlySet<string> | undefined, signal: AbortSignal | undefined): Promise<readonly Resource[]> {
    const { body } = await this.#transport.request({ method: "GET", path: root, accept: AGGREGATED_ACCEPT, signal });
    if (isAggregated(body)) {
      const found = aggregatedResources(body, (groupVersion) => this.#skip(groupVersion, "its server does not answer"));
      return found.filter(({ group }) => groups === undefined || groups.has(group));
    }
    const versions = (root === "/api" ? coreVersions(body) : groupVersions(body)).filter(({ group }) => groups === undefined || groups.has(group));
    return (await Promise.all(versions.map(async (version) => this.#scanVersion(version, signal)))).flat();
  }

  async #scanVersion(version: GroupVersion, signal: AbortSignal | undefined): Promise<readonly Resource[]> {
    try {
      const { body } = await this.#transport.request({ method: "GET", path: version.path, retry: false, signal });
      this.#broken.delete(version.path.replace(/^\/apis?\//, ""));
      return classicResources(body, version);
    } catch (error) {
      // A version that went between the two requests is no fault.
      if (error instanceof NotFoundError) return [];
      if (!(error instanceof KubeApiError) || error.status < 500) throw error;
      this.#skip(version.path.replace(/^\/apis?\//, ""), messageOf(error));
      return [];
    }
  }

  #skip(groupVersion: string, reason: string): void {
    if (this.#broken.has(groupVersion)) return;
    this.#broken.add(groupVersion);
    this.#logger.warn(`The kinds of ${groupVersion} are left out: ${reason}`);
  }
}

import type { Logger } from "../telemetry/logger.js";
import { apiVersionOf } from "../resources/resource.js";
import type { Resource } from "../resources/resource.js";
import { messageOf } from "../support/errors.js";
import {
  aggregatedVersions,
  coreVersions,
  groupVersions,
  listedResources,
} from "./discovery-documents.js";
import type { DiscoveredVersion, GroupVersion } from "./discovery-documents.js";
import { KubeApiError, KubeConnectionError, NotFoundError } from "./errors.js";
import { isPassing } from "./retrying.js";
import type { Transport } from "./transport.js";

/** What servers since 1.30 (or 1.26, as a beta) answer in one document; older ones answer with the last, plain form. */
const ACCEPT = [
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
  "application/json",
].join(",");

/** What a discovery needs. */
export interface DiscoveryOptions {
  readonly transport: Transport;
  readonly logger: Logger;
}

/** Groups to look at; `undefined`: all. */
type Groups = ReadonlySet<string> | undefined;

/** How a look is made. */
export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Whether failures that may pass are tried again, with the pauses of the settings. @defaultValue `true` */
  readonly retry?: boolean;
}

/** Finds out which kinds the server has. */
export class Discovery {
  readonly #transport: Transport;
  readonly #logger: Logger;
  readonly #broken = new Map<string, GroupVersion>();

  constructor(options: DiscoveryOptions) {
    this.#transport = options.transport;
    this.#logger = options.logger;
  }

  /** Versions of groups that the last look at them left out, by their names as in `apiVersion`: the servers that serve them do not answer. */
  get outOfOrder(): ReadonlyMap<string, GroupVersion> {
    return this.#broken;
  }

  /**
   * The kinds of some groups, or of all, in all their versions. A group whose server is out of order is left out, with one warning.
   *
   * @param groups - `""` is the core group. Default: all.
   */
  async scan(groups?: Groups, options: ScanOptions = {}): Promise<readonly Resource[]> {
    const wantsCore = groups === undefined || groups.has("");
    const wantsNamed = groups === undefined || [...groups].some((group) => group !== "");
    const found = await Promise.all([
      wantsCore ? this.#scanRoot("/api", groups, options) : [],
      wantsNamed ? this.#scanRoot("/apis", groups, options) : [],
    ]);
    return found.flat();
  }

  async #scanRoot(
    path: "/api" | "/apis",
    groups: Groups,
    options: ScanOptions,
  ): Promise<readonly Resource[]> {
    const { body } = await this.#transport.request({
      method: "GET",
      path,
      accept: ACCEPT,
      ...options,
    });
    const aggregated = aggregatedVersions(body);
    const versions = aggregated ?? (path === "/api" ? coreVersions(body) : groupVersions(body));
    if (versions === undefined) throw noDocument(path);
    this.#forgetGone(path, versions);
    if (aggregated !== undefined)
      return wanted(aggregated, groups).flatMap((version) => this.#fresh(version));
    const lists = await Promise.all(
      wanted(versions, groups).map(async (version) => this.#list(version, options)),
    );
    return lists.flat();
  }

  /** What is out of order and no longer registered does not come back. */
  #forgetGone(path: "/api" | "/apis", versions: readonly GroupVersion[]): void {
    const registered = new Set(versions.map(apiVersionOf));
    for (const [name, { group }] of this.#broken) {
      const isOfRoot = (group === "") === (path === "/api");
      if (isOfRoot && !registered.has(name)) this.#broken.delete(name);
    }
  }

  #fresh(version: DiscoveredVersion): readonly Resource[] {
    const name = apiVersionOf(version);
    if (version.stale) this.#leaveOut(version, "the server that serves it does not answer");
    else this.#broken.delete(name);
    return version.resources;
  }

  async #list(version: GroupVersion, options: ScanOptions): Promise<readonly Resource[]> {
    const name = apiVersionOf(version);
    const path = version.group === "" ? `/api/${version.version}` : `/apis/${name}`;
    try {
      const body = await this.#documentOf(path, options);
      const resources = listedResources(body, version);
      if (resources === undefined) throw noDocument(path);
      this.#broken.delete(name);
      return resources;
    } catch (error) {
      // Gone since the groups were read.
      if (error instanceof NotFoundError) return [];
      if (!isUnavailable(error)) throw error;
      this.#leaveOut(version, messageOf(error));
      return [];
    }
  }

  /** An aggregated API that is out of order answers 503 for hours: waiting for it would hold up all others. */
  async #documentOf(path: string, options: ScanOptions): Promise<unknown> {
    const request = { method: "GET", path, ...options } as const;
    try {
      return (await this.#transport.request({ ...request, retry: false })).body;
    } catch (error) {
      if (options.retry === false || isUnavailable(error) || !isPassing(error)) throw error;
      return (await this.#transport.request(request)).body;
    }
  }

  #leaveOut(version: GroupVersion, why: string): void {
    const name = apiVersionOf(version);
    if (this.#broken.has(name)) return;
    this.#broken.set(name, version);
    this.#logger.warn(`The kinds of ${name} may be missing until the next look: ${why}`);
  }
}

function wanted<Version extends GroupVersion>(
  versions: readonly Version[],
  groups: Groups,
): readonly Version[] {
  return groups === undefined ? versions : versions.filter((version) => groups.has(version.group));
}

/** Something between us and the server answers in its place: taken for an answer, it would end all kinds. */
function noDocument(path: string): KubeConnectionError {
  return new KubeConnectionError(
    `GET ${path} was answered with something that is no list of kinds. Look at what stands between the operator and the server, a proxy or a gateway.`,
  );
}

function isUnavailable(error: unknown): boolean {
  return error instanceof KubeApiError && error.status === 503;
}

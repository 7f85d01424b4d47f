import { isRecord } from "../resources/json.js";
import { OperatorError } from "../support/errors.js";
import type { ApiConnection } from "./api-connection.js";

/** Where the objects of a kind are. */
export interface LocatedKind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Finds the path of a kind by asking the server once. */
export class KindLookup {
  readonly #connection: ApiConnection;
  readonly #known = new Map<string, LocatedKind>();

  constructor(connection: ApiConnection) {
    this.#connection = connection;
  }

  /** @throws OperatorError with the code `KUBE_NOT_FOUND` if the server does not serve the kind. */
  async find(apiVersion: string, kind: string): Promise<LocatedKind> {
    const key = `${apiVersion} ${kind}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = await this.#ask(apiVersion, kind);
    if (found === undefined) {
      throw new OperatorError(
        "KUBE_NOT_FOUND",
        `The server does not serve the kind ${kind} of ${apiVersion || "no apiVersion"}.`,
      );
    }
    this.#known.set(key, found);
    return found;
  }

  async #ask(apiVersion: string, kind: string): Promise<LocatedKind | undefined> {
    const [group, version] = apiVersion.includes("/") ? apiVersion.split("/", 2) : ["", apiVersion];
    const path = group === "" ? `/api/${version ?? ""}` : `/apis/${apiVersion}`;
    const answer = await this.#connection.send({ method: "GET", path });
    const resources = isRecord(answer.body) ? answer.body["resources"] : undefined;
    if (!Array.isArray(resources)) return undefined;
    const row: unknown = resources.find(
      (resource: unknown) =>
        isRecord(resource) && resource["kind"] === kind && !String(resource["name"]).includes("/"),
    );
    if (!isRecord(row)) return undefined;
    return {
      group: group ?? "",
      version: version ?? "",
      plural: String(row["name"]),
      namespaced: row["namespaced"] === true,
    };
  }
}

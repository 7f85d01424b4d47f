import { isRecord } from "../../src/resources/json.js";
import type { Exchange } from "./recorder.js";

/**
 * The version of a list is that of the whole store: on a real server others write meanwhile (service accounts of new
 * namespaces, leases). Takes such versions back to the newest object of the scenario that is not newer, so that what is
 * compared is which of the scenario's own writes a list contains.
 */
export function settleCollectionVersions(exchanges: readonly Exchange[]): Exchange[] {
  const versions: number[] = [];
  for (const { body } of exchanges) collect(body, versions);
  versions.sort((left, right) => left - right);
  return exchanges.map((exchange) =>
    Object.assign({}, exchange, { body: settle(exchange.body, versions) }),
  );
}

function collect(value: unknown, versions: number[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, versions);
  else if (isRecord(value)) {
    if (typeof value["uid"] === "string" && typeof value["resourceVersion"] === "string") {
      versions.push(Number(value["resourceVersion"]));
    }
    for (const inner of Object.values(value)) collect(inner, versions);
  }
}

function settle(value: unknown, versions: readonly number[]): unknown {
  if (Array.isArray(value)) return value.map((item) => settle(item, versions));
  if (!isRecord(value)) return value;
  const settled: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) settled[field] = settle(inner, versions);
  const version = value["resourceVersion"];
  if (typeof version === "string" && version !== "" && value["uid"] === undefined) {
    settled["resourceVersion"] = String(
      versions.findLast((known) => known <= Number(version)) ?? 0,
    );
  }
  return settled;
}

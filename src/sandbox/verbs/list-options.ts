import { badRequest, expired, invalidOptions } from "../api/failures.js";
import { forbiddenField, notSupported } from "../api/field-violation.js";
import { failure } from "../api/status.js";
import { isRecord, numberAt, stringAt } from "../json/json.js";
import type { ServedResource } from "../kinds/served-resource.js";
import { type FieldSelector, parseFieldSelector } from "../selecting/field-selector.js";
import { type LabelMatcher, parseLabelSelector } from "../selecting/label-selector.js";
import { isError } from "../../support/errors.js";

/** Which objects of a kind are meant. */
export interface Selection {
  readonly labels: LabelMatcher | undefined;
  readonly fields: FieldSelector | undefined;
}

export function readSelection(
  query: URLSearchParams,
  served: ServedResource,
  name?: string,
): Selection {
  const labels = parseLabelSelector(query.get("labelSelector"));
  const asked = query.get("fieldSelector");
  const text =
    name === undefined
      ? asked
      : [asked, `metadata.name=${name}`].filter((part) => part !== null && part !== "").join(",");
  return { labels, fields: parseFieldSelector(text, served.version.selectable) };
}

/** What a list or watch asks for besides a selection. */
export interface ListOptions {
  readonly limit: number;
  /** 0: any; absent: the latest. */
  readonly revision: number | undefined;
  readonly match: "Exact" | "NotOlderThan" | undefined;
  readonly page: PageToken | undefined;
  readonly sendInitialEvents: boolean | undefined;
  readonly bookmarks: boolean;
  readonly timeoutMs: number | undefined;
}

/** Where a list goes on: after which key, and at which revision (-1: now). */
export interface PageToken {
  readonly revision: number;
  readonly start: string;
}

export function encodePage(page: PageToken): string {
  const json = JSON.stringify({ v: "meta.k8s.io/v1", rv: page.revision, start: page.start });
  return Buffer.from(json).toString("base64url");
}

function decodePage(token: string): PageToken {
  const text = Buffer.from(token, "base64url").toString("utf8");
  try {
    const json: unknown = JSON.parse(text);
    const revision = numberAt(json, "rv");
    const start = stringAt(json, "start");
    if (isRecord(json) && revision !== undefined && start !== undefined) return { revision, start };
  } catch (error) {
    if (!isError(error)) throw error;
  }
  // Go shows the first byte as a character.
  const first = Buffer.from(token, "base64url").toString("latin1").charAt(0);
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${first}' looking for beginning of value`,
  );
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^-?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text);
}

function revisionOf(query: URLSearchParams, watching: boolean): number | undefined {
  const text = query.get("resourceVersion");
  if (text === null || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const problem = `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;
  throw watching ? failure(500, problem) : badRequest(`invalid resource version: ${problem}`);
}

const MATCHES = ["Exact", "NotOlderThan", ""] as const;
const forbidMatch = (detail: string): Error =>
  invalidOptions("ListOptions", forbiddenField("resourceVersionMatch", detail));

function matchOf(query: URLSearchParams): ListOptions["match"] {
  const text = query.get("resourceVersionMatch") ?? "";
  const known = MATCHES.find((match) => match === text);
  if (known === undefined)
    throw invalidOptions("ListOptions", notSupported("resourceVersionMatch", text, MATCHES));
  return known === "" ? undefined : known;
}

function checkListMatch(query: URLSearchParams, match: ListOptions["match"]): void {
  const revision = query.get("resourceVersion") ?? "";
  if (match === undefined) return;
  if ((query.get("continue") ?? "") !== "")
    throw forbidMatch("resourceVersionMatch is forbidden when continue is provided");
  if (revision === "")
    throw forbidMatch("resourceVersionMatch is forbidden unless resourceVersion is provided");
  if (match === "Exact" && revision === "0")
    throw forbidMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
}

function checkWatchMatch(match: ListOptions["match"], initial: boolean | undefined): void {
  if (initial === undefined) {
    if (match !== undefined)
      throw forbidMatch(
        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
      );
  } else if (match !== "NotOlderThan") {
    throw forbidMatch("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
}

const flag = (query: URLSearchParams, name: string): boolean | undefined => {
  const text = query.get(name);
  return text === null || text === "" ? undefined : text === "true" || text === "1";
};

export function readListOptions(query: URLSearchParams, watching: boolean): ListOptions {
  const match = matchOf(query);
  const sendInitialEvents = flag(query, "sendInitialEvents");
  if (watching) checkWatchMatch(match, sendInitialEvents);
  else checkList(query, match);
  const timeout = integer(query, "timeoutSeconds") ?? 0;
  const revision = revisionOf(query, watching);
  return {
    limit: Math.max(integer(query, "limit") ?? 0, 0),
    revision,
    match,
    page: watching ? undefined : pageOf(query, revision),
    sendInitialEvents,
    bookmarks: flag(query, "allowWatchBookmarks") === true,
    timeoutMs: timeout <= 0 ? undefined : timeout * 1000,
  };
}

function checkList(query: URLSearchParams, match: ListOptions["match"]): void {
  if (flag(query, "sendInitialEvents") !== undefined) {
    const detail = "sendInitialEvents is forbidden for list";
    throw invalidOptions("ListOptions", forbiddenField("sendInitialEvents", detail));
  }
  checkListMatch(query, match);
}

function pageOf(query: URLSearchParams, revision: number | undefined): PageToken | undefined {
  const token = query.get("continue") ?? "";
  if (token === "") return undefined;
  if (revision !== undefined && revision !== 0) {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
  return decodePage(token);
}

export const LIST_TOO_OLD = "The resourceVersion for the provided list is too old.";

/** The token is too old; the answer holds one with which the rest can be had as it is now. */
export function pageExpired(page: PageToken): Error {
  return expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    encodePage({ revision: -1, start: page.start.replace(/^\//, "") }),
  );
}

import { describe, expect, it } from "@jest/globals";

import { settleCollectionVersions } from "../../conformance/collection-versions.js";
import { differencesOf, explains } from "../../conformance/compare.js";
import type { Exchange } from "../../conformance/recorder.js";

const request = (version: number, port: number): string =>
  `GET http://127.0.0.1:${String(port)}/x?resourceVersion=${String(version)}&continue=abc${String(version)}`;

const object = (resourceVersion: string): object => ({
  metadata: { uid: "u", resourceVersion },
});
const list = (resourceVersion: string): object => ({
  metadata: { resourceVersion },
  items: [],
});

describe("the comparison of transcripts", () => {
  it("finds what is different, missing and more, with its place", () => {
    const server = { status: 200, body: { items: [{ a: 1 }, { a: 2 }], kind: "List" } };
    const sandbox = { status: 201, body: { items: [{ a: 1 }, { a: 3 }], extra: null } };
    expect(differencesOf(server, sandbox)).toEqual([
      { at: "/status", server: 200, sandbox: 201 },
      { at: "/body/items/1/a", server: 2, sandbox: 3 },
      { at: "/body/kind", server: "List", sandbox: "(absent)" },
      { at: "/body/extra", server: "(absent)", sandbox: null },
    ]);
  });

  it("takes lists of different lengths as one difference", () => {
    expect(differencesOf([1, 2], [1])).toEqual([{ at: "", server: [1, 2], sandbox: [1] }]);
  });

  it("tells an empty list from an empty object, and null from nothing", () => {
    expect(differencesOf({ a: [] }, { a: {} })).toHaveLength(1);
    expect(differencesOf({ a: null }, {})).toHaveLength(1);
  });

  it("does not look at versions, tokens and addresses that requests repeat", () => {
    expect(differencesOf({ request: request(1, 2) }, { request: request(3, 4) })).toEqual([]);
    expect(
      differencesOf({ request: "GET /x?limit=1" }, { request: "GET /x?limit=2" }),
    ).toHaveLength(1);
  });

  it("explains a difference by an entry for its scenario and place only", () => {
    const known = { scenario: "event.*", at: "/[01]/answer/body/source", reason: "…" };
    const difference = { at: "/1/answer/body/source", server: {}, sandbox: "(absent)" };
    expect(explains(known, "event.field-selectors", difference)).toBe(true);
    expect(explains(known, "events", difference)).toBe(false);
    expect(explains(known, "event.x", { ...difference, at: "/2/answer/body/source" })).toBe(false);
    expect(explains(known, "event.x", { ...difference, at: "/1/answer/body/source/more" })).toBe(
      false,
    );
  });

  it("takes the version of a list back to that of the newest object in the transcript", () => {
    const bodies = [list("3"), object("5"), list("7"), object("8"), list("8"), list("")];
    const settled = settleCollectionVersions(bodies.map(exchange)).map(({ body }) => body);
    expect(settled).toEqual([list("0"), object("5"), list("5"), object("8"), list("8"), list("")]);
  });
});

function exchange(body: unknown): Exchange {
  return {
    label: undefined,
    request: { method: "GET", path: "/" },
    status: 200,
    contentType: undefined,
    warning: undefined,
    retryAfter: undefined,
    body,
  };
}

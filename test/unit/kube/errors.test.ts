import { describe, expect, it } from "@jest/globals";

import {
  ConflictError,
  ExpiredError,
  ForbiddenError,
  InvalidError,
  KubeApiError,
  KubeConnectionError,
  NotFoundError,
  ThrottledError,
  UnauthorizedError,
  errorOfResponse,
  errorOfStatusEvent,
  toKubeError,
} from "../../../src/kube/errors.js";

const NOW = Date.parse("2030-01-01T00:00:00Z");

function errorOf(status: number, body: unknown = "", retryAfter?: string): KubeApiError {
  return errorOfResponse({ status, body, retryAfter, what: "GET /api/v1/pods", nowMs: NOW });
}

describe("errors of the API", () => {
  it.each([
    [401, UnauthorizedError, "KUBE_UNAUTHORIZED"],
    [403, ForbiddenError, "KUBE_FORBIDDEN"],
    [404, NotFoundError, "KUBE_NOT_FOUND"],
    [409, ConflictError, "KUBE_CONFLICT"],
    [410, ExpiredError, "KUBE_EXPIRED"],
    [422, InvalidError, "KUBE_INVALID"],
    [429, ThrottledError, "KUBE_THROTTLED"],
    [500, KubeApiError, "KUBE_API"],
    [418, KubeApiError, "KUBE_API"],
  ])("has a class and a code for %d", (status, errorClass, code) => {
    const error = errorOf(status);
    expect(error.constructor).toBe(errorClass);
    expect(error).toMatchObject({ name: errorClass.name, code, status });
  });

  it("tells what the server said, and about what", () => {
    const details = { name: "web", kind: "pods", causes: [{ reason: "FieldValueRequired", field: "spec" }] };
    const error = errorOf(422, JSON.stringify({ kind: "Status", message: 'Pod "web" is invalid', reason: "Invalid", details }));
    expect(error.message).toBe('GET /api/v1/pods failed with 422 Invalid: Pod "web" is invalid.');
    expect(error).toMatchObject({ reason: "Invalid", details });
  });

  it("never repeats a body that is no Status", () => {
    for (const body of ["<html>secret</html>", '{"secret":1}', '"secret"', "[1]"]) {
      expect(errorOf(502, body).message).toBe("GET /api/v1/pods failed with 502.");
    }
  });

  it.each([
    ["5", "", 5000],
    ["Tue, 01 Jan 2030 00:00:30 GMT", "", 30_000],
    ["Mon, 31 Dec 2029 00:00:30 GMT", "", 0],
    ["soon", "", undefined],
    [undefined, JSON.stringify({ kind: "Status", details: { retryAfterSeconds: 7 } }), 7000],
    ["5", JSON.stringify({ kind: "Status", details: { retryAfterSeconds: 7 } }), 5000],
    [undefined, "", undefined],
  ])("knows how long to wait: %s, %s", (header, body, expected) => {
    expect(errorOf(429, body, header).retryAfterMs).toBe(expected);
  });

  it("takes the code of a watch's failure from the Status", () => {
    const what = "Watching /api/v1/pods";
    expect(errorOfStatusEvent({ kind: "Status", code: 410, reason: "Expired" }, what, NOW)).toBeInstanceOf(ExpiredError);
    expect(errorOfStatusEvent({ kind: "Status", code: 400, reason: "Gone" }, what, NOW)).toBeInstanceOf(ExpiredError);
    expect(errorOfStatusEvent({ kind: "Status", code: 429 }, what, NOW)).toBeInstanceOf(ThrottledError);
    expect(errorOfStatusEvent("nonsense", what, NOW)).toMatchObject({ status: 500 });
  });

  it("makes one error of all failures of the network, and leaves ours alone", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
    const error = toKubeError(refused, "GET /version");
    expect(error).toBeInstanceOf(KubeConnectionError);
    expect(error).toMatchObject({ message: "GET /version got no answer: connect ECONNREFUSED 127.0.0.1:1.", cause: refused });
    expect(toKubeError(error, "GET /version")).toBe(error);
    expect(toKubeError(Object.assign(new AggregateError([refused], ""), { code: "ECONNREFUSED" }), "GET /version").message).toContain("ECONNREFUSED");
  });
});

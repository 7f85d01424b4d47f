import { describe, expect, it } from "@jest/globals";

import * as errors from "../../../src/kube/errors.js";
import {
  errorOfResponse,
  errorOfStatus,
  retryAfterMs,
  toKubeError,
} from "../../../src/kube/map-errors.js";
import { isRepeatable, isPassing, retryPauseMs } from "../../../src/kube/retrying.js";
import type { RequestOptions } from "../../../src/kube/transport-options.js";
import { isOperatorError, LifecycleError } from "../../../src/support/errors.js";

const WHAT = "GET https://k/api";

function answered(
  status: number,
  body: object | string = "",
  headers: Record<string, string> = {},
): errors.KubeApiError {
  return errorOfResponse(
    { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) },
    WHAT,
  );
}

describe("an answer that is a failure", () => {
  it.each([
    [403, errors.ForbiddenError, "KUBE_FORBIDDEN"],
    [404, errors.NotFoundError, "KUBE_NOT_FOUND"],
    [409, errors.ConflictError, "KUBE_CONFLICT"],
    [410, errors.ExpiredError, "KUBE_EXPIRED"],
    [422, errors.InvalidError, "KUBE_INVALID"],
    [429, errors.ThrottledError, "KUBE_THROTTLED"],
    [400, errors.KubeApiError, "KUBE_API"],
    [500, errors.KubeApiError, "KUBE_API"],
  ] as const)("%i becomes a %p", (status, ErrorClass, code) => {
    const error = answered(status, { kind: "Status", reason: "R", message: "said" });
    expect(error.constructor).toBe(ErrorClass);
    expect(error).toMatchObject({ name: ErrorClass.name, code, status, reason: "R" });
    expect(error.message.startsWith(`${WHAT} failed with ${status} R: said.`)).toBe(true);
    expect(isOperatorError(error)).toBe(true);
  });

  it("repeats no body that is no Status", () => {
    for (const body of [
      "<html>secret",
      '{"kind":"Secret","message":"secret"}',
      '"secret"',
      "null",
    ]) {
      expect(answered(500, body)).toMatchObject({
        message: `${WHAT} failed with 500.`,
        reason: "",
        details: undefined,
      });
    }
  });

  it("takes the time to wait from the header, or from the Status", () => {
    const status = { kind: "Status", details: { retryAfterSeconds: 3 } };
    expect(answered(429, status).retryAfterMs).toBe(3000);
    expect(answered(429, status, { "retry-after": "5" }).retryAfterMs).toBe(5000);
    expect(answered(429).retryAfterMs).toBeUndefined();
  });

  it("understands a date in Retry-After by the answer's own date", () => {
    const date = "Mon, 23 Nov 2026 10:00:00 GMT";
    expect(retryAfterMs({ date, "retry-after": "Mon, 23 Nov 2026 10:00:30 GMT" })).toBe(30_000);
    expect(retryAfterMs({ date, "retry-after": "Mon, 23 Nov 2026 09:00:00 GMT" })).toBe(0);
    expect(retryAfterMs({ "retry-after": "Mon, 23 Nov 2026 10:00:30 GMT" })).toBeUndefined();
    expect(retryAfterMs({ date, "retry-after": "soon" })).toBeUndefined();
  });

  it("may also be the object of a watch's ERROR event", () => {
    const error = errorOfStatus(
      { kind: "Status", code: 410, reason: "Expired", message: "too old" },
      { what: "The watch of pods" },
    );
    expect(error).toBeInstanceOf(errors.ExpiredError);
    expect(error.message).toBe("The watch of pods failed with 410 Expired: too old.");
    expect(errorOfStatus("nonsense", { what: "W" })).toMatchObject({ status: 500 });
  });
});

function system(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe("no answer", () => {
  it("keeps the original as its cause and names a remedy", () => {
    const cause = system("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate");
    expect(toKubeError(cause, WHAT)).toMatchObject({ code: "KUBE_CONNECTION", cause });
    expect(toKubeError(cause, WHAT).message).toBe(
      `${WHAT} failed: self-signed certificate. Name the authority that signed it as certificate-authority in the kubeconfig, or as \`ca\`.`,
    );
  });

  it("names all addresses that were tried", () => {
    const cause = Object.assign(
      new AggregateError([
        system("ECONNREFUSED", "no ::1"),
        system("ECONNREFUSED", "no 127.0.0.1"),
      ]),
      {
        code: "ECONNREFUSED",
      },
    );
    expect(toKubeError(cause, WHAT).message).toContain(
      "failed: no ::1; no 127.0.0.1. Check that the server runs",
    );
  });

  it("lets our own errors through", () => {
    const own = new LifecycleError("OPERATOR_STOPPED", "stopped");
    expect(toKubeError(own, WHAT)).toBe(own);
  });

  it("may pass, unless it is about certificates", () => {
    expect(isPassing(toKubeError(system("ECONNRESET"), WHAT))).toBe(true);
    expect(isPassing(toKubeError(system("CERT_HAS_EXPIRED"), WHAT))).toBe(false);
    expect(isPassing(toKubeError(system("ERR_TLS_CERT_ALTNAME_INVALID"), WHAT))).toBe(false);
    expect(isPassing(answered(404))).toBe(false);
    expect(isPassing(new Error("mistake"))).toBe(false);
  });
});

describe("pauses between attempts", () => {
  const limits = {
    requestTimeoutMs: 1,
    connectTimeoutMs: 1,
    errorBackoffsMs: [100, 200],
    enforceRetryAfter: false,
  };
  const refused = toKubeError(Object.assign(new Error("x"), { code: "ECONNREFUSED" }), WHAT);
  const cut = toKubeError(Object.assign(new Error("x"), { code: "ECONNRESET" }), WHAT);
  const pause = (
    method: RequestOptions["method"],
    error: unknown,
    failedBefore = 0,
    random = 0,
  ): number | undefined => {
    const failed = { error, isRepeatable: isRepeatable({ method, path: "/" }), failedBefore };
    return retryPauseMs(failed, limits, () => random);
  };

  it("come from the settings, with jitter, until they are used up", () => {
    expect([0, 1, 2].map((failedBefore) => pause("GET", cut, failedBefore))).toEqual([
      100,
      200,
      undefined,
    ]);
    expect(pause("GET", cut, 1, 1)).toBe(250);
  });

  it("are at least what the server asks for, exactly that if the settings say so", () => {
    const asked = answered(503, "", { "retry-after": "9" });
    const little = answered(503, "", { "retry-after": "0" });
    expect(pause("GET", asked)).toBe(9000);
    expect(pause("GET", little)).toBe(100);
    const exact = { ...limits, enforceRetryAfter: true };
    expect(
      retryPauseMs({ error: little, isRepeatable: true, failedBefore: 0 }, exact, () => 1),
    ).toBe(0);
  });

  it("are none where a second POST could make a second object", () => {
    expect(pause("POST", cut)).toBeUndefined();
    expect(pause("POST", answered(500))).toBeUndefined();
    expect(pause("POST", refused)).toBe(100);
    expect(pause("POST", answered(429))).toBe(100);
    expect(pause("POST", answered(503))).toBe(100);
    expect(pause("POST", answered(500, "", { "retry-after": "1" }))).toBe(1000);
    expect(pause("PATCH", cut)).toBe(100);
  });

  it("are none for what does not pass", () => {
    expect(pause("GET", answered(403))).toBeUndefined();
  });
});

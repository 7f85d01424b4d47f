import { describe, expect, it } from "@jest/globals";

import { Refusals } from "../../../src/engine/loop/refusals.js";
import { errorOfResponse } from "../../../src/kube/map-errors.js";
import type { KubeApiError } from "../../../src/kube/errors.js";

function refused(message: string): KubeApiError {
  const body = JSON.stringify({ kind: "Status", code: 403, reason: "Forbidden", message });
  return errorOfResponse({ status: 403, headers: {}, body }, "PATCH https://server/path");
}

describe("a refused request", () => {
  it("names the rule to add, with the subresource and the verb that were refused", () => {
    const { message } = refused(
      'widgets.kephale.test "a" is forbidden: User "u" cannot patch resource "widgets/status" in API group "kephale.test" in the namespace "default"',
    );
    expect(message).toBe(
      'PATCH https://server/path failed with 403 Forbidden: widgets.kephale.test "a" is forbidden: User "u" cannot patch resource "widgets/status" in API group "kephale.test" in the namespace "default". Add the rule { apiGroups: ["kephale.test"], resources: ["widgets/status"], verbs: ["patch"] } to the operator\'s role.',
    );
  });

  it("names the core group by its empty name, and paths that are no resources", () => {
    expect(
      refused(
        'pods is forbidden: User "u" cannot list resource "pods" in API group "" at the cluster scope',
      ).message,
    ).toContain('Add the rule { apiGroups: [""], resources: ["pods"], verbs: ["list"] }');
    expect(refused('forbidden: User "u" cannot get path "/metrics"').message).toContain(
      'Add the rule { nonResourceURLs: ["/metrics"], verbs: ["get"] }',
    );
  });

  it("asks for no rule where something else than a right is missing", () => {
    const { message } = refused('pods "a" is forbidden: exceeded quota: small');
    expect(message).toMatch(/exceeded quota: small\.$/);
  });

  it("is news once for each right, and always where it is no matter of rights", () => {
    const refusals = new Refusals();
    const of = (name: string, verb: string): KubeApiError =>
      refused(
        `widgets.x "${name}" is forbidden: User "u" cannot ${verb} resource "widgets" in API group "x"`,
      );
    expect(refusals.isNews(of("a", "patch"))).toBe(true);
    expect(refusals.isNews(of("b", "patch"))).toBe(false);
    expect(refusals.isNews(of("b", "get"))).toBe(true);
    const quota = refused('pods "a" is forbidden: exceeded quota: small');
    expect([refusals.isNews(quota), refusals.isNews(quota)]).toEqual([true, true]);
    expect(refusals.isNews(new Error("Something else."))).toBe(true);
  });
});

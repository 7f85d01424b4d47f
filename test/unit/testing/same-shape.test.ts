import { describe, expect, it } from "@jest/globals";
import { expectTypeOf } from "expect-type";
import type { ControlPlane } from "kephale/testing";
import { ControlPlane as ControlPlaneValue } from "kephale/testing";
import type { Sandbox } from "kephale/sandbox";
import { Sandbox as SandboxValue } from "kephale/sandbox";

/** What a test may use when it is to run on either. */
type Shared = Pick<
  Sandbox,
  | "kubeConfig"
  | "kubeConfigFile"
  | "url"
  | "create"
  | "get"
  | "list"
  | "patch"
  | "replace"
  | "delete"
  | "apply"
  | "stop"
  | typeof Symbol.asyncDispose
>;

describe("a control plane and a sandbox", () => {
  it("have the same shape, so that one test runs on either", () => {
    expectTypeOf<ControlPlane>().toExtend<Shared>();
    const methods = [
      "create",
      "get",
      "list",
      "patch",
      "replace",
      "delete",
      "apply",
      "stop",
      Symbol.asyncDispose,
    ] as const;
    for (const method of methods) {
      expect(typeof ControlPlaneValue.prototype[method]).toBe("function");
      expect(typeof SandboxValue.prototype[method]).toBe("function");
    }
  });
});

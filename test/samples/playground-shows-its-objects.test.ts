import { describe, expect, it } from "@jest/globals";

import { kubectlLine } from "../../samples/playground/kubectl-line.js";

describe("the line that shows the playground's objects", () => {
  it("names the kubeconfig and the kinds", () => {
    expect(kubectlLine("/tmp/kephale-x/kubeconfig.yaml", "kopfexample.kopf.dev")).toBe(
      "kubectl --kubeconfig /tmp/kephale-x/kubeconfig.yaml get kopfexample.kopf.dev --all-namespaces --watch",
    );
  });

  it("can be pasted into a shell whatever the folder is called", () => {
    expect(kubectlLine("/tmp/Ada's files/kubeconfig.yaml", "pods")).toBe(
      String.raw`kubectl --kubeconfig '/tmp/Ada'\''s files/kubeconfig.yaml' get pods --all-namespaces --watch`,
    );
  });
});

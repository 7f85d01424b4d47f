import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Sandbox } from "kephale/sandbox";
import { ControlPlane } from "kephale/testing";

import { FOLDER } from "../conformance/run.js";
import { eventually } from "../support/eventually.js";
import { Kubectl } from "../support/kubectl.js";
import { normalise, normaliseResult } from "../support/kubectl-output.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";

// What is compared is two servers of our own.
const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;

const CRD = readFileSync(join(FOLDER, "scenarios", "widget-definition.json"), "utf8");
const KIND = "widgets.demo.example.com";

const widget = (name: string, spec: string, more = ""): string =>
  `apiVersion: demo.example.com/v1\nkind: Widget\nmetadata:\n  name: ${name}\n${more}spec: ${spec}\n`;

/** A command, and what it reads. */
interface Step {
  readonly args: string;
  readonly input?: string;
}

const APPLY = "apply -f -";
const HELD = "  finalizers: [x.example.com/hold]\n";

/** In their order: later ones see what earlier ones made. */
const STEPS: readonly Step[] = [
  { args: APPLY, input: widget("a", "{ color: red, size: 1 }") },
  { args: APPLY, input: widget("a", "{ color: red, size: 1 }") },
  { args: APPLY, input: widget("a", "{ color: red, size: 2 }") },
  { args: APPLY, input: `${widget("b", "{ color: red }")}---\n${widget("c", "{ color: red }")}` },
  { args: APPLY, input: widget("d", "{ color: violet }") },
  { args: `${APPLY} --dry-run=server`, input: widget("e", "{ color: red }") },
  { args: "create -f -", input: widget("f", "{ color: red, size: 7 }") },
  { args: "create -f -", input: widget("f", "{ color: red }") },
  { args: "create -f -", input: widget("g", "{ colour: red }") },
  { args: "create -f - --validate=ignore", input: widget("g", "{ colour: red, color: red }") },
  { args: "create namespace team" },
  { args: "create configmap settings --from-literal=a=1" },
  { args: "create secret generic hidden --from-literal=a=1" },
  { args: "replace -f -", input: widget("f", "{ color: red, size: 8 }") },
  { args: "get widgets" },
  { args: "get widgets a" },
  { args: "get widgets a c -o wide" },
  { args: "get widgets -o yaml" },
  { args: "get widget a -o json" },
  { args: "get widgets -o name" },
  { args: "get widgets -A" },
  { args: "get widgets --no-headers --show-labels" },
  { args: "get widgets -o jsonpath={.items[*].metadata.name}" },
  { args: "get widgets -o custom-columns=NAME:.metadata.name,COLOR:.spec.color" },
  { args: "get widgets -o go-template={{range.items}}{{.metadata.name}};{{end}}" },
  { args: "get widgets --sort-by=.spec.size" },
  { args: "get widgets -l shape=round" },
  { args: "get widgets --field-selector metadata.name=a" },
  { args: "get widgets --field-selector spec.nothing=a" },
  { args: "get widgets nobody" },
  { args: "get widgets nobody --ignore-not-found" },
  { args: "get gadgets" },
  { args: "get configmaps,secrets" },
  { args: "get namespaces team -o wide" },
  { args: `get crd ${KIND} -o name` },
  { args: 'patch widget a --type=merge -p {"spec":{"size":3}}' },
  { args: 'patch widget a --type=merge -p {"spec":{"size":3}}' },
  { args: 'patch widget a --type=json -p [{"op":"replace","path":"/spec/size","value":4}]' },
  { args: 'patch widget a --type=json -p [{"op":"test","path":"/spec/size","value":5}]' },
  { args: 'patch widget a --type=strategic -p {"spec":{"size":5}}' },
  { args: 'patch widget a --subresource=status --type=merge -p {"status":{"ready":1}}' },
  { args: "label widget a shape=round" },
  { args: "label widget a shape=square" },
  { args: "label widget a shape=square --overwrite" },
  { args: "label widgets -l shape=square shape-" },
  { args: "annotate widget a note=hello" },
  { args: "annotate widget a note=other" },
  { args: "annotate widget a note-" },
  { args: "scale widget a --replicas=3" },
  { args: "wait widget/a --for=jsonpath={.spec.color}=red --timeout=10s" },
  { args: "wait widget/a --for=condition=Ready --timeout=1s" },
  { args: `wait crd/${KIND} --for=condition=Established --timeout=10s` },
  { args: "describe widget b" },
  { args: "explain widget.spec.color" },
  { args: "api-resources --api-group=demo.example.com" },
  { args: "delete widget b --wait" },
  { args: "delete widget b" },
  { args: "delete widget b --ignore-not-found" },
  { args: "delete widgets c f --now" },
  { args: "create -f -", input: widget("held", "{ color: red }", HELD) },
  { args: "delete widget held --wait=false" },
  { args: "wait widget/held --for=delete --timeout=1s" },
  { args: 'patch widget held --type=merge -p {"metadata":{"finalizers":null}}' },
  { args: "wait widget/held --for=delete --timeout=10s" },
  { args: "delete widgets --all" },
  { args: "get widgets" },
];

onOwnServer("kubectl says the same of the sandbox and of a real API server", () => {
  let homes: string;
  let program: string;
  let cluster: ControlPlane;
  let sandbox: Sandbox;
  let there: Kubectl;
  let here: Kubectl;

  beforeAll(async () => {
    homes = mkdtempSync(join(tmpdir(), "kephale-kubectl-"));
    cluster = await ControlPlane.start({ crds: [CRD] });
    sandbox = await Sandbox.start({ crds: [CRD] });
    program = cluster.binaries.kubectl ?? "kubectl";
    there = new Kubectl(program, cluster.kubeConfigFile, join(homes, "there"));
    here = new Kubectl(program, sandbox.kubeConfigFile, join(homes, "here"));
    // The real server describes a new kind a moment after it serves it.
    await eventually(async () => (await there.run(["explain", "widget.spec"])).exitCode === 0);
  });

  afterAll(async () => {
    await sandbox.stop();
    await cluster.stop();
    rmSync(homes, { recursive: true, force: true });
  });

  it.each(STEPS.map((step, index) => ({ step, title: `${String(index + 1)}: ${step.args}` })))(
    "$title",
    async ({ step: { args, input } }) => {
      const words = args.split(" ");
      const [real, ours] = await Promise.all([there.run(words, input), here.run(words, input)]);
      expect(normaliseResult(ours)).toEqual(normaliseResult(real));
    },
  );

  it("get -w, while objects come, change and go", async () => {
    const [real, ours] = await Promise.all([
      watched(program, cluster.kubeConfigFile, there),
      watched(program, sandbox.kubeConfigFile, here),
    ]);
    expect(ours).toBe(real);
    expect(ours.split("\n").length).toBeGreaterThanOrEqual(5);
  });
});

/** What `kubectl get -w` prints while another kubectl works. */
async function watched(program: string, kubeConfigFile: string, kubectl: Kubectl): Promise<string> {
  const args = ["get", "widgets", "-w", "--output-watch-events", "--kubeconfig", kubeConfigFile];
  const watch = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  watch.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  try {
    await kubectl.run(["create", "-f", "-"], widget("w", "{ color: red }"));
    await eventually(() => output.includes("ADDED"));
    await kubectl.run(["patch", "widget", "w", "--type=merge", "-p", '{"spec":{"size":2}}']);
    await eventually(() => output.includes("MODIFIED"));
    await kubectl.run(["delete", "widget", "w"]);
    await eventually(() => output.includes("DELETED"));
  } finally {
    watch.kill();
    await once(watch, "exit");
  }
  return normalise(output);
}

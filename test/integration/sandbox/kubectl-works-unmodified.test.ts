import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { Sandbox } from "../../../src/sandbox/index.js";
import { widget, WIDGETS } from "./widgets.js";

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
const suite = hasKubectl ? describe : describe.skip;

const OBJECTS = `
apiVersion: demo.example.com/v1
kind: Widget
metadata: {name: w, labels: {a: b}}
spec: {size: 2}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: cm}
data: {key: one}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "nginx:1"}]}
`;

/** A kubectl that goes on. */
interface Followed {
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Its exit code. */
  readonly ended: Promise<unknown>;
}

suite(`kubectl, if it is on the PATH${hasKubectl ? "" : " (it is not: skipped)"}`, () => {
  let sandbox: Sandbox;
  let folder: string;
  let environment: Record<string, string>;
  const background: ChildProcess[] = [];

  beforeAll(async () => {
    sandbox = await Sandbox.start({ crds: [WIDGETS] });
    folder = mkdtempSync(join(tmpdir(), "kephale-test-"));
    writeFileSync(join(folder, "objects.yaml"), OBJECTS);
    writeFileSync(
      join(folder, "changed.yaml"),
      OBJECTS.replace("size: 2", "size: 3")
        .replace("key: one", "key: two")
        .replace("nginx:1", "nginx:2"),
    );
    writeFileSync(join(folder, "one.yaml"), JSON.stringify(widget("one")));
    environment = {
      PATH: ["/usr/local/bin", "/usr/bin", "/bin"].join(":"),
      HOME: folder,
      KUBECONFIG: sandbox.kubeConfigFile,
    };
  });

  afterAll(async () => {
    for (const child of background) child.kill();
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  /** What kubectl prints; a failure is part of it. */
  const kubectl = async (...words: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile("kubectl", [...words], { env: environment, cwd: folder }, (_error, stdout, stderr) =>
        resolve(`${stdout}${stderr}`.trim()),
      );
    });

  /** Starts kubectl and collects its lines. */
  const follow = (...words: readonly string[]): Followed => {
    const child = spawn("kubectl", words, { env: environment, cwd: folder });
    background.push(child);
    let output = "";
    const waiting: (() => void)[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      for (const wake of waiting.splice(0)) wake();
    });
    const until = async (pattern: RegExp): Promise<string> => {
      while (!pattern.test(output)) await new Promise<void>((wake) => waiting.push(wake));
      return output;
    };
    return { until, ended: once(child, "close").then(([code]) => code) };
  };

  /** Resolves when so many watches are open. */
  const watching = async (count: number): Promise<void> => {
    while (sandbox.openWatches !== count) await new Promise(setImmediate);
  };

  it("lists what there is", async () => {
    expect(await kubectl("get", "namespaces")).toMatch(/^NAME +STATUS +AGE\ndefault +Active +\d+/);
    expect(await kubectl("api-resources", "--api-group", "demo.example.com")).toMatch(
      /widgets +wd +demo.example.com\/v1 +true +Widget/,
    );
    expect(await kubectl("version")).toContain("Server Version: v1.36");
  }, 30_000);

  it("applies: creates, leaves alone, changes", async () => {
    const kinds = ["widget.demo.example.com/w", "configmap/cm", "deployment.apps/web"];
    const all = (verb: string): string => kinds.map((kind) => `${kind} ${verb}`).join("\n");
    expect(await kubectl("apply", "-f", "objects.yaml")).toBe(all("created"));
    expect(await kubectl("apply", "-f", "objects.yaml")).toBe(all("unchanged"));
    expect(await kubectl("apply", "-f", "changed.yaml")).toBe(all("configured"));
    expect(
      await kubectl(
        "get",
        "deployment/web",
        "-o",
        "jsonpath={.spec.template.spec.containers[*].image}",
      ),
    ).toBe("nginx:2");
  }, 30_000);

  it("prints objects in every form", async () => {
    expect(await kubectl("get", "wd")).toMatch(/^NAME +SIZE\nw +3$/);
    expect(await kubectl("get", "wd", "w", "-o", "yaml")).toContain("  size: 3");
    expect(await kubectl("get", "wd", "-o", "name")).toBe("widget.demo.example.com/w");
    expect(JSON.parse(await kubectl("get", "cm", "cm", "-o", "json"))).toMatchObject({
      kind: "ConfigMap",
      data: { key: "two" },
    });
    expect(await kubectl("get", "deployments", "-o", "wide")).toMatch(
      /web +0\/1 +0 +0 +\d+s +main/,
    );
    expect(await kubectl("get", "all")).toContain("widget.demo.example.com/w");
    expect(await kubectl("get", "wd", "-l", "a=c")).toBe(
      "No resources found in default namespace.",
    );
    expect(await kubectl("get", "wd", "nope")).toBe(
      'Error from server (NotFound): widgets.demo.example.com "nope" not found',
    );
  }, 30_000);

  it("patches, labels, annotates and scales", async () => {
    expect(await kubectl("patch", "wd", "w", "--type", "merge", "-p", '{"spec":{"size":4}}')).toBe(
      "widget.demo.example.com/w patched",
    );
    expect(
      await kubectl(
        "patch",
        "wd",
        "w",
        "--type",
        "json",
        "-p",
        '[{"op":"replace","path":"/spec/size","value":5}]',
      ),
    ).toBe("widget.demo.example.com/w patched");
    expect(
      await kubectl(
        "patch",
        "wd",
        "w",
        "--subresource",
        "status",
        "--type",
        "merge",
        "-p",
        '{"status":{"ready":true}}',
      ),
    ).toBe("widget.demo.example.com/w patched");
    expect(await kubectl("label", "wd", "w", "x=y")).toBe("widget.demo.example.com/w labeled");
    expect(await kubectl("annotate", "cm", "cm", "n=m")).toBe("configmap/cm annotated");
    expect(await kubectl("scale", "deployment", "web", "--replicas", "3")).toBe(
      "deployment.apps/web scaled",
    );
    expect(await kubectl("set", "image", "deployment/web", "main=nginx:3")).toBe(
      "deployment.apps/web image updated",
    );
    expect(
      await kubectl("wait", "wd/w", "--for", "jsonpath={.status.ready}=true", "--timeout", "10s"),
    ).toBe("widget.demo.example.com/w condition met");
  }, 30_000);

  it("describes and explains", async () => {
    expect(await kubectl("describe", "wd", "w")).toMatch(
      /Spec:\n +Size: +5\nStatus:\n +Ready: +true\nEvents: +<none>/,
    );
    expect(await kubectl("explain", "wd.spec")).toMatch(/size\t<integer>\n +How large\./);
    expect(await kubectl("explain", "wd.metadata.labels")).toContain(
      "FIELD: labels <map[string]string>",
    );
  }, 30_000);

  it("creates with its own words", async () => {
    expect(await kubectl("create", "-f", "one.yaml")).toBe("widget.demo.example.com/one created");
    expect(await kubectl("create", "-f", "one.yaml", "--dry-run=server")).toContain(
      "already exists",
    );
    expect(await kubectl("create", "namespace", "other")).toBe("namespace/other created");
    expect(await kubectl("create", "configmap", "made", "--from-literal", "a=b")).toBe(
      "configmap/made created",
    );
    expect(await kubectl("create", "secret", "generic", "hidden", "--from-literal", "a=b")).toBe(
      "secret/hidden created",
    );
    expect(await kubectl("get", "secret", "hidden", "-o", "jsonpath={.type} {.data.a}")).toBe(
      "Opaque Yg==",
    );
    expect(await kubectl("replace", "-f", "one.yaml")).toBe("widget.demo.example.com/one replaced");
  }, 30_000);

  it("watches", async () => {
    const watcher = follow("get", "wd", "-w");
    await watcher.until(/^NAME +SIZE\n/);
    await kubectl("patch", "wd", "w", "--type", "merge", "-p", '{"spec":{"size":77}}');
    expect(await watcher.until(/w +77\n/)).toMatch(/w +5\n/);
    background.pop()?.kill();
    await watching(0);
  }, 30_000);

  it("deletes and waits until it is so", async () => {
    await kubectl(
      "patch",
      "wd",
      "w",
      "--type",
      "merge",
      "-p",
      '{"metadata":{"finalizers":["x.example.com/f"]}}',
    );
    const waiting = follow("wait", "wd/w", "--for", "delete", "--timeout", "20s");
    await watching(1);
    const deleting = follow("delete", "wd", "w");
    await watching(2);
    await kubectl("patch", "wd", "w", "--type", "merge", "-p", '{"metadata":{"finalizers":[]}}');
    expect(await Promise.all([waiting.ended, deleting.ended])).toEqual([0, 0]);
    expect(await kubectl("delete", "namespace", "other")).toBe('namespace "other" deleted');
    expect(await kubectl("delete", "-f", "one.yaml")).toBe('widget.demo.example.com "one" deleted');
    expect(await kubectl("get", "wd")).toBe("No resources found in default namespace.");
  }, 40_000);

  it("takes a kind away and brings it back", async () => {
    writeFileSync(join(folder, "crd.json"), JSON.stringify(WIDGETS));
    expect(await kubectl("delete", "crd", "widgets.demo.example.com")).toContain("deleted");
    expect(await kubectl("create", "-f", "crd.json")).toContain("created");
    expect(
      await kubectl(
        "wait",
        "crd/widgets.demo.example.com",
        "--for",
        "condition=Established",
        "--timeout",
        "10s",
      ),
    ).toContain("condition met");
    expect(await kubectl("get", "wd")).toBe("No resources found in default namespace.");
  }, 30_000);

  it("hears clearly what is not there", async () => {
    expect(await kubectl("apply", "--server-side", "-f", "objects.yaml")).toContain(
      "not implemented by the kephale sandbox",
    );
    expect(await kubectl("create", "deployment", "d", "--image", "x")).toContain(
      "the kephale sandbox reads protobuf of few kinds",
    );
  }, 30_000);
});

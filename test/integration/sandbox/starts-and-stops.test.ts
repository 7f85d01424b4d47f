import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { Sandbox, type SandboxOptions } from "../../../src/sandbox/index.js";
import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import type { LogLevel } from "../../../src/support/log-level.js";
import { Logger } from "../../../src/telemetry/logger.js";
import { openWatch } from "./line-reader.js";
import { PATH, ref, widget, WIDGETS } from "./widgets.js";

class ListLogger extends Logger {
  readonly lines: string[] = [];

  log(_level: LogLevel, message: string): void {
    this.lines.push(message);
  }

  child(): Logger {
    return this;
  }
}

/** The definition with its text changed. */
const crd = (change: (json: string) => string): KubernetesObject =>
  JSON.parse(change(JSON.stringify(WIDGETS)));

describe("a sandbox", () => {
  it("serves its kinds and objects as soon as it has started, and says what it is", async () => {
    const logger = new ListLogger();
    await using sandbox = await Sandbox.start({ crds: [WIDGETS], objects: [widget("a")], logger });
    const response = await fetch(`${sandbox.url}${PATH}/a`);
    expect(await response.json()).toMatchObject({ kind: "Widget", metadata: { name: "a" } });
    expect(logger.lines).toEqual([expect.stringContaining("for development and tests")]);
    expect(sandbox.kubeConfig).toEqual({ server: sandbox.url });
    expect(new URL(sandbox.url).hostname).toBe("127.0.0.1");
  });

  it("writes a kubeconfig that only its user can read, and removes it", async () => {
    const sandbox = await Sandbox.start();
    const path = sandbox.kubeConfigFile;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toContain(sandbox.url);
    await sandbox.stop();
    expect(existsSync(path)).toBe(false);
  });

  it("writes the kubeconfig where it is told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kephale-test-"));
    const path = join(folder, "config");
    await using sandbox = await Sandbox.start({ kubeConfigFile: path, tokens: ["secret"] });
    expect(sandbox.kubeConfigFile).toBe(path);
    expect(readFileSync(path, "utf8")).toContain("token: secret");
    await sandbox.stop();
    expect(existsSync(path)).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it("ends open watches cleanly when it stops, and may be stopped again", async () => {
    const sandbox = await Sandbox.start({ crds: [WIDGETS], objects: [widget("a")] });
    const watch = await openWatch(`${sandbox.url}${PATH}?watch=true`);
    await watch.until(1);
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    expect(await watch.over).toBe("ended");
    await expect(sandbox.create(widget("b"))).rejects.toMatchObject({ code: "SANDBOX_STOPPED" });
  });

  it("lets the process end by itself after it was stopped", async () => {
    const module = join(process.cwd(), ".build/src/sandbox/index.js");
    const code = `
      const { Sandbox } = await import(${JSON.stringify(module)});
      const sandbox = await Sandbox.start();
      const answer = await fetch(sandbox.url + "/api/v1/namespaces?watch=true");
      await answer.body.getReader().read();
      await sandbox.stop();
      console.log("stopped");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {},
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [exitCode]: unknown[] = await once(child, "close");
    expect({ exitCode, output: output.trim() }).toEqual({ exitCode: 0, output: "stopped" });
  }, 20_000);

  it("reads files, YAML text and lists, several documents each", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kephale-test-"));
    const path = join(folder, "objects.yaml");
    writeFileSync(
      path,
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n---\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\n",
    );
    const list =
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: three}}\n";
    await using sandbox = await Sandbox.start({ objects: [path, list] });
    const names = (await sandbox.list({ apiVersion: "v1", kind: "ConfigMap" })).map(
      ({ metadata }) => metadata.name,
    );
    expect(names).toEqual(["one", "three", "two"]);
    rmSync(folder, { recursive: true });
  });

  it.each<[string, SandboxOptions, RegExp]>([
    [
      "a file that is not there",
      { crds: ["/no/such/file.yaml"] },
      /crds\[0\]: the file \/no\/such\/file.yaml cannot be read/,
    ],
    [
      "text that is not YAML",
      { objects: ["a: 1\nb: [\n"] },
      /objects\[0\], document 1: this is not YAML/,
    ],
    [
      "an object without kind",
      { objects: ["apiVersion: v1\nmetadata: {name: a}\n"] },
      /document 1: the field kind is missing/,
    ],
    [
      "an object without metadata",
      { objects: ["---\napiVersion: v1\nkind: ConfigMap\n"] },
      /the field metadata is missing/,
    ],
    [
      "a list where an object should be",
      { objects: ["- a\n- b\n"] },
      /expected an object, found a list/,
    ],
    [
      "a kind that nobody serves",
      { objects: [{ apiVersion: "x.io/v1", kind: "Foo", metadata: { name: "a" } }] },
      /no kind Foo is served in x.io\/v1/,
    ],
    [
      "a CRD that is wrong",
      { crds: [crd((json) => json.replace('"scope":"Namespaced"', '"scope":"Elsewhere"'))] },
      /spec.scope: Unsupported value/,
    ],
    [
      "a CRD with a misspelt schema",
      {
        crds: [
          crd((json) => json.replace('"type":"integer","default"', '"typo":"integer","default"')),
        ],
      },
      /size\].type: Required value/,
    ],
    [
      "an object that breaks its schema",
      { crds: [WIDGETS], objects: [widget("a", { spec: { size: "big" } })] },
      /Widget a was refused: .*spec.size/,
    ],
    [
      "two CRDs that want one name",
      { crds: [WIDGETS, crd((json) => json.replaceAll("widgets", "gadgets"))] },
      /crds\[1\]: the names of CustomResourceDefinition gadgets/,
    ],
  ])("refuses %s", async (_what, options, message) => {
    await expect(Sandbox.start(options)).rejects.toMatchObject({
      code: "SANDBOX_OBJECT",
      message: expect.stringMatching(message),
    });
  });

  it("says which port or path cannot be used, and what to do", async () => {
    await using first = await Sandbox.start();
    const port = Number(new URL(first.url).port);
    const refused = (message: RegExp) => ({
      code: "SETTING_INVALID",
      message: expect.stringMatching(message),
    });
    await expect(Sandbox.start({ port })).rejects.toMatchObject(
      refused(/^port of Sandbox.start: 127.0.0.1:\d+ cannot be .*EADDRINUSE.* Give another port/),
    );
    await expect(Sandbox.start({ port: 70_000 })).rejects.toMatchObject(
      refused(/^port of Sandbox.start: 127.0.0.1:70000 cannot be/),
    );
    await expect(Sandbox.start({ kubeConfigFile: "/no/such/folder/config" })).rejects.toMatchObject(
      refused(/^kubeConfigFile of Sandbox.start: .*ENOENT.*Give a path/),
    );
  });

  it("answers a text that is nested too deep with 400", async () => {
    await using sandbox = await Sandbox.start({ crds: [WIDGETS] });
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const body = JSON.stringify(widget("a", { spec: "deep" })).replace('"deep"', deep);
    const response = await fetch(`${sandbox.url}${PATH}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(response.status).toBe(400);
  });
});

describe("objects without HTTP", () => {
  it("are made, read, listed, patched, replaced and deleted", async () => {
    await using sandbox = await Sandbox.start({ crds: [WIDGETS] });
    const made = await sandbox.create(widget("a", { spec: { size: 2 } }));
    expect(made.metadata).toMatchObject({ namespace: "default", generation: 1 });
    const patched = await sandbox.patch(ref("a"), { spec: { size: 3 } });
    expect(patched.metadata.generation).toBe(2);
    await expect(sandbox.replace({ ...made, spec: { size: 4 } })).rejects.toMatchObject({
      code: "KUBE_CONFLICT",
    });
    const replaced = await sandbox.replace({ ...patched, spec: { size: 4 } });
    expect(replaced["spec"]).toEqual({ size: 4 });
    const status = await sandbox.patch(
      ref("a"),
      { status: { ready: true }, spec: { size: 9 } },
      { subresource: "status" },
    );
    expect(status).toMatchObject({ spec: { size: 4 }, status: { ready: true } });
    expect(
      await sandbox.list({
        apiVersion: "demo.example.com/v1",
        kind: "Widget",
        labelSelector: "a=b",
      }),
    ).toEqual([]);
    expect(await sandbox.delete(ref("a"))).toBeUndefined();
    expect(await sandbox.get(ref("a"))).toBeUndefined();
    await expect(sandbox.delete(ref("a"))).rejects.toMatchObject({
      code: "KUBE_NOT_FOUND",
      statusCode: 404,
    });
  });

  it("stay while a finalizer holds them", async () => {
    await using sandbox = await Sandbox.start({ crds: [WIDGETS] });
    await sandbox.create({ ...widget("a"), metadata: { name: "a", finalizers: ["x.io/f"] } });
    const held = await sandbox.delete(ref("a"));
    expect(held?.metadata.deletionTimestamp).toBeDefined();
    await sandbox.patch(ref("a"), { metadata: { finalizers: null } });
    expect(await sandbox.get(ref("a"))).toBeUndefined();
  });

  it("are applied: made, then merged; CRDs are served at once", async () => {
    await using sandbox = await Sandbox.start();
    await sandbox.apply(WIDGETS);
    await sandbox.apply(
      "apiVersion: demo.example.com/v1\nkind: Widget\nmetadata: {name: a, labels: {x: z}}\n",
    );
    const [merged] = await sandbox.apply([widget("a", { spec: { size: 5 } })]);
    expect(merged).toMatchObject({ metadata: { labels: { x: "z" } }, spec: { size: 5 } });
  });

  it("are gone with their namespace", async () => {
    await using sandbox = await Sandbox.start({ crds: [WIDGETS] });
    await sandbox.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: own}\n");
    await sandbox.create({ ...widget("a"), metadata: { name: "a", namespace: "own" } });
    await sandbox.delete({ apiVersion: "v1", kind: "Namespace", metadata: { name: "own" } });
    expect(await sandbox.get(ref("a", "own"))).toBeUndefined();
    expect(
      await sandbox.get({ apiVersion: "v1", kind: "Namespace", metadata: { name: "own" } }),
    ).toBeUndefined();
  });

  it("let several namespaces go that wait at once, in any order", async () => {
    await using sandbox = await Sandbox.start({ crds: [WIDGETS] });
    const namespace = (name: string) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name },
    });
    for (const name of ["one", "two"]) {
      await sandbox.create(namespace(name));
      const metadata = { name: "a", namespace: name, finalizers: ["x.io/f"] };
      await sandbox.create({ ...widget("a"), metadata });
      await sandbox.delete(namespace(name));
    }
    for (const name of ["two", "one"]) {
      await sandbox.patch(ref("a", name), { metadata: { finalizers: null } });
      expect(await sandbox.get(namespace(name))).toBeUndefined();
    }
  });
});

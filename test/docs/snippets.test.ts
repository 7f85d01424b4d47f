import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "@jest/globals";
import { bootstrap, type BootstrapOptions, type KubernetesObject, Memo } from "kephale";
import { Sandbox } from "kephale/sandbox";

import { KOPF_EXAMPLES_WITH_STATUS } from "../support/kopf-example.js";
import { RecordingLogger } from "../support/recording-logger.js";
import { OperatorOnSandbox } from "../support/operators.js";
import { until } from "../support/until.js";
import { ROOT } from "./pages.js";
import { Changing } from "./snippets/changing-objects.js";
import { start as startReporting } from "./snippets/container.js";
import { Typed } from "./snippets/custom-resource.js";
import { Failing } from "./snippets/failures.js";
import { Filtering } from "./snippets/filters.js";
import { countOf } from "./snippets/from-outside.js";
import { Sightings, Watching } from "./snippets/kept-together.js";
import { start as startCounter } from "./snippets/literal-memo.js";
import { AccessMemo, LoggingIn } from "./snippets/login.js";
import { start as startOnSandbox } from "./snippets/on-a-sandbox.js";
import { Metadata } from "./snippets/only-metadata.js";
import { Greeter } from "./snippets/open-record.js";
import { Parameters } from "./snippets/parameters.js";
import { duringOutage } from "./snippets/sandbox-faults.js";
import { Pings, Pongs } from "./snippets/several-classes.js";
import { start as startConfigured } from "./snippets/settings-at-start.js";
import { Clockwork } from "./snippets/timers.js";
import { Patient, PingMemo } from "./snippets/typed-filters.js";

type OperatorClass = new (...args: never[]) => object;

const OBJECT = {
  apiVersion: "kopf.dev/v1",
  kind: "KopfExample",
  metadata: {
    name: "a",
    namespace: "default",
    labels: { app: "web", tier: "front" },
    annotations: { owner: "ada@example.com" },
  },
  spec: { size: 3, sizes: [1], image: { tag: "1.2" } },
};

const CONFIG_MAP = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "c", namespace: "default", labels: { example: "yes" } },
};

/** Runs classes on a cluster with one object of their kind. */
async function run<M extends object = Memo>(
  operator: OperatorClass | readonly OperatorClass[],
  memo?: M,
): Promise<OperatorOnSandbox<M>> {
  const crds = [KOPF_EXAMPLES_WITH_STATUS];
  return OperatorOnSandbox.start(operator, memo, {
    sandbox: { crds, objects: [OBJECT, CONFIG_MAP] },
  });
}

function linesOf({ logger }: OperatorOnSandbox<object>): readonly string[] {
  return logger.lines.filter((line) => !line.startsWith("debug"));
}

/** A cluster, and how it is reached without a sound. */
async function cluster(
  options: { readonly tokens?: readonly string[] } = {},
): Promise<{ readonly sandbox: Sandbox; readonly quiet: BootstrapOptions }> {
  const sandbox = await Sandbox.start({
    crds: [KOPF_EXAMPLES_WITH_STATUS],
    objects: [OBJECT],
    ...options,
  });
  const { kubeConfig } = sandbox;
  return { sandbox, quiet: { kubeConfig, logger: new RecordingLogger(), signals: false } };
}

describe("what the guide shows about memos", () => {
  it("an open record", async () => {
    await using on = await run(Greeter);
    await on.sandbox.patch(OBJECT, { spec: { size: 4 } });
    await until(() => linesOf(on).length === 2, "two lines");
    expect(linesOf(on)).toEqual(["info Hello! Time 1.", "info Hello! Time 2."]);
  });

  it("a literal", async () => {
    const { sandbox, quiet } = await cluster();
    await using _ = sandbox;
    await using running = await startCounter(quiet);
    await running.ready;
    expect(running.memoOf(OBJECT)).toEqual({ counter: 1 });
    expect(running.memo).toEqual({ counter: 0 });
  });

  it("from outside", async () => {
    const { sandbox, quiet } = await cluster();
    await using _ = sandbox;
    expect(await countOf(OBJECT, quiet)).toBe(1);
  });

  it("a copy that shares one thing and not the other", async () => {
    const memo = new Sightings();
    await using on = await run(Watching, memo);
    const other = await on.sandbox.create({ ...OBJECT, metadata: { name: "b" } });
    await until(() => on.running.counters.events === 2, "both objects");
    expect(memo.ofAll.size).toBe(2);
    expect(memo.mine).toEqual([]);
    expect(on.running.memoOf(other).mine).toEqual([other.metadata.uid]);
  });
});

describe("what the guide shows about handlers", () => {
  it("filters", async () => {
    await using on = await run(Filtering);
    expect(linesOf(on).toSorted()).toEqual([
      "info A web object: listed.",
      "info It belongs to ada@example.com.",
      "info Its size is 3.",
    ]);
    await on.sandbox.patch(OBJECT, {
      metadata: { labels: { legacy: "yes" }, annotations: { owner: null } },
      spec: { size: 101 },
    });
    await until(() => linesOf(on).length === 4, "the timer's line");
    expect(linesOf(on)[3]).toBe("info It is large.");
  });

  it("filters with types", async () => {
    await using on = await run(Patient, new PingMemo());
    await on.sandbox.patch(OBJECT, { spec: { duration: 4 } });
    await until(() => linesOf(on).length === 1, "the line");
    expect(linesOf(on)).toEqual(["info It takes 4 seconds."]);
    await on.sandbox.patch(OBJECT, { spec: { duration: 1 } });
    await until(() => on.running.memoOf(OBJECT).warnings > 0, "the count to pass the duration");
  });

  it("timers", async () => {
    await using on = await run(Clockwork);
    await on.running.stop();
    expect(linesOf(on).filter((line) => /^(?:warn|error)/u.test(line))).toEqual([]);
  });

  it("changes and results", async () => {
    await using on = await run(Changing);
    const read = async (): Promise<KubernetesObject | undefined> => on.sandbox.get(OBJECT);
    await until(async () => JSON.stringify(await read()).includes("[1,3]"), "the list to grow");
    expect(await read()).toMatchObject({
      metadata: { labels: { size: "3" } },
      spec: { sizes: [1, 3] },
      status: { phase: "Seen", greeting: { text: "Hello, a!" } },
    });
  });

  it("parameters", async () => {
    await using on = await run(Parameters);
    expect(linesOf(on)).toEqual(["info default/a of web runs 1.2.", "info listed: a runs 1.2."]);
  });

  it("a class for a kind", async () => {
    await using on = await run(Typed);
    expect(linesOf(on)).toEqual(["info Its size is 3."]);
  });

  it("several classes, one extending another", async () => {
    await using on = await run([Pings, Pongs]);
    const memo = (): Memo => on.running.memoOf(OBJECT);
    await until(() => memo()["ticks"] === 361, "both timers");
    expect(memo()["counter"]).toBe(1);
    expect(on.running.memoOf(CONFIG_MAP)["isSeen"]).toBe(true);
  });

  it("nothing but metadata", async () => {
    await using on = await run(Metadata);
    expect(linesOf(on)).toEqual(["info listed: a of web, 1 annotations."]);
    expect(on.running.memoOf(OBJECT)["generation"]).toBe(1);
  });

  it("errors", async () => {
    await using on = await run(Failing);
    const gets = (): number => on.sandbox.journal.matching({ verb: "get", name: "a" }).length;
    await until(() => gets() === 1, "the look at the other object");
    await on.running.stop();
    expect(linesOf(on)).toEqual([]);
  });
});

describe("what the guide shows about running", () => {
  it("services from the outside", async () => {
    const sent: string[] = [];
    const { sandbox, quiet } = await cluster();
    await using _ = sandbox;
    await using running = await startReporting({ send: (text) => void sent.push(text) }, quiet);
    await running.ready;
    expect(sent).toEqual(["ops: An object was seen."]);
  });

  it("settings", async () => {
    const { sandbox, quiet } = await cluster();
    await using _ = sandbox;
    await sandbox.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "app-one" } });
    await using running = await startConfigured(quiet);
    await running.ready;
    expect(running.settings.watching.serverTimeout).toBe("10m");
    expect(running.settings.queueing.workerLimit).toBe(50);
    const asked = sandbox.journal.matching({ verb: "list", resource: "kopfexamples" });
    expect(asked.map(({ namespace }) => namespace)).toEqual(["app-one"]);
  });

  it("a cluster in the process", async () => {
    const logger = new RecordingLogger();
    await using running = await startOnSandbox({ logger, signals: false });
    await running.ready;
    expect(logger.lines.join("\n")).toContain("The sandbox, a Kubernetes API");
  });

  it("a login", async () => {
    const { sandbox, quiet } = await cluster({ tokens: ["secret"] });
    await using _ = sandbox;
    const { kubeConfig: _kubeConfig, ...options } = quiet;
    const tokenFile = path.join(path.dirname(sandbox.kubeConfigFile), "token");
    writeFileSync(tokenFile, "secret\n");
    const memo = new AccessMemo(sandbox.url, tokenFile);
    await using running = await bootstrap(LoggingIn, memo, options);
    await running.ready;
    expect(running.counters.events).toBe(1);
  });
});

describe("what the guide shows about the sandbox", () => {
  it("its first steps", () => {
    const program = path.join(ROOT, ".build/test/docs/snippets/sandbox.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      cwd: path.join(ROOT, "samples/ping"),
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^KUBECONFIG=\S+ kubectl get kopfexamples\n$/u);
  });

  it("requests that fail", async () => {
    const { sandbox } = await cluster();
    await using _ = sandbox;
    const patch = async (): Promise<number> => {
      const url = `${sandbox.url}/apis/kopf.dev/v1/namespaces/default/kopfexamples/a`;
      const headers = { "content-type": "application/merge-patch+json" };
      return (await fetch(url, { method: "PATCH", headers, body: "{}" })).status;
    };
    await duringOutage(sandbox, async () => expect(await patch()).toBe(503));
    expect(await patch()).toBe(200);
  });
});

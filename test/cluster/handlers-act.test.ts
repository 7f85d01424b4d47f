import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  bootstrap,
  KubeClient,
  type KubernetesObject,
  Memo,
  Meta,
  Name,
  Namespace,
  OnEvent,
  Operator,
  Patch,
  ResourceEvent,
  ResourceScoped,
  type RunningOperator,
  singleton,
  Spec,
  Timer,
} from "kephale";

import { widgets } from "../support/custom-kind.js";
import type { CustomKind } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { RecordingLogger } from "../support/recording-logger.js";
import { serveKind } from "../support/served-kind.js";
import { TestCluster } from "../support/test-cluster.js";
import { Writers } from "../support/writers.js";

class CountMemo extends Memo {
  counter = 0;
}

@singleton()
class Totals {
  total = 0;
  constructor(readonly memo: CountMemo) {}
}

/** Keeps a ConfigMap beside its object. */
@ResourceScoped()
class Ledger {
  static readonly closed: string[] = [];
  lines = 0;
  #name = "";

  constructor(
    readonly totals: Totals,
    readonly kube: KubeClient,
  ) {}

  async write(name: string, namespace: string): Promise<void> {
    this.#name = name;
    this.lines++;
    this.totals.total++;
    const metadata = { name: `ledger-${name}`, namespace };
    const data = { lines: String(this.lines) };
    await this.kube.apply({ apiVersion: "v1", kind: "ConfigMap", metadata, data });
  }

  [Symbol.dispose](): void {
    Ledger.closed.push(this.#name);
  }
}

describe("handlers on a real server", () => {
  let cluster: TestCluster;
  let kind: CustomKind;
  let writers: Writers;

  beforeAll(async () => {
    cluster = await TestCluster.open({ controllerManager: false });
    kind = widgets(cluster.group);
    await serveKind(cluster.client, kind);
    writers = new Writers(cluster.client, kind, cluster.namespace);
  });

  afterEach(async () => {
    await writers.clear();
  });

  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
  });

  const selector = (): string => `${kind.apiVersion}/${kind.plural}`;

  async function start<M extends object>(
    operator: new (...args: never[]) => object,
    memo: M,
  ): Promise<
    { readonly running: RunningOperator<M>; readonly logger: RecordingLogger } & AsyncDisposable
  > {
    const logger = new RecordingLogger();
    const kubeConfig = cluster.client.kubeConfig;
    const running = await bootstrap(operator, memo, { kubeConfig, logger, signals: false });
    await running.ready;
    return { running, logger, [Symbol.asyncDispose]: async () => running.stop() };
  }

  const objectOf = async (name: string): Promise<KubernetesObject | undefined> =>
    cluster.client.get(writers.ref(name));

  it("leave their results in the status, once: what is there already is not sent again", async () => {
    let seen = "";
    class Measuring {
      @OnEvent(selector())
      measure(
        @Spec("edit") edit: number,
        @Meta("resourceVersion") version: string,
      ): { edit: number } {
        seen = version;
        return { edit };
      }
    }
    await using run = await start(Measuring, new Memo());
    await writers.create(["result"]);
    await writers.edit(["result"], 2);
    const edit = (await objectOf("result"))?.["spec"];
    await eventually(async () => {
      const object = await objectOf("result");
      return JSON.stringify(object?.["status"]) === JSON.stringify({ measure: edit });
    });
    const { patches } = run.running.counters;
    const labels = { touched: "yes" };
    const touched = await cluster.client.patch(writers.ref("result"), { metadata: { labels } });
    await eventually(() => seen === touched.metadata.resourceVersion);
    await writers.create(["other"]);
    await eventually(async () => (await objectOf("other"))?.["status"] !== undefined);
    expect(run.running.counters.patches).toBe(patches + 1);
    expect((await objectOf("result"))?.["status"]).toEqual({ measure: edit });
    expect(run.logger.lines).toEqual([]);
  });

  it("change spec, labels and status by patches, and transform what others change at the same time", async () => {
    class Patching {
      @OnEvent(selector())
      patches(event: ResourceEvent): void {
        const { patch } = event;
        if (event.labels["patched"] === "yes") return;
        Object.assign(patch.metadata.labels, { patched: "yes" });
        patch.merge({ spec: { size: 3 } });
        patch.status["phase"] = "Patched";
        patch.transform((body) => {
          Object.assign(body.metadata ?? {}, { finalizers: ["kephale.test/kept"] });
        });
      }
    }
    await using run = await start(Patching, new Memo());
    await writers.create(["patched"]);
    await Promise.all([
      writers.edit(["patched"], 10),
      eventually(async () => (await objectOf("patched"))?.metadata?.finalizers !== undefined),
    ]);
    expect(await objectOf("patched")).toMatchObject({
      metadata: { labels: { patched: "yes" }, finalizers: ["kephale.test/kept"] },
      spec: { size: 3 },
      status: { phase: "Patched" },
    });
    expect(run.logger.lines).toEqual([]);
    await cluster.client.patch(writers.ref("patched"), { metadata: { finalizers: null } });
  });

  it("share the operator's services and have those of their objects, which end with these", async () => {
    @Operator()
    class Serving {
      constructor(readonly totals: Totals) {}

      @OnEvent(selector())
      async seen(
        ledger: Ledger,
        memo: CountMemo,
        @Name() name: string,
        @Namespace() namespace: string,
      ): Promise<void> {
        memo.counter++;
        await ledger.write(name, namespace);
      }
    }
    const configMap = (name: string): Parameters<typeof cluster.client.get>[0] => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `ledger-${name}`, namespace: cluster.namespace },
    });
    const linesOf = async (name: string): Promise<unknown> =>
      (await cluster.client.get(configMap(name)))?.["data"];
    const memo = new CountMemo();
    await using run = await start(Serving, memo);
    await writers.create(["x", "y"]);
    await writers.edit(["x"], 4);
    await eventually(() => run.running.get(Totals).total === 6);
    await eventually(async () => JSON.stringify(await linesOf("x")) === '{"lines":"5"}');
    expect(await linesOf("y")).toEqual({ lines: "1" });
    expect(run.running.get(Totals).memo).toBe(memo);
    expect(run.running.memoOf(writers.ref("x")).counter).toBe(5);
    await writers.delete(["x"]);
    await eventually(() => Ledger.closed.includes("x"));
    expect(Ledger.closed).toEqual(["x"]);
    await run.running.stop();
    expect(Ledger.closed).toEqual(["x", "y"]);
  });

  it("are called by timers as long as their object is there, and their results are kept", async () => {
    const runs = new Map<string, number>();
    class Ticking {
      @Timer(selector(), { interval: "50ms", labels: { timed: "yes" } })
      tick(memo: CountMemo, patch: Patch, @Name() name: string): { runs: number } {
        memo.counter++;
        runs.set(name, memo.counter);
        patch.metadata.annotations["ticked"] = String(memo.counter);
        return { runs: memo.counter };
      }
    }
    await using run = await start(Ticking, new CountMemo());
    await writers.create(["timed", "untimed"]);
    await cluster.client.patch(writers.ref("timed"), { metadata: { labels: { timed: "yes" } } });
    await eventually(() => (runs.get("timed") ?? 0) >= 3);
    await eventually(async () => {
      const object = await objectOf("timed");
      return Number(object?.metadata?.annotations?.["ticked"]) >= 3;
    });
    expect(await objectOf("timed")).toMatchObject({
      status: { tick: { runs: expect.any(Number) } },
    });
    await cluster.client.patch(writers.ref("timed"), { metadata: { labels: { timed: null } } });
    await cluster.client.patch(writers.ref("untimed"), { metadata: { labels: { timed: "yes" } } });
    await eventually(() => (runs.get("untimed") ?? 0) >= 2);
    const ended = runs.get("timed");
    await eventually(() => (runs.get("untimed") ?? 0) >= 5);
    expect(runs.get("timed")).toBe(ended);
    await writers.delete(["untimed"]);
    await eventually(
      () => run.running.counters.events > 0 && !isKnown(run.running, writers.ref("untimed")),
    );
    expect(run.logger.lines).toEqual([]);
  });
});

function isKnown(running: RunningOperator, object: KubernetesObject): boolean {
  try {
    running.memoOf(object);
    return true;
  } catch {
    return false;
  }
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { bootstrap, Memo, OnEvent, ResourceEvent, Timer, TimerTick } from "kephale";

import { widgets } from "../support/custom-kind.js";
import type { CustomKind } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { RecordingLogger } from "../support/recording-logger.js";
import { serveKind } from "../support/served-kind.js";
import { TestCluster } from "../support/test-cluster.js";
import { Writers } from "../support/writers.js";

/** How an object came: in a list or in a watch, of what kind its body said it is. */
interface Arrival {
  readonly how: string;
  readonly apiVersion: unknown;
  readonly kind: unknown;
  readonly labels: unknown;
  readonly spec: unknown;
}

describe("what an operator asks a real server for", () => {
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

  interface Following extends AsyncDisposable {
    readonly proxy: FaultProxy;
    readonly logger: RecordingLogger;
  }

  async function follow(operator: new () => object): Promise<Following> {
    const proxy = await FaultProxy.start(cluster.client.kubeConfig);
    const logger = new RecordingLogger();
    const options = { kubeConfig: proxy.kubeConfig, logger, signals: false };
    const running = await bootstrap(operator, new Memo(), options);
    await running.ready;
    const stop = async (): Promise<void> => {
      await running.stop();
      await proxy[Symbol.asyncDispose]();
    };
    return { proxy, logger, [Symbol.asyncDispose]: stop };
  }

  const selector = (): string => `${kind.apiVersion}/${kind.plural}`;
  const typesOf = ({ proxy }: Following): unknown[] =>
    proxy.requests
      .filter(({ path }) => path.endsWith(`/${kind.plural}`))
      .map(({ verb, contentType }) => [verb, contentType]);

  it("is metadata where handlers read no more, in the form that takes the least to read", async () => {
    const seen: Arrival[] = [];
    class Labels {
      @OnEvent(selector(), { labels: { team: "a" } })
      seen(memo: Memo): void {
        memo["seen"] = true;
        seen.push({ how: "any", apiVersion: "", kind: "", labels: "", spec: "" });
      }
    }
    await writers.create(["listed", "unlabelled"]);
    await cluster.client.patch(writers.ref("listed"), { metadata: { labels: { team: "a" } } });
    await using run = await follow(Labels);
    await eventually(() => seen.length === 1);
    await writers.edit(["listed", "unlabelled"], 1);
    await eventually(() => seen.length === 2);
    expect(typesOf(run)).toEqual([
      ["list", expect.stringMatching(/^application\/vnd\.kubernetes\.protobuf\b.*as=PartialObjectMetadataList/)],
      ["watch", expect.stringMatching(/^application\/vnd\.kubernetes\.protobuf\b.*as=PartialObjectMetadata/)],
    ]);
    expect(run.logger.lines).toEqual([]);
  });

  it.each(["in protobuf", "in JSON, where something on the way knows no protobuf"])(
    "is given back its own kind where only metadata came: %s",
    async (form) => {
      const seen: Arrival[] = [];
      class Annotating {
        @Timer(selector(), { interval: 3600 })
        tick(tick: TimerTick): void {
          const { body } = tick;
          seen.push(arrival("timer", body));
        }
      }
      void form;
      void Annotating;
      expect(seen).toEqual([]);
    },
  );
});

function arrival(how: string, body: ResourceEvent["body"]): Arrival {
  const { apiVersion, kind, metadata } = body;
  return { how, apiVersion, kind, labels: metadata?.labels, spec: body["spec"] };
}

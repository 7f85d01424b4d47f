import { homedir } from "node:os";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { Envelope } from "../../src/kube/envelope.js";
import { connectionOf } from "../../src/kube/find-config.js";
import { ResourceStream } from "../../src/kube/resource-stream.js";
import type { StreamSink } from "../../src/kube/resource-stream.js";
import { WatchRound } from "../../src/kube/watch-round.js";
import { ProtobufEnvelope } from "../../src/kube/wire/protobuf-envelope.js";
import { StreamFormats } from "../../src/kube/wire/stream-format.js";
import type { Resource } from "../../src/resources/resource.js";
import { SystemClock } from "../../src/support/clock.js";
import { widgets } from "../support/custom-kind.js";
import type { CustomKind } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { TestCluster } from "../support/test-cluster.js";
import { testTransport } from "../support/transports.js";
import type { TransportSetup } from "../support/transports.js";
import { until } from "../support/until.js";

const LIMITS = {
  serverTimeoutS: null,
  inactivityTimeoutMs: 70_000,
  reconnectBackoffMs: 100,
  pageSize: 2,
};

class Recorder implements StreamSink {
  readonly items: Envelope[] = [];
  readonly events: Envelope[] = [];
  readonly problems: string[] = [];
  /** What the bytes were read with. */
  readonly readers = new Set<Envelope>();

  listing(): void {
    this.items.length = 0;
  }
  item(envelope: Envelope): void {
    this.readers.add(envelope);
    this.items.push(envelope.detach());
  }
  listed(): void {
    // Only what came matters here.
  }
  event(envelope: Envelope): void {
    this.readers.add(envelope);
    this.events.push(envelope.detach());
  }
  flush(): void {
    // Only what came matters here.
  }
  malformed(problem: string): void {
    this.problems.push(problem);
  }
}

describe("metadata on a real cluster", () => {
  let cluster: TestCluster;
  let kind: CustomKind;
  let resource: Resource;
  let setup: TransportSetup;

  beforeAll(async () => {
    cluster = await TestCluster.open();
    kind = widgets(cluster.group);
    await cluster.client.create(kind.crd);
    await eventually(async () => isServed());
    const owner = await cluster.client.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "owner", namespace: cluster.namespace },
    });
    for (const name of ["a", "b", "c"])
      await cluster.client.create(widget(name, owner.metadata.uid));
    resource = {
      group: cluster.group,
      version: "v1",
      plural: kind.plural,
      kind: kind.kind,
      singular: "widget",
      shortNames: [],
      categories: [],
      namespaced: true,
      preferred: true,
      verbs: ["list", "watch"],
      subresources: [],
    };
    const environment = { env: {}, homeDir: homedir(), clock: new SystemClock() };
    const credential = await connectionOf(cluster.kubeConfigFile, environment);
    setup = testTransport(async () => Promise.resolve([credential]));
  });

  afterAll(async () => {
    await setup[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  async function isServed(): Promise<boolean> {
    return cluster.client.list({ ...kind, namespace: cluster.namespace }).then(
      () => true,
      () => false,
    );
  }

  function widget(
    name: string,
    uid: string,
  ): { apiVersion: string; kind: string; metadata: Record<string, unknown>; spec: unknown } {
    const metadata = {
      name,
      namespace: cluster.namespace,
      labels: { app: name, "kephale.test/lang": "x" },
      annotations: { note: 'Größe: "1 €"', empty: "" },
      finalizers: name === "c" ? ["kephale.test/keep"] : [],
      ownerReferences: [
        { apiVersion: "v1", kind: "ConfigMap", name: "owner", uid, controller: true },
      ],
    };
    return { apiVersion: kind.apiVersion, kind: kind.kind, metadata, spec: { size: 1 } };
  }

  function options(sink: StreamSink): ConstructorParameters<typeof ResourceStream>[0] {
    const { transport, clock, logger, counters } = setup;
    const { namespace } = cluster;
    return {
      transport,
      clock,
      logger,
      counters,
      sink,
      resource,
      namespace,
      view: "metadata",
      limits: () => LIMITS,
    };
  }

  it("is the same in protobuf as in JSON: in lists of several pages, and in events", async () => {
    const sink = new Recorder();
    const abort = new AbortController();
    const stream = new ResourceStream(options(sink));
    const running = stream.run(abort.signal);
    await stream.firstListed;
    expect(sink.items.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    for (const envelope of sink.items) {
      const whole = await cluster.client.get({
        ...kind,
        metadata: { name: envelope.name, namespace: cluster.namespace },
      });
      expect(envelope.parse()).toEqual({
        apiVersion: kind.apiVersion,
        kind: kind.kind,
        metadata: whole?.metadata,
      });
    }

    await until(() => stream.state === "watching", "it watches");
    const changed = await cluster.client.patch(
      { ...kind, metadata: { name: "a", namespace: cluster.namespace } },
      { spec: { size: 2 } },
    );
    await cluster.client.delete({ ...kind, metadata: { name: "c", namespace: cluster.namespace } });
    await until(() => sink.events.length === 2, "both events came");
    expect(sink.events.map(({ type, name }) => [type, name])).toEqual([
      ["MODIFIED", "a"],
      ["MODIFIED", "c"],
    ]);
    expect(sink.events[0]?.parse().metadata).toEqual(changed.metadata);
    expect(sink.events[1]?.parse().metadata).toMatchObject({
      deletionGracePeriodSeconds: 0,
      finalizers: ["kephale.test/keep"],
    });
    abort.abort();
    await running;
    // Its namespace could not go otherwise.
    await cluster.client.patch(
      { ...kind, metadata: { name: "c", namespace: cluster.namespace } },
      { metadata: { finalizers: null } },
    );
    expect([...sink.readers]).toEqual([expect.any(ProtobufEnvelope)]);
    expect(sink.problems).toEqual([]);
    expect(setup.counters.listCauses).toEqual({ start: 1 });
  });

  it("has expired versions told in protobuf too", async () => {
    const sink = new Recorder();
    const { apiVersion } = kind;
    const shape = { apiVersion, kind: kind.kind, isPartial: true, counters: setup.counters };
    const watch = new WatchRound({
      options: options(sink),
      sink,
      formats: new StreamFormats(shape),
      version: 1,
      opened: () => undefined,
    });
    await expect(watch.run(new AbortController().signal)).rejects.toMatchObject({
      code: "KUBE_EXPIRED",
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { KubernetesObject } from "kephale";

import type { Envelope } from "../../src/kube/envelope.js";
import { ResourceStream, type StreamSink } from "../../src/kube/resource-stream.js";
import { TransportCounters } from "../../src/kube/transport-counters.js";
import { Transport } from "../../src/kube/transport.js";
import type { StreamRequest } from "../../src/kube/transport-options.js";
import { CredentialVault } from "../../src/kube/vault.js";
import type { Resource } from "../../src/resources/resource.js";
import { SystemClock } from "../../src/support/clock.js";
import { widgets } from "../support/custom-kind.js";
import type { CustomKind } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { RecordingLogger } from "../support/recording-logger.js";
import { serveKind } from "../support/served-kind.js";
import { TestCluster } from "../support/test-cluster.js";
import { testCredential } from "../support/transports.js";
import { Writers } from "../support/writers.js";

const JSON_TYPE = "application/json";
const PROTOBUF = "application/vnd.kubernetes.protobuf";
const FORMS = [
  {
    form: "whole objects in JSON",
    view: "full",
    transport: Transport,
    types: { list: JSON_TYPE, watch: JSON_TYPE },
  },
  {
    form: "metadata in protobuf",
    view: "metadata",
    transport: Transport,
    types: { list: PROTOBUF, watch: `${PROTOBUF};stream=watch` },
  },
  {
    form: "metadata in JSON, where protobuf is not to be had",
    view: "metadata",
    get transport() {
      return WithoutProtobuf;
    },
    types: { list: JSON_TYPE, watch: JSON_TYPE },
  },
] as const;

describe("what a real server sends for the objects of a kind", () => {
  let cluster: TestCluster;
  let kind: CustomKind;
  let writers: Writers;

  beforeAll(async () => {
    cluster = await TestCluster.open({ controllerManager: false });
    kind = widgets(cluster.group);
    await serveKind(cluster.client, kind);
    writers = new Writers(cluster.client, kind, cluster.namespace);
  });

  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
  });

  it.each(FORMS)(
    "is read the same in lists and watches: $form",
    async ({ view, transport, types }) => {
      await using proxy = await FaultProxy.start(cluster.client.kubeConfig);
      await writers.create(["a"]);
      const metadata = {
        labels: { "kephale.test/name": "a-1" },
        annotations: { note: 'Zwölf\nlines, "quoted".' },
        finalizers: ["kephale.test/kept"],
      };
      const listed = await cluster.client.patch(writers.ref("a"), { metadata });
      await using stream = Streaming.start(proxy, kind, { view, transport });
      await eventually(() => stream.received.length === 1);
      const changed = await cluster.client.patch(writers.ref("a"), {
        metadata: { labels: { more: "yes" } },
      });
      const deleted = await cluster.client.delete(writers.ref("a"));
      await cluster.client.patch(writers.ref("a"), { metadata: { finalizers: null } });
      await eventually(() => stream.received.length === 4);
      const [first, second, third] = stream.received;
      expect(first).toEqual(as(view, listed));
      expect(second).toEqual(as(view, changed));
      expect(third).toEqual(as(view, deleted ?? {}));
      expect(proxy.requests.map(({ verb, contentType }) => [verb, contentType])).toEqual(
        Object.entries(types),
      );
      expect(stream.logger.lines).toEqual([]);
    },
  );
});

/** An object as a view of it has it: with its own kind, and without what says who owns which field. */
function as(view: "full" | "metadata", object: KubernetesObject): KubernetesObject {
  const { apiVersion = "", kind = "", metadata, ...rest } = object;
  const { managedFields: _, ...kept } = { managedFields: undefined, ...metadata };
  return { apiVersion, kind, metadata: kept, ...(view === "full" ? rest : {}) };
}

/** Stands for a server, or something before it, that knows JSON only. */
class WithoutProtobuf extends Transport {
  override async stream(request: StreamRequest): Promise<void> {
    const types = request.accept.split(",").filter((type) => !type.includes("protobuf"));
    await super.stream({ ...request, accept: types.join(",") });
  }
}

/** A stream of its own, without an operator around it. */
class Streaming implements AsyncDisposable {
  readonly received: KubernetesObject[] = [];
  readonly logger = new RecordingLogger();
  readonly #controller = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #transport: Transport | undefined;

  static start(
    proxy: FaultProxy,
    kind: CustomKind,
    how: { readonly view: "full" | "metadata"; readonly transport: typeof Transport },
  ): Streaming {
    const streaming = new Streaming();
    const clock = new SystemClock();
    const { logger } = streaming;
    const counters = new TransportCounters();
    const login = async (): Promise<ReturnType<typeof testCredential>[]> =>
      Promise.resolve([testCredential(proxy.kubeConfig.server)]);
    const vault = new CredentialVault({ login, clock, logger });
    const transport = new how.transport({ vault, limits: () => LIMITS, clock, logger, counters });
    const stream = new ResourceStream({
      transport,
      resource: resourceOf(kind),
      view: how.view,
      limits: () => LIMITS,
      clock,
      logger,
      counters,
      sink: streaming.#sink(),
    });
    streaming.#transport = transport;
    streaming.#running = stream.run(streaming.#controller.signal);
    return streaming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort();
    await this.#running;
    await this.#transport?.close();
  }

  #sink(): StreamSink {
    const keep = (envelope: Envelope): void => {
      const object = envelope.detach().parse();
      this.received.push(as("full", object));
    };
    const nothing = (): void => undefined;
    return {
      listing: nothing,
      item: keep,
      listed: nothing,
      event: keep,
      flush: nothing,
      malformed: (problem) => void this.logger.lines.push(problem),
    };
  }
}

const LIMITS = {
  requestTimeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  errorBackoffsMs: [],
  enforceRetryAfter: false,
  serverTimeoutS: null,
  inactivityTimeoutMs: 70_000,
  reconnectBackoffMs: 10,
  pageSize: 500,
};

function resourceOf({ apiVersion, kind, plural }: CustomKind): Resource {
  const [group = "", version = ""] = apiVersion.split("/");
  return {
    group,
    version,
    plural,
    kind,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    preferred: true,
    verbs: ["list", "watch"],
    subresources: ["status"],
  };
}

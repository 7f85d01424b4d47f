import { describe, expect, it } from "@jest/globals";
import { EventType, EVERYTHING, OnEvent } from "kephale";

import { KindSelection } from "../../../src/engine/watching/kind-selection.js";
import { KindWatcher } from "../../../src/engine/watching/kind-watcher.js";
import { type ServedKind, ServedStreams } from "../../../src/engine/watching/served-streams.js";
import type { Discovery } from "../../../src/kube/discovery.js";
import type { GroupVersion } from "../../../src/kube/discovery-documents.js";
import type { Envelope } from "../../../src/kube/envelope.js";
import { KubeApiError, KubeConnectionError } from "../../../src/kube/errors.js";
import type { ResourceStream } from "../../../src/kube/resource-stream.js";
import type { Resource } from "../../../src/resources/resource.js";
import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";
import { resource } from "../../support/resources.js";

const KEX = resource();
const PODS = resource({ group: "", plural: "pods", kind: "Pod" });

class Serving {
  @OnEvent("kopf.dev/v1/kopfexamples")
  one(): void {}
  @OnEvent("v1/pods")
  two(): void {}
}

/** What follows the kinds of a cluster that a test plays. */
class Following {
  readonly bench: EngineBench;
  readonly scans: string[] = [];
  readonly served: string[] = [];
  /** What is asked for next: kinds, or an error. */
  cluster: () => readonly Resource[] = () => [KEX, PODS];
  /** Versions of groups that nobody answers for. */
  readonly outOfOrder = new Map<string, GroupVersion>();
  readonly watcher: KindWatcher;

  constructor(operator: unknown = Serving) {
    this.bench = new EngineBench(operator);
    const { clock, logger, handlers } = this.bench;
    const discovery: Pick<Discovery, "scan" | "outOfOrder"> = {
      outOfOrder: this.outOfOrder,
      scan: async (groups) => {
        this.scans.push(`${clock.monotonic()} ${[...(groups ?? ["all"])].toSorted().join(",")}`);
        await Promise.resolve();
        return this.cluster().filter(({ group }) => groups === undefined || groups.has(group));
      },
    };
    this.watcher = new KindWatcher({
      discovery: discovery as Discovery,
      selection: new KindSelection(handlers, logger),
      clock,
      logger,
      onKinds: async (kinds) => {
        this.served.push(kinds.map((kind) => kind.resource.plural).join(" "));
        await Promise.resolve();
      },
      random: () => 1,
    });
  }

  async start(): Promise<void> {
    await this.watcher.start(new AbortController().signal);
    this.scans.length = 0;
  }
}

describe("the first look at the kinds of a cluster", () => {
  it("asks for the groups that selectors name, and serves what is there", async () => {
    const following = new Following();
    await following.watcher.start(new AbortController().signal);
    expect(following.scans).toEqual(["0 ,kopf.dev"]);
    expect(following.served).toEqual(["kopfexamples pods"]);
  });

  it.each([
    ["unreachable", () => new KubeConnectionError("It does not answer.")],
    ["busy", () => new KubeApiError("Try later.", { status: 503 })],
  ])(
    "is taken again and again where the server is %s, with one warning a minute",
    async (_what, failure) => {
      const following = new Following();
      const { clock, logger } = following.bench;
      following.cluster = () => {
        throw failure();
      };
      const starting = following.watcher.start(new AbortController().signal);
      await clock.advance(119_000);
      expect(following.scans.length).toBeGreaterThan(5);
      expect(logger.of("warn")).toHaveLength(2);
      following.cluster = () => [KEX, PODS];
      await clock.advance(30_000);
      await starting;
      expect(following.served).toEqual(["kopfexamples pods"]);
    },
  );

  it("fails where trying again is useless", async () => {
    const following = new Following();
    following.cluster = () => {
      throw new KubeApiError("No.", { status: 401 });
    };
    await expect(following.watcher.start(new AbortController().signal)).rejects.toThrow("No.");
    expect(following.bench.clock.pending).toBe(0);
  });

  it("ends with the reason of its signal", async () => {
    const following = new Following();
    following.cluster = () => {
      throw new KubeConnectionError("It does not answer.");
    };
    const controller = new AbortController();
    const starting = following.watcher.start(controller.signal);
    await following.bench.clock.advance(500);
    controller.abort(new Error("enough"));
    await expect(starting).rejects.toThrow("enough");
    expect(following.bench.clock.pending).toBe(0);
  });
});

describe("the first list of CRDs", () => {
  /** Lists CRDs of these names. */
  function list(following: Following, ...names: readonly string[]): void {
    const { crdSink } = following.watcher;
    crdSink.listing();
    for (const name of names) crdSink.item({ name } as Envelope);
    crdSink.listed();
  }

  it("is followed by one look at the groups that are wanted", async () => {
    const following = new Following();
    await following.start();
    list(following, "kopfexamples.kopf.dev", "others.example.com");
    await following.bench.clock.advance(60_000);
    expect(following.scans).toEqual(["0 kopf.dev"]);
  });

  it("ends kinds whose CRDs have gone since the first look", async () => {
    const following = new Following();
    await following.start();
    following.cluster = () => [PODS];
    list(following, "others.example.com");
    await following.bench.clock.advance(1);
    expect(following.scans).toEqual(["0 kopf.dev"]);
    expect(following.served.at(-1)).toBe("pods");
  });
});

describe("a later look at a group", () => {
  it("comes when its CRDs have changed, once for what comes together, and leaves other groups as they are", async () => {
    const following = new Following();
    await following.start();
    const other = resource({ version: "v2", preferred: false });
    following.cluster = () => [KEX, other];
    following.watcher.rescan("kopf.dev");
    following.watcher.rescan("kopf.dev");
    following.watcher.rescan("nobodys.dev");
    await following.bench.clock.advance(0);
    expect(following.scans).toEqual(["0 kopf.dev"]);
    expect(following.served.at(-1)).toBe("kopfexamples pods");
  });

  it("is taken again some times in any case: the server tells a moment later what a kind has become", async () => {
    const following = new Following();
    await following.start();
    following.watcher.rescan("kopf.dev");
    await following.bench.clock.advance(60_000);
    expect(following.scans).toEqual([
      "0 kopf.dev",
      "250 kopf.dev",
      "750 kopf.dev",
      "1750 kopf.dev",
    ]);
    expect(following.bench.clock.pending).toBe(0);
  });

  it("is taken again for some seconds while a kind is still missing", async () => {
    const following = new Following();
    following.cluster = () => [PODS];
    await following.start();
    following.watcher.rescan("kopf.dev");
    await following.bench.clock.advance(1000);
    expect(following.served.at(-1)).toBe("pods");
    following.cluster = () => [KEX, PODS];
    await following.bench.clock.advance(2000);
    expect(following.served.at(-1)).toBe("kopfexamples pods");
    const looks = following.scans.length;
    await following.bench.clock.advance(600_000);
    expect(following.scans).toHaveLength(looks);
  });

  it("is not taken for ever where a kind stays missing", async () => {
    const following = new Following();
    following.cluster = () => [PODS];
    await following.start();
    following.watcher.rescan("kopf.dev");
    await following.bench.clock.advance(3_600_000);
    expect(following.scans.length).toBeLessThan(12);
    expect(following.bench.clock.pending).toBe(0);
  });

  it("is taken for as long as it fails: a server that is away has told nothing", async () => {
    const following = new Following();
    following.cluster = () => [PODS];
    await following.start();
    following.cluster = () => {
      throw new KubeConnectionError("It does not answer.");
    };
    following.watcher.rescan("kopf.dev");
    await following.bench.clock.advance(300_000);
    const warnings = following.bench.logger
      .of("warn")
      .filter((line) => line.includes("cannot be read"));
    expect(warnings.length).toBeGreaterThanOrEqual(4);
    expect(warnings.length).toBeLessThanOrEqual(6);
    following.cluster = () => [KEX, PODS];
    await following.bench.clock.advance(30_000);
    expect(following.served.at(-1)).toBe("kopfexamples pods");
    expect(following.bench.clock.pending).toBe(0);
  });

  it("does not come any more when the operator stops", async () => {
    const following = new Following();
    await following.start();
    following.watcher.rescan("kopf.dev");
    await following.watcher.close();
    following.watcher.rescan("kopf.dev");
    await following.bench.clock.advance(60_000);
    expect(following.scans).toEqual([]);
    expect(following.bench.clock.pending).toBe(0);
  });
});

describe("a group that is out of order", () => {
  const broken = (group: string): [string, GroupVersion] => [
    `${group}/v1`,
    { group, version: "v1", preferred: true },
  ];
  const minutesOf = (scans: readonly string[]): readonly string[] =>
    scans.map((scan) => scan.replace(/^\d+/, (ms) => String(Number(ms) / 60_000)));

  it("is looked at again, later and later, until its kinds are there", async () => {
    const following = new Following();
    following.outOfOrder.set(...broken("kopf.dev"));
    following.cluster = () => [PODS];
    await following.start();
    await following.bench.clock.advance(18 * 60_000);
    const looks = ["0.5", "1.5", "3.5", "7.5", "12.5", "17.5"];
    expect(minutesOf(following.scans)).toEqual(looks.map((minute) => `${minute} kopf.dev`));
    following.outOfOrder.clear();
    following.cluster = () => [KEX, PODS];
    await following.bench.clock.advance(5 * 60_000);
    expect(following.served.at(-1)).toBe("kopfexamples pods");
    expect(following.scans).toHaveLength(7);
    expect(following.bench.clock.pending).toBe(0);
  });

  it("is looked at again after its CRDs have changed, too", async () => {
    const following = new Following();
    following.cluster = () => [PODS];
    await following.start();
    following.outOfOrder.set(...broken("kopf.dev"));
    following.watcher.rescan("kopf.dev");
    await following.bench.clock.advance(3_600_000);
    following.outOfOrder.clear();
    following.cluster = () => [KEX, PODS];
    await following.bench.clock.advance(5 * 60_000);
    expect(following.served.at(-1)).toBe("kopfexamples pods");
    expect(following.bench.clock.pending).toBe(0);
  });

  it("is looked at again where all kinds are wanted", async () => {
    class All {
      @OnEvent(EVERYTHING)
      one(): void {}
    }
    const following = new Following(All);
    following.outOfOrder.set(...broken("metrics.k8s.io"));
    await following.start();
    await following.bench.clock.advance(30_000);
    expect(following.scans).toEqual(["30000 metrics.k8s.io"]);
  });

  it.each([
    ["has no kind that is wanted", "metrics.k8s.io"],
    ["has no other kind that is wanted", "kopf.dev"],
  ])("is left alone where it %s", async (_title, group) => {
    const following = new Following();
    following.outOfOrder.set(...broken(group));
    await following.start();
    expect(following.bench.clock.pending).toBe(0);
  });

  it("keeps its kinds when a look finds it out of order", async () => {
    const following = new Following();
    await following.start();
    following.outOfOrder.set(...broken("kopf.dev"));
    following.cluster = () => [PODS];
    following.watcher.rescan("kopf.dev");
    await following.bench.clock.advance(3_600_000);
    expect(following.scans.length).toBeGreaterThan(1);
    expect(new Set(following.served)).toEqual(new Set(["kopfexamples pods"]));
    expect(following.bench.clock.pending).toBe(0);
  });

  it("is not looked at any more when the operator stops", async () => {
    const following = new Following();
    following.outOfOrder.set(...broken("kopf.dev"));
    following.cluster = () => [PODS];
    await following.start();
    expect(following.bench.clock.pending).toBe(1);
    await following.watcher.close();
    expect(following.bench.clock.pending).toBe(0);
  });
});

describe("the streams of an operator", () => {
  /** Streams that only say that they begin and end. */
  function playedStreams(): {
    readonly log: string[];
    readonly streams: ServedStreams;
    readonly bench: EngineBench;
  } {
    const bench = new EngineBench(Serving);
    const log: string[] = [];
    const streams = new ServedStreams((kind, namespace) => {
      const name = `${kind.resource.plural} ${namespace ?? "*"}`;
      log.push(`start ${name}`);
      const { feed } = bench.open(kind.resource);
      const stop = async (): Promise<void> => {
        await Promise.resolve();
        log.push(`stop ${name}`);
      };
      return { stream: {} as ResourceStream, feed, stop };
    });
    return { log, streams, bench };
  }

  const kind = (bench: EngineBench, of: Resource): ServedKind => ({
    resource: of,
    plan: bench.plan(of),
  });

  it("are one for each kind, where all namespaces are served", async () => {
    const { log, streams, bench } = playedStreams();
    await streams.adjust([kind(bench, KEX), kind(bench, PODS)], undefined);
    await streams.adjust([kind(bench, KEX), kind(bench, PODS)], undefined);
    expect(log).toEqual(["start kopfexamples *", "start pods *"]);
  });

  it("are one for each kind and namespace, which come and go with both", async () => {
    const { log, streams, bench } = playedStreams();
    const kex = kind(bench, KEX);
    await streams.adjust([kex], new Set(["a"]));
    await streams.adjust([kex], new Set(["a", "b"]));
    await streams.adjust([kex], new Set(["b"]));
    await streams.adjust([], new Set(["b"]));
    expect(log).toEqual([
      "start kopfexamples a",
      "start kopfexamples b",
      "stop kopfexamples a",
      "stop kopfexamples b",
    ]);
    expect(streams.all).toEqual([]);
  });

  it("are one for a cluster-wide kind, whatever the namespaces", async () => {
    const { log, streams, bench } = playedStreams();
    const wide = kind(bench, resource({ namespaced: false, plural: "nodes" }));
    await streams.adjust([wide], new Set());
    await streams.adjust([wide], new Set(["a", "b"]));
    await streams.adjust([wide], new Set());
    expect(log).toEqual(["start nodes *"]);
  });

  it("end their objects, each with a DELETED, only when they have stopped themselves", async () => {
    const seen: string[] = [];
    class Seeing {
      @OnEvent("KopfExample")
      seen(@EventType() type: string): void {
        seen.push(type);
      }
    }
    const bench = new EngineBench(Seeing);
    const gate = deferred();
    const streams = new ServedStreams(() => ({
      stream: {} as ResourceStream,
      feed: bench.stream.feed,
      stop: async () => gate.promise,
    }));
    await streams.adjust([{ resource: KEX, plan: bench.plan(KEX) }], undefined);
    bench.stream.added("a");
    const adjusting = streams.adjust([], undefined);
    await bench.clock.settle();
    expect(seen).toEqual(["ADDED"]);
    gate.resolve();
    await adjusting;
    expect(seen).toEqual(["ADDED", "DELETED"]);
  });
});

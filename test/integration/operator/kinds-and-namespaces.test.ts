import { describe, expect, it } from "@jest/globals";
import { bootstrap, EventType, Memo, Name, Namespace, OnEvent, Timer } from "kephale";
import { Sandbox } from "kephale/sandbox";

import {
  example,
  exampleWith,
  KOPF_EXAMPLES,
  KOPF_EXAMPLES_WITH_STATUS,
} from "../../support/kopf-example.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { expectNoOtherList } from "../../support/lists.js";
import { until } from "../../support/until.js";

const seen: string[] = [];

class Seeing {
  @OnEvent("kopfexamples")
  seen(@EventType() type: string, @Namespace() namespace: string, @Name() name: string): void {
    seen.push(`${type} ${namespace}/${name}`);
  }
}

const namespace = (
  name: string,
): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
} => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
});

describe("the kinds that an operator serves", () => {
  it("may come after its start, go, and come again", async () => {
    seen.length = 0;
    await using run = await OperatorOnSandbox.start(Seeing, new Memo(), { sandbox: { crds: [] } });
    expect(
      run.logger.lines.filter((line) =>
        line.includes("kopfexamples is no kind of this cluster yet"),
      ),
    ).toHaveLength(1);
    for (const name of ["first", "second"]) {
      await run.sandbox.create(KOPF_EXAMPLES);
      await until(() => run.sandbox.openWatches === 2, "the kind to be watched");
      await run.sandbox.create(exampleWith(name, {}));
      await until(
        () => seen.some((line) => line.endsWith(`default/${name}`)),
        `the event of ${name}`,
      );
      await run.sandbox.delete(KOPF_EXAMPLES);
      await until(() => seen.includes(`DELETED default/${name}`), `the end of ${name}`);
      await until(() => run.sandbox.openWatches === 1, "the watch to end");
    }
    expect(seen.filter((line) => line.includes("first"))).toHaveLength(2);
  });

  it("do not keep an operator from being ready when they go before they were listed", async () => {
    await using cluster = await Sandbox.start({ crds: [KOPF_EXAMPLES] });
    using _ = cluster.intercept(({ resource, verb }) =>
      resource === "kopfexamples" && verb === "list"
        ? { status: 503, reason: "ServiceUnavailable", message: "not now" }
        : undefined,
    );
    await using running = await bootstrap(Seeing, new Memo(), {
      kubeConfig: cluster.kubeConfig,
      logger: new RecordingLogger(),
      signals: false,
    });
    const { ready } = running;
    await until(() => cluster.openWatches === 1, "CRDs to be watched");
    await cluster.delete(KOPF_EXAMPLES);
    await expect(ready).resolves.toBeUndefined();
  });

  it("stay as long as their CRDs do, also when a server that was just started does not list them yet", async () => {
    seen.length = 0;
    await using run = await OperatorOnSandbox.start(Seeing);
    const object = await run.sandbox.create(exampleWith("a", {}));
    await until(() => seen.length === 1, "the event");
    const memo = run.running.memoOf(object);
    let looks = 0;
    using _ = run.sandbox.intercept(({ path }) => {
      if (path !== "/apis") return undefined;
      looks++;
      const nothing = {
        kind: "APIGroupDiscoveryList",
        apiVersion: "apidiscovery.k8s.io/v2",
        items: [],
      };
      return looks > 2 ? undefined : { status: 200, body: JSON.stringify(nothing) };
    });
    await run.sandbox.patch(KOPF_EXAMPLES, { metadata: { labels: { changed: "yes" } } });
    await until(() => looks > 2, "a look at the complete list");
    await run.sandbox.patch(example("a"), { spec: { size: 1 } });
    await until(() => seen.length === 2, "the second event");
    expect(seen).toEqual(["ADDED default/a", "MODIFIED default/a"]);
    expect(run.running.memoOf(object)).toBe(memo);
    await expectNoOtherList(run.running);
    expect(run.logger.lines).toEqual([]);
  });

  it("go with their CRDs, also when the server lists them a moment longer", async () => {
    seen.length = 0;
    await using run = await OperatorOnSandbox.start(Seeing, new Memo(), {
      sandbox: { objects: [exampleWith("a", {})] },
    });
    const headers = {
      accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
    };
    const body = await (await fetch(`${run.sandbox.url}/apis`, { headers })).text();
    using _ = run.sandbox.intercept(({ path }) =>
      path === "/apis" ? { status: 200, body } : undefined,
    );
    await run.sandbox.delete(KOPF_EXAMPLES);
    await until(() => seen.includes("DELETED default/a"), "the end of the object");
    await until(
      () => run.logger.lines.some((line) => line.includes("is no kind of this cluster yet")),
      "the kind to be given up",
    );
    expect(run.sandbox.openWatches).toBe(1);
    await run.sandbox.create(KOPF_EXAMPLES);
    await until(() => run.sandbox.openWatches === 2, "the kind to be watched again");
  });

  it("are not served when it cannot be told which of several is meant", async () => {
    const other = {
      ...KOPF_EXAMPLES,
      metadata: { name: "kopfexamples.other.dev" },
      spec: { ...KOPF_EXAMPLES.spec, group: "other.dev" },
    };
    await using run = await OperatorOnSandbox.start(Seeing, new Memo(), {
      sandbox: { crds: [KOPF_EXAMPLES, other] },
    });
    const warnings = run.logger.lines.filter((line) => line.includes("AMBIGUOUS_SELECTOR"));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("kopfexamples.v1.kopf.dev, kopfexamples.v1.other.dev");
    expect(run.sandbox.journal.matching({ verb: "list", resource: "kopfexamples" })).toHaveLength(
      0,
    );
  });

  it("are served with the handlers that mean them now, when it becomes clear which is meant, and when it is not any more", async () => {
    const calls: string[] = [];
    class Two {
      @OnEvent("kopfexamples.kopf.dev")
      named(@Name() name: string): void {
        calls.push(`named ${name}`);
      }

      @OnEvent("kopfexamples")
      short(@Name() name: string): void {
        calls.push(`short ${name}`);
      }
    }
    const rival = {
      ...KOPF_EXAMPLES,
      metadata: { name: "kopfexamples.other.dev" },
      spec: { ...KOPF_EXAMPLES.spec, group: "other.dev" },
    };
    await using run = await OperatorOnSandbox.start(Two, new Memo(), {
      sandbox: { crds: [KOPF_EXAMPLES, rival] },
    });
    await run.sandbox.create(exampleWith("a", {}));
    await until(() => calls.includes("named a"), "the first event");
    await run.sandbox.delete(rival);
    let count = 0;
    const next = async (isCalled: boolean): Promise<void> => {
      await until(
        async () => {
          const name = `n${count++}`;
          await run.sandbox.create(exampleWith(name, {}));
          await until(() => calls.includes(`named ${name}`), `the event of ${name}`);
          return calls.includes(`short ${name}`) === isCalled;
        },
        `an event that ${isCalled ? "both" : "one"} handled`,
      );
    };
    await next(true);
    await run.sandbox.create(rival);
    await next(false);
    expect(calls.filter((call) => call === "named a")).toHaveLength(1);
    expect(calls).not.toContain("short a");
  });

  it.each([
    [
      "changed",
      async (sandbox: Sandbox) => {
        await sandbox.patch(KOPF_EXAMPLES, { spec: KOPF_EXAMPLES_WITH_STATUS.spec });
      },
    ],
    [
      "made again",
      async (sandbox: Sandbox) => {
        await sandbox.delete(KOPF_EXAMPLES);
        await until(() => sandbox.openWatches === 1, "the watch to end");
        await sandbox.create(KOPF_EXAMPLES_WITH_STATUS);
        await until(() => sandbox.openWatches === 2, "the kind to be watched again");
      },
    ],
  ])(
    "have their status sent as it is to be sent now, where their CRD is %s",
    async (_how, change) => {
      class Answering {
        @OnEvent("kopfexamples")
        answer(@Name() name: string): string {
          return name;
        }
      }
      await using run = await OperatorOnSandbox.start(Answering);
      await change(run.sandbox);
      let count = 0;
      await until(async () => {
        await run.sandbox.create(exampleWith(`n${count++}`, {}));
        // One whose event is long past.
        const earlier = await run.sandbox.get(example(`n${Math.floor(count / 2)}`));
        return earlier?.["status"] !== undefined;
      }, "a result in a status");
      expect(run.logger.lines.filter((line) => line.startsWith("error"))).toEqual([]);
    },
  );

  it("may be forbidden: this is told with the rule to add, and the rest is served", async () => {
    seen.length = 0;
    class Both extends Seeing {
      @OnEvent("secrets")
      secret(): void {}
    }
    await using cluster = await Sandbox.start({ crds: [KOPF_EXAMPLES] });
    using _ = cluster.intercept(({ resource }) =>
      resource === "secrets"
        ? { status: 403, reason: "Forbidden", message: "secrets is forbidden" }
        : undefined,
    );
    const logger = new RecordingLogger();
    await using running = await bootstrap(Both, new Memo(), {
      kubeConfig: cluster.kubeConfig,
      logger,
      signals: false,
    });
    await cluster.create(exampleWith("a", {}));
    await until(() => seen.length === 1, "the event of the kind that is allowed");
    const errors = logger.lines.filter((line) => line.startsWith("error"));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(
      '{ apiGroups: [""], resources: ["secrets"], verbs: ["list", "watch"] }',
    );
    expect(running.counters.events).toBe(1);
  });
});

describe("the namespaces that an operator serves", () => {
  it("are those whose names fit its patterns, also later ones, until they go", async () => {
    seen.length = 0;
    await using run = await OperatorOnSandbox.start(Seeing, new Memo(), {
      bootstrap: { namespaces: ["app-*,!app-test"] },
      sandbox: { objects: [namespace("app-one"), namespace("app-test"), namespace("other")] },
    });
    for (const place of ["app-one", "app-test", "other"]) {
      await run.sandbox.create({ ...example("a", place), spec: {} });
    }
    await until(() => seen.length === 1, "the event in app-one");
    await run.sandbox.create(namespace("app-two"));
    await run.sandbox.create({ ...example("b", "app-two"), spec: {} });
    await until(() => seen.length === 2, "the event in app-two");
    await run.sandbox.delete(namespace("app-two"));
    await until(() => seen.length === 3, "the end in app-two");
    expect(seen.map((line) => line.replace(/^null/, "ADDED"))).toEqual([
      "ADDED app-one/a",
      "ADDED app-two/b",
      "DELETED app-two/b",
    ]);
  });

  it("are served as given when namespaces may not be listed", async () => {
    seen.length = 0;
    await using served = await OperatorOnSandbox.start(Seeing, new Memo(), {
      bootstrap: { namespaces: "default" },
    });
    using _ = served.sandbox.intercept(({ resource, verb }) =>
      resource === "namespaces" && verb === "list"
        ? { status: 403, reason: "Forbidden", message: "no" }
        : undefined,
    );
    await using run = await OperatorOnSandbox.start(Seeing, new Memo(), {
      bootstrap: { namespaces: "default", kubeConfig: served.sandbox.kubeConfig },
    });
    expect(
      run.logger.lines.filter((line) => line.includes("Namespaces may not be listed")),
    ).toHaveLength(1);
    await served.sandbox.create(exampleWith("a", {}));
    await until(() => seen.length === 2, "the event, in both operators");
  });

  it.each([
    [["team-*"], "none is given by its exact name"],
    [["default", "team-*"], "these are served as given: default"],
  ])("are not followed where the settings say so: %j", async (namespaces, served) => {
    await using run = await OperatorOnSandbox.start(Seeing, new Memo(), {
      bootstrap: { namespaces, settings: { scanning: { disabled: true } } },
    });
    expect(run.logger.lines).toEqual([
      `warn Namespaces are not followed (settings.scanning.disabled); ${served}.`,
    ]);
  });
});

describe("timers on a cluster", () => {
  it("run for each object and end with it", async () => {
    const runs: string[] = [];
    class Ticking {
      @Timer("KopfExample", { interval: "20ms" })
      tick(@Name() name: string): void {
        runs.push(name);
      }
    }
    await using run = await OperatorOnSandbox.start(Ticking);
    await run.sandbox.create(exampleWith("a", {}));
    await run.sandbox.create(exampleWith("b", {}));
    await until(() => runs.filter((name) => name === "b").length > 2, "three runs of b");
    await run.sandbox.delete(example("a"));
    await until(() => run.running.counters.events === 3, "the end of a");
    const before = runs.filter((name) => name === "a").length;
    const later = runs.length + 3;
    await until(() => runs.length >= later, "three more runs of b");
    expect(runs.filter((name) => name === "a")).toHaveLength(before);
  });
});

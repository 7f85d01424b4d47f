import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { bootstrap, type ClusterAccess, Memo, OnEvent, OnLogin } from "kephale";
import { ControlPlane } from "kephale/testing";

import { widgets } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { FollowedOperator, QUICK } from "../support/followed-operator.js";
import { RecordingLogger } from "../support/recording-logger.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";
import { Writers } from "../support/writers.js";

const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;
const kind = widgets();
const NAMES = ["a", "b", "c", "d", "e"];
const MAY_WATCH = [
  { apiGroups: ["kephale.test"], resources: ["widgets"], verbs: ["list", "watch"] },
  {
    apiGroups: ["apiextensions.k8s.io"],
    resources: ["customresourcedefinitions"],
    verbs: ["list", "watch"],
  },
];

onOwnServer("an operator on a server that does not live as long", () => {
  let cluster: ControlPlane;
  let writers: Writers;

  beforeAll(async () => {
    cluster = await ControlPlane.start({ controllerManager: false, crds: [kind.crd] });
    writers = new Writers(cluster, kind);
  });

  afterEach(async () => {
    await writers.clear();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  /** What was missed was found by listings that have a cause, and by no others. */
  async function expectCaughtUp(run: FollowedOperator): Promise<void> {
    await eventually(async () => run.isUpToDate(), { timeoutMs: 30_000 });
    const { start, expired = 0, ...others } = run.running.counters.listCauses;
    expect(start).toBe(2);
    expect(expired).toBeGreaterThan(0);
    expect(others).toEqual({});
  }

  const goneOf = (run: FollowedOperator, name: string): unknown[] =>
    run.seen.filter((event) => event.name === name && event.type === "DELETED");

  it("catches up after it was killed and started again on the same storage", async () => {
    await using run = await FollowedOperator.start(cluster, kind);
    await writers.create(NAMES);
    await eventually(() => run.seen.length === NAMES.length);
    await cluster.kill();
    await eventually(() => run.logger.lines.some((line) => line.includes("is tried again")));
    await cluster.restart();
    await writers.edit(["a", "b"], 2);
    await writers.delete(["b", "c"]);
    await expectCaughtUp(run);
    expect(run.lists).toBe(sum(run.running.counters.listCauses));
    expect(goneOf(run, "b")).toHaveLength(1);
    expect(goneOf(run, "c")).toHaveLength(1);
    expect(goneOf(run, "a")).toEqual([]);
    await writers.edit(["a"], 1);
    await expectCaughtUp(run);
  });

  it("finds what changed and what is gone when the server has forgotten it meanwhile", async () => {
    await using run = await FollowedOperator.start(cluster, kind);
    await writers.create(NAMES);
    await eventually(() => run.seen.length === NAMES.length);
    {
      using _ = run.proxy.intercept(({ verb }) => (verb === "watch" ? { reset: true } : undefined));
      run.proxy.endWatches();
      await writers.edit(["a", "b"], 3);
      await writers.delete(["b", "c"]);
      await writers.create(["f"]);
      await cluster.compact();
    }
    await expectCaughtUp(run);
    expect(goneOf(run, "b")).toHaveLength(1);
    expect(goneOf(run, "c")).toHaveLength(1);
    expect(run.seen.filter(({ name }) => name === "a").map(({ type }) => type)).toEqual([
      "ADDED",
      null,
    ]);
    expect(run.seen.filter(({ name }) => name === "d").map(({ type }) => type)).toEqual(["ADDED"]);
  });

  it("lists anew when the pages of a listing are forgotten on the way", async () => {
    const settings = { ...QUICK, watching: { ...QUICK.watching, pageSize: 2 } };
    await writers.create(NAMES);
    await using run = await FollowedOperator.start(cluster, kind, { bootstrap: { settings } });
    const isNextPage = ({
      verb,
      path,
      query,
    }: {
      verb: string;
      path: string;
      query: URLSearchParams;
    }): boolean => verb === "list" && path === run.path && query.has("continue");
    {
      let pages = 0;
      let hasExpired = false;
      using _ = run.proxy.intercept((request) => {
        if (isNextPage(request)) {
          pages++;
          return { status: 503 };
        }
        if (hasExpired || request.verb !== "watch" || request.path !== run.path) return undefined;
        hasExpired = true;
        return { status: 410 };
      });
      run.proxy.endWatches();
      await eventually(() => pages > 0);
      await writers.edit(["a", "e"], 1);
      await writers.delete(["b"]);
      await cluster.compact();
    }
    await expectCaughtUp(run);
    expect(goneOf(run, "b")).toHaveLength(1);
    expect(
      run.proxy.requests.filter((request) => isNextPage(request) && request.status === 410),
    ).toHaveLength(1);
  });

  it("logs in again when its token was revoked, and has missed nothing", async () => {
    const user = await cluster.tokenUser({ name: "operator", rules: MAY_WATCH });
    const { server, ca = "" } = cluster.kubeConfig;
    let logins = 0;
    await using run = await FollowedOperator.start(cluster, kind, {
      upstream: { server, ca },
      classes: (proxy) => [
        loginWith(() => {
          logins++;
          return { ...proxy.kubeConfig, token: user.kubeConfig.token ?? "" };
        }),
      ],
    });
    await writers.create(NAMES);
    await user.revoke();
    run.proxy.resetWatches();
    await eventually(() => run.logger.lines.some((line) => line.includes("were refused")));
    await writers.edit(NAMES, 3);
    expect(run.seen).toHaveLength(NAMES.length);
    await user.renew();
    await writers.edit(NAMES, 2);
    await eventually(() => run.seen.length === NAMES.length * 6);
    expect(run.handled).toEqual(run.recorded);
    expect(Object.values(await run.counters())).toEqual([6, 6, 6, 6, 6]);
    expect(run.running.counters.listCauses).toEqual({ start: 2 });
    expect(logins).toBeGreaterThan(1);
    expect(run.logger.lines.join("\n")).not.toContain(user.kubeConfig.token);
  });

  it("may be started before its server", async () => {
    const logger = new RecordingLogger();
    await cluster.kill();
    class Idle {
      @OnEvent("widgets")
      seen(): void {}
    }
    const options = { kubeConfig: cluster.kubeConfig, logger, signals: false, settings: QUICK };
    const starting = bootstrap(Idle, new Memo(), options);
    await eventually(() =>
      logger.lines.some((line) => line.includes("cannot be asked for its kinds yet")),
    );
    await cluster.restart();
    await using running = await starting;
    await running.ready;
    await writers.create(["late"]);
    await eventually(() => running.counters.events > 0);
    expect(running.counters.events).toBe(1);
  });
});

function loginWith(login: () => ClusterAccess): new () => object {
  class LoggingIn {
    @OnLogin()
    login(): ClusterAccess {
      return login();
    }
  }
  return LoggingIn;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  bootstrap,
  type BootstrapOptions,
  Memo,
  Name,
  OnEvent,
  Patch,
  type RunningOperator,
} from "kephale";
import { type CertificateUser, ControlPlane } from "kephale/testing";

import { widgets } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { RecordingLogger } from "../support/recording-logger.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";
import { Writers } from "../support/writers.js";

const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;
const kind = widgets();
const other = widgets("other.test");

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const rule = (group: string, resource: string, ...verbs: string[]): Rule => ({
  apiGroups: [group],
  resources: [resource],
  verbs,
});
const FOLLOW_CRDS = rule("apiextensions.k8s.io", "customresourcedefinitions", "list", "watch");
const FOLLOW_WIDGETS = rule("kephale.test", "widgets", "list", "watch");
const FOLLOW_OTHERS = rule("other.test", "widgets", "list", "watch");

onOwnServer("an operator that may do only what it needs", () => {
  let cluster: ControlPlane;
  let writers: Writers;
  let others: Writers;

  beforeAll(async () => {
    cluster = await ControlPlane.start({
      controllerManager: false,
      crds: [kind.crd, other.crd],
      objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "apart" } }],
    });
    writers = new Writers(cluster, kind);
    others = new Writers(cluster, other);
  });

  afterEach(async () => {
    await writers.clear();
    await others.clear();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it("is served with the rights to follow its kinds and to change what it changes", async () => {
    const user = await cluster.user({
      rules: [
        rule("kephale.test", "widgets", "get", "list", "watch", "patch"),
        rule("kephale.test", "widgets/status", "patch"),
        FOLLOW_CRDS,
      ],
    });
    class Labelling {
      @OnEvent("widgets.kephale.test")
      labels(patch: Patch, @Name() name: string): object {
        patch.metadata.labels["seen"] = "yes";
        patch.transform((body) => {
          Object.assign(body.metadata ?? {}, { annotations: { transformed: "yes" } });
        });
        return { name };
      }
    }
    await using run = await start(Labelling, user);
    await writers.create(["a"]);
    await eventually(async () => {
      const object = await cluster.get(writers.ref("a"));
      return (
        object?.metadata.annotations?.["transformed"] === "yes" && object["status"] !== undefined
      );
    });
    expect(await cluster.get(writers.ref("a"))).toMatchObject({
      metadata: { labels: { seen: "yes" } },
      status: { labels: { name: "a" } },
    });
    expect(run.logger.lines).toEqual([]);
  });

  it("tells of a kind that it may not follow, serves the others, and that one too as soon as it may", async () => {
    const user = await cluster.user({ name: "half", rules: [FOLLOW_WIDGETS, FOLLOW_CRDS] });
    const seen: string[] = [];
    await using run = await start(seeing(seen), user);
    await writers.create(["a"]);
    await others.create(["b"]);
    await eventually(() => seen.length === 1);
    await writers.edit(["a"], 1);
    await eventually(() => seen.length === 2);
    expect(seen).toEqual(["a", "a"]);
    expect(run.logger.lines).toEqual([
      expect.stringMatching(/^error Watching widgets\.v1\.other\.test is forbidden/),
    ]);
    const [told] = run.logger.lines;
    expect(told).toContain('User "half" cannot list resource "widgets" in API group "other.test"');
    expect(told).toContain(
      'Add the rule { apiGroups: ["other.test"], resources: ["widgets"], verbs: ["list", "watch"] }',
    );
    await grant("half", [FOLLOW_OTHERS]);
    await eventually(() => seen.includes("b"));
    expect(run.logger.lines.slice(1)).toEqual(["info Watching widgets.v1.other.test works again."]);
  });

  it("tells once of a change that it may not make, and goes on", async () => {
    const user = await cluster.user({ name: "reader", rules: [FOLLOW_WIDGETS, FOLLOW_CRDS] });
    const seen: string[] = [];
    class Answering {
      @OnEvent("widgets.kephale.test")
      answers(@Name() name: string): { count: number } {
        seen.push(name);
        return { count: seen.length };
      }

      @OnEvent("widgets.kephale.test")
      labels(patch: Patch): void {
        patch.metadata.labels["seen"] = String(seen.length);
      }
    }
    await using run = await start(Answering, user);
    await writers.create(["a", "b"]);
    await writers.edit(["a", "b"], 2);
    await eventually(() => seen.length === 6);
    await run.running.stop();
    const errors = run.logger.lines.filter((line) => line.startsWith("error"));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(
      'User "reader" cannot patch resource "widgets" in API group "kephale.test"',
    );
    expect(errors[0]).toContain(
      'Add the rule { apiGroups: ["kephale.test"], resources: ["widgets"], verbs: ["patch"] }',
    );
  });

  it("is served without the right to follow CRDs, with one warning", async () => {
    const user = await cluster.user({ rules: [FOLLOW_WIDGETS, FOLLOW_OTHERS] });
    const seen: string[] = [];
    await using run = await start(seeing(seen), user);
    await writers.create(["a"]);
    await others.create(["b"]);
    await eventually(() => seen.length === 2);
    expect(run.logger.lines).toEqual([
      expect.stringMatching(/^warn CRDs may not be listed and watched/),
    ]);
  });

  it("is served in the namespaces that are given by name, with rights in them only", async () => {
    const user = await cluster.user({
      namespace: "apart",
      rules: [FOLLOW_WIDGETS, FOLLOW_OTHERS],
    });
    const seen: string[] = [];
    await using run = await start(seeing(seen), user, { namespaces: ["apart", "app-*"] });
    await writers.create(["not-served"]);
    await new Writers(cluster, kind, "apart").create(["served"]);
    await eventually(() => seen.length === 1);
    expect(seen).toEqual(["served"]);
    expect(run.logger.lines).toEqual([
      expect.stringMatching(
        /^warn Namespaces may not be listed and watched.*served as given: apart/,
      ),
      expect.stringMatching(/^warn CRDs may not be listed and watched/),
    ]);
    await new Writers(cluster, kind, "apart").clear();
  });

  async function grant(user: string, rules: readonly Rule[]): Promise<void> {
    const apiGroup = "rbac.authorization.k8s.io";
    const metadata = { name: `${user}-later` };
    const apiVersion = `${apiGroup}/v1`;
    await cluster.create({ apiVersion, kind: "ClusterRole", metadata, rules });
    await cluster.create({
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata,
      roleRef: { apiGroup, kind: "ClusterRole", ...metadata },
      subjects: [{ apiGroup, kind: "User", name: user }],
    });
  }
});

function seeing(seen: string[]): new () => object {
  class Seeing {
    @OnEvent("widgets.kephale.test")
    @OnEvent("widgets.other.test")
    seen(@Name() name: string): void {
      seen.push(name);
    }
  }
  return Seeing;
}

async function start(
  operator: new () => object,
  user: CertificateUser,
  options: BootstrapOptions = {},
): Promise<
  AsyncDisposable & { readonly logger: RecordingLogger; readonly running: RunningOperator }
> {
  const logger = new RecordingLogger();
  const running = await bootstrap(operator, new Memo(), {
    kubeConfig: user.kubeConfig,
    logger,
    signals: false,
    ...options,
  });
  return { logger, running, [Symbol.asyncDispose]: async () => running.stop() };
}

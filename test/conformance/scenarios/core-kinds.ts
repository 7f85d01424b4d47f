import type { Recorder } from "../recorder.js";
import { type Need, scenario } from "../scenario.js";
import { type Json, MERGE, objectIn, widget } from "./widgets.js";

const at = (api: Recorder, rest: string): string => `/api/v1/namespaces/${api.namespace}/${rest}`;
const core = (kind: string, name: string, more: object = {}): object => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  ...more,
});

const labelled = (name: string): object => ({
  ...core("ConfigMap", name),
  metadata: { name, labels: { t: "a" } },
});

const post = async (api: Recorder, path: string, body: unknown, label?: string): Promise<Json> =>
  objectIn(await api.send({ method: "POST", path, body }, label));

const patch = async (api: Recorder, path: string, body: unknown, label?: string): Promise<void> => {
  await api.send({ method: "PATCH", path, headers: MERGE, body }, label);
};

const strategic = async (
  api: Recorder,
  path: string,
  body: unknown,
  label: string,
): Promise<void> => {
  const headers = { "content-type": "application/strategic-merge-patch+json" };
  await api.send({ method: "PATCH", path, headers, body }, label);
};

const containers = [{ name: "c", image: "nginx" }];
const template = { metadata: { labels: { app: "d" } }, spec: { containers } };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d" },
  spec: { selector: { matchLabels: { app: "d" } }, template },
};

/** Waits until a path is gone, without writing that down. */
async function awaitGone(api: Recorder, path: string): Promise<void> {
  for (;;) {
    const { status } = await api.peek(path);
    if (status === 404) return;
  }
}

const all = [
  scenario(
    "configmap.create",
    async (api) =>
      void (await post(
        api,
        at(api, "configmaps"),
        core("ConfigMap", "a", { data: { k: "v" } }),
        "documented: a config map",
      )),
  ),
  scenario("configmap.exists", async (api) => {
    await post(api, at(api, "configmaps"), core("ConfigMap", "a"));
    await post(api, at(api, "configmaps"), core("ConfigMap", "a"), "documented: config map exists");
  }),
  scenario(
    "configmap.bad-key",
    async (api) =>
      void (await post(
        api,
        at(api, "configmaps"),
        core("ConfigMap", "a", { data: { "a b": "v" } }),
        "documented: invalid 422",
      )),
  ),
  scenario("configmap.immutable", async (api) => {
    await post(
      api,
      at(api, "configmaps"),
      core("ConfigMap", "a", { immutable: true, data: { k: "v" } }),
    );
    await patch(api, at(api, "configmaps/a"), { data: { k: "w" } }, "documented: invalid 422");
    await patch(
      api,
      at(api, "configmaps/a"),
      { metadata: { labels: { a: "b" } } },
      "documented: listed 200",
    );
  }),
  scenario("configmap.unconditional-update", async (api) => {
    await post(api, at(api, "configmaps"), core("ConfigMap", "a"));
    await api.send(
      {
        method: "PUT",
        path: at(api, "configmaps/a"),
        body: core("ConfigMap", "a", { data: { k: "w" } }),
      },
      "documented: listed 200",
    );
  }),
  scenario(
    "configmap.wrong-kind",
    async (api) =>
      void (await post(api, at(api, "configmaps"), core("Secret", "a"), "documented: refused 400")),
  ),
  scenario("configmap.delete", async (api) => {
    await post(api, at(api, "configmaps"), core("ConfigMap", "a"));
    await api.send(
      { method: "DELETE", path: at(api, "configmaps/a") },
      "documented: config map deleted",
    );
  }),
  scenario("configmap.delete-collection", async (api) => {
    await post(api, at(api, "configmaps"), labelled("a"));
    await post(api, at(api, "configmaps"), labelled("b"));
    const path = at(api, "configmaps?labelSelector=t%3Da");
    await api.send({ method: "DELETE", path }, "documented: two config maps");
    await api.send({ method: "DELETE", path }, "documented: no config maps");
  }),
  scenario("configmap.patch-without-name-or-revision", async (api) => {
    const path = at(api, "configmaps/u");
    await post(api, at(api, "configmaps"), core("ConfigMap", "u"));
    await patch(api, path, { metadata: null }, "documented: no name");
    await strategic(api, path, { metadata: null }, "documented: no name");
    await patch(api, path, { metadata: { resourceVersion: "" } }, "documented: listed 200");
  }),
  scenario("configmap.wrong-places", async (api) => {
    const item = at(api, "configmaps/a");
    const body = core("ConfigMap", "a");
    await post(api, at(api, "configmaps"), body);
    for (const [method, path] of [
      ["DELETE", "/api/v1/configmaps"],
      ["POST", "/api/v1/configmaps"],
      ["PUT", at(api, "configmaps")],
      ["PATCH", at(api, "configmaps")],
      ["POST", item],
      ["DELETE", at(api, "pods/p/status")],
      ["POST", at(api, "pods/p/status")],
    ] as const)
      await api.send({ method, path, headers: MERGE, body }, "documented: method not offered");
    await api.send({ method: "GET", path: item }, "documented: listed 200");
  }),
  scenario("configmap.list-items-without-kind", async (api) => {
    await post(api, at(api, "configmaps"), core("ConfigMap", "a"));
    await api.send(
      { method: "GET", path: at(api, "configmaps?fieldSelector=metadata.name%3Da") },
      "documented: a list of config maps",
    );
  }),
  scenario("secret.stringdata", async (api) => {
    await post(
      api,
      at(api, "secrets"),
      core("Secret", "a", { stringData: { k: "v" } }),
      "documented: a secret",
    );
    await patch(api, at(api, "secrets/a"), { type: "other" }, "documented: invalid 422");
    await post(
      api,
      at(api, "secrets"),
      core("Secret", "b", { data: { k: "not base64!" } }),
      "documented: bad base64",
    );
  }),
  scenario("serviceaccount.delete-answers-object", async (api) => {
    await post(api, at(api, "serviceaccounts"), core("ServiceAccount", "a"));
    await api.send(
      { method: "DELETE", path: at(api, "serviceaccounts/a") },
      "documented: a service account",
    );
  }),
  scenario("lease.optimistic", async (api) => {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${api.namespace}/leases`;
    const body = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: "l" },
      spec: {
        holderIdentity: "a",
        leaseDurationSeconds: 15,
        renewTime: "2026-11-22T09:57:44.123456Z",
      },
    };
    const made = await post(api, path, body, "documented: a lease");
    await patch(api, `${path}/l`, { spec: { holderIdentity: "b" } });
    await api.send(
      {
        method: "PUT",
        path: `${path}/l`,
        body: { ...made, spec: { ...body.spec, holderIdentity: "c" } },
      },
      "documented: conflict 409",
    );
  }),
  scenario("event.core-and-events-api", async (api) => {
    const involvedObject = { apiVersion: "v1", kind: "Pod", name: "p", namespace: api.namespace };
    await post(
      api,
      at(api, "events"),
      core("Event", "e", { involvedObject, reason: "R", message: "hello", type: "Normal" }),
      "documented: created 201",
    );
    await api.send(
      { method: "GET", path: `/apis/events.k8s.io/v1/namespaces/${api.namespace}/events/e` },
      "documented: the event in the other api",
    );
  }),
  scenario("event.events-api-and-core", async (api) => {
    const regarding = { apiVersion: "v1", kind: "Pod", name: "p", namespace: api.namespace };
    const body = {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: "e" },
      regarding,
      note: "hello",
      reason: "R",
      action: "A",
      type: "Normal",
      eventTime: "2026-11-22T09:57:44.000000Z",
      reportingController: "k",
      reportingInstance: "i",
    };
    await post(
      api,
      `/apis/events.k8s.io/v1/namespaces/${api.namespace}/events`,
      body,
      "documented: created 201",
    );
    await api.send(
      { method: "GET", path: at(api, "events/e") },
      "documented: the event in the core api",
    );
  }),
  scenario("event.field-selectors", async (api) => {
    const involvedObject = { apiVersion: "v1", kind: "Pod", name: "p", namespace: api.namespace };
    await post(
      api,
      at(api, "events"),
      core("Event", "e", { involvedObject, reason: "R", type: "Normal" }),
    );
    await post(
      api,
      at(api, "events"),
      core("Event", "f", {
        involvedObject: { ...involvedObject, name: "q" },
        reason: "R",
        type: "Normal",
      }),
    );
    await api.send(
      {
        method: "GET",
        path: at(api, "events?fieldSelector=involvedObject.name%3Dp%2CinvolvedObject.kind%3DPod"),
      },
      "documented: one event",
    );
  }),
  scenario("deployment.defaults-generation", async (api) => {
    const path = `/apis/apps/v1/namespaces/${api.namespace}/deployments`;
    await post(api, path, deployment, "documented: a deployment");
    await patch(
      api,
      `${path}/d/status`,
      { status: { replicas: 1, readyReplicas: 1, observedGeneration: 1 } },
      "documented: generation 1",
    );
    await patch(api, `${path}/d/scale`, { spec: { replicas: 3 } }, "documented: a scale of three");
    await api.send({ method: "GET", path: `${path}/d` }, "documented: generation 2");
    await patch(
      api,
      `${path}/d`,
      { spec: { selector: { matchLabels: { app: "x" } } } },
      "documented: invalid 422",
    );
  }),
  scenario("strategic.builtin-lists", async (api) => {
    const path = `/apis/apps/v1/namespaces/${api.namespace}/deployments`;
    await post(api, path, deployment);
    const second = [
      { name: "side", image: "busybox" },
      { name: "c", image: "nginx:2" },
    ];
    await strategic(
      api,
      `${path}/d`,
      { spec: { template: { spec: { containers: second } } } },
      "documented: two containers",
    );
    await strategic(
      api,
      `${path}/d`,
      { spec: { template: { spec: { containers: [{ name: "side", $patch: "delete" }] } } } },
      "documented: one container",
    );
  }),
  scenario("strategic.directives", async (api) => {
    await post(api, at(api, "configmaps"), core("ConfigMap", "a", { data: { k: "v" } }));
    await strategic(
      api,
      at(api, "configmaps/a"),
      { data: { $patch: "replace", l: "w" } },
      "documented: data replaced",
    );
  }),
  scenario("pod.unscheduled-goes-at-once", async (api) => {
    await post(
      api,
      at(api, "pods"),
      core("Pod", "p", { spec: { containers } }),
      "documented: a pending pod",
    );
    await api.send({ method: "DELETE", path: at(api, "pods/p") }, "documented: a pod");
    await api.send({ method: "GET", path: at(api, "pods/p") }, "documented: not found 404");
  }),
  scenario("ns.lifecycle", async (api) => {
    const name = `${api.namespace}-x`;
    await post(api, "/api/v1/namespaces", core("Namespace", name), "documented: a namespace");
    await post(api, `/api/v1/namespaces/${name}/configmaps`, core("ConfigMap", "a"));
    await post(api, `/apis/demo.example.com/v1/namespaces/${name}/widgets`, widget("a"));
    await api.send(
      { method: "DELETE", path: `/api/v1/namespaces/${name}` },
      "documented: a terminating namespace",
    );
    await awaitGone(api, `/api/v1/namespaces/${name}`);
    await api.send(
      { method: "GET", path: `/api/v1/namespaces/${name}/configmaps/a` },
      "documented: not found 404",
    );
  }),
  scenario("ns.terminating-create", async (api) => {
    const name = `${api.namespace}-y`;
    await post(api, "/api/v1/namespaces", core("Namespace", name));
    const held = {
      ...core("ConfigMap", "a"),
      metadata: { name: "a", finalizers: ["x.example.com/f"] },
    };
    await post(api, `/api/v1/namespaces/${name}/configmaps`, held);
    await api.send({ method: "DELETE", path: `/api/v1/namespaces/${name}` });
    await post(
      api,
      `/api/v1/namespaces/${name}/configmaps`,
      core("ConfigMap", "b"),
      "documented: namespace terminating",
    );
    await patch(api, `/api/v1/namespaces/${name}/configmaps/a`, { metadata: { finalizers: [] } });
    await awaitGone(api, `/api/v1/namespaces/${name}`);
  }),
  scenario("ns.delete-several", async (api) => {
    const path = "/api/v1/namespaces?labelSelector=no%3Dsuch";
    await api.send({ method: "DELETE", path }, "documented: method not offered");
    const status = `/api/v1/namespaces/${api.namespace}/status`;
    await api.send({ method: "DELETE", path: status }, "documented: method not offered");
  }),
  scenario(
    "ns.immortal",
    async (api) =>
      void (await api.send(
        { method: "DELETE", path: "/api/v1/namespaces/default" },
        "documented: forbidden 403",
      )),
  ),
  scenario("ns.missing-create", async (api) => {
    await post(
      api,
      "/api/v1/namespaces/not-there/configmaps",
      core("ConfigMap", "a"),
      "documented: missing namespace",
    );
  }),
];

const NEEDS: readonly Need[] = ["core", "namespaces"];

export const CORE_KINDS = all.map(({ name, run }) => scenario(name, run, NEEDS));

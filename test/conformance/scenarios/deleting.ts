import type { Recorder } from "../recorder.js";
import { scenario } from "../scenario.js";
import { create, createSeven, get, merge, remove, widget } from "./widgets.js";

const ALL_WIDGETS = "/apis/demo.example.com/v1/widgets";

const FINALIZER = "x.example.com/f";

/** A widget `f` with a finalizer. */
const held = async (api: Recorder): Promise<void> => {
  await create(api, { ...widget("f"), metadata: { name: "f", finalizers: [FINALIZER] } });
};

const made = async (api: Recorder): Promise<void> => void (await create(api, widget("d")));

export const DELETING = [
  scenario("delete.plain", async (api) => {
    await made(api);
    await remove(api, "/d", "delete");
  }),
  scenario("delete.missing", async (api) => void (await remove(api, "/d", "delete again"))),
  scenario("delete.preconditions", async (api) => {
    await made(api);
    await remove(api, "/d", "delete precond uid", {
      kind: "DeleteOptions",
      apiVersion: "v1",
      preconditions: { uid: "nope" },
    });
    await remove(api, "/d", "delete precond rv", {
      kind: "DeleteOptions",
      apiVersion: "v1",
      preconditions: { resourceVersion: "1" },
    });
  }),
  scenario("delete.bad-options", async (api) => {
    await made(api);
    await remove(api, "/d?propagationPolicy=Foo", "delete bad propagation");
    await remove(api, "/d?propagationPolicy=Orphan&orphanDependents=true", "delete both");
  }),
  scenario("delete.unreadable-options", async (api) => {
    await made(api);
    for (const body of [
      "[]",
      { kind: "Foo", apiVersion: "v1" },
      { gracePeriodSeconds: "x" },
      { gracePeriodSeconds: 1.5 },
      { propagationPolicy: 5 },
      { dryRun: "All" },
      { preconditions: { uid: 5 } },
    ])
      await remove(api, "/d", "documented: refused 400", body);
    await remove(api, "/d?gracePeriodSeconds=abc", "documented: refused 400");
    await remove(api, "?gracePeriodSeconds=abc", "documented: refused 400");
    await get(api, "/d", "documented: listed 200");
  }),
  scenario("delete.options-of-the-body-only", async (api) => {
    await made(api);
    await remove(api, "/d?dryRun=All", "documented: deleted 200", {});
    await get(api, "/d", "documented: not found 404");
  }),
  scenario("delete.dry-run", async (api) => {
    await made(api);
    await remove(api, "/d?dryRun=All", "delete dryrun");
    await get(api, "/d", "still there");
  }),
  scenario("delete.foreground", async (api) => {
    await made(api);
    await remove(api, "/d?propagationPolicy=Foreground", "delete foreground");
    await remove(api, "/d?propagationPolicy=Foreground", "delete foreground again");
    await merge(api, "/d", { metadata: { finalizers: null } }, "rm fg finalizer");
    await get(api, "/d", "gone");
  }),
  scenario("delete.orphan", async (api) => {
    await made(api);
    await remove(api, "/d?propagationPolicy=Orphan", "delete orphan");
  }),
  scenario("delete.background", async (api) => {
    await made(api);
    await remove(api, "/d?propagationPolicy=Background", "delete background");
  }),
  scenario("delete.grace-period-ignored", async (api) => {
    await made(api);
    await remove(api, "/d?gracePeriodSeconds=30", "delete grace 30 (CR)");
  }),
  scenario("delete.finalizer-cycle", async (api) => {
    await held(api);
    await remove(api, "/f", "delete w finalizer");
    await get(api, "/f", "get deleting");
    await merge(api, "/f", { metadata: { finalizers: [] } }, "documented: last finalizer removed");
    await get(api, "/f", "gone2");
  }),
  scenario("delete.twice", async (api) => {
    await held(api);
    await remove(api, "/f");
    await remove(api, "/f", "delete w finalizer 2nd");
  }),
  scenario("delete.twice-with-other-policies", async (api) => {
    await held(api);
    await remove(api, "/f", "documented: only its own finalizer");
    await remove(api, "/f?propagationPolicy=Background", "documented: only its own finalizer");
    await remove(api, "/f?propagationPolicy=Orphan", "documented: orphan");
    await remove(api, "/f?propagationPolicy=Background", "documented: only its own finalizer");
  }),
  scenario("delete.policy-instead-of-its-finalizer", async (api) => {
    await create(api, { ...widget("f"), metadata: { name: "f", finalizers: ["orphan"] } });
    await remove(api, "/f?propagationPolicy=Background", "documented: deleted 200");
  }),
  scenario("create.exists-terminating", async (api) => {
    await held(api);
    await remove(api, "/f");
    await create(api, widget("f"), "create while deleting");
  }),
  scenario("delete.add-finalizer-forbidden", async (api) => {
    await held(api);
    await remove(api, "/f");
    await merge(
      api,
      "/f",
      { metadata: { finalizers: [FINALIZER, "y.example.com/g"] } },
      "add finalizer while deleting",
    );
  }),
  scenario("delete.spec-change-while-terminating", async (api) => {
    await held(api);
    await remove(api, "/f");
    await merge(api, "/f", { spec: { size: 7 } }, "change spec while deleting");
    await merge(api, "/f", { metadata: { deletionTimestamp: null } }, "unset deletionTimestamp");
    await merge(api, "/f", { metadata: { finalizers: [] } }, "remove finalizer");
  }),
  scenario("delete.subresource", async (api) => {
    await made(api);
    await remove(api, "/d/status", "documented: delete not allowed");
    await remove(api, "/d/scale", "documented: delete not allowed");
    await create(api, widget("d"), "documented: create not allowed", "/d/status");
    await remove(api, "/missing/status", "documented: delete not allowed");
    await get(api, "/d", "documented: listed 200");
  }),
  scenario("delete.collection-of-all-namespaces", async (api) => {
    await made(api);
    await api.send({ method: "DELETE", path: ALL_WIDGETS }, "documented: no such page");
    await get(api, "/d", "documented: listed 200");
  }),
  scenario("delete.collection", async (api) => {
    await createSeven(api);
    await remove(api, "?labelSelector=a%20b", "delete collection path bad");
    await remove(api, "?labelSelector=par%3Dodd", "documented: deletecollection");
    await get(api, "", "documented: the even ones are left");
  }),
];

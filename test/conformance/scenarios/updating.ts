import type { Exchange, Recorder } from "../recorder.js";
import { scenario } from "../scenario.js";
import {
  create,
  get,
  JSON_PATCH,
  type Json,
  merge,
  objectIn,
  put,
  revisionIn,
  widget,
  withMeta,
} from "./widgets.js";

/** A widget `u` as it is before the recorded updates. */
const made = async (api: Recorder): Promise<Json & { metadata: Json }> =>
  objectIn(await create(api, widget("u")));

const withSize = <Base extends object>(object: Base, size: number): Base & { spec: object } => ({
  ...object,
  spec: { color: "red", size },
});

async function patched(api: Recorder, patch: unknown, label: string): Promise<Exchange> {
  return api.send(
    { method: "PATCH", path: api.widgets("/u"), headers: JSON_PATCH, body: patch },
    label,
  );
}

/** `u` with label, size 6 and a status, as it is before the recorded patches. */
async function lived(api: Recorder): Promise<void> {
  await made(api);
  await merge(api, "/u", { metadata: { labels: { x: "y" } }, spec: { size: 5 } });
  await merge(api, "/u/status", { status: { ready: 2, selector: "app=u" } });
}

/** A Scale of the scenarios' widget. */
const scale = (api: Recorder, replicas: number) => ({
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  metadata: { name: "u", namespace: api.namespace },
  spec: { replicas },
});

export const UPDATING = [
  scenario("put.no-rv", async (api) => {
    await made(api);
    await put(api, "/u", withSize(widget("u"), 2), "put no rv");
  }),
  scenario("put.stale", async (api) => {
    await made(api);
    await put(
      api,
      "/u",
      { ...withSize(widget("u"), 2), metadata: { name: "u", resourceVersion: "1" } },
      "put stale rv",
    );
  }),
  scenario("put.garbage-rv", async (api) => {
    await made(api);
    await put(
      api,
      "/u",
      { ...withSize(widget("u"), 2), metadata: { name: "u", resourceVersion: "abc" } },
      "put rv=abc",
    );
  }),
  scenario("put.noop", async (api) => void (await put(api, "/u", await made(api), "put noop"))),
  scenario(
    "put.spec-bumps-generation",
    async (api) => void (await put(api, "/u", withSize(await made(api), 5), "put spec change")),
  ),
  scenario("put.metadata-no-bump", async (api) => {
    const second = objectIn(await put(api, "/u", withSize(await made(api), 5)));
    await put(api, "/u", withMeta(second, { labels: { x: "y" } }), "put metadata only");
  }),
  scenario("put.status-ignored", async (api) => {
    const second = objectIn(
      await put(api, "/u", withMeta(withSize(await made(api), 5), { labels: { x: "y" } })),
    );
    await put(api, "/u", { ...second, status: { ready: 9 } }, "put status via main ignored");
  }),
  scenario("status.isolation", async (api) => {
    const second = objectIn(
      await put(api, "/u", withMeta(withSize(await made(api), 5), { labels: { x: "y" } })),
    );
    const changed = withMeta(second, { labels: { z: "z" }, annotations: { q: "q" } });
    await put(
      api,
      "/u/status",
      { ...changed, spec: { color: "red", size: 77 }, status: { ready: 2, selector: "app=u" } },
      "put status sub",
    );
  }),
  scenario("put.uid-precondition", async (api) => {
    await put(
      api,
      "/u",
      withMeta(await made(api), { uid: "00000000-0000-0000-0000-000000000000" }),
      "put wrong uid",
    );
  }),
  scenario(
    "put.name-mismatch",
    async (api) =>
      void (await put(
        api,
        "/u",
        withMeta(await made(api), { name: "other" }),
        "put name mismatch",
      )),
  ),
  scenario("put.missing", async (api) => {
    await put(
      api,
      "/zzz",
      { ...widget("zzz"), metadata: { name: "zzz", resourceVersion: "1" } },
      "put missing obj",
    );
    await put(api, "/zzz", widget("zzz"), "put missing obj no rv");
  }),
  scenario("put.set-deletion-timestamp", async (api) => {
    const late = {
      creationTimestamp: "2020-01-01T00:00:00Z",
      generation: 99,
      deletionTimestamp: "2020-01-01T00:00:00Z",
    };
    await put(
      api,
      "/u",
      withMeta(await made(api), late),
      "put set generation+deletionTimestamp ignored",
    );
  }),
  scenario("merge.basic", async (api) => {
    await lived(api);
    await merge(api, "/u", { spec: { size: 6 } }, "merge patch");
  }),
  scenario("merge.null-default", async (api) => {
    await lived(api);
    await merge(api, "/u", { spec: { size: 6 } });
    await merge(api, "/u", { spec: { size: null } }, "merge patch null removes -> default returns");
    await merge(api, "/u", { spec: { size: 1 } }, "merge patch noop");
  }),
  scenario("merge.rv-lock", async (api) => {
    await lived(api);
    await merge(
      api,
      "/u",
      { metadata: { resourceVersion: "1" }, spec: { size: 8 } },
      "merge patch rv mismatch",
    );
  }),
  scenario("merge.immutable-meta", async (api) => {
    await lived(api);
    await merge(
      api,
      "/u",
      { metadata: { uid: "zzz" }, spec: { size: 8 } },
      "merge patch uid mismatch",
    );
    await merge(api, "/u", { metadata: { name: "other" } }, "merge patch name change");
    await merge(api, "/u", { metadata: { namespace: "other" } }, "merge patch namespace change");
    await merge(api, "/u", { kind: "Foo" }, "merge patch kind change");
  }),
  scenario("merge.status-through-main", async (api) => {
    await lived(api);
    await merge(api, "/u", { spec: { size: 6 } });
    await merge(api, "/u", { spec: { size: 1 } });
    await merge(api, "/u", { status: { ready: 50 } }, "merge patch status via main");
    await merge(
      api,
      "/u/status",
      { status: { ready: 50 }, spec: { size: 44 }, metadata: { labels: { fromstatus: "1" } } },
      "merge patch /status",
    );
  }),
  scenario(
    "patch.missing",
    async (api) => void (await merge(api, "/nope", { spec: { size: 1 } }, "merge patch missing")),
  ),
  scenario("merge.bad-json", async (api) => {
    await lived(api);
    await merge(api, "/u", "{", "merge patch bad json");
  }),
  scenario("merge.unknown-field", async (api) => {
    await lived(api);
    await merge(api, "/u", { spec: { size: 6 } });
    await merge(api, "/u", { spec: { size: 1 } });
    await merge(api, "/u/status", { status: { ready: 50 } });
    await merge(api, "/u", { spec: { zip: 1 } }, "merge patch unknown field warn");
  }),
  scenario("merge.strict-unknown", async (api) => {
    await lived(api);
    await merge(
      api,
      "/u?fieldValidation=Strict",
      { spec: { zip: 1 } },
      "documented: strict merge patch",
    );
  }),
  scenario("merge.invalid", async (api) => {
    await lived(api);
    await merge(api, "/u", { spec: { size: -5 } }, "merge patch invalid");
  }),
  scenario("json.basic", async (api) => {
    await lived(api);
    await patched(api, [{ op: "replace", path: "/spec/size", value: 9 }], "documented: json patch");
  }),
  scenario("json.test-fails", async (api) => {
    await lived(api);
    await patched(api, [{ op: "test", path: "/spec/size", value: 1000 }], "json patch test fail");
  }),
  scenario("json.missing-path", async (api) => {
    await lived(api);
    await patched(api, [{ op: "remove", path: "/spec/nope" }], "json patch missing path remove");
  }),
  scenario("json.bad-op", async (api) => {
    await lived(api);
    await patched(api, [{ op: "zap", path: "/spec/nope" }], "json patch bad op");
  }),
  scenario("json.lenient", async (api) => {
    await lived(api);
    for (const operation of [
      { op: "test", path: "/metadata/labels/nope", value: null },
      { op: "test", path: "/spec/nope" },
      { op: "replace", path: "/metadata/annotations", value: { a: "b" } },
      { op: "copy", from: "/metadata/annotations/nope", path: "/metadata/annotations/c" },
      { op: "add", path: "/metadata/finalizers", value: ["x.example.com/a", "x.example.com/b"] },
      { op: "replace", path: "/metadata/finalizers/-1", value: "x.example.com/c" },
      { op: "remove", path: "/metadata/finalizers/00" },
    ])
      await patched(api, [operation], "documented: listed 200");
  }),
  scenario("json.misfits", async (api) => {
    await lived(api);
    for (const operation of [
      { op: "remove", path: "" },
      { op: "move", from: "", path: "/spec/color" },
      { op: "test", path: "/nope/nope", value: null },
      { path: "/spec/size" },
      null,
    ])
      await patched(api, [operation], "json patch bad op");
    await patched(api, [5], "documented: refused 400");
    await patched(api, [{ op: 5 }], "documented: refused 400");
  }),
  scenario("json.not-a-list", async (api) => {
    await lived(api);
    await patched(api, { op: "add" }, "json patch not array");
  }),
  scenario("strategic.cr-415", async (api) => {
    await lived(api);
    const headers = { "content-type": "application/strategic-merge-patch+json" };
    await api.send(
      { method: "PATCH", path: api.widgets("/u"), headers, body: { spec: { size: 6 } } },
      "strategic on CR",
    );
    await api.send(
      { method: "PATCH", path: api.widgets("/u"), body: { spec: { size: 6 } } },
      "patch application/json",
    );
  }),
  scenario("patch.force-non-apply", async (api) => {
    await lived(api);
    await merge(api, "/u?force=true", { spec: { size: 6 } }, "patch force on merge");
  }),
  scenario("patch.long-field-manager", async (api) => {
    await lived(api);
    await merge(
      api,
      `/u?fieldManager=${"x".repeat(129)}`,
      { spec: { size: 6 } },
      "fieldManager bad",
    );
  }),
  scenario("scale.get-put-patch", async (api) => {
    await made(api);
    await merge(api, "/u", { metadata: { labels: { x: "y" } }, spec: { size: 9 } });
    await merge(api, "/u/status", { status: { ready: 50, selector: "app=u" } });
    await get(api, "/u/scale", "scale get");
    await merge(api, "/u/scale", { spec: { replicas: 12 } }, "scale patch");
    await put(api, "/u/scale", scale(api, 13), "scale put");
  }),
  scenario("scale.negative", async (api) => {
    await made(api);
    await put(api, "/u/scale", scale(api, -1), "scale put neg");
  }),
  scenario("scale.wrong-body", async (api) => {
    await made(api);
    for (const wrong of [
      { spec: { replicas: "x" } },
      { spec: { replicas: 1.5 } },
      { spec: "x" },
      { kind: "Foo" },
      { apiVersion: "v1" },
    ])
      await put(api, "/u/scale", { ...scale(api, 1), ...wrong }, "documented: refused 400");
    await get(api, "/u", "documented: size 1");
  }),
  scenario("scale.wrong-object", async (api) => {
    await made(api);
    const { metadata, ...nameless } = scale(api, 1);
    await put(api, "/u/scale", nameless, "documented: refused 400");
    for (const other of [{ name: "v" }, { name: "u", namespace: "other" }])
      await put(
        api,
        "/u/scale",
        { ...nameless, metadata: { ...metadata, ...other } },
        "documented: refused 400",
      );
    await merge(api, "/u/scale", { metadata: { name: "v" } }, "documented: refused 400");
  }),
  scenario("scale.to-none", async (api) => {
    await made(api);
    await put(api, "/u/scale", scale(api, 0), "documented: a scale of none");
    await get(api, "/u/scale", "documented: a scale of none");
  }),
  scenario("scale.as-table-and-metadata", async (api) => {
    await made(api);
    const accept = (as: string): string => `application/json;as=${as};v=v1;g=meta.k8s.io`;
    await get(api, "/u/scale", "documented: a table of a scale", { accept: accept("Table") });
    await get(api, "/u/scale", "documented: metadata of a scale", {
      accept: accept("PartialObjectMetadata"),
    });
  }),
  scenario("scale.bumps-generation", async (api) => {
    await lived(api);
    await merge(api, "/u/scale", { spec: { replicas: 12 } });
    await get(api, "/u", "documented: generation after scale");
  }),
  scenario("put.without-name", async (api) => {
    const object = objectIn(await create(api, widget("u")));
    await put(api, "/u", withMeta(object, { name: undefined }), "documented: no name");
    await put(api, "/u", { ...object, metadata: undefined }, "documented: no name");
    await put(api, "/u", { ...object, metadata: null }, "documented: no name");
    await put(api, "/u", { ...object, metadata: "x" }, "documented: metadata is a text");
    await create(api, { ...object, metadata: "x" }, "documented: metadata is a text");
    await get(api, "/u", "documented: listed 200");
  }),
  scenario("patch.without-name", async (api) => {
    await create(
      api,
      withMeta({ ...widget("u"), metadata: { name: "u" } }, { labels: { a: "b" } }),
    );
    await merge(api, "/u", { metadata: null }, "documented: no name");
    await merge(api, "/u", { metadata: { name: null } }, "documented: no name");
    await merge(api, "/u/status", { metadata: null }, "documented: no name");
    await patched(api, [{ op: "remove", path: "/metadata" }], "documented: no name");
    await merge(api, "/u", { metadata: "x" }, "documented: invalid 422");
    await patched(api, [{ op: "replace", path: "", value: {} }], "documented: invalid 422");
    await get(api, "/u", "documented: listed 200");
  }),
  scenario("patch.without-revision", async (api) => {
    await create(api, widget("u"));
    for (const resourceVersion of ["", null, "0"])
      await merge(api, "/u", { metadata: { resourceVersion } }, "documented: no revision");
    await merge(api, "/u/status", { metadata: { resourceVersion: "" } }, "documented: no revision");
  }),
  scenario("put.rv-lock-holds", async (api) => {
    const first = await create(api, widget("u"));
    await merge(api, "/u", { spec: { size: 2 } });
    await merge(
      api,
      "/u",
      { metadata: { resourceVersion: revisionIn(first) }, spec: { size: 3 } },
      "documented: old revision in a patch",
    );
  }),
];

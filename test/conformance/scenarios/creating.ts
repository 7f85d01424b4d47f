import { scenario } from "../scenario.js";
import { create, get, widget } from "./widgets.js";

const big = (bytes: number): string =>
  JSON.stringify(widget("big", {}, { padding: "" })).replace(
    '"padding":""',
    `"padding":"${"x".repeat(bytes)}"`,
  );
const owner = (name: string, uid: string, more: object = {}): object => ({
  apiVersion: "v1",
  kind: "X",
  name,
  uid,
  ...more,
});
const meta = (metadata: object): object => ({ ...widget("x"), metadata });

/** Scenarios of making objects. */
export const CREATING = [
  scenario("create.null-fields", async (api) => {
    const body = widget("a", { size: null, note: null, tags: null, opts: { k: null, l: "v" } });
    await create(api, { ...body, status: null }, "documented: without nulls");
    await create(api, { ...widget("b"), spec: null }, "documented: invalid 422");
    await create(api, widget("c", { tags: [null] }), "documented: invalid 422");
  }),
  scenario("create.basic", async (api) => void (await create(api, widget("a"), "create"))),
  scenario("create.exists", async (api) => {
    await create(api, widget("a"));
    await create(api, widget("a"), "create dup");
  }),
  scenario("create.no-name", async (api) => void (await create(api, meta({}), "create noname"))),
  scenario(
    "create.generate-name",
    async (api) => void (await create(api, meta({ generateName: "gen-" }), "create generateName")),
  ),
  scenario(
    "create.with-rv",
    async (api) =>
      void (await create(api, meta({ name: "rv1", resourceVersion: "5" }), "create with rv")),
  ),
  scenario("create.system-fields-wiped", async (api) => {
    const wiped = {
      uid: "x",
      deletionTimestamp: "2020-01-01T00:00:00Z",
      creationTimestamp: "2020-01-01T00:00:00Z",
      generation: 77,
      selfLink: "/foo",
    };
    await create(
      api,
      meta({ name: "sys", ...wiped }),
      "create with uid,delTs,creationTs,generation,selfLink",
    );
  }),
  scenario(
    "create.wrong-namespace",
    async (api) =>
      void (await create(api, meta({ name: "b", namespace: "other" }), "create wrong ns")),
  ),
  scenario("create.wrong-apiversion", async (api) => {
    await create(
      api,
      { ...widget("b"), apiVersion: "demo.example.com/v9" },
      "create wrong apiVersion",
    );
  }),
  scenario(
    "create.wrong-group",
    async (api) =>
      void (await create(
        api,
        { ...widget("b"), apiVersion: "x.example.com/v1" },
        "create wrong group",
      )),
  ),
  scenario(
    "create.wrong-kind",
    async (api) => void (await create(api, { ...widget("b"), kind: "Foo" }, "create wrong kind")),
  ),
  scenario("create.no-kind", async (api) => {
    await create(
      api,
      { metadata: { name: "nokind" }, spec: { color: "red" } },
      "create no kind/apiVersion",
    );
  }),
  scenario(
    "create.bad-name",
    async (api) => void (await create(api, widget("Bad_Name"), "create bad name")),
  ),
  scenario("schema.validate-all-errors", async (api) => {
    const spec = {
      color: "pink",
      size: -1,
      note: "xxxxxxxxxxx",
      tags: ["a", "a"],
      ports: [{ port: "x" }],
    };
    await create(api, widget("b", spec), "create invalid schema");
  }),
  scenario("schema.required", async (api) => {
    await create(
      api,
      { apiVersion: "demo.example.com/v1", kind: "Widget", metadata: { name: "b" } },
      "create missing spec",
    );
  }),
  scenario(
    "schema.type-mismatch",
    async (api) =>
      void (await create(api, { ...widget("b"), spec: "hello" }, "create type mismatch spec")),
  ),
  scenario("fieldvalidation.warn", async (api) => {
    await create(api, widget("u1", { bogus: 1, any: { x: 1 } }), "create unknown field default");
  }),
  scenario("fieldvalidation.strict", async (api) => {
    await create(
      api,
      widget("u2", { bogus: 1 }),
      "create unknown field strict",
      "?fieldValidation=Strict",
    );
  }),
  scenario("fieldvalidation.ignore", async (api) => {
    await create(
      api,
      widget("u3", { bogus: 1 }),
      "create unknown field ignore",
      "?fieldValidation=Ignore",
    );
  }),
  scenario("fieldvalidation.duplicate-keys", async (api) => {
    const twice =
      '{"apiVersion":"demo.example.com/v1","kind":"Widget","metadata":{"name":"dk"},"spec":{"color":"red","color":"blue"}}';
    await create(api, twice, "create dup key warn");
    await create(
      api,
      twice.replace("dk", "dk2"),
      "create dup key strict",
      "?fieldValidation=Strict",
    );
  }),
  scenario(
    "fieldvalidation.bogus",
    async (api) =>
      void (await create(api, widget("fv"), "fieldValidation bogus", "?fieldValidation=Foo")),
  ),
  scenario(
    "schema.unknown-metadata",
    async (api) => void (await create(api, meta({ name: "um", wat: 1 }), "unknown metadata field")),
  ),
  scenario("schema.default-create", async (api) => {
    await create(
      api,
      widget("d1", { note: null, size: null, ports: [{ name: "p" }], ios: "5%" }),
      "create defaults ports",
    );
  }),
  scenario(
    "create.status-dropped",
    async (api) =>
      void (await create(api, widget("st", {}, { status: { ready: 3 } }), "create with status")),
  ),
  scenario("create.dry-run", async (api) => {
    await create(api, widget("dry"), "dryRun", "?dryRun=All");
    await get(api, "/dry", "dryRun get");
    await create(api, widget("dry"), "dryRun bogus", "?dryRun=Foo");
  }),
  scenario("create.bad-json", async (api) => {
    await create(api, '{"a":', "bad json");
    await create(api, "", "empty body");
  }),
  scenario("create.yaml", async (api) => {
    const body =
      "apiVersion: demo.example.com/v1\nkind: Widget\nmetadata: {name: yam}\nspec: {color: blue}\n";
    await api.send(
      {
        method: "POST",
        path: api.widgets(),
        headers: { "content-type": "application/yaml" },
        body,
      },
      "yaml body",
    );
  }),
  scenario("create.yaml-1.1", async (api) => {
    const body =
      "apiVersion: demo.example.com/v1\nkind: Widget\nmetadata: {name: yam}\n" +
      "spec: {color: blue, any: {a: yes, b: off, c: 0644, d: 1_000, e: 2020-01-01, f: 12:30}}\n";
    await api.send(
      {
        method: "POST",
        path: api.widgets(),
        headers: { "content-type": "application/yaml" },
        body,
      },
      "documented: YAML 1.1",
    );
  }),
  scenario("negotiate.415", async (api) => {
    await api.send(
      { method: "POST", path: api.widgets(), headers: { "content-type": "text/plain" }, body: "x" },
      "bad ctype",
    );
  }),
  scenario("negotiate.406", async (api) => {
    await create(api, widget("a"));
    await get(api, "/a", "bad accept", { accept: "text/html" });
  }),
  scenario("negotiate.yaml", async (api) => {
    await create(api, widget("a"));
    await get(api, "/a", "documented: yaml", { accept: "application/yaml" });
  }),
  scenario("negotiate.protobuf", async (api) => {
    await create(api, widget("a"));
    await get(api, "/a", "accept protobuf fallback json", {
      accept: "application/vnd.kubernetes.protobuf, application/json",
    });
  }),
  scenario("create.too-large", async (api) => {
    await create(api, big(3 * 1024 * 1024), "too large");
    await create(api, big(1_600_000), "1.6MB (etcd limit)");
  }),
  scenario("create.bad-labels", async (api) => {
    await create(
      api,
      meta({ name: "bl", labels: { "a b": "x", c: "no spaces allowed" } }),
      "bad label",
    );
  }),
  scenario("create.owner-refs-invalid", async (api) => {
    await create(
      api,
      meta({ name: "bo", ownerReferences: [{ kind: "X", name: "y" }] }),
      "bad ownerRef",
    );
  }),
  scenario("create.owner-refs-duplicate", async (api) => {
    await create(
      api,
      meta({ name: "do", ownerReferences: [owner("y", "u"), owner("y", "u")] }),
      "dup ownerRef",
    );
  }),
  scenario("create.owner-refs-two-controllers", async (api) => {
    const owners = [owner("y", "u", { controller: true }), owner("z", "v", { controller: true })];
    await create(api, meta({ name: "tc", ownerReferences: owners }), "two controllers");
  }),
  scenario(
    "create.unqualified-finalizer",
    async (api) =>
      void (await create(api, meta({ name: "bf", finalizers: ["nodomain"] }), "bad finalizer")),
  ),
  scenario("create.annotations-too-large", async (api) => {
    await create(
      api,
      meta({ name: "ab", annotations: { a: "x".repeat(262_145) } }),
      "annotations too big",
    );
  }),
  scenario("get.missing", async (api) => void (await get(api, "/nope", "get missing"))),
  scenario("get.unknown-paths", async (api) => {
    const paths = {
      "unknown resource": "/apis/demo.example.com/v1/namespaces/x/foos",
      "unknown group": "/apis/nope.example.com/v1/foos",
      "unknown version": "/apis/demo.example.com/v7/widgets",
    };
    for (const [label, path] of Object.entries(paths))
      await api.send({ method: "GET", path }, label);
  }),
  scenario("get.unknown-subresource", async (api) => {
    await create(api, widget("a"));
    await get(api, "/a/foo", "unknown subresource");
  }),
  scenario("create.on-item-path", async (api) => {
    await create(api, widget("a"));
    await api.send({ method: "POST", path: api.widgets("/a"), body: widget("a") }, "POST on item");
  }),
  scenario("put.on-collection", async (api) => {
    await api.send({ method: "PUT", path: api.widgets(), body: widget("a") }, "PUT on collection");
  }),
  scenario("get.namespaced-without-namespace", async (api) => {
    const path = "/apis/demo.example.com/v1/widgets";
    await api.send({ method: "POST", path, body: widget("a") }, "POST cluster scope path");
    await api.send({ method: "GET", path: `${path}/a` }, "GET item without namespace");
  }),
  scenario(
    "create.missing-namespace",
    async (api) => {
      const path = "/apis/demo.example.com/v1/namespaces/not-there/widgets";
      await api.send({ method: "POST", path, body: widget("a") }, "documented: missing namespace");
    },
    ["namespaces"],
  ),
];

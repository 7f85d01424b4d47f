import type { Recorder } from "../recorder.js";
import { scenario } from "../scenario.js";
import { CRDS, definition, established, own } from "./definitions.js";
import { MERGE } from "./widgets.js";

const string = { type: "string" };
const free = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** Asks whether a definition could be made. */
async function attempt(
  api: Recorder,
  answer: "created 201" | "invalid 422" | "refused 400",
  { spec = {}, version = {} }: { readonly spec?: object; readonly version?: object },
): Promise<void> {
  const path = `${CRDS}?dryRun=All`;
  const body = definition(api, spec, version);
  await api.send({ method: "POST", path, body }, `documented: ${answer}`);
}

/** A version whose specification has a field `p`. */
const withField = (p: object): { readonly version: object } => {
  const spec = { type: "object", properties: { p } };
  return { version: { schema: { openAPIV3Schema: { type: "object", properties: { spec } } } } };
};

const listOf = (items: object, type: string, ...keys: string[]): object => ({
  type: "array",
  items,
  "x-kubernetes-list-type": type,
  ...(keys.length === 0 ? {} : { "x-kubernetes-list-map-keys": keys }),
});

const NOT_STRUCTURAL: readonly object[] = [
  { ...string, default: 5 },
  { ...string, enum: ["a"], default: "b" },
  { type: "object", properties: { a: string }, default: { z: 1 } },
  { type: "object", properties: { a: string }, required: ["a"], default: {} },
  { type: "object", properties: { a: string }, additionalProperties: string },
  { ...string, anyOf: [{ type: "string" }] },
  { ...string, not: { type: "string" } },
  { $ref: "#/a" },
  { type: "object", patternProperties: { a: string } },
  { type: "array" },
  { type: "array", items: [string] },
  { type: "foo" },
  { type: "object", "x-kubernetes-preserve-unknown-fields": false },
  { type: "object", "x-kubernetes-map-type": "foo" },
  { type: "object", "x-kubernetes-embedded-resource": true },
  listOf(string, "foo"),
  listOf(string, "map", "a"),
  listOf({ type: "object" }, "set"),
  listOf({ ...string, nullable: true }, "set"),
  listOf({ type: "object", properties: { a: string } }, "map", "a"),
  listOf({ type: "object", properties: { a: string } }, "map", "z"),
];

const STRUCTURAL: readonly object[] = [
  { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
  { type: "object", additionalProperties: true },
  listOf({ type: "object", properties: { a: { ...string, default: "x" } } }, "map", "a"),
  listOf({ type: "object", "x-kubernetes-map-type": "atomic" }, "set"),
];

const column = (more: object): { readonly version: object } => ({
  version: { additionalPrinterColumns: [{ name: "a", type: "string", jsonPath: ".a", ...more }] },
});
const scale = (paths: object): { readonly version: object } => ({
  version: { subresources: { scale: paths } },
});

export const DEFINITION_RULES = [
  scenario("crd.structural-schemas", async (api) => {
    for (const part of NOT_STRUCTURAL) await attempt(api, "invalid 422", withField(part));
    for (const part of STRUCTURAL) await attempt(api, "created 201", withField(part));
  }),
  scenario("crd.schema-root", async (api) => {
    const roots = [
      { type: "array", items: string },
      { ...free, nullable: true },
      { type: "object", additionalProperties: string },
      { type: "object", properties: { kind: { type: "integer" } } },
      { type: "object", properties: { metadata: { type: "object", description: "x" } } },
    ];
    for (const openAPIV3Schema of roots)
      await attempt(api, "invalid 422", { version: { schema: { openAPIV3Schema } } });
  }),
  scenario("crd.schema-value-types", async (api) => {
    const parts = [
      { type: "integer", minimum: "1" },
      { ...string, maxLength: 1.5 },
      { ...string, nullable: "yes" },
      { type: "object", required: "a" },
      { ...string, pattern: 5 },
    ];
    for (const part of parts) await attempt(api, "refused 400", withField(part));
  }),
  scenario("crd.columns", async (api) => {
    const wrong = [{ name: "" }, { type: "" }, { type: "foo" }, { format: "foo" }];
    for (const more of [...wrong, { jsonPath: "a" }, { jsonPath: "" }])
      await attempt(api, "invalid 422", column(more));
    const paths = [".a[0:2]", ".a..b", ".a[?(@.b)]", ".a[?(@.b>1)]", '.a[?(@.b!="x")]', ".a["];
    for (const jsonPath of paths) await attempt(api, "created 201", column({ jsonPath }));
  }),
  scenario("crd.columns-by-default", async (api) => {
    const path = await established(api, definition(api));
    await api.send({ method: "POST", path, body: own(api, "a") });
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    await api.send(
      { method: "GET", path: `${path}/a`, headers: { accept } },
      "documented: name and age",
    );
  }),
  scenario("crd.column-cells", async (api) => {
    const paths = [
      ".spec.l[0:2]",
      ".spec.l[?(@.n>1)].n",
      ".spec..k",
      ".metadata.labels['a\\.b/c']",
    ];
    const columns = paths.map((jsonPath) => ({ name: "a", type: "string", jsonPath }));
    const dates = [".spec.bad", ".spec.none"].map((jsonPath) => ({
      name: "d",
      type: "date",
      jsonPath,
    }));
    const version = { additionalPrinterColumns: [...columns, ...dates] };
    const path = await established(api, definition(api, {}, version));
    const spec = { l: [{ n: 1 }, { n: 2, k: "deep" }], bad: "nonsense" };
    const metadata = { name: "a", labels: { "a.b/c": "label" } };
    await api.send({ method: "POST", path, body: own(api, "a", { metadata, spec }) });
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    await api.send({ method: "GET", path: `${path}/a`, headers: { accept } }, "documented: cells");
  }),
  scenario("crd.deprecated-version", async (api) => {
    const [version] = definition(api).spec.versions;
    const old = { ...version, name: "v1alpha1", storage: false, deprecated: true };
    const path = await established(api, definition(api, { versions: [version, old] }));
    const deprecated = path.replace("/v1/", "/v1alpha1/");
    await api.send({ method: "GET", path: deprecated }, "documented: listed 200");
  }),
  scenario("crd.scale-paths", async (api) => {
    const specReplicasPath = ".spec.n";
    const statusReplicasPath = ".status.n";
    for (const paths of [
      {},
      { specReplicasPath: ".foo.n", statusReplicasPath },
      { specReplicasPath, statusReplicasPath: ".spec.n" },
      { specReplicasPath, statusReplicasPath, labelSelectorPath: ".foo" },
    ])
      await attempt(api, "invalid 422", scale(paths));
    await attempt(api, "created 201", scale({ specReplicasPath, statusReplicasPath }));
  }),
  scenario("scale.without-replicas", async (api) => {
    const paths = { specReplicasPath: ".spec.n", statusReplicasPath: ".status.n" };
    const path = await established(api, definition(api, {}, scale(paths).version));
    await api.send({ method: "POST", path, body: own(api, "a") });
    await api.send({ method: "GET", path: `${path}/a/scale` }, "documented: no replicas");
    const request = { method: "PATCH", path: `${path}/a/scale`, headers: MERGE };
    await api.send({ ...request, body: { spec: { replicas: 2 } } }, "documented: a scale of two");
  }),
  scenario("crd.conversion", async (api) => {
    const clientConfig = { url: "https://a.example.com/c" };
    const webhook = { conversionReviewVersions: ["v1"], clientConfig };
    for (const conversion of [
      { strategy: "Foo" },
      { strategy: "Webhook" },
      { strategy: "Webhook", webhook: { clientConfig } },
      { strategy: "None", webhook },
    ])
      await attempt(api, "invalid 422", { spec: { conversion } });
    await attempt(api, "created 201", { spec: { conversion: { strategy: "Webhook", webhook } } });
  }),
  scenario("crd.names-and-fields", async (api) => {
    const { names } = definition(api).spec;
    const invalid = [
      { names: { ...names, shortNames: ["AB"] } },
      { names: { ...names, categories: ["All"] } },
      { names: { ...names, singular: "Foo" } },
      { preserveUnknownFields: true },
    ];
    for (const spec of invalid) await attempt(api, "invalid 422", { spec });
    const fields = (...paths: string[]): object => ({
      selectableFields: paths.map((jsonPath) => ({ jsonPath })),
      ...withField(string).version,
    });
    for (const paths of [[".spec.p", ".spec.p"], ["spec.p"], [".spec.p[0]"], [".metadata.name"]])
      await attempt(api, "invalid 422", { version: fields(...paths) });
    await attempt(api, "invalid 422", { version: { deprecationWarning: "x" } });
  }),
  scenario("crd.update-rules", async (api) => {
    const body = definition(api);
    await established(api, body);
    const path = `${CRDS}/${body.metadata.name}`;
    const change = async (spec: object, label: string): Promise<void> =>
      void (await api.send({ method: "PATCH", path, headers: MERGE, body: { spec } }, label));
    const version = (name: string, storage: boolean): object => ({
      ...body.spec.versions[0],
      name,
      storage,
    });
    await change({ scope: "Cluster" }, "documented: invalid 422");
    await change({ group: "other.example.com" }, "documented: invalid 422");
    await change({ names: { kind: "Foo", listKind: "FooList" } }, "documented: invalid 422");
    await change({ versions: [version("v2", true)] }, "documented: invalid 422");
    const both = [version("v1", false), version("v2", true)];
    await change({ versions: both }, "documented: both versions stored");
    await change({ versions: [version("v2", true)] }, "documented: invalid 422");
    const status = { storedVersions: ["v2"] };
    const migration = { method: "PATCH", path: `${path}/status`, headers: MERGE, body: { status } };
    await api.send(migration, "documented: one version stored");
    await change({ versions: [version("v2", true)] }, "documented: one version stored");
  }),
];

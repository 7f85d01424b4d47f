import { type Scenario, scenario } from "../scenario.js";
import { create, createSeven, get, objectIn, revisionIn, widget } from "./widgets.js";

const TABLE = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const PARTIAL = { accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" };

/** A scenario of one request on the seven widgets. */
const asked = (
  name: string,
  rest: string,
  label: string,
  headers: Readonly<Record<string, string>> = {},
): Scenario =>
  scenario(name, async (api) => {
    await createSeven(api);
    await get(api, rest, label, headers);
  });

export const LISTING = [
  asked("list.basic-order", "", "documented: seven in order"),
  asked("list.continue-garbage", "?limit=2&continue=zzz", "continue garbage"),
  asked("list.limit-garbage", "?limit=abc", "limit abc"),
  asked("list.rv-garbage", "?resourceVersion=abc", "rv abc"),
  asked("list.rv-zero", "?resourceVersion=0&limit=1", "documented: seven in order"),
  asked("list.rv-match-alone", "?resourceVersionMatch=Exact", "match without rv"),
  asked(
    "list.rv-match-exact-zero",
    "?resourceVersionMatch=Exact&resourceVersion=0",
    "match exact 0",
  ),
  asked("list.rv-match-bogus", "?resourceVersionMatch=Foo&resourceVersion=1", "match bogus"),
  asked("list.send-initial-events", "?sendInitialEvents=true", "sendInitialEvents on list"),
  asked(
    "list.label-set",
    "?labelSelector=par%20in%20(even%2Codd)%2C!zzz",
    "documented: seven in order",
  ),
  asked("list.label-selectors", "?labelSelector=par%3Deven", "documented: the even ones"),
  asked("list.label-not-equal", "?labelSelector=par!%3Dodd", "documented: the even ones"),
  asked("list.label-exists", "?labelSelector=par", "documented: seven in order"),
  asked("list.label-absent", "?labelSelector=!par", "documented: none"),
  asked("list.label-notin", "?labelSelector=par%20notin%20(odd)", "documented: the even ones"),
  asked("list.label-bad", "?labelSelector=a%3Db%3Dc%2C%2C", "label bad"),
  asked("list.label-bad-key", "?labelSelector=a%2Fb%2Fc", "documented: refused 400"),
  asked("list.label-bad-prefix", "?labelSelector=A.b%2Fc", "documented: refused 400"),
  asked("list.label-bad-bound", "?labelSelector=a%3E-1", "documented: refused 400"),
  asked("list.field-unescaped", "?fieldSelector=metadata.name%3Da%3Db", "documented: refused 400"),
  asked("list.field-bad-escape", "?fieldSelector=metadata.name%3Da%5Cb", "documented: refused 400"),
  asked("list.field-with-space", "?fieldSelector=metadata.name%3D%20l0", "documented: none"),
  asked("list.field-name", "?fieldSelector=metadata.name%3Dl0", "field name"),
  asked(
    "list.field-not-name",
    "?fieldSelector=metadata.name%21%3Dl0",
    "documented: all but the first",
  ),
  asked("list.selectable-fields", "?fieldSelector=spec.color%3Dblue", "documented: the even ones"),
  asked("list.field-unsupported", "?fieldSelector=spec.size%3D1", "field unsupported"),
  asked("list.field-bad", "?fieldSelector=zzz", "field bad"),
  asked("list.unknown-parameter", "?wat=1", "documented: seven in order"),
  asked("list.partial-metadata", "", "documented: metadata only", PARTIAL),
  asked("list.pretty", "/l0?pretty=true", "pretty"),
  asked("list.table", "/l0", "table item", TABLE),
  asked("list.table-many", "", "documented: a table of seven", TABLE),
  asked(
    "list.table-include-object",
    "?includeObject=Object",
    "documented: a table with objects",
    TABLE,
  ),
  asked(
    "list.table-include-none",
    "?includeObject=None",
    "documented: a table without objects",
    TABLE,
  ),
  scenario("list.limit-continue", async (api) => {
    await createSeven(api);
    const first = await get(api, "?limit=3", "documented: three of seven");
    await create(api, widget("m1"));
    const token = String(objectIn(first).metadata["continue"]);
    const second = await get(api, `?limit=3&continue=${token}`, "documented: the next three");
    await get(
      api,
      `?limit=3&continue=${String(objectIn(second).metadata["continue"])}`,
      "documented: the last one",
    );
    await get(api, `?limit=2&resourceVersion=5&continue=${token}`, "continue + rv");
  }),
  scenario("list.limit-with-selector", async (api) => {
    await createSeven(api);
    await get(api, "?limit=1&labelSelector=par%3Deven", "limit with selector");
  }),
  scenario("list.rv-exact", async (api) => {
    await createSeven(api);
    const before = revisionIn(await get(api, ""));
    await api.send({ method: "DELETE", path: api.widgets("/l0") });
    await get(
      api,
      `?resourceVersionMatch=Exact&resourceVersion=${before}`,
      "documented: seven in order",
    );
    await get(
      api,
      `?resourceVersionMatch=NotOlderThan&resourceVersion=${before}`,
      "documented: all but the first",
    );
  }),
  scenario("list.rv-future", async (api) => {
    await createSeven(api);
    const future = Number(revisionIn(await get(api, ""))) + 1000;
    await get(api, `?resourceVersion=${future}`, "rv future");
    await get(api, `/l0?resourceVersion=${future}`, "get rv future");
  }),
  scenario("list.other-namespace", async (api) => {
    await createSeven(api);
    await api.send(
      { method: "GET", path: "/apis/demo.example.com/v1/namespaces/empty/widgets" },
      "documented: none",
    );
  }),
  scenario("list.cross-namespace", async (api) => {
    await createSeven(api);
    const path = `/apis/demo.example.com/v1/widgets?fieldSelector=metadata.namespace%3D${api.namespace}`;
    await api.send({ method: "GET", path }, "documented: seven in order");
  }),
  scenario("crd.multi-version-none", async (api) => {
    await createSeven(api);
    await api.send(
      { method: "GET", path: api.widgets("/l0").replace("/v1/", "/v1beta1/") },
      "list v1beta1",
    );
  }),
  scenario("get.head", async (api) => {
    await createSeven(api);
    await api.send({ method: "HEAD", path: api.widgets("/l0") }, "HEAD");
    await api.send({ method: "OPTIONS", path: api.widgets() }, "OPTIONS");
  }),
  scenario("list.continue-expired", async (api) => {
    await createSeven(api);
    const stale = Buffer.from(
      JSON.stringify({ v: "meta.k8s.io/v1", rv: 2, start: "/l1\u0000" }),
    ).toString("base64url");
    const answer = await get(api, `?limit=2&continue=${stale}`, "documented: expired token");
    const token = objectIn(answer).metadata["continue"];
    await get(api, `?limit=2&continue=${String(token)}`, "documented: inconsistent continuation");
  }),
  scenario("list.rv-too-old", async (api) => {
    await createSeven(api);
    await get(
      api,
      "?resourceVersionMatch=Exact&resourceVersion=2",
      "documented: too old for an exact list",
    );
    await get(api, "?limit=2&resourceVersion=2", "documented: too old for an exact list");
  }),
];

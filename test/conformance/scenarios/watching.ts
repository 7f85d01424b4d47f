import { scenario } from "../scenario.js";
import {
  create,
  createSeven,
  get,
  merge,
  put,
  objectIn,
  remove,
  revisionIn,
  widget,
} from "./widgets.js";

const TABLE = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const PARTIAL = { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" };

const labelled = (name: string, t: string): object => ({
  ...widget(name),
  metadata: { name, labels: { t } },
});

/** Scenarios whose last exchange is a watch; `observed/watches.json` says what it brings. */
export const WATCHING = [
  scenario("watch.from-rv", async (api) => {
    const revision = revisionIn(await get(api, ""));
    const watch = await api.watch(api.widgets(`?watch=true&resourceVersion=${revision}`));
    await create(api, widget("w3"));
    await merge(api, "/w3", { spec: { size: 2 } });
    await merge(api, "/w3/status", { status: { ready: 1 } });
    await remove(api, "/w3");
    await watch.until(4);
    watch.stop();
  }),
  scenario("watch.resumed", async (api) => {
    const revision = revisionIn(await get(api, ""));
    await create(api, widget("w3"));
    await merge(api, "/w3", { spec: { size: 2 } });
    await remove(api, "/w3");
    const watch = await api.watch(api.widgets(`?watch=true&resourceVersion=${revision}`));
    await watch.until(3);
    watch.stop();
  }),
  scenario("watch.rv-zero", async (api) => {
    await create(api, widget("w1"));
    await create(api, widget("w2"));
    const watch = await api.watch(api.widgets("?watch=true&resourceVersion=0"));
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.rv-unset", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(api.widgets("?watch=true"));
    await remove(api, "/w1");
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.old-410", async (api) => {
    const watch = await api.watch(api.widgets("?watch=true&resourceVersion=1"));
    await watch.ended();
  }),
  scenario(
    "watch.garbage",
    async (api) =>
      void (await get(api, "?watch=true&resourceVersion=abc", "documented: watch from garbage")),
  ),
  scenario("watch.timeout", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(api.widgets("?watch=true&timeoutSeconds=1"));
    await watch.ended();
  }),
  scenario("watch.initial-events", async (api) => {
    await create(api, widget("w1"));
    const query =
      "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    const watch = await api.watch(api.widgets(query));
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.initial-events-without-bookmarks", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(
      api.widgets("?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"),
    );
    await create(api, widget("w2"));
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.initial-events-refused", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(
      api.widgets("?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan"),
    );
    await create(api, widget("w2"));
    await watch.until(1);
    watch.stop();
  }),
  scenario("watch.initial-events-invalid", async (api) => {
    await get(
      api,
      "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true",
      "documented: initial events without match",
    );
    await get(
      api,
      "?watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=5",
      "documented: match without initial events",
    );
  }),
  scenario("watch.selector-enter-leave", async (api) => {
    await create(api, labelled("w2", "b"));
    const revision = revisionIn(await get(api, ""));
    const watch = await api.watch(
      api.widgets(`?watch=true&labelSelector=t%3Da&resourceVersion=${revision}`),
    );
    await merge(api, "/w2", { metadata: { labels: { t: "a" } } });
    await merge(api, "/w2", { spec: { size: 3 } });
    await merge(api, "/w2", { metadata: { labels: { t: "b" } } });
    await merge(api, "/w2", { spec: { size: 4 } });
    await create(api, labelled("w3", "a"));
    await watch.until(4);
    watch.stop();
  }),
  scenario("watch.field-name", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(
      api.widgets("?watch=true&fieldSelector=metadata.name%3Dw1&resourceVersion=0"),
    );
    await create(api, widget("w2"));
    await merge(api, "/w1", { spec: { size: 3 } });
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.noop-silent", async (api) => {
    const made = objectIn(await create(api, widget("w1")));
    const watch = await api.watch(api.widgets("?watch=true&resourceVersion=0"));
    await put(api, "/w1", made);
    await merge(api, "/w1", { spec: { size: 1 } });
    await create(api, widget("w2"));
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.finalizer-delete", async (api) => {
    await create(api, {
      ...widget("fin"),
      metadata: { name: "fin", finalizers: ["x.example.com/f"] },
    });
    const revision = revisionIn(await get(api, "/fin"));
    const watch = await api.watch(api.widgets(`?watch=true&resourceVersion=${revision}`));
    await remove(api, "/fin");
    await merge(api, "/fin", { metadata: { finalizers: [] } });
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.deletecollection", async (api) => {
    await createSeven(api);
    const revision = revisionIn(await get(api, ""));
    const watch = await api.watch(api.widgets(`?watch=true&resourceVersion=${revision}`));
    await remove(api, "");
    await watch.until(7);
    watch.stop();
  }),
  scenario("watch.table", async (api) => {
    await create(api, widget("w1"));
    await create(api, widget("w2"));
    const watch = await api.watch(api.widgets("?watch=true&resourceVersion=0"), TABLE);
    await watch.until(2);
    watch.stop();
  }),
  scenario("watch.partial-metadata", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(api.widgets("?watch=true&resourceVersion=0"), PARTIAL);
    await watch.until(1);
    watch.stop();
  }),
  scenario("watch.legacy-path", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(api.widgets().replace("/v1/", "/v1/watch/"));
    await watch.until(1);
    watch.stop();
  }),
  scenario("watch.other-version", async (api) => {
    await create(api, widget("w1"));
    const watch = await api.watch(api.widgets("?watch=true").replace("/v1/", "/v1beta1/"));
    await watch.until(1);
    watch.stop();
  }),
  scenario("watch.headers-before-events", async (api) => {
    const revision = revisionIn(await get(api, ""));
    const watch = await api.watch(api.widgets(`?watch=true&resourceVersion=${revision}`));
    await create(api, widget("w1"));
    await watch.until(1);
    watch.stop();
  }),
];

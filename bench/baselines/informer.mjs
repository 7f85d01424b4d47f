/** client-node's informer with empty callbacks. */
import { CustomObjectsApi, KubeConfig, makeInformer } from "@kubernetes/client-node";
import { reportTo } from "./support/report.mjs";

const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CustomObjectsApi);
const kind = { group: "kopf.dev", version: "v1", plural: "kopfexamples" };
const informer = makeInformer(config, "/apis/kopf.dev/v1/kopfexamples", () =>
  api.listClusterCustomObject(kind),
);
let calls = 0;
const count = () => calls++;
informer.on("add", count);
informer.on("update", count);
informer.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
reportTo(
  () => ({ calls, objects: informer.list().length }),
  () => informer.stop(),
);
await informer.start();

import { bootstrap } from "kephale";
import { ControlPlane } from "kephale/testing";

import { PingMemo, PingOperator } from "./operator.js";

await using cluster = await ControlPlane.start({ crds: ["crd.yaml"], objects: ["objects.yaml"] });
const { kubeConfig, kubeConfigFile } = cluster;
await using running = await bootstrap(PingOperator, new PingMemo(), { kubeConfig });
await cluster.create({
  apiVersion: "kopf.dev/v1",
  kind: "KopfExample",
  metadata: { name: "b" },
});
await running.ready;
console.log(`KUBECONFIG=${kubeConfigFile} kubectl get kopfexamples`);

import { Sandbox } from "kephale/sandbox";

await using sandbox = await Sandbox.start({
  crds: ["crd.yaml"],
  objects: ["apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"],
});

await sandbox.create({
  apiVersion: "kopf.dev/v1",
  kind: "KopfExample",
  metadata: { name: "a" },
  spec: { edits: 1 },
});
console.log(`KUBECONFIG=${sandbox.kubeConfigFile} kubectl get kopfexamples`);

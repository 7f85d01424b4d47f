import { homedir } from "node:os";
import { join } from "node:path";

import { bootstrap } from "kephale";

import { HealthMemo, HealthOperator } from "./operator.js";

// A variable that is empty counts as not set, as for kubectl.
const kubeConfigFile = process.env["KUBECONFIG"] || join(homedir(), ".kube", "config");
const liveness = process.env["LIVENESS"] || "http://127.0.0.1:8080/healthz";

await bootstrap(HealthOperator, new HealthMemo(kubeConfigFile), { liveness });
console.log(`Ask how the operator is: curl ${liveness}`);

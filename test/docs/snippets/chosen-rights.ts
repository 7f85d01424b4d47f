import { bootstrap, type RunningOperator } from "kephale";
import type { ControlPlane } from "kephale/testing";

import { PingMemo, PingOperator } from "./operator.js";

export async function start(cluster: ControlPlane): Promise<RunningOperator<PingMemo>> {
  const { kubeConfig } = await cluster.user({
    rules: [{ apiGroups: ["kopf.dev"], resources: ["kopfexamples"], verbs: ["list", "watch"] }],
  });
  return bootstrap(PingOperator, new PingMemo(), { kubeConfig });
}

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Recorder, type Exchange, type TargetAccess } from "./recorder.js";
import type { Scenario } from "./scenario.js";

/** Files are found from the package's root: compiled tests live elsewhere. */
export const FOLDER = join(process.cwd(), "test", "conformance");

export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
}

/** Puts into a target what the scenarios need: the widgets' definition. */
export async function prepareTarget(target: TargetAccess): Promise<void> {
  const api = new Recorder(target, "none");
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  await api.send({ method: "POST", path, body: readJson("scenarios/widget-definition.json") });
  for (;;) {
    const { status } = await api.send({ method: "GET", path: "/apis/demo.example.com/v1/widgets" });
    if (status === 200) return;
  }
}

/** Runs a scenario in a namespace of its own and returns what was said. */
export async function runScenario(
  target: TargetAccess,
  scenario: Scenario,
  index: number,
): Promise<{ readonly namespace: string; readonly exchanges: readonly Exchange[] }> {
  const namespace = `conf${index}`;
  const setup = new Recorder(target, namespace);
  await setup.send({
    method: "POST",
    path: "/api/v1/namespaces",
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  });
  const api = new Recorder(target, namespace);
  await scenario.run(api);
  return { namespace, exchanges: api.exchanges };
}

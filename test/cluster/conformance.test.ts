import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Sandbox } from "kephale/sandbox";
import { ControlPlane } from "kephale/testing";

import { isRecord } from "../../src/resources/json.js";
import { settleCollectionVersions } from "../conformance/collection-versions.js";
import { concerns, differencesOf, explains } from "../conformance/compare.js";
import type { KnownDifference } from "../conformance/compare.js";
import { normalise } from "../conformance/normalise.js";
import type { TargetAccess } from "../conformance/recorder.js";
import { differencesPage, verifiedOnPage } from "../conformance/report.js";
import { prepareTarget, readJson, runScenario } from "../conformance/run.js";
import type { Scenario } from "../conformance/scenario.js";
import { SCENARIOS } from "../conformance/scenarios/all.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { kubectlVersion } from "../support/kubectl.js";
import { RawApi } from "../support/raw-api.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";

// The list of differences is one of a certain version.
const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;
const KNOWN = knownDifferences(readJson("server-differences.json"));
const DOCS = join(process.cwd(), "docs");

onOwnServer("the sandbox and a real API server", () => {
  const used = new Set<KnownDifference>();
  const differing = new Map<string, Set<KnownDifference>>();
  const compared = new Set<string>();
  const unexplainedIn: string[] = [];
  let cluster: ControlPlane;
  let sandbox: Sandbox;
  let proxy: FaultProxy;

  beforeAll(async () => {
    cluster = await ControlPlane.start();
    sandbox = await Sandbox.start();
    // Plain HTTP in front of the real server: the recorder knows no certificates.
    proxy = await FaultProxy.start(cluster.kubeConfig);
    await Promise.all([
      prepareTarget({ url: sandbox.url }),
      prepareTarget({ url: proxy.kubeConfig.server }),
    ]);
    // From now on there are versions that are too old.
    await cluster.compact();
  });

  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await sandbox.stop();
    await cluster.stop();
  });

  const note = (name: string, reason: KnownDifference): void => {
    differing.set(name, (differing.get(name) ?? new Set()).add(reason));
  };

  it.each(SCENARIOS.map((scenario, index) => ({ name: scenario.name, scenario, index })))(
    "say the same: $name",
    async ({ name, scenario, index }) => {
      const here = await transcript({ url: sandbox.url }, scenario, index);
      const there = await transcript({ url: proxy.kubeConfig.server }, scenario, index);
      const unexplained = differencesOf(there, here).filter((difference) => {
        const reasons = KNOWN.filter((known) => explains(known, name, difference));
        for (const reason of reasons) {
          used.add(reason);
          note(name, reason);
        }
        return reasons.length === 0;
      });
      compared.add(name);
      // The page does not change with who was faster this time.
      for (const known of KNOWN)
        if (known.sometimes === true && concerns(known, name)) note(name, known);
      if (unexplained.length > 0) unexplainedIn.push(name);
      expect(unexplained).toEqual([]);
    },
    30_000,
  );

  it("have no difference on the list that is not there any more", () => {
    const complete = compared.size === SCENARIOS.length;
    const stale = KNOWN.filter((known) => complete && known.sometimes !== true && !used.has(known));
    expect(stale).toEqual([]);
  });

  it("are described by the run: what differs, and what was compared", async () => {
    expect(unexplainedIn).toEqual([]);
    expect(compared.size).toBeGreaterThanOrEqual(120);
    await using api = new RawApi(cluster.kubeConfig);
    const { body } = await api.get("/version");
    const server = isRecord(body) ? String(body["gitVersion"]) : "";
    expect(server).toMatch(/^v1\.\d+\.\d+/);
    const counts = { scenarios: compared.size, different: differing.size };
    writeFileSync(join(DOCS, "sandbox.md"), differencesPage(differing, { server, ...counts }));
    const kubectl = kubectlVersion(cluster.binaries.kubectl ?? "kubectl");
    const versions = { server, kubectl, node: process.versions.node };
    writeFileSync(join(DOCS, "verified-on.md"), verifiedOnPage({ ...versions, ...counts }));
  });
});

async function transcript(
  target: TargetAccess,
  scenario: Scenario,
  index: number,
): Promise<unknown[]> {
  const { exchanges, namespace } = await runScenario(target, scenario, index);
  return normalise(settleCollectionVersions(exchanges), namespace);
}

function knownDifferences(list: unknown): readonly KnownDifference[] {
  if (!Array.isArray(list)) throw new Error("server-differences.json is not a list.");
  return list.map((entry: unknown) => {
    if (!isRecord(entry)) throw new Error("An entry of server-differences.json is not an object.");
    const { scenario, at, reason, sometimes } = entry;
    return {
      scenario: String(scenario),
      at: String(at),
      reason: String(reason),
      sometimes: sometimes === true,
    };
  });
}

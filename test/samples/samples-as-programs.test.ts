import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "@jest/globals";
import { Sandbox } from "kephale/sandbox";

import { PlantedTree } from "../architecture/planted-tree.js";
import { freePort } from "../support/free-port.js";
import { RunningSample } from "./running-sample.js";
import { SampleProgram, sampleFolder } from "./sample-program.js";

const TIMEOUT_MS = 60_000;

async function answerOf(url: string): Promise<unknown> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.json();
}

describe("a sample, started as a user starts it", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "ping: names each object's events, and closes its queue on %s",
    async (signal) => {
      await using sample = await RunningSample.start("ping");
      const { program } = sample;
      await program.prints("The ping queue is open.\n");
      await program.prints("[default/ping-01] 1 events have been received in 10 seconds.");
      await program.prints("[default/ping-10] 1 events have been received in 10 seconds.");
      expect(await sample.endsOn(signal)).toMatch(/The ping queue is closed\.\n$/u);
    },
    TIMEOUT_MS,
  );

  it(
    "memo-classes: copies a plain class by its properties, one with its own copy as that says",
    async () => {
      await using sample = await RunningSample.start("memo-classes");
      const { program } = sample;
      for (const [index, name] of ["visitor-1", "visitor-2", "visitor-3"].entries())
        await program.prints(`[default/${name}] Hello, ${name}! Guests now: ${index + 1}.`);
      await program.prints("[default/visitor-1] 1 events of this object; 3 objects were seen.");
      await program.prints("[default/visitor-3] 1 events of this object; 3 objects were seen.");
      await sample.edit("visitor-1", 19);
      await program.prints("[default/visitor-1] The budget of 20 events is spent.");
      await program.prints("[default/visitor-1] 20 events of this object; 3 objects were seen.");
      await sample.delete("visitor-2");
      await program.prints("[default/visitor-2] Good bye, visitor-2! Guests now: 2.");
      const output = await sample.endsOn("SIGTERM");
      expect(output.split("is spent.")).toHaveLength(2);
      expect(output).not.toContain("[default/visitor-3] 20 events");
    },
    TIMEOUT_MS,
  );

  it(
    "services: counts in each object's own memo, and works off in batches of the operator's",
    async () => {
      await using sample = await RunningSample.start("services");
      const { program } = sample;
      await sample.edit("ping-1", 15);
      await sample.edit("ping-2", 2);
      await program.prints("A batch of 20 pings is worked off.");
      await sample.delete("ping-1");
      await program.prints("[default/ping-1] 17 pings of this object.");
      const output = await sample.endsOn("SIGTERM");
      expect(output).toContain("[default/ping-2] 3 pings of this object.");
      expect(output).toContain("[default/ping-3] 1 pings of this object.");
      expect(output).toContain("A batch of 1 pings is worked off.");
      expect(output).toMatch(/21 pings were worked off in all\.\n$/u);
    },
    TIMEOUT_MS,
  );

  it(
    "embedded: two operators fill what the host shows",
    async () => {
      await using sample = await RunningSample.start("embedded");
      const { program } = sample;
      await program.prints("3 objects. Pings: guest-1: 1, guest-2: 1, guest-3: 1.");
      await sample.edit("guest-2", 4);
      await sample.delete("guest-3");
      await program.prints("2 objects. Pings: guest-1: 1, guest-2: 5, guest-3: 2.");
      expect(await sample.endsOn("SIGINT")).toMatch(/Both operators have stopped\.\n$/u);
    },
    TIMEOUT_MS,
  );

  it(
    "probes-and-login: shows its probes, and logs in again with the file that has changed",
    async () => {
      const folder = sampleFolder("probes-and-login");
      await using sandbox = await Sandbox.start({
        crds: [path.join(folder, "crd.yaml")],
        objects: [path.join(folder, "objects.yaml")],
        tokens: ["first", "second"],
      });
      const { kubeConfigFile } = sandbox;
      const liveness = `http://127.0.0.1:${await freePort()}/healthz`;
      using program = new SampleProgram("probes-and-login", kubeConfigFile, { LIVENESS: liveness });
      await program.prints(`Ask how the operator is: curl ${liveness}`);
      expect(await answerOf(liveness)).toMatchObject({
        logins: 1,
        kephale: { state: "serving", deaf: [] },
      });

      const kubeconfig = readFileSync(kubeConfigFile, "utf8");
      writeFileSync(kubeConfigFile, kubeconfig.replace("token: first", "token: second"));
      sandbox.revoke("first");
      sandbox.cutWatches();

      await program.prints(`Login 2, with ${kubeConfigFile}.`);
      program.signal("SIGTERM");
      expect(await program.ended).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    "probes-and-login: takes an empty KUBECONFIG for none, as kubectl does",
    async () => {
      using home = new PlantedTree();
      const kubeConfigFile = path.join(home.folder, ".kube", "config");
      mkdirSync(path.dirname(kubeConfigFile));
      const folder = sampleFolder("probes-and-login");
      await using _ = await Sandbox.start({
        crds: [path.join(folder, "crd.yaml")],
        kubeConfigFile,
      });
      const liveness = `http://127.0.0.1:${await freePort()}/healthz`;
      using program = new SampleProgram("probes-and-login", "", {
        HOME: home.folder,
        LIVENESS: liveness,
      });
      await program.prints(`Login 1, with ${kubeConfigFile}.`);
      await program.prints("Ask how the operator is");
      program.signal("SIGTERM");
      expect(await program.ended).toBe(0);
    },
    TIMEOUT_MS,
  );
});

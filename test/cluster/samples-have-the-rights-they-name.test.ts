import { readFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ControlPlane, type PolicyRule } from "kephale/testing";
import { parse } from "yaml";

import { NpmStart } from "../launcher/npm-start.js";
import { eventually } from "../support/eventually.js";
import { freePort } from "../support/free-port.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";
import { sampleFolder } from "../samples/sample-program.js";

const TIMEOUT_MS = 90_000;

/** The rules of the ClusterRole in a sample's README: what its users are told to grant, and no more. */
function rulesOf(name: string): readonly PolicyRule[] {
  const readme = readFileSync(path.join(sampleFolder(name), "README.md"), "utf8");
  const block = /```yaml\n(?<role>apiVersion: rbac[^`]*)```/u.exec(readme)?.groups?.["role"];
  const role = parse(block ?? "{}") as { readonly rules?: readonly PolicyRule[] };
  return role.rules ?? [];
}

/** What a sample prints: while somebody edits one of its objects, and when it ends. */
interface Sample {
  readonly name: string;
  readonly edited: string;
  readonly prints: RegExp;
  readonly printsAtTheEnd: RegExp;
}

const SAMPLES: readonly Sample[] = [
  {
    name: "ping",
    edited: "ping-01",
    prints: /\[default\/ping-10\] 1 events have been received in 10 seconds\./u,
    printsAtTheEnd: /The ping queue is closed\.\n$/u,
  },
  {
    name: "memo-classes",
    edited: "visitor-1",
    prints: /\[default\/visitor-1\] The budget of 20 events is spent\./u,
    printsAtTheEnd: /Hello, visitor-3!/u,
  },
  {
    name: "services",
    edited: "ping-1",
    prints: /A batch of 20 pings is worked off\./u,
    printsAtTheEnd: /\d+ pings were worked off in all\.\n$/u,
  },
  {
    name: "embedded",
    edited: "guest-2",
    prints: /3 objects\. Pings: guest-1: 1, guest-2: [5-9]/u,
    printsAtTheEnd: /Both operators have stopped\.\n$/u,
  },
  {
    name: "probes-and-login",
    edited: "",
    prints: /Ask how the operator is: curl/u,
    printsAtTheEnd: /Login 1, with/u,
  },
];

// A cluster of others has a kopfexamples of its own, perhaps, and not these users.
const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;

onOwnServer("a sample on a real server, with the rights that its README names", () => {
  let server: ControlPlane;

  beforeAll(async () => {
    const crd = path.join(sampleFolder("ping"), "crd.yaml");
    server = await ControlPlane.start({ crds: [crd], controllerManager: false });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await server.stop();
  });

  it.each(SAMPLES)(
    "$name does what it promises, and is never refused",
    async ({ name, edited, prints, printsAtTheEnd }) => {
      const folder = sampleFolder(name);
      const rules = rulesOf(name);
      expect(rules.length).toBeGreaterThan(0);
      await using _ = await Objects.of(
        server,
        readFileSync(path.join(folder, "objects.yaml"), "utf8"),
      );
      const user = await server.user({ name, rules });
      const liveness = `http://127.0.0.1:${await freePort()}/healthz`;
      using program = NpmStart.sample(name, user.kubeConfigFile, { LIVENESS: liveness });
      let edits = 0;
      await eventually(
        async () => {
          if (edited !== "") await server.patch(example(edited), { spec: { edits: edits++ } });
          return prints.test(program.output);
        },
        { timeoutMs: 40_000 },
      ).catch(() => undefined);
      program.signal("SIGTERM");
      expect(await program.ended).toBe(0);
      expect(program.output).toMatch(prints);
      expect(program.output).toMatch(printsAtTheEnd);
      expect(program.output).not.toMatch(/forbidden|may not be/u);
    },
    TIMEOUT_MS,
  );
});

/** The objects of a sample, which go with its test: all samples are of one kind. */
class Objects implements AsyncDisposable {
  readonly #server: ControlPlane;
  readonly #all: Awaited<ReturnType<ControlPlane["apply"]>>;

  private constructor(server: ControlPlane, all: Awaited<ReturnType<ControlPlane["apply"]>>) {
    this.#server = server;
    this.#all = all;
  }

  static async of(server: ControlPlane, yaml: string): Promise<Objects> {
    return new Objects(server, await server.apply(yaml));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const object of this.#all) await this.#server.delete(object);
  }
}

function example(name: string): Parameters<ControlPlane["get"]>[0] {
  return {
    apiVersion: "kopf.dev/v1",
    kind: "KopfExample",
    metadata: { name, namespace: "default" },
  };
}

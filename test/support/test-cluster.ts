import { randomBytes } from "node:crypto";

import { KubeConfig } from "@kubernetes/client-node";
import { ClusterClient, ControlPlane } from "kephale/testing";
import type { ControlPlaneOptions } from "kephale/testing";

import type { ClusterAccess } from "../../src/kube/cluster-access.js";
import { eventually } from "./eventually.js";

/** Whether the tier runs on the cluster of the current kubeconfig instead of servers of its own. */
export const ON_EXISTING_CLUSTER = process.env["USE_EXISTING_CLUSTER"] === "1";

/** A cluster for a test, in which one namespace and one API group are the test's own. */
export class TestCluster implements AsyncDisposable {
  readonly client: ClusterClient;
  readonly kubeConfigFile: string;
  /** Exists, and is removed with all that is in it. */
  readonly namespace: string;
  /** For CRDs of the test; removed in the end. */
  readonly group: string;
  readonly #existing: boolean;

  private constructor(parts: { client: ClusterClient; kubeConfigFile: string; existing: boolean }) {
    const suffix = randomBytes(4).toString("hex");
    this.client = parts.client;
    this.kubeConfigFile = parts.kubeConfigFile;
    this.#existing = parts.existing;
    this.namespace = `kephale-test-${suffix}`;
    this.group = `t${suffix}.kephale.test`;
  }

  static async open(
    options: Pick<ControlPlaneOptions, "controllerManager"> = {},
  ): Promise<TestCluster> {
    const cluster = new TestCluster(
      ON_EXISTING_CLUSTER ? await existingCluster() : await ownCluster(options),
    );
    await cluster.client.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: cluster.namespace },
    });
    return cluster;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A control plane of our own takes everything with it.
    if (this.#existing) await this.#removeAll();
    await this.client[Symbol.asyncDispose]();
  }

  async #removeAll(): Promise<void> {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: this.namespace } };
    const crds = await this.client.list({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
    });
    await this.client.delete(namespace);
    for (const crd of crds.filter(({ metadata }) => metadata.name.endsWith(this.group))) {
      await this.client.delete(crd);
    }
    await eventually(async () => (await this.client.get(namespace)) === undefined, {
      timeoutMs: 60_000,
    });
  }
}

async function ownCluster(options: ControlPlaneOptions): Promise<OpenedCluster> {
  const client = await ControlPlane.start(options);
  return { client, kubeConfigFile: client.kubeConfigFile, existing: false };
}

interface OpenedCluster {
  readonly client: ClusterClient;
  readonly kubeConfigFile: string;
  readonly existing: boolean;
}

/** What client-node writes into options of `node:https`. */
interface HttpsCredentials {
  ca?: Buffer | string;
  cert?: Buffer | string;
  key?: Buffer | string;
  headers?: Record<string, string>;
}

async function existingCluster(): Promise<OpenedCluster> {
  const config = new KubeConfig();
  config.loadFromDefault();
  const options: HttpsCredentials = {};
  await config.applyToHTTPSOptions(options);
  const client = new ClusterClient(accessOf(config.getCurrentCluster()?.server ?? "", options));
  const kubeConfigFile = process.env["KUBECONFIG"] ?? `${process.env["HOME"] ?? ""}/.kube/config`;
  return { client, kubeConfigFile, existing: true };
}

function accessOf(server: string, { ca, cert, key, headers }: HttpsCredentials): ClusterAccess {
  const token = headers?.["Authorization"]?.replace(/^Bearer /, "");
  return {
    server,
    ...(ca === undefined ? {} : { ca: ca.toString() }),
    ...(cert === undefined ? {} : { clientCertificate: cert.toString() }),
    ...(key === undefined ? {} : { clientKey: key.toString() }),
    ...(token === undefined ? {} : { token }),
  };
}

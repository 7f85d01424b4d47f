import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { readInputs } from "../sandbox/input.js";
import { readTestEnvironment } from "../settings/test-environment.js";
import { LifecycleError, OperatorError } from "../support/errors.js";
import { findBinaries } from "./binaries.js";
import type { ControlPlaneBinaries } from "./binaries.js";
import { CertificateAuthority } from "./certificates.js";
import { ClusterClient } from "./cluster-client.js";
import { resolveControlPlane } from "./control-plane-options.js";
import type { ControlPlaneOptions, ControlPlaneSettings } from "./control-plane-options.js";
import { ControlPlaneServers, PortTakenError } from "./control-plane-servers.js";
import { assertIsCrd, untilServed } from "./served-kinds.js";
import { freePorts } from "./free-ports.js";
import { writeKubeConfig } from "./kubeconfig-file.js";
import { writeServerFiles } from "./server-files.js";
import { LAYOUT_FILES, apiServerUrl } from "./server-programs.js";
import type { ControlPlaneLayout } from "./server-programs.js";
import { until } from "./until.js";
import { ClusterUsers } from "./users.js";
import type { CertificateUser, TokenUser, UserOptions } from "./users.js";

/** Everything that a running control plane owns. */
interface Parts {
  readonly settings: ControlPlaneSettings;
  readonly binaries: ControlPlaneBinaries;
  readonly layout: ControlPlaneLayout;
  readonly servers: ControlPlaneServers;
  readonly authority: CertificateAuthority;
}

/** What it has when it has started. */
interface Content {
  readonly crds: readonly KubernetesObject[];
  readonly objects: readonly KubernetesObject[];
}

const ADMIN = "kephale-admin";
/** Ports are taken by others rarely; five times in a row means something else. */
const START_ATTEMPTS = 5;

/**
 * A real etcd and a real kube-apiserver for a test, with kube-controller-manager where its program is there. Nothing is
 * shared with another one: ports, certificates and data are made at the start, and gone after the stop; also when the test's
 * process is killed. There are no nodes: pods are objects that nobody runs.
 *
 * @remarks
 * Needs the programs (see `assets`), and Linux or macOS. Use `Sandbox` of `kephale/sandbox` where they are not at hand: it has
 * the same shape.
 * @example
 * ```ts
 * await using cluster = await ControlPlane.start({ crds: ["crd.yaml"], objects: ["obj.yaml"] });
 * await using running = await bootstrap(PingOperator, new PingMemo(), { kubeConfig: cluster.kubeConfig });
 * ```
 */
export class ControlPlane extends ClusterClient {
  /** Path of a kubeconfig file for the cluster's administrator. It goes with the control plane. */
  readonly kubeConfigFile: string;
  /** The programs that were found; with `kubectl` if there is one beside them. */
  readonly binaries: ControlPlaneBinaries;
  readonly #parts: Parts;
  readonly #users: ClusterUsers;
  #stopped: Promise<void> | undefined;

  private constructor(parts: Parts) {
    const admin = parts.authority.issue({ commonName: ADMIN, organizations: ["system:masters"] });
    super({
      server: apiServerUrl(parts.layout),
      ca: parts.authority.certificate,
      clientCertificate: admin.certificate,
      clientKey: admin.key,
    });
    this.#parts = parts;
    this.binaries = parts.binaries;
    this.kubeConfigFile = join(parts.layout.folder, LAYOUT_FILES.adminKubeConfig);
    writeKubeConfig(this.kubeConfigFile, this.kubeConfig, ADMIN);
    this.#users = new ClusterUsers(this, parts.authority, {
      folder: parts.layout.folder,
      clock: parts.settings.clock,
    });
  }

  /**
   * Starts the servers; resolves when they answer, the CRDs are served and the objects created.
   *
   * @throws SettingsError with the code `CONTROL_PLANE_BINARIES` if the programs are not found.
   * @throws OperatorError with the code `CONTROL_PLANE_START` if a server does not start; with what it said last.
   */
  static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const settings = resolveControlPlane(options);
    const content = await readContent(settings);
    const environment = readTestEnvironment();
    const binaries = findBinaries(environment, settings.assets);
    for (let attempt = 1; ; attempt++) {
      const controlPlane = await ControlPlane.#prepare(settings, binaries, environment.path);
      try {
        await controlPlane.#bringUp(content);
        return controlPlane;
      } catch (error) {
        await controlPlane.stop();
        if (!(error instanceof PortTakenError) || attempt === START_ATTEMPTS) throw error;
      }
    }
  }

  /** A user who may do just what the rules say, known by a client certificate. */
  async user(options: UserOptions): Promise<CertificateUser> {
    this.#assertRunning("user");
    return this.#users.withCertificate(options);
  }

  /** A user who may do just what the rules say, known by a token that can be revoked and renewed. */
  async tokenUser(options: UserOptions): Promise<TokenUser> {
    this.#assertRunning("tokenUser");
    return this.#users.withToken(options);
  }

  /** Stops the API server if it runs, and starts it again on the same storage and port. Resolves when it is ready. */
  async restart(): Promise<void> {
    this.#assertRunning("restart");
    await this.#parts.servers.stopApiServer();
    this.#parts.servers.startApiServer();
    await this.reconnect();
    await this.#untilReady();
  }

  /** Ends the API server at once (SIGKILL), as a crash would; storage and port stay for `restart`. */
  async kill(): Promise<void> {
    this.#assertRunning("kill");
    await this.#parts.servers.killApiServer();
  }

  /**
   * Forgets all that is older than now: a list or a watch from an older `resourceVersion` is answered with 410. A running API
   * server is started again, because it would answer from its memory.
   */
  async compact(): Promise<void> {
    this.#assertRunning("compact");
    const { servers } = this.#parts;
    await servers.compactStorage();
    if (servers.apiServerRuns) await this.restart();
  }

  /** Ends the servers and removes all files. Stopping twice is the same as once. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#shutDown();
    await this.#stopped;
  }

  /** The same as `stop()`, for `await using`. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** A server that died would be missed later, and far from here: namespaces that stay, requests without an answer. */
  protected override assertUsable(): void {
    this.#parts.servers.check();
  }

  static async #prepare(
    settings: ControlPlaneSettings,
    binaries: ControlPlaneBinaries,
    path: string,
  ): Promise<ControlPlane> {
    const [etcdPort = 0, etcdPeerPort = 0, apiServerPort = 0] = await freePorts(3);
    const folder = mkdtempSync(join(tmpdir(), "kephale-control-plane-"));
    const layout = { folder, etcdPort, etcdPeerPort, apiServerPort };
    const authority = new CertificateAuthority(
      "kephale control plane for tests",
      new Date(settings.clock.now()),
    );
    writeServerFiles(folder, authority);
    const apiServer = { featureGates: settings.featureGates, extra: settings.apiServerFlags };
    const servers = new ControlPlaneServers({
      binaries,
      layout,
      apiServer,
      clock: settings.clock,
      path,
    });
    return new ControlPlane({ settings, binaries, layout, servers, authority });
  }

  async #bringUp(content: Content): Promise<void> {
    const { servers, settings } = this.#parts;
    servers.startStorage();
    servers.startApiServer();
    await this.#untilReady();
    const controllerManager = this.#controllerManager();
    if (controllerManager !== undefined) servers.startControllerManager(controllerManager);
    await this.apply(content.crds);
    await untilServed(this, content.crds, {
      clock: settings.clock,
      timeoutMs: settings.startTimeoutMs,
    });
    await this.apply(content.objects);
    servers.check();
  }

  #controllerManager(): string | undefined {
    const { settings, binaries } = this.#parts;
    if (settings.controllerManager === false) return undefined;
    if (settings.controllerManager === true && binaries.controllerManager === undefined) {
      throw new OperatorError(
        "CONTROL_PLANE_BINARIES",
        `The option controllerManager is set, but there is no kube-controller-manager beside ${binaries.apiServer}.`,
      );
    }
    return binaries.controllerManager;
  }

  async #untilReady(): Promise<void> {
    const { servers, settings } = this.#parts;
    const ready = async (): Promise<boolean> => {
      servers.check();
      return (await this.answers("/readyz")) && (await this.answers("/api/v1/namespaces/default"));
    };
    try {
      await until(ready, {
        clock: settings.clock,
        timeoutMs: settings.startTimeoutMs,
        what: "the API server is ready",
      });
    } catch (error) {
      if (error instanceof PortTakenError) throw error;
      throw new OperatorError(
        "CONTROL_PLANE_START",
        `The control plane did not start. ${servers.lastWords()}`,
        { cause: error },
      );
    }
  }

  async #shutDown(): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#parts.servers.stop();
    await rm(this.#parts.layout.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #assertRunning(method: string): void {
    if (this.#stopped === undefined) return;
    throw new LifecycleError(
      "CONTROL_PLANE_STOPPED",
      `ControlPlane.${method} was called after stop. Start another one.`,
    );
  }
}

/** What was given, read before anything is started: mistakes in it should not take seconds to be told. */
async function readContent(settings: ControlPlaneSettings): Promise<Content> {
  const crds = await readInputs(settings.crds, "crds");
  for (const { object, origin } of crds) assertIsCrd(object, origin);
  const objects = await readInputs(settings.objects, "objects");
  return { crds: crds.map(({ object }) => object), objects: objects.map(({ object }) => object) };
}

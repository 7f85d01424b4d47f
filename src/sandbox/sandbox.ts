import { SystemClock } from "../support/clock.js";
import { isOperatorError, LifecycleError, messageOf, OperatorError } from "../support/errors.js";
import type { ClusterAccess } from "../kube/cluster-access.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import type { ApiObject } from "./api/object.js";
import { Cluster } from "./cluster.js";
import type { Interceptor } from "./http/faults.js";
import type { Journal } from "./http/journal.js";
import { ApiServer } from "./http/server.js";
import { type GivenObject, readInputs, readYaml, refusedObject } from "./input.js";
import { type KubeConfigFile, writeKubeConfig } from "./kubeconfig-file.js";
import { type ListRef, ObjectApi, type ObjectRef } from "./object-api.js";
import { type SandboxOptions, unusable } from "./sandbox-options.js";
import type { DeleteOptions } from "./verbs/delete-options.js";

/**
 * A Kubernetes API server in this process, for development and tests: plain HTTP on 127.0.0.1, everything in memory. It has
 * custom resources, the core kinds that operators touch, and nothing that runs containers.
 *
 * @example
 * ```ts
 * await using sandbox = await Sandbox.start({ crds: ["crd.yaml"], objects: ["obj.yaml"] });
 * await sandbox.patch(ref, { spec: { size: 2 } });
 * console.log(`KUBECONFIG=${sandbox.kubeConfigFile} kubectl get all`);
 * ```
 */
export class Sandbox {
  readonly #cluster: Cluster;
  readonly #server: ApiServer;
  readonly #objects: ObjectApi;
  readonly #token: string | undefined;
  #file: KubeConfigFile | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(options: SandboxOptions) {
    this.#cluster = new Cluster(options.clock ?? new SystemClock());
    this.#server = new ApiServer(this.#cluster, options.tokens);
    this.#objects = new ObjectApi(this.#cluster);
    this.#token = options.tokens?.[0];
  }

  /**
   * Starts a server with its kinds and objects.
   *
   * @throws OperatorError with code `SANDBOX_OBJECT` if something that was given is malformed or refused; it names
   * file, document and field.
   * @throws SettingsError with code `SETTING_INVALID` if the port or the path of the kubeconfig cannot be used.
   */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const crds = await readInputs(options.crds ?? [], "crds");
    const objects = await readInputs(options.objects ?? [], "objects");
    const sandbox = new Sandbox(options);
    try {
      await sandbox.#fill(crds);
      await sandbox.#fill(objects);
      await sandbox.#open(options);
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
    options.logger?.info(
      `The sandbox, a Kubernetes API for development and tests, is at ${sandbox.url} (kubeconfig: ${sandbox.kubeConfigFile}).`,
    );
    return sandbox;
  }

  /** The server's address, such as `http://127.0.0.1:40123`. */
  get url(): string {
    return this.#server.url;
  }

  /** How to reach it: what `bootstrap` takes. */
  get kubeConfig(): ClusterAccess {
    return { server: this.url, ...(this.#token === undefined ? {} : { token: this.#token }) };
  }

  /** The path of a kubeconfig file; it is removed when the sandbox stops. */
  get kubeConfigFile(): string {
    return this.#file?.path ?? "";
  }

  /** The latest requests. */
  get journal(): Journal {
    return this.#server.journal;
  }

  /** How many watches are open now. */
  get openWatches(): number {
    return this.#server.watches.size;
  }

  /** Makes an object. Without a namespace, namespaced ones are made in `default`. */
  async create(object: KubernetesObject): Promise<ApiObject> {
    return this.#change(() => this.#objects.create(object));
  }

  /** Reads an object; `undefined` if it does not exist. */
  async get(ref: ObjectRef): Promise<ApiObject | undefined> {
    return this.#objects.get(ref);
  }

  /** Reads the objects of a kind, in order of namespace and name. */
  async list(ref: ListRef): Promise<readonly ApiObject[]> {
    return this.#objects.list(ref);
  }

  /** Applies a JSON merge patch to an object, or to its status. */
  async patch(
    ref: ObjectRef,
    mergePatch: object,
    options: { readonly subresource?: "status" } = {},
  ): Promise<ApiObject> {
    return this.#change(() => this.#objects.patch(ref, mergePatch, options.subresource));
  }

  /** Replaces an object, or its status; the resourceVersion must be that of the one that is there. */
  async replace(
    object: ObjectRef & KubernetesObject,
    options: { readonly subresource?: "status" } = {},
  ): Promise<ApiObject> {
    return this.#change(() => this.#objects.replace(object, options.subresource));
  }

  /** Deletes an object. Returns it if something holds it still, such as a finalizer. */
  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<ApiObject | undefined> {
    return this.#change(() => this.#objects.delete(ref, options));
  }

  /** Makes objects, or merges them into those that are there: objects, or YAML with one or more documents. */
  async apply(
    input: string | KubernetesObject | readonly KubernetesObject[],
  ): Promise<readonly ApiObject[]> {
    const objects =
      typeof input === "string"
        ? readYaml(input, "apply").map(({ object }) => object)
        : [input].flat();
    const applied: ApiObject[] = [];
    for (const object of objects)
      applied.push(await this.#change(() => this.#objects.apply(object)));
    return applied;
  }

  /** Forgets the past: watches cannot be resumed from before, lists cannot be continued. */
  compact(): void {
    this.#cluster.catalog.compact();
  }

  /** Cuts the connections of all open watches; with `midLine` after half a line. */
  cutWatches(options: { readonly midLine?: boolean } = {}): void {
    this.#server.watches.cutAll(options.midLine === true);
  }

  /**
   * Lets requests fail. The first interceptor that returns a fault decides; disposing what is returned ends it.
   *
   * @example
   * ```ts
   * using _ = sandbox.intercept(({ verb }) => (verb === "patch" ? { status: 503 } : undefined));
   * ```
   */
  intercept(interceptor: Interceptor): Disposable {
    return this.#server.interceptors.add(interceptor);
  }

  /** Accepts a bearer token from now on, if tokens are required at all. */
  admit(token: string): void {
    this.#server.tokens.admit(token);
  }

  /** Refuses a bearer token from now on; what is open stays open. */
  revoke(token: string): void {
    this.#server.tokens.revoke(token);
  }

  /** Ends watches cleanly, closes all connections and removes the kubeconfig. May be called again. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    await this.#stopped;
  }

  /** The same as `stop()`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Lets others in: the port, and the file that says how. */
  async #open({ port = 0, kubeConfigFile }: SandboxOptions): Promise<void> {
    try {
      await this.#server.listen(port);
    } catch (error) {
      throw unusable(
        "port",
        `127.0.0.1:${port} cannot be listened on (${messageOf(error)}). Give another port, or none: then it is any free one.`,
        error,
      );
    }
    try {
      const file = { token: this.#token, path: kubeConfigFile };
      this.#file = await writeKubeConfig(this.url, file);
    } catch (error) {
      throw unusable(
        "kubeConfigFile",
        `the kubeconfig cannot be written (${messageOf(error)}). Give a path in a folder that is there and may be written to, or none.`,
        error,
      );
    }
  }

  async #stop(): Promise<void> {
    try {
      await this.#cluster.stop();
    } finally {
      await this.#server.close();
      await this.#file?.remove();
    }
  }

  /** Makes a change, and waits for what the controllers do about it. */
  async #change<Result>(change: () => Result): Promise<Result> {
    if (this.#stopped !== undefined)
      throw new LifecycleError("SANDBOX_STOPPED", "The sandbox was stopped. Start another one.");
    const result = change();
    await this.#cluster.settled();
    return result;
  }

  async #fill(given: readonly GivenObject[]): Promise<void> {
    for (const one of given) {
      try {
        await this.#change(() => this.#objects.apply(one.object));
      } catch (error) {
        throw isOperatorError(error) ? refusedObject(one, error) : error;
      }
      this.#checkEstablished(one);
    }
  }

  #checkEstablished({ object, origin }: GivenObject): void {
    const name = object.metadata?.name ?? "";
    if (object.kind !== "CustomResourceDefinition" || this.#cluster.isEstablished(name)) return;
    throw new OperatorError(
      "SANDBOX_OBJECT",
      `${origin}: the names of CustomResourceDefinition ${name} are used by another one of its group. Change plural, singular, kind, listKind or shortNames.`,
    );
  }
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Clock, type Logger, SystemClock } from "kephale";
import { Sandbox } from "kephale/sandbox";

/** One edit each 50 ms: twenty a second. */
const PAUSE_MS = 50;

/** One object that is edited, and how often it was. */
export interface EditedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  edits: number;
}

/** How a playground is made. */
export interface PlaygroundOptions {
  /** When edits are made. @defaultValue the machine's clock */
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * A cluster in this process and its user: the objects of a sample's YAML files are there from the start, and are edited again and
 * again, one at random each time. The number of its edits stands in an object's `spec.edits`.
 */
export class Playground {
  readonly sandbox: Sandbox;
  readonly #clock: Clock;
  readonly #objects: readonly EditedObject[];

  private constructor(sandbox: Sandbox, clock: Clock, objects: readonly EditedObject[]) {
    this.sandbox = sandbox;
    this.#clock = clock;
    this.#objects = objects;
  }

  /** Starts the cluster with what is in the YAML files of a folder. */
  static async start(folder: string, options: PlaygroundOptions = {}): Promise<Playground> {
    const files = readdirSync(folder).filter((file) => /\.ya?ml$/u.test(file));
    const paths = files.toSorted().map((file) => join(folder, file));
    const crds = paths.filter((path) => definesKinds(readFileSync(path, "utf8")));
    const objects = paths.filter((path) => !crds.includes(path));
    const { clock = new SystemClock(), logger } = options;
    const sandbox = await Sandbox.start({ crds, objects, ...(logger && { logger }) });
    return new Playground(sandbox, clock, await customObjects(sandbox));
  }

  /** The objects, with the number of edits of each so far. */
  get objects(): readonly EditedObject[] {
    return this.#objects;
  }

  /** The kinds of the objects as `kubectl get` takes them. */
  get kinds(): string {
    const kinds = this.#objects.map(
      ({ apiVersion, kind }) => `${kind}.${apiVersion.split("/")[0]}`,
    );
    return [...new Set(kinds)].join(",").toLowerCase();
  }

  /** Edits objects until the signal aborts. */
  async play(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const object = this.#objects[Math.floor(Math.random() * this.#objects.length)];
      if (object !== undefined) await this.#edit(object);
      await this.#clock.sleep(PAUSE_MS, signal);
    }
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #edit(object: EditedObject): Promise<void> {
    // Somebody else may play here too, with kubectl: what they have deleted is left alone.
    if ((await this.sandbox.get(object)) === undefined) return;
    await this.sandbox.patch(object, { spec: { edits: object.edits + 1 } });
    object.edits++;
  }
}

function definesKinds(yaml: string): boolean {
  return /^kind: *CustomResourceDefinition/mu.test(yaml);
}

/** The objects of all kinds that are defined in the cluster. */
async function customObjects(sandbox: Sandbox): Promise<readonly EditedObject[]> {
  const definitions = await sandbox.list({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
  });
  const found: EditedObject[] = [];
  for (const { spec } of definitions) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the sandbox has checked it when it was made
    const { group, names, versions } = spec as CustomResourceSpec;
    const kind = { apiVersion: `${group}/${versions[0].name}`, kind: names.kind };
    for (const { metadata } of await sandbox.list(kind)) {
      const { name, namespace = "" } = metadata;
      found.push({ ...kind, metadata: { name, namespace }, edits: 0 });
    }
  }
  return found;
}

/** What is read of a CustomResourceDefinition. */
interface CustomResourceSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly [{ readonly name: string }];
}

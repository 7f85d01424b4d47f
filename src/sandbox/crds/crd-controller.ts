import { type ApiObject, draftOf } from "../api/object.js";
import type { Background } from "../background.js";
import type { ClusterState } from "../state.js";
import {
  isRecord,
  type JsonObject,
  recordAt,
  sameJson,
  stringAt,
  stringsAt,
} from "../json/json.js";
import type { ServedResource } from "../kinds/served-resource.js";
import type { StoreEvent } from "../storage/event-log.js";
import { deleteObject } from "../verbs/delete.js";
import { type Condition, hasCondition, withCondition } from "./conditions.js";
import { CLEANUP_FINALIZER } from "./crd-rules.js";
import { customKind } from "./custom-kind.js";

/** Makes kinds out of definitions from now on. */
export function startCrdController(cluster: ClusterState, background: Background): void {
  const controller = new CrdController(cluster, background);
  cluster.definitions.storage.listen((event) => controller.onEvent(event));
}

/** Makes kinds out of CustomResourceDefinitions, and takes them away again. */
class CrdController {
  readonly #cluster: ClusterState;
  readonly #background: Background;
  readonly #definitions: ServedResource;
  /** Spec with which each definition was last installed. */
  readonly #installed = new Map<string, unknown>();

  constructor(cluster: ClusterState, background: Background) {
    this.#cluster = cluster;
    this.#background = background;
    this.#definitions = cluster.definitions;
  }

  onEvent(event: StoreEvent): void {
    if (event.type === "DELETED") this.#uninstall(event.object);
    else this.#background.add(() => this.#reconcile(event.key));
  }

  #reconcile(name: string): void {
    const definition = this.#definitions.storage.get(name);
    if (definition === undefined) return;
    if (definition.metadata.deletionTimestamp !== undefined) this.#cleanUp(definition);
    else if (!this.#accept(definition)) this.#install(definition);
  }

  /** Brings the conditions up to date; tells whether that was a change, after which there is another event. */
  #accept(definition: ApiObject): boolean {
    const status = this.#statusOf(definition);
    const finalizers = definition.metadata.finalizers ?? [];
    const isHeld = finalizers.includes(CLEANUP_FINALIZER) || !hasCondition(status, "Established");
    if (sameJson(status, definition["status"]) && isHeld) return false;
    const draft = draftOf({ ...definition, status });
    if (!isHeld) draft.metadata["finalizers"] = [...finalizers, CLEANUP_FINALIZER];
    this.#definitions.write(definition.metadata.name, draft);
    return true;
  }

  #statusOf(definition: ApiObject): JsonObject {
    const before = recordAt(definition, "status") ?? {};
    const nowMs = this.#cluster.clock.now();
    const conflict = this.#conflict(definition);
    if (conflict !== undefined) {
      const refused = withCondition(before, nowMs, { ...ACCEPTED, status: "False", ...conflict });
      const isServed = hasCondition(before, "Established");
      return isServed ? refused : withCondition(refused, nowMs, NOT_ESTABLISHED);
    }
    const names = recordAt(specOf(definition), "names") ?? {};
    const accepted = withCondition({ ...before, acceptedNames: names }, nowMs, ACCEPTED);
    // As with the real server, names are accepted in one step and the kind is established in the next.
    return hasCondition(before, "NamesAccepted")
      ? withCondition(accepted, nowMs, ESTABLISHED)
      : accepted;
  }

  /** Another definition of the group that uses a name of this one. */
  #conflict(definition: ApiObject): Pick<Condition, "reason" | "message"> | undefined {
    const own = namesOf(definition);
    for (const [key, other] of this.#definitions.storage.from("")) {
      if (key === definition.metadata.name || groupOf(other) !== groupOf(definition)) continue;
      if (!hasCondition(other["status"], "NamesAccepted")) continue;
      const taken = new Set(namesOf(other).map(([, name]) => name));
      // The real server goes through all of them; what it says last stays.
      const [field, name] =
        own.findLast(([, candidate]) => candidate !== "" && taken.has(candidate)) ?? [];
      if (field !== undefined) {
        const reason = `${field.charAt(0).toUpperCase()}${field.slice(1)}Conflict`;
        return { reason, message: `"${name ?? ""}" is already in use` };
      }
    }
    return undefined;
  }

  #install(definition: ApiObject): void {
    if (!hasCondition(definition["status"], "Established")) return;
    const { name } = definition.metadata;
    if (sameJson(this.#installed.get(name), definition["spec"])) return;
    this.#installed.set(name, definition["spec"]);
    this.#cluster.catalog.install(customKind(definition));
  }

  #uninstall(definition: ApiObject): void {
    if (!this.#installed.delete(definition.metadata.name)) return;
    const { group, plural } = customKind(definition);
    this.#cluster.catalog.uninstall(group, plural);
    this.#retryOthers(group);
  }

  /** Names that became free may be what another definition waits for. */
  #retryOthers(group: string): void {
    for (const [key, other] of this.#definitions.storage.from("")) {
      if (groupOf(other) === group) this.#background.add(() => this.#reconcile(key));
    }
  }

  /** Deletes the objects of a kind, then lets its definition go. */
  #cleanUp(definition: ApiObject): void {
    const { group, plural } = customKind(definition);
    const served = this.#cluster.catalog.preferred(group, plural);
    if (served !== undefined) {
      for (const object of served.storage.all()) {
        const { name, namespace } = object.metadata;
        deleteObject(this.#cluster, { served, namespace, name });
      }
      if (served.storage.size > 0) {
        this.#awaitEmpty(served, definition.metadata.name);
        return;
      }
    }
    this.#release(definition);
  }

  #awaitEmpty(served: ServedResource, name: string): void {
    const ignore = served.storage.listen(() => {
      if (served.storage.size > 0) return;
      ignore();
      this.#background.add(() => this.#reconcile(name));
    });
  }

  #release(definition: ApiObject): void {
    const finalizers = (definition.metadata.finalizers ?? []).filter(
      (finalizer) => finalizer !== CLEANUP_FINALIZER,
    );
    if (finalizers.length === 0) {
      this.#definitions.storage.remove(definition.metadata.name);
      return;
    }
    if (finalizers.length === definition.metadata.finalizers?.length) return;
    const draft = draftOf(definition);
    draft.metadata["finalizers"] = finalizers;
    this.#definitions.write(definition.metadata.name, draft);
  }
}

const ACCEPTED: Condition = {
  type: "NamesAccepted",
  status: "True",
  reason: "NoConflicts",
  message: "no conflicts found",
};
const ESTABLISHED: Condition = {
  type: "Established",
  status: "True",
  reason: "InitialNamesAccepted",
  message: "the initial names have been accepted",
};
const NOT_ESTABLISHED: Condition = {
  type: "Established",
  status: "False",
  reason: "NotAccepted",
  message: "not all names are accepted",
};

const specOf = (definition: ApiObject): JsonObject =>
  isRecord(definition["spec"]) ? definition["spec"] : {};

const groupOf = (definition: ApiObject): string => stringAt(specOf(definition), "group") ?? "";

/** The names that must be unique within a group, with the field they stand in. */
function namesOf(definition: ApiObject): readonly (readonly [string, string])[] {
  const names = recordAt(specOf(definition), "names") ?? {};
  const short = stringsAt(names, "shortNames").map((name): [string, string] => [
    "shortNames",
    name,
  ]);
  const one = (field: string): [string, string] => [field, stringAt(names, field) ?? ""];
  return [one("plural"), one("singular"), ...short, one("kind"), one("listKind")];
}

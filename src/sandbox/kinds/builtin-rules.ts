import {
  type FieldViolation,
  forbiddenField,
  invalidValue,
  required,
} from "../api/field-violation.js";
import { badRequest } from "../api/failures.js";
import type { ApiObject, Draft } from "../api/object.js";
import {
  copyRecord,
  isRecord,
  type JsonObject,
  recordAt,
  sameJson,
  stringAt,
  valueAt,
} from "../json/json.js";
import { DEFINITION_RULES } from "../crds/crd-rules.js";
import type { KindRules } from "./kind.js";
import { completeWorkload } from "./workload-defaults.js";

type Completion = NonNullable<KindRules["complete"]>;
type Check = NonNullable<KindRules["check"]>;

const id = (group: string, plural: string): string =>
  group === "" ? plural : `${plural}.${group}`;

function completeNamespace(draft: Draft, old: ApiObject | undefined): void {
  const labels = recordAt(draft.metadata, "labels") ?? {};
  draft.metadata["labels"] = { ...labels, "kubernetes.io/metadata.name": draft.metadata["name"] };
  if (old === undefined) {
    draft["spec"] = { finalizers: ["kubernetes"] };
    draft["status"] = { phase: "Active" };
  }
}

function terminateNamespace(draft: Draft): void {
  draft["status"] = { ...recordAt(draft, "status"), phase: "Terminating" };
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function completeSecret(draft: Draft): void {
  const plain = recordAt(draft, "stringData");
  if (plain !== undefined) {
    const encoded = Object.entries(plain).map(([key, value]) => [
      key,
      Buffer.from(String(value)).toString("base64"),
    ]);
    draft["data"] = { ...recordAt(draft, "data"), ...Object.fromEntries(encoded) };
    delete draft["stringData"];
  }
  draft["type"] ??= "Opaque";
  for (const value of Object.values(recordAt(draft, "data") ?? {})) {
    if (typeof value === "string" && BASE64.test(value)) continue;
    throw badRequest(
      `Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte ${badByte(value)}`,
    );
  }
}

function badByte(value: unknown): number {
  const at = typeof value === "string" ? value.search(/[^A-Za-z0-9+/=]/) : 0;
  return at < 0 ? String(value).length : at;
}

const completePort = (port: JsonObject): JsonObject => ({
  protocol: "TCP",
  ...port,
  targetPort: port["targetPort"] ?? port["port"],
});

function completeService(draft: Draft): void {
  const spec = copyRecord(recordAt(draft, "spec") ?? {});
  spec["type"] ??= "ClusterIP";
  spec["sessionAffinity"] ??= "None";
  if (Array.isArray(spec["ports"])) {
    spec["ports"] = spec["ports"].filter(isRecord).map(completePort);
  }
  draft["spec"] = spec;
  draft["status"] ??= { loadBalancer: {} };
}

function completePod(draft: Draft, old: ApiObject | undefined): void {
  const spec = copyRecord(recordAt(draft, "spec") ?? {});
  for (const [field, value] of Object.entries(POD_DEFAULTS)) spec[field] ??= value;
  draft["spec"] = spec;
  if (old === undefined) draft["status"] = { phase: "Pending", ...recordAt(draft, "status") };
}

const POD_DEFAULTS = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  schedulerName: "default-scheduler",
  enableServiceLinks: true,
};

const COMPLETIONS: Readonly<Record<string, Completion>> = {
  namespaces: completeNamespace,
  secrets: completeSecret,
  services: completeService,
  pods: completePod,
  "deployments.apps": completeWorkload,
  "replicasets.apps": completeWorkload,
  "statefulsets.apps": completeWorkload,
  "daemonsets.apps": completeWorkload,
};

const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

function checkKeys(draft: Draft, ...fields: readonly string[]): FieldViolation[] {
  return fields.flatMap((field) =>
    Object.keys(recordAt(draft, field) ?? {})
      .filter((key) => !DATA_KEY.test(key))
      .map((key) => invalidValue(`${field}[${key}]`, key, KEY_RULE)),
  );
}

function checkImmutable(
  draft: Draft,
  old: ApiObject | undefined,
  fields: readonly string[],
): FieldViolation[] {
  if (old === undefined || old["immutable"] !== true) return [];
  const changed = fields.filter((field) => !sameJson(draft[field] ?? {}, old[field] ?? {}));
  const unset = draft["immutable"] === true ? [] : ["immutable"];
  return [...unset, ...changed].map((field) =>
    forbiddenField(field, "field is immutable when `immutable` is set"),
  );
}

const checkConfigMap: Check = (draft, old) => [
  ...checkKeys(draft, "data", "binaryData"),
  ...checkImmutable(draft, old, ["data", "binaryData"]),
];

const checkSecret: Check = (draft, old) => {
  const changedType = old !== undefined && old["type"] !== draft["type"];
  return [
    ...checkKeys(draft, "data"),
    ...(changedType ? [invalidValue("type", draft["type"], "field is immutable")] : []),
    ...checkImmutable(draft, old, ["data"]),
  ];
};

function checkWorkload(draft: Draft, old: ApiObject | undefined): FieldViolation[] {
  const selector = valueAt(draft, ["spec", "selector"]);
  if (selector === undefined) return [required("spec.selector")];
  const before = old === undefined ? selector : valueAt(old, ["spec", "selector"]);
  return sameJson(selector, before)
    ? []
    : [invalidValue("spec.selector", selector, "field is immutable")];
}

function checkEvent(draft: Draft): FieldViolation[] {
  const about = recordAt(draft, "involvedObject") ?? recordAt(draft, "regarding");
  const namespace = stringAt(about, "namespace") ?? "";
  const own = stringAt(draft.metadata, "namespace");
  // Events about cluster-scoped objects live in "default".
  const fits = namespace === own || (namespace === "" && own === "default");
  return fits
    ? []
    : [invalidValue("involvedObject.namespace", namespace, "does not match event.namespace")];
}

const CHECKS: Readonly<Record<string, Check>> = {
  configmaps: checkConfigMap,
  secrets: checkSecret,
  events: checkEvent,
  "events.events.k8s.io": checkEvent,
  "deployments.apps": checkWorkload,
  "replicasets.apps": checkWorkload,
  "statefulsets.apps": checkWorkload,
  "daemonsets.apps": checkWorkload,
};

/** Kinds whose specification is counted in `metadata.generation`. */
const WITH_GENERATION: ReadonlySet<string> = new Set([
  ...Object.keys(CHECKS).filter((kind) => kind.endsWith(".apps")),
  "pods",
  "jobs.batch",
  "cronjobs.batch",
  "ingresses.networking.k8s.io",
  "ingressclasses.networking.k8s.io",
  "networkpolicies.networking.k8s.io",
  "poddisruptionbudgets.policy",
  "priorityclasses.scheduling.k8s.io",
  "endpointslices.discovery.k8s.io",
  "mutatingwebhookconfigurations.admissionregistration.k8s.io",
  "validatingwebhookconfigurations.admissionregistration.k8s.io",
  "customresourcedefinitions.apiextensions.k8s.io",
]);

const NEEDS_REVISION: ReadonlySet<string> = new Set([
  "customresourcedefinitions.apiextensions.k8s.io",
  "endpointslices.discovery.k8s.io",
]);

const ANSWERED_WITH_OBJECT: ReadonlySet<string> = new Set([
  "pods",
  "serviceaccounts",
  "services",
  "persistentvolumeclaims",
  "persistentvolumes",
  "resourcequotas",
  "customresourcedefinitions.apiextensions.k8s.io",
]);

/** Namespaces without which a cluster does not work. */
const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-public", "kube-system"]);

const refuseDeletion = (name: string): string | undefined =>
  IMMORTAL.has(name) ? "this namespace may not be deleted" : undefined;

const PATH_NAMES = "rbac.authorization.k8s.io";

/** What is particular to a built-in kind. */
export function builtinRules(group: string, plural: string): KindRules {
  const name = id(group, plural);
  if (name === "customresourcedefinitions.apiextensions.k8s.io") return DEFINITION_RULES;
  const complete = COMPLETIONS[name];
  const check = CHECKS[name];
  return {
    generation: WITH_GENERATION.has(name),
    unconditionalUpdate: !NEEDS_REVISION.has(name),
    deletionAnswer: ANSWERED_WITH_OBJECT.has(name) ? "object" : "status",
    ...(complete === undefined ? {} : { complete }),
    ...(check === undefined ? {} : { check }),
    names:
      group === PATH_NAMES
        ? "path"
        : plural === "namespaces" || plural === "services"
          ? "label"
          : "subdomain",
    ...(plural === "namespaces"
      ? {
          aliases: ["finalize"],
          terminate: terminateNamespace,
          deletedOneByOne: true,
          refuseDeletion,
        }
      : {}),
  };
}

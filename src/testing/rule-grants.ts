import { isRecord } from "../resources/json.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import type { Clock } from "../support/clock.js";
import type { ClusterClient } from "./cluster-client.js";
import type { UserOptions } from "./users.js";
import { until } from "./until.js";

/** A rule as in a Role: all of the verbs, on all of the resources. */
export interface PolicyRule {
  /** `""` for the core group, `"*"` for all. */
  readonly apiGroups?: readonly string[];
  /** Plurals, `"pods/status"` for a subresource, `"*"` for all. */
  readonly resources?: readonly string[];
  /** Only objects of these names. */
  readonly resourceNames?: readonly string[];
  /** Paths such as `"/healthz"`, instead of resources. */
  readonly nonResourceURLs?: readonly string[];
  /** `["get", "list", "watch"]`. */
  readonly verbs: readonly string[];
}

/** To whom rules are granted. */
export interface Grant extends UserOptions {
  readonly name: string;
  /** The subject of the bindings. */
  readonly subject: Readonly<Record<string, string>>;
  /** The name by which the server knows the user. */
  readonly user: string;
  readonly clock: Clock;
}

const RBAC = "rbac.authorization.k8s.io";
const GRANT_LIMIT_MS = 15_000;

/** Writes roles and bindings, and waits until the server goes by them. */
export async function grantRules(client: ClusterClient, grant: Grant): Promise<void> {
  const everywhere = [
    ...(grant.clusterRules ?? []),
    ...(grant.namespace === undefined ? grant.rules : []),
  ];
  if (everywhere.length > 0) await grantIn(client, grant, { rules: everywhere });
  if (grant.namespace !== undefined && grant.rules.length > 0) {
    await grantIn(client, grant, { rules: grant.rules, namespace: grant.namespace });
  }
}

interface Scope {
  readonly rules: readonly PolicyRule[];
  readonly namespace?: string;
}

async function grantIn(client: ClusterClient, grant: Grant, scope: Scope): Promise<void> {
  const prefix = scope.namespace === undefined ? "Cluster" : "";
  const metadata = {
    name: grant.name,
    ...(scope.namespace === undefined ? {} : { namespace: scope.namespace }),
  };
  const apiVersion = `${RBAC}/v1`;
  const roleRef = { apiGroup: RBAC, kind: `${prefix}Role`, name: grant.name };
  await client.create({ apiVersion, kind: roleRef.kind, metadata, rules: scope.rules });
  await client.create({
    apiVersion,
    kind: `${prefix}RoleBinding`,
    metadata,
    roleRef,
    subjects: [grant.subject],
  });
  // All rules of a role begin to hold together: one that does speaks for the others.
  const review = reviewOf(grant.user, scope);
  await until(async () => isAllowed(client, review), {
    clock: grant.clock,
    timeoutMs: GRANT_LIMIT_MS,
    what: `the rights of the user ${grant.name} hold`,
  });
}

function reviewOf(user: string, scope: Scope): KubernetesObject {
  const [rule] = scope.rules;
  const verb = rule?.verbs[0];
  const path = rule?.nonResourceURLs?.[0];
  const attributes =
    path === undefined
      ? { resourceAttributes: { verb, namespace: scope.namespace, ...resourceOf(rule) } }
      : { nonResourceAttributes: { verb, path } };
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user, ...attributes },
  };
}

function resourceOf(rule: PolicyRule | undefined): Record<string, string | undefined> {
  const [resource, subresource] = (rule?.resources?.[0] ?? "").split("/", 2);
  return { group: rule?.apiGroups?.[0], resource, subresource, name: rule?.resourceNames?.[0] };
}

async function isAllowed(client: ClusterClient, review: KubernetesObject): Promise<boolean> {
  const { status } = await client.create(review);
  return isRecord(status) && status["allowed"] === true;
}

import { type FieldViolation, statusCauses, summary } from "./field-violation.js";
import { failure, type SandboxApiError, type Status, type StatusDetails } from "./status.js";

/** What an answer needs to know of a kind. */
export interface KindName {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

/** `plural.group`, as messages name a resource. */
export function resourceLabel(kind: KindName): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}

function kindLabel(kind: KindName): string {
  return kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
}

/** Details without empty fields, in the order of the real server. */
export function details(name: string, group: string, kind: string): StatusDetails {
  return { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), kind };
}

const resourceDetails = (kind: KindName, name: string): StatusDetails =>
  details(name, kind.group, kind.plural);

export function badRequest(message: string): SandboxApiError {
  return failure(400, message, { reason: "BadRequest" });
}

export function notFound(kind: KindName, name: string): SandboxApiError {
  return failure(404, `${resourceLabel(kind)} "${name}" not found`, {
    reason: "NotFound",
    details: resourceDetails(kind, name),
  });
}

export function alreadyExists(kind: KindName, name: string, deleting: boolean): SandboxApiError {
  const message = `${resourceLabel(kind)} "${name}" already exists`;
  return failure(409, deleting ? `object is being deleted: ${message}` : message, {
    reason: "AlreadyExists",
    details: resourceDetails(kind, name),
  });
}

export function conflict(kind: KindName, name: string, why: string): SandboxApiError {
  return failure(409, `Operation cannot be fulfilled on ${resourceLabel(kind)} "${name}": ${why}`, {
    reason: "Conflict",
    details: resourceDetails(kind, name),
  });
}

/** A precondition of a deletion does not hold; here the real server names the kind instead of the resource. */
export function deletionConflict(kind: KindName, name: string, why: string): SandboxApiError {
  return failure(409, `Operation cannot be fulfilled on ${kindLabel(kind)} "${name}": ${why}`, {
    reason: "Conflict",
    details: details(name, kind.group, kind.kind),
  });
}

export const MODIFIED =
  "the object has been modified; please apply your changes to the latest version and try again";

export function forbidden(kind: KindName, name: string, why: string): SandboxApiError {
  return failure(403, `${resourceLabel(kind)} "${name}" is forbidden: ${why}`, {
    reason: "Forbidden",
    details: resourceDetails(kind, name),
  });
}

export function namespaceTerminating(
  kind: KindName,
  name: string,
  namespace: string,
): SandboxApiError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  return failure(403, `${resourceLabel(kind)} "${name}" is forbidden: ${why}`, {
    reason: "Forbidden",
    details: { ...resourceDetails(kind, name), causes: [cause] },
  });
}

/** `label` is what the message names: usually `Kind.group`. */
export function invalid(
  kind: KindName,
  name: string,
  violations: readonly FieldViolation[],
): SandboxApiError {
  return invalidAs(kindLabel(kind), details(name, kind.group, kind.kind), violations);
}

export function invalidAs(
  label: string,
  about: StatusDetails,
  violations: readonly FieldViolation[],
): SandboxApiError {
  return failure(422, `${label} "${about.name ?? ""}" is invalid: ${summary(violations)}`, {
    reason: "Invalid",
    details: { ...about, causes: statusCauses(violations) },
  });
}

/** A query parameter has a value that its options kind does not allow. */
export function invalidOptions(kind: string, violation: FieldViolation): SandboxApiError {
  return invalidAs(`${kind}.meta.k8s.io`, { group: "meta.k8s.io", kind }, [violation]);
}

export function unsupportedMediaType(accepted: readonly string[]): SandboxApiError {
  return failure(
    415,
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
    { reason: "UnsupportedMediaType" },
  );
}

export function notAcceptable(accepted: readonly string[]): SandboxApiError {
  return failure(406, `only the following media types are accepted: ${accepted.join(", ")}`, {
    reason: "NotAcceptable",
  });
}

export function methodNotAllowed(kind: KindName, verb: string): SandboxApiError {
  return failure(405, `${verb} is not supported on resources of kind "${resourceLabel(kind)}"`, {
    reason: "MethodNotAllowed",
    details: { ...(kind.group === "" ? {} : { group: kind.group }), kind: kind.plural },
  });
}

/** The real server's words for a verb that a path of its own kinds does not offer. */
export function methodNotOffered(): SandboxApiError {
  return failure(405, "the server does not allow this method on the requested resource", {
    reason: "MethodNotAllowed",
    details: {},
  });
}

export function expired(message: string, continueToken?: string): SandboxApiError {
  return failure(410, message, {
    reason: "Expired",
    ...(continueToken === undefined ? {} : { continueToken }),
  });
}

export function tooLargeResourceVersion(asked: number, current: number): SandboxApiError {
  return failure(504, `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    reason: "Timeout",
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  });
}

/** The answer to a deletion after which nothing is left. */
export function deleted(kind: KindName, name: string, uid: string): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { ...resourceDetails(kind, name), uid },
  };
}

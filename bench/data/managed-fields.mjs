/** Adds `managedFields` as a server keeps them: the spec belongs to kubectl, the status (if it has an owner) to an operator. */
export function withManagedFields(body, { statusOwner }) {
  const { annotations, creationTimestamp, finalizers, generation, labels, ...rest } = body.metadata;
  const applied = {
    ...(annotations && { "f:annotations": fieldsOf(annotations) }),
    "f:labels": fieldsOf(labels),
  };
  const managedFields = [
    entry({ manager: "kubectl", fields: { "f:metadata": applied, "f:spec": fieldsOf(body.spec) } }),
    ...(statusOwner
      ? [
          entry({
            manager: "kopf",
            subresource: "status",
            fields: { "f:status": fieldsOf(body.status) },
          }),
        ]
      : []),
    ...(finalizers
      ? [
          entry({
            manager: "kopf",
            fields: { "f:metadata": { "f:finalizers": heldBy(finalizers) } },
          }),
        ]
      : []),
  ];
  const before = {
    ...(annotations && { annotations }),
    creationTimestamp,
    ...(finalizers && { finalizers }),
  };
  return { ...body, metadata: { ...before, generation, labels, managedFields, ...rest } };
}

function heldBy(finalizers) {
  return { ".": {}, ...Object.fromEntries(finalizers.map((name) => [`v:"${name}"`, {}])) };
}

function entry({ manager, subresource, fields }) {
  return {
    apiVersion: "kopf.dev/v1",
    fieldsType: "FieldsV1",
    fieldsV1: fields,
    manager,
    operation: "Update",
    ...(subresource && { subresource }),
    time: "2026-10-30T12:00:00Z",
  };
}

function fieldsOf(value) {
  const fields = { ".": {} };
  for (const [key, inner] of Object.entries(value)) fields[`f:${key}`] = fieldsOfValue(inner);
  return fields;
}

function fieldsOfValue(value) {
  if (Array.isArray(value)) {
    // Conditions are a list map by type; other lists are atomic.
    if (value[0]?.type === undefined) return {};
    const keyed = value.map((item) => [`k:{"type":"${item.type}"}`, fieldsOf(item)]);
    return { ".": {}, ...Object.fromEntries(keyed) };
  }
  return typeof value === "object" && value !== null ? fieldsOf(value) : {};
}

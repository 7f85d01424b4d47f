import type { KubernetesObject } from "kephale";

/** The kind of most tests. */
export const KOPF_EXAMPLES = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "kopfexamples.kopf.dev" },
  spec: {
    group: "kopf.dev",
    scope: "Namespaced",
    names: {
      plural: "kopfexamples",
      singular: "kopfexample",
      kind: "KopfExample",
      shortNames: ["kex"],
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
} as const;

/** The same kind with its status as a subresource. */
export const KOPF_EXAMPLES_WITH_STATUS = {
  ...KOPF_EXAMPLES,
  spec: {
    ...KOPF_EXAMPLES.spec,
    versions: [{ ...KOPF_EXAMPLES.spec.versions[0], subresources: { status: {} } }],
  },
} as const;

/** Names one object of the kind; also what a sandbox takes as a reference. */
export function example(name: string, namespace = "default"): Example {
  return { apiVersion: "kopf.dev/v1", kind: "KopfExample", metadata: { name, namespace } };
}

/** The object with a spec. */
export function exampleWith(name: string, spec: object): Example & { readonly spec: object } {
  return { ...example(name), spec };
}

interface Example extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

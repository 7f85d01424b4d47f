import type { KubernetesObject } from "../../src/resources/kubernetes-object.js";

/** A namespaced custom kind of a test. */
export interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly crd: KubernetesObject;
}

/** The kind `Widget` in a group, with any spec and a status subresource. */
export function widgets(group = "kephale.test"): CustomKind {
  const schema = {
    type: "object",
    properties: {
      spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    },
  };
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: schema },
    subresources: { status: {} },
  };
  return {
    apiVersion: `${group}/v1`,
    kind: "Widget",
    plural: "widgets",
    crd: {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind: "Widget", listKind: "WidgetList", plural: "widgets", singular: "widget" },
        versions: [version],
      },
    },
  };
}

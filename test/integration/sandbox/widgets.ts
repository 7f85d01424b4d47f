import type { ObjectRef } from "../../../src/sandbox/index.js";
import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";

/** A kind with a status, a default and a few rules. */
export const WIDGETS: KubernetesObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.demo.example.com" },
  spec: {
    group: "demo.example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget", shortNames: ["wd"], categories: ["all"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: { size: { type: "integer", default: 1, description: "How large." } },
              },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};

export function widget(name: string, more: object = {}): KubernetesObject {
  return { apiVersion: "demo.example.com/v1", kind: "Widget", metadata: { name }, ...more };
}

export const ref = (name: string, namespace = "default"): ObjectRef => ({
  apiVersion: "demo.example.com/v1",
  kind: "Widget",
  metadata: { name, namespace },
});

export const PATH = "/apis/demo.example.com/v1/namespaces/default/widgets";

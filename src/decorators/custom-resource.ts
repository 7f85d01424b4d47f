import { type CustomResourceOptions, recordCustomResource } from "../resources/custom-resource.js";

/**
 * Says which kind a class stands for, so that it can select it: `@OnEvent(KopfExample)`.
 *
 * @example
 * ```ts
 * @CustomResource({ group: "kopf.dev", version: "v1", kind: "KopfExample", plural: "kopfexamples" })
 * class KopfExample extends KubernetesResource<KopfExampleSpec> {}
 * ```
 */
export function CustomResource(
  options: CustomResourceOptions,
): (target: abstract new (...args: never[]) => object) => void {
  return (target) => recordCustomResource(target, options);
}

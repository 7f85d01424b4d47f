import { type FieldOptions, recordField } from "../resources/custom-resource.js";

/**
 * Describes a property of a custom resource's class. It is written down; CRDs are not generated from it yet.
 *
 * @example `@Field({ minimum: 1, description: "How many." }) duration = 1;`
 */
export function Field(
  options: FieldOptions = {},
): (target: object, property: string | symbol) => void {
  return (target, property) => recordField(target, { property, options });
}

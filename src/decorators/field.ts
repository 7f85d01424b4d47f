import { type FieldOptions, recordField } from "../resources/custom-resource.js";

/**
 * Describes a property of a custom resource's class. It is written down; CRDs are not generated from it yet.
 *
 * @example `@Field({ minimum: 1, description: "How many." }) duration = 1;`
 */
export function Field(
  options: FieldOptions = {},
): (target: object, property: string | symbol) => void {
  return (target, property: string | symbol | object) => {
    // A standard decorator is told no class; that its compiler is set up wrongly is reported with the handlers.
    if (typeof property !== "object") recordField(target, { property, options });
  };
}

import type { HandlerDefinition } from "../../definitions/definitions.js";
import type { Filter } from "../../definitions/filter.js";
import type { Invoker } from "../../definitions/invoker.js";

/** A handler that is ready to be called. */
export interface BoundHandler {
  readonly definition: HandlerDefinition;
  readonly invoke: Invoker;
  /** `undefined`: it is for every object of its kind. */
  readonly matches: Filter | undefined;
}

/** How a handler is named in logs. */
export function handlerLabel({ definition }: BoundHandler): string {
  return `${definition.name} (id "${definition.id}")`;
}

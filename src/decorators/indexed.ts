import { shown } from "../support/shown.js";
import { type HandlerParameterDecorator, parameterDecorator } from "./parameter-decorator.js";

/** Parameter: an index, by the id of its `@Index` handler. Not served yet: `bootstrap` refuses it. */
export function Indexed(name: string): HandlerParameterDecorator {
  return parameterDecorator(`@Indexed(${shown(name)})`, { kind: "index", name });
}

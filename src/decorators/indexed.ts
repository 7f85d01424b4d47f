import { type HandlerParameterDecorator, parameterDecorator } from "./parameter-decorator.js";

/** Parameter: an index, by the id of its `@Index` handler. Not served yet: `bootstrap` refuses it. */
export function Indexed(name: string): HandlerParameterDecorator {
  return parameterDecorator(`@Indexed(${JSON.stringify(name)})`, { kind: "index", name });
}

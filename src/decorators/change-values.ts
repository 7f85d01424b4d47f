import type { Reason as ReasonOfCall } from "../definitions/call.js";
import {
  type HandlerParameterDecorator,
  parameterDecorator,
  valueDecorator,
  type ValuePath,
} from "./parameter-decorator.js";

/** Parameter: what the object was, or a value in it. A path into nothing gives `undefined`. */
export function Old(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Old", "old", path);
}

/** Parameter: what the object is, or a value in it. A path into nothing gives `undefined`. */
export function New(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@New", "new", path);
}

/** Parameter: the differences, or those below a path. A path into nothing gives `undefined`. */
export function Diff(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Diff", "diff", path);
}

/** What `@Reason()` gives. */
export type Reason = ReasonOfCall;

/** Parameter: why the handler is called. */
export function Reason(): HandlerParameterDecorator {
  return parameterDecorator("@Reason()", { kind: "value", name: "reason" });
}

import { type HandlerParameterDecorator, parameterDecorator } from "./parameter-decorator.js";

/** Parameter: the number of the attempt, from 0. */
export function Retry(): HandlerParameterDecorator {
  return parameterDecorator("@Retry()", { kind: "value", name: "retry" });
}

/** Parameter: when the first attempt began. */
export function Started(): HandlerParameterDecorator {
  return parameterDecorator("@Started()", { kind: "value", name: "started" });
}

/** Parameter: seconds since the first attempt began. */
export function Runtime(): HandlerParameterDecorator {
  return parameterDecorator("@Runtime()", { kind: "value", name: "runtime" });
}

/** Parameter: the decorator's `param`. */
export function Param(): HandlerParameterDecorator {
  return parameterDecorator("@Param()", { kind: "value", name: "param" });
}

/** Parameter: `"ADDED"`, `"MODIFIED"`, `"DELETED"`, or `null` from a listing. */
export function EventType(): HandlerParameterDecorator {
  return parameterDecorator("@EventType()", { kind: "value", name: "type" });
}

/** Parameter: the watch event as the server sent it. */
export function RawEvent(): HandlerParameterDecorator {
  return parameterDecorator("@RawEvent()", { kind: "value", name: "event" });
}

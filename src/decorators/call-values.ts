import type { EventType as TypeOfEvent, RawEvent as EventAsSent } from "../definitions/call.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
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

/** What `@EventType()` gives: `null` for an object from a listing. */
export type EventType = TypeOfEvent;

/**
 * Parameter: `"ADDED"`, `"MODIFIED"`, `"DELETED"`, or `null` from a listing.
 *
 * @example `seen(@EventType() type: EventType): void`
 */
export function EventType(): HandlerParameterDecorator {
  return parameterDecorator("@EventType()", { kind: "value", name: "type" });
}

/** What `@RawEvent()` gives: a watch event as the server sent it. */
export type RawEvent<Type = KubernetesObject> = EventAsSent<Type>;

/**
 * Parameter: the watch event as the server sent it; `undefined` for an object that was found missing in a listing.
 *
 * @example `seen(@RawEvent() event: RawEvent | undefined): void`
 */
export function RawEvent(): HandlerParameterDecorator {
  return parameterDecorator("@RawEvent()", { kind: "value", name: "event" });
}

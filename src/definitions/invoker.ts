import { type FieldPath, valueAt } from "../resources/field-path.js";
import { frozen } from "../resources/frozen.js";
import { InvariantError } from "../support/errors.js";
import { memberOf } from "../support/members.js";
import type { HandlerCall, ObjectCall } from "./call.js";
import type { HandlerDefinition, OperatorClass } from "./definitions.js";
import type { ParameterPlan, PortName } from "./parameter-plan.js";

/** Calls a handler's method with what its plan says. Made once; a call is a plain call. */
export type Invoker<Call extends HandlerCall = HandlerCall> = (call: Call) => unknown;

/** What binding needs of the composition root. */
export interface Binder {
  /** The operator's instance of a class with handlers. */
  instanceOf(owner: OperatorClass): object;
  /** The operator's instance of a service. */
  service(token: object | string | symbol): unknown;
}

type Read = (call: HandlerCall) => unknown;

/** Binds a handler to its instance and its operator-wide services. */
export function bindHandler(definition: HandlerDefinition, binder: Binder): Invoker {
  const instance = binder.instanceOf(definition.owner);
  const method: unknown = memberOf(instance, definition.method);
  if (typeof method !== "function") throw new InvariantError(`${definition.name} is no method.`);
  const reads = definition.parameters.map((plan) => readerOf(plan, binder));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parameters were planned by their types
  return callerOf(method as (...args: unknown[]) => unknown, instance, reads);
}

/** One closure per number of parameters: no list of arguments is made for the usual ones. */
function callerOf(
  method: (...args: unknown[]) => unknown,
  instance: object,
  reads: readonly Read[],
): Invoker {
  const [first, second, third] = reads;
  if (first === undefined) return () => method.call(instance);
  if (second === undefined) return (call) => method.call(instance, first(call));
  if (third === undefined) return (call) => method.call(instance, first(call), second(call));
  if (reads.length === 3)
    return (call) => method.call(instance, first(call), second(call), third(call));
  return (call) =>
    method.apply(
      instance,
      reads.map((read) => read(call)),
    );
}

function readerOf(plan: ParameterPlan, binder: Binder): Read {
  switch (plan.kind) {
    case "memo":
      return (call) => call.memo;
    case "context":
      return (call) => call.context();
    case "port":
      return PORTS[plan.port];
    case "value":
      return plan.path === undefined ? valueReader(plan.name) : pathReader(plan.name, plan.path);
    case "service":
      return serviceReader(plan.token, plan.perResource, binder);
    default:
      throw new InvariantError("A parameter's plan has an unknown kind.");
  }
}

const PORTS: Readonly<Record<PortName, Read>> = {
  logger: (call) => call.logger,
  settings: (call) => call.settings,
  kube: (call) => call.kube,
  signal: (call) => call.signal,
  patch: (call) => objectCall(call).patch,
};

// Each reader is a function of its own with a fixed property, so that the engine's calls stay fast.
const PROPERTIES: Readonly<Partial<Record<string, Read>>> = {
  name: (call) => objectCall(call).name,
  namespace: (call) => objectCall(call).namespace,
  uid: (call) => objectCall(call).uid,
  spec: (call) => objectCall(call).spec,
  labels: (call) => objectCall(call).labels,
};

/** Values that are parts of the object: shared by all who read it, and therefore read-only. */
const PARTS: ReadonlySet<string> = new Set([
  "body",
  "meta",
  "spec",
  "status",
  "labels",
  "annotations",
  "event",
]);

function valueReader(name: string): Read {
  const read = propertyReader(name);
  return PARTS.has(name) ? (call) => frozen(read(call)) : read;
}

function propertyReader(name: string): Read {
  return PROPERTIES[name] ?? ((call) => memberOf(call, name));
}

function pathReader(name: string, path: FieldPath): Read {
  const read = propertyReader(name);
  return (call) => frozen(valueAt(read(call), path));
}

function serviceReader(
  token: object | string | symbol,
  perResource: boolean,
  binder: Binder,
): Read {
  if (perResource && typeof token === "function") return (call) => objectCall(call).service(token);
  const instance = binder.service(token);
  return () => instance;
}

/** Plans were checked: only handlers of objects have such parameters. */
function objectCall(call: HandlerCall): ObjectCall {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return call as ObjectCall;
}

import { KubeClient } from "../kube/kube-client.js";
import type { FieldPath } from "../resources/field-path.js";
import { Patch } from "../resources/patch.js";
import { OperatorSettings } from "../settings/operator-settings.js";
import type { ErrorCode } from "../support/error-codes.js";
import { messageOf } from "../support/errors.js";
import { callUnknown, memberOf } from "../support/members.js";
import { otherCopyMessage } from "../support/sdk-class.js";
import { shown } from "../support/shown.js";
import { Logger } from "../telemetry/logger.js";
import {
  AdmissionRequest,
  DaemonRun,
  IndexedResource,
  Reconciliation,
  ResourceChange,
  ResourceEvent,
  TimerTick,
} from "./contexts.js";
import { Activity, HandlerContext } from "./handler-context.js";
import type { ParameterRecord, RecordedSource } from "./records.js";
import type { ServiceCatalog } from "./service-catalog.js";
import {
  type Family,
  isResourceFamily,
  type Reads,
  type ValueName,
  VALUES,
} from "./value-names.js";
import { parseValuePath } from "./value-path.js";

/** What the SDK itself hands to a handler by class. */
export type PortName = "logger" | "patch" | "signal" | "settings" | "kube";

/** Where one parameter's value comes from: decided once, when the operator is built. */
export type ParameterPlan =
  | { readonly kind: "value"; readonly name: ValueName; readonly path: FieldPath | undefined }
  | { readonly kind: "context" }
  | { readonly kind: "memo" }
  | { readonly kind: "port"; readonly port: PortName }
  | {
      readonly kind: "service";
      readonly token: object | string | symbol;
      readonly perResource: boolean;
    };

/** What a parameter is planned from. */
export interface ParameterSite {
  readonly family: Family;
  readonly memo: object;
  readonly services: ServiceCatalog;
  readonly report: (message: string, code?: ErrorCode) => void;
}

const CONTEXTS: Readonly<Record<Family, abstract new (...args: never[]) => HandlerContext>> = {
  activity: Activity,
  event: ResourceEvent,
  change: ResourceChange,
  timer: TimerTick,
  daemon: DaemonRun,
  index: IndexedResource,
  admission: AdmissionRequest,
  reconcile: Reconciliation,
};

/** A parameter with a decorator. */
export function planRecorded(
  record: ParameterRecord,
  site: ParameterSite,
): ParameterPlan | undefined {
  const { source } = record;
  if (source.kind === "memo") return { kind: "memo" };
  if (source.kind === "token") return planLater(source.token, site);
  if (source.kind === "index") {
    if (typeof source.name !== "string" || source.name === "") {
      site.report(
        `@Indexed(${shown(source.name)}) names no index. Give it the id of an @Index handler.`,
      );
    } else {
      site.report(`@Indexed("${source.name}") is not served yet.`, "NOT_SERVED_YET");
    }
    return undefined;
  }
  return planValue(record.text, source, site);
}

function planValue(
  text: string,
  source: Extract<RecordedSource, { kind: "value" }>,
  site: ParameterSite,
): ParameterPlan | undefined {
  const rule = VALUES[source.name];
  const families: readonly Family[] = rule.families;
  if (!families.includes(site.family)) {
    site.report(
      `${text} does not exist for this kind of handler (${site.family}). It does for: ${families.join(", ")}.`,
    );
    return undefined;
  }
  if (source.path === undefined) return { kind: "value", name: source.name, path: undefined };
  const path = parseValuePath(source.name, source.path);
  if (typeof path !== "string") return { kind: "value", name: source.name, path };
  site.report(`${text} ${path}`);
  return undefined;
}

/** A parameter by the class that the compiler emitted for it. */
export function planType(type: unknown, site: ParameterSite): ParameterPlan | undefined {
  if (isErased(type) && !isClassOfMemo(type, site.memo)) {
    site.report(erasedMessage(type));
    return undefined;
  }
  return planToken(type, site);
}

function planToken(token: unknown, site: ParameterSite): ParameterPlan | undefined {
  if (typeof token === "function") {
    const known = planSdkClass(token, site);
    if (known !== "unknown") return known;
    if (isClassOfMemo(token, site.memo)) return { kind: "memo" };
  }
  if (typeof token !== "function" && typeof token !== "string" && typeof token !== "symbol") {
    site.report(`its token is ${shown(token)}. It must be a class, a string or a symbol.`);
    return undefined;
  }
  return planService(token, site);
}

function planService(
  token: object | string | symbol,
  site: ParameterSite,
): ParameterPlan | undefined {
  const place = site.services.placeOf(token);
  if (place === "unknown") {
    site.report(unknownServiceMessage(token, site.memo));
    return undefined;
  }
  if (place === "resource" && !isResourceFamily(site.family)) {
    site.report(
      `${shown(token)} is @ResourceScoped, and there is no resource here. Take an operator-wide service.`,
    );
    return undefined;
  }
  return { kind: "service", token, perResource: place === "resource" };
}

function planSdkClass(type: object, site: ParameterSite): ParameterPlan | undefined | "unknown" {
  if (type === CONTEXTS[site.family]) return { kind: "context" };
  if (isContextClass(type)) {
    site.report(
      `${shown(type)} is the context of other handlers. This one's is ${CONTEXTS[site.family].name}.`,
    );
    return undefined;
  }
  if (type === Logger) return { kind: "port", port: "logger" };
  if (type === OperatorSettings) return { kind: "port", port: "settings" };
  if (type === KubeClient) return { kind: "port", port: "kube" };
  if (type === AbortSignal) return { kind: "port", port: "signal" };
  if (type !== Patch) return "unknown";
  if (isResourceFamily(site.family)) return { kind: "port", port: "patch" };
  site.report("Patch changes an object, and there is none here.");
  return undefined;
}

function isContextClass(type: object): boolean {
  return type === HandlerContext || Object.prototype.isPrototypeOf.call(HandlerContext, type);
}

/** Tells whether a class is the memo's, or one that it extends. */
export function isClassOfMemo(type: unknown, memo: object): boolean {
  if (typeof type !== "function" || type === Object) return false;
  const prototype: unknown = type.prototype;
  return (
    typeof prototype === "object" &&
    prototype !== null &&
    Object.prototype.isPrototypeOf.call(prototype, memo)
  );
}

const ERASED: ReadonlySet<unknown> = new Set<unknown>([
  Object,
  Function,
  Array,
  String,
  Number,
  Boolean,
  Promise,
  Symbol,
  BigInt,
  Date,
  Map,
  Set,
  undefined,
]);

/** Whether a type that the compiler emitted says nothing of the class that was meant. */
export function isErased(type: unknown): boolean {
  return ERASED.has(type);
}

function erasedMessage(type: unknown): string {
  if (type === undefined) {
    return "its class is undefined: it is defined below its use, or two files import each other. Move the class, or write @Inject(() => TheClass).";
  }
  if (type === Object) {
    return "the compiler emitted Object: an interface, a union, `T | undefined`, `any`, a type alias or a type parameter. Use a class, a parameter decorator such as @Spec(), or @InjectMemo() for a memo without a class.";
  }
  if (type === Function) {
    return "the compiler emitted Function: a function type, or a class that is imported with `import type`. Import the class itself.";
  }
  return `the compiler emitted ${shown(type)}, which says nothing of where the value comes from. Use a parameter decorator such as @Name() or @Spec("path").`;
}

function unknownServiceMessage(token: object | string | symbol, memo: object): string {
  const constructor: unknown = memberOf(memo, "constructor");
  const memoName = typeof constructor === "function" ? constructor.name : "object";
  const otherCopy = otherCopyMessage(token);
  if (otherCopy !== undefined) return otherCopy;
  if (typeof token !== "function")
    return `nothing is registered under ${shown(token)}. Register it in the container that bootstrap gets.`;
  return `${shown(token)} is neither registered nor decorated. Is this the memo? bootstrap got ${/^[AEIOU]/.test(memoName) ? "an" : "a"} ${memoName}. Is it a service? Then put @injectable() on it.`;
}

/** `@Inject(() => Later)` names a class that does not exist yet when the decorator runs; a class itself is never an arrow function. */
function planLater(token: unknown, site: ParameterSite): ParameterPlan | undefined {
  const isArrow = typeof token === "function" && !Object.hasOwn(token, "prototype");
  if (!isArrow) return planToken(token, site);
  try {
    return planToken(callUnknown(token, undefined), site);
  } catch (error) {
    site.report(
      `its class cannot be had: ${messageOf(error)}. @Inject takes a function that returns a class.`,
    );
    return undefined;
  }
}

/** How much of an object a handler's parameters need. */
export function readsOfParameter(plan: ParameterPlan): Reads {
  if (plan.kind === "context") return "body";
  return plan.kind === "value" ? VALUES[plan.name].reads : "nothing";
}

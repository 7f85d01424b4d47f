import {
  container as globalContainer,
  type DependencyContainer,
  type InjectionToken,
  Lifecycle,
} from "tsyringe";

import type { OperatorClass } from "../definitions/definitions.js";
import { isClassOfMemo, isErased } from "../definitions/parameter-plan.js";
import type { ProblemReport } from "../definitions/problems.js";
import { isResourceScoped } from "../definitions/records.js";
import type { ServiceCatalog } from "../definitions/service-catalog.js";
import { KubeClient } from "../kube/kube-client.js";
import { OperatorSettings } from "../settings/operator-settings.js";
import { Clock } from "../support/clock.js";
import { DefinitionError, messageOf } from "../support/errors.js";
import { memberOf, prototypeOf } from "../support/members.js";
import { shown } from "../support/shown.js";
import { Logger } from "../telemetry/logger.js";
import { constructorTokens, isGlobalSingleton, LaterClass } from "./injectable-classes.js";

type Class = new (...args: never[]) => object;

/** What an operator's services can always have. */
export interface Ports {
  readonly memo: object;
  readonly logger: Logger;
  readonly settings: OperatorSettings;
  readonly kube: KubeClient;
  readonly clock: Clock;
}

/**
 * The services of one operator, in a child container of its own: the global container is never touched, and no service is shared
 * with another operator. Each service exists once, whatever lifetime tsyringe would give it.
 */
export class Services implements ServiceCatalog {
  readonly container: DependencyContainer;
  readonly #ports: Ports;
  readonly #parent: DependencyContainer;
  readonly #prepared = new Set<unknown>();

  constructor(parent: DependencyContainer | undefined, ports: Ports) {
    this.#parent = parent ?? globalContainer;
    this.#ports = ports;
    this.container = this.#parent.createChildContainer();
    this.#registerPorts();
  }

  placeOf(token: object | string | symbol): "operator" | "resource" | "unknown" {
    if (typeof token === "function" && isResourceScoped(token)) return "resource";
    const isKnown = this.container.isRegistered(asToken(token), true) || this.#isInjectable(token);
    return isKnown ? "operator" : "unknown";
  }

  /** Checks the constructors of a class and of all that it needs, and registers them; mistakes go to the report. */
  prepare(type: Class, problems: ProblemReport): void {
    this.#prepare(type, { problems, chain: [], isResource: false });
  }

  /** Checks a service that a handler asks for. */
  prepareToken(token: object | string | symbol, problems: ProblemReport): void {
    if (!this.#isInjectable(token) || this.#isMemo(token)) return;
    this.#prepare(token, { problems, chain: [], isResource: isResourceScoped(token) });
  }

  /**
   * The operator's instance of a service.
   *
   * @throws DefinitionError if a constructor throws.
   */
  get(token: object | string | symbol): unknown {
    try {
      return this.container.resolve(asToken(token));
    } catch (error) {
      throw new DefinitionError(
        "DEFINITION_INVALID",
        `${shown(token)} cannot be made: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  /** The operator's instance of a class with handlers. */
  instanceOf(owner: OperatorClass): object {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a class makes objects
    return this.get(owner) as object;
  }

  #registerPorts(): void {
    const { memo, logger, settings, kube, clock } = this.#ports;
    let type: unknown = memberOf(memo, "constructor");
    while (typeof type === "function" && isClassOfMemo(type, memo)) {
      this.container.register(asToken(type), { useValue: memo });
      type = prototypeOf(type);
    }
    this.container.register(asToken(Logger), { useValue: logger });
    this.container.register(asToken(OperatorSettings), { useValue: settings });
    this.container.register(asToken(KubeClient), { useValue: kube });
    this.container.register(asToken(Clock), { useValue: clock });
  }

  #isInjectable(token: unknown): token is Class {
    return typeof token === "function" && constructorTokens(token) !== undefined;
  }

  #prepare(type: Class, site: PrepareSite): void {
    if (this.#prepared.has(type)) return;
    this.#prepared.add(type);
    const tokens = constructorTokens(type);
    if (tokens === undefined && type.length > 0) {
      site.problems.add(
        type.name,
        "its constructor takes parameters, but without a decorator their types are not known. Put @Operator() on a class with handlers, @injectable() on a service.",
      );
    }
    for (const [index, token] of (tokens ?? []).entries())
      this.#prepareParameter(type, index, token, site);
    if (!site.isResource && !this.#isGiven(type)) {
      this.container.register(
        asToken(type),
        { useClass: asConstructor(type) },
        { lifecycle: Lifecycle.Singleton },
      );
    }
  }

  /** Something that the author registered stays as it is; what `@singleton` alone put into the global container does not. */
  #isGiven(type: Class): boolean {
    return this.container.isRegistered(asToken(type), true) && !isGlobalSingleton(type);
  }

  #prepareParameter(type: Class, index: number, raw: unknown, site: PrepareSite): void {
    const report = (problem: string): void =>
      site.problems.add(`${type.name}, constructor parameter ${index + 1}`, problem);
    const token = tokenOf(raw, report);
    if (token === NONE) return;
    const isScoped = typeof token === "function" && isResourceScoped(token);
    // A class that is only made when it is used ends a circle; those of a resource are made at once.
    const chain = raw instanceof LaterClass && !isScoped ? [] : [...site.chain, type];
    const problem = this.#problemWith(token, { chain, isResource: site.isResource });
    if (problem !== undefined) report(problem);
    else if (this.#isInjectable(token) && !this.#isMemo(token))
      this.#prepare(token, { ...site, chain, isResource: isScoped });
  }

  #problemWith(
    token: unknown,
    at: { readonly chain: readonly unknown[]; readonly isResource: boolean },
  ): string | undefined {
    if (at.chain.includes(token)) {
      const circle = [...at.chain, token].map((each) => shown(each)).join(" → ");
      const remedy = at.isResource
        ? "Break the circle: let one of them be handed to the other."
        : `Break the circle with @Inject(() => ${shown(token)}).`;
      return `${shown(token)} needs itself: ${circle}. ${remedy}`;
    }
    if (typeof token === "function" && isResourceScoped(token) && !at.isResource) {
      return `${shown(token)} is @ResourceScoped, and this class is the operator's: there is no resource here. Take it as a handler's parameter.`;
    }
    if (this.#isInjectable(token) || this.#isMemo(token) || this.#isKnown(token)) return undefined;
    return unknownMessage(token, this.#ports.memo);
  }

  #isMemo(token: unknown): boolean {
    return isClassOfMemo(token, this.#ports.memo);
  }

  #isKnown(token: unknown): boolean {
    return (typeof token === "function" ||
      typeof token === "string" ||
      typeof token === "symbol") &&
      token !== Object
      ? this.container.isRegistered(asToken(token), true)
      : false;
  }
}

interface PrepareSite {
  readonly problems: ProblemReport;
  readonly chain: readonly Class[];
  readonly isResource: boolean;
}

/** Stands for a class that cannot be had. */
const NONE = Symbol("none");

function tokenOf(raw: unknown, report: (problem: string) => void): unknown {
  if (!(raw instanceof LaterClass)) return raw;
  try {
    return raw.resolve();
  } catch (error) {
    report(
      `its class cannot be had: ${messageOf(error)}. @Inject takes a function that returns a class.`,
    );
    return NONE;
  }
}

function unknownMessage(token: unknown, memo: object): string {
  if (token === undefined)
    return "its class is undefined: it is defined below its use, or two files import each other. Move the class, or write @Inject(() => TheClass).";
  if (isErased(token)) {
    return `the compiler emitted ${shown(token)}: an interface, a union, a plain value, or a class that is imported with \`import type\`. Import the class itself, or use @inject("token").`;
  }
  const constructor = memberOf(memo, "constructor");
  const memoName = typeof constructor === "function" ? constructor.name : "object";
  return `${shown(token)} is neither registered nor decorated. Is this the memo? The memo of bootstrap is of the class ${memoName}. Is it a service? Then put @injectable() on it, or register it in the container that bootstrap gets.`;
}

/** tsyringe's type of tokens leaves out abstract classes; its code does not. */
function asToken(token: unknown): InjectionToken {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return token as InjectionToken;
}

/** tsyringe wants constructors of anything; ours take what it finds for them. */
function asConstructor(type: Class): new (...args: unknown[]) => object {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return type as new (...args: unknown[]) => object;
}

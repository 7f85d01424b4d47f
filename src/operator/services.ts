import {
  container as globalContainer,
  type DependencyContainer,
  instanceCachingFactory,
  Lifecycle,
} from "tsyringe";

import type { OperatorClass } from "../definitions/definitions.js";
import { isClassOfMemo } from "../definitions/parameter-plan.js";
import { ProblemReport } from "../definitions/problems.js";
import { isResourceScoped } from "../definitions/records.js";
import type { ServiceCatalog } from "../definitions/service-catalog.js";
import { KubeClient } from "../kube/kube-client.js";
import { OperatorSettings } from "../settings/operator-settings.js";
import { Clock } from "../support/clock.js";
import { DefinitionError, messageOf } from "../support/errors.js";
import { memberOf, prototypeOf } from "../support/members.js";
import { shown } from "../support/shown.js";
import { Logger } from "../telemetry/logger.js";
import { type ArgumentSource, construct } from "./constructor-arguments.js";
import { type CheckedServices, ConstructorCheck } from "./constructor-check.js";
import {
  type Construction,
  constructionOf,
  decoratedClasses,
  isDecorated,
} from "./injectable-classes.js";
import {
  asToken,
  isName,
  isOfDecorator,
  type Registration,
  registrationsOf,
} from "./registrations.js";

type Class = new (...args: unknown[]) => object;

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
export class Services implements ServiceCatalog, CheckedServices, ArgumentSource {
  readonly container: DependencyContainer;
  readonly memo: object;
  readonly #constructions = new Map<object, Construction>();
  readonly #checks = new WeakMap<ProblemReport, ConstructorCheck>();
  readonly #registered = new Set<unknown>();
  readonly #sound = new Set<unknown>();

  constructor(parent: DependencyContainer | undefined, ports: Ports) {
    this.container = (parent ?? globalContainer).createChildContainer();
    this.memo = ports.memo;
    this.#registerPorts(ports);
    this.#registerSingletons();
  }

  placeOf(token: object | string | symbol): "operator" | "resource" | "unknown" {
    if (typeof token === "function" && isResourceScoped(token)) return "resource";
    const isKnown = this.isRegistered(token) || (typeof token === "function" && isDecorated(token));
    return isKnown ? "operator" : "unknown";
  }

  /** Checks the constructors of a class and of all that it needs, and registers them; mistakes go to the report. */
  prepare(type: OperatorClass, problems: ProblemReport): void {
    this.#checkFor(problems).checkOwner(type);
  }

  /** Checks a service that a handler asks for. */
  prepareToken(token: object | string | symbol, problems: ProblemReport): void {
    this.#checkFor(problems).checkToken(token);
  }

  /**
   * The operator's instance of a service, whoever asks.
   *
   * @throws DefinitionError if the operator has none, or if a constructor is wrong or throws.
   */
  get(token: object | string | symbol): unknown {
    if (!this.#sound.has(token)) this.#checkAlone(token);
    return this.one(token, false);
  }

  /** The operator's instance of a class with handlers. */
  instanceOf(owner: OperatorClass): object {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a class makes objects
    return this.one(owner, false) as object;
  }

  /** The operator's instance of a service that was checked. */
  one(token: unknown, isOptional: boolean): unknown {
    if (isOptional && this.#isMissing(token)) return undefined;
    return made(token, () => this.container.resolve(asToken(token)));
  }

  /** All that is registered under a token that was checked. */
  all(token: unknown, isOptional: boolean): readonly unknown[] {
    if (isOptional && this.#isMissing(token)) return [];
    return made(token, () => this.container.resolveAll(asToken(token)));
  }

  isMemo(token: unknown): boolean {
    return isClassOfMemo(token, this.memo);
  }

  isRegistered(token: unknown): boolean {
    if (typeof token !== "function" && !isName(token)) return false;
    return token !== Object && this.container.isRegistered(asToken(token), true);
  }

  constructionOf(type: object): Construction {
    const known = this.#constructions.get(type);
    if (known !== undefined) return known;
    const construction = constructionOf(type);
    this.#constructions.set(type, construction);
    return construction;
  }

  given(token: unknown, isList: boolean): readonly Registration[] {
    if (this.#registered.has(token)) return [];
    const found = registrationsOf(this.container, token);
    return (isList ? found : found.slice(-1)).filter((each) => !isOfDecorator(each, token));
  }

  register(type: object): void {
    if (this.#registered.has(type)) return;
    this.#registered.add(type);
    const construction = this.constructionOf(type);
    if (construction.owner === type || construction.parameters === undefined) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only classes are registered
      const provider = { useClass: type as Class };
      this.container.register(asToken(type), provider, { lifecycle: Lifecycle.Singleton });
    } else {
      const make = (): object => construct(type, construction, this);
      this.container.register(asToken(type), { useFactory: instanceCachingFactory(make) });
    }
  }

  #registerPorts({ memo, logger, settings, kube, clock }: Ports): void {
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

  /** Whatever leads to a `@singleton` class, a factory too, finds the operator's instance and not the process's. */
  #registerSingletons(): void {
    for (const type of decoratedClasses()) {
      const registration = registrationsOf(this.container, type).at(-1);
      if (registration !== undefined && isOfDecorator(registration, type)) this.register(type);
    }
  }

  #checkFor(problems: ProblemReport): ConstructorCheck {
    const known = this.#checks.get(problems);
    if (known !== undefined) return known;
    const check = new ConstructorCheck(this, problems);
    this.#checks.set(problems, check);
    return check;
  }

  #checkAlone(token: object | string | symbol): void {
    const place = this.placeOf(token);
    if (place !== "operator")
      throw new DefinitionError("DEFINITION_INVALID", noService(token, place));
    const report = new ProblemReport();
    this.prepareToken(token, report);
    const [first] = report.problems;
    if (first !== undefined) {
      const mistakes = report.problems.map(({ where, message }) => `${where}: ${message}`);
      throw new DefinitionError(
        first.code,
        `${shown(token)} cannot be made: ${mistakes.join(" ")}`,
      );
    }
    this.#sound.add(token);
  }

  /** tsyringe makes an instance of any class, so that only what has a name can be missing. */
  #isMissing(token: unknown): boolean {
    return isName(token) && !this.isRegistered(token);
  }
}

function noService(token: unknown, place: "resource" | "unknown"): string {
  return place === "resource"
    ? `${shown(token)} is @ResourceScoped: each resource has its own, and there is no resource here. Take it as a handler's parameter.`
    : `The operator has no service ${shown(token)}: it is neither registered nor decorated. Put @injectable() on its class, or register it in the container that bootstrap gets.`;
}

function made<Value>(token: unknown, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw new DefinitionError(
      "DEFINITION_INVALID",
      `${shown(token)} cannot be made: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

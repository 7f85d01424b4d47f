import type { ProblemReport } from "../definitions/problems.js";
import {
  isResourceScoped,
  type ParameterRecord,
  parameterRecords,
} from "../definitions/records.js";
import { messageOf } from "../support/errors.js";
import { instancePrototype } from "../support/members.js";
import { shown } from "../support/shown.js";
import {
  circleMessage,
  misplacedMessage,
  mistakeOfTypes,
  unknownMessage,
} from "./constructor-mistakes.js";
import {
  type Construction,
  type ConstructorParameter,
  isDecorated,
  laterClass,
  byToken,
} from "./injectable-classes.js";
import { isName, type Registration } from "./registrations.js";

/** What the check needs of an operator's services. */
export interface CheckedServices {
  readonly memo: object;
  isMemo(token: unknown): boolean;
  isRegistered(token: unknown): boolean;
  constructionOf(type: object): Construction;
  /** What the author registered under a token. */
  given(token: unknown, isList: boolean): readonly Registration[];
  /** Makes a class a service of the operator. */
  register(type: object): void;
}

/** Where the check is. */
interface Site {
  /** What is being made when this is needed: classes, and tokens that lead to them. */
  readonly chain: readonly unknown[];
  readonly isResource: boolean;
}

type Report = (message: string) => void;

/** Checks the constructors of classes and of all that they need, and registers those of the operator. Nothing is made yet. */
export class ConstructorCheck {
  readonly #services: CheckedServices;
  readonly #problems: ProblemReport;
  readonly #checked = new Set<object>();

  constructor(services: CheckedServices, problems: ProblemReport) {
    this.#services = services;
    this.#problems = problems;
  }

  /** Checks a service that is asked for. */
  checkToken(token: unknown): void {
    if (!this.#services.isMemo(token)) this.#enter(token, false, []);
  }

  /** Checks a class that is the operator's, decorated or not. */
  checkOwner(type: object): void {
    if (!this.#followGiven(type, false, [])) this.#enterClass(type, []);
  }

  #enter(token: unknown, isList: boolean, chain: readonly unknown[]): void {
    if (typeof token === "function" && isResourceScoped(token))
      this.#checkClass(token, { chain, isResource: true });
    else if (!this.#followGiven(token, isList, chain) && isDecoratedClass(token))
      this.#enterClass(token, chain);
  }

  #enterClass(type: object, chain: readonly unknown[]): void {
    this.#checkClass(type, { chain, isResource: false });
    this.#services.register(type);
  }

  /** What the author registered stays as it is; what that leads to is checked like any other service. */
  #followGiven(token: unknown, isList: boolean, chain: readonly unknown[]): boolean {
    const given = this.#services.given(token, isList);
    for (const registration of given) this.#follow(token, registration, chain);
    return given.length > 0;
  }

  #follow(token: unknown, { provider }: Registration, before: readonly unknown[]): void {
    if (this.#checked.has(provider)) return;
    this.#checked.add(provider);
    const report: Report = (problem) =>
      this.#problems.add(`the registration of ${shown(token)}`, problem);
    const chain = [...before, token];
    if ("useToken" in provider) {
      this.#need(byToken(provider.useToken), report, { chain, isResource: false });
    } else if ("useClass" in provider && typeof provider.useClass === "function") {
      const type: object = provider.useClass;
      const site: Site = { chain: type === token ? before : chain, isResource: false };
      const problem = misuse(type, site);
      if (problem === undefined) this.#checkClass(type, site);
      else report(problem);
    }
  }

  #checkClass(type: object, { chain, isResource }: Site): void {
    if (this.#checked.has(type)) return;
    this.#checked.add(type);
    const construction = this.#services.constructionOf(type);
    const reportAt = (index: number): Report => {
      const where = `${shown(type)}, constructor parameter ${index + 1}`;
      return (problem) => this.#problems.add(where, problem);
    };
    const misplaced = misplacedRecords(construction);
    for (const record of misplaced.values()) reportAt(record.index)(misplacedMessage(record));
    const mistake = mistakeOfTypes(type, construction, misplaced);
    if (mistake !== undefined) this.#problems.add(shown(type), mistake.message, mistake.code);
    const site = { chain: [...chain, type], isResource };
    for (const [index, parameter] of construction.parameters?.entries() ?? [])
      if (parameter !== undefined && !misplaced.has(index))
        this.#need(parameter, reportAt(index), site);
  }

  #need(parameter: ConstructorParameter, report: Report, site: Site): void {
    const { isList, isOptional } = parameter;
    const later = laterClass(parameter.token);
    const token = later === undefined ? parameter.token : resolved(later, report);
    if (token === NONE) return;
    // A class that is only made when it is used ends a circle; those of a resource are made at once.
    const isLate = later !== undefined && !isScoped(token);
    const chain = isLate ? [] : site.chain;
    const problem = misuse(token, { ...site, chain }) ?? this.#lack(token, isOptional);
    if (problem !== undefined) report(problem);
    else if (!this.#services.isMemo(token)) this.#enter(token, isList, chain);
  }

  /** Only what is asked for by a name may be missing: tsyringe makes an instance of any class. */
  #lack(token: unknown, isOptional: boolean): string | undefined {
    const { memo } = this.#services;
    if (isOptional && isName(token)) return undefined;
    const isKnown =
      isDecoratedClass(token) ||
      isScoped(token) ||
      this.#services.isMemo(token) ||
      this.#services.isRegistered(token);
    return isKnown ? undefined : unknownMessage(token, memo);
  }
}

/** Stands for a class that cannot be had. */
const NONE = Symbol("none");

function resolved(later: () => unknown, report: Report): unknown {
  try {
    return later();
  } catch (error) {
    report(
      `its class cannot be had: ${messageOf(error)}. @Inject takes a function that returns a class.`,
    );
    return NONE;
  }
}

function misuse(token: unknown, { chain, isResource }: Site): string | undefined {
  if (chain.includes(token)) return circleMessage(token, chain, isResource);
  if (!isScoped(token) || isResource) return undefined;
  return `${shown(token)} is @ResourceScoped, and this is the operator's: there is no resource here. Take it as a handler's parameter.`;
}

function misplacedRecords({ owner }: Construction): ReadonlyMap<number, ParameterRecord> {
  const records = parameterRecords(instancePrototype(owner) ?? owner, undefined);
  const inOrder = records.toSorted((one, other) => one.index - other.index);
  return new Map(inOrder.map((record) => [record.index, record]));
}

function isScoped(token: unknown): boolean {
  return typeof token === "function" && isResourceScoped(token);
}

function isDecoratedClass(token: unknown): token is object {
  return typeof token === "function" && isDecorated(token);
}

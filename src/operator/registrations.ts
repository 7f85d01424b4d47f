import {
  container as globalContainer,
  type DependencyContainer,
  type InjectionToken,
  Lifecycle,
  type Provider,
} from "tsyringe";

/** One entry of a container. */
export interface Registration {
  readonly provider: Provider;
  readonly options: { readonly lifecycle: Lifecycle };
}

/** What containers have and their published type leaves out: see `injectable-classes.ts`. */
interface InnerContainer {
  getAllRegistrations(token: InjectionToken): readonly Registration[] | null;
}

/** tsyringe's type of tokens leaves out abstract classes; its code does not. */
export function asToken(token: unknown): InjectionToken {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return token as InjectionToken;
}

/** Whether a token is none of a class. */
export function isName(token: unknown): token is string | symbol {
  return typeof token === "string" || typeof token === "symbol";
}

/** What a container has for a token: its own entries, else those of the nearest container above it. The last one counts. */
export function registrationsOf(
  container: DependencyContainer,
  token: unknown,
): readonly Registration[] {
  return inner(container).getAllRegistrations(asToken(token)) ?? [];
}

/**
 * Whether an entry is what `@singleton` or `@scoped` made of a class: they write into the global container, where one instance would
 * serve all operators.
 */
export function isOfDecorator({ provider, options }: Registration, type: unknown): boolean {
  return (
    "useClass" in provider &&
    provider.useClass === type &&
    options.lifecycle !== Lifecycle.Transient &&
    registrationsOf(globalContainer, type).some((each) => each.provider === provider)
  );
}

function inner(container: DependencyContainer): InnerContainer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see InnerContainer
  return container as unknown as InnerContainer;
}

import { container as globalContainer, type InjectionToken } from "tsyringe";
import { typeInfo } from "tsyringe/dist/cjs/dependency-container.js";

import { callUnknown } from "../support/members.js";

/**
 * What tsyringe knows of classes. It keeps that in a module of its own and has no function to ask for it: the version is pinned,
 * and a test fails when the inner workings change.
 */

/** The tokens of a class's constructor parameters; `undefined` if the class carries none of tsyringe's decorators. */
export function constructorTokens(type: object): readonly unknown[] | undefined {
  return typeInfo.get(type)?.map(plainToken);
}

/** `@inject` may wrap a token to describe more than it. */
function plainToken(token: unknown): unknown {
  if (typeof token !== "object" || token === null) return token;
  if ("wrap" in token && typeof token.wrap === "function") {
    const { wrap } = token;
    return new LaterClass(() => callUnknown(wrap, undefined));
  }
  return "token" in token ? plainToken(token.token) : token;
}

/** A class that is only known when it is asked for. */
export class LaterClass {
  readonly resolve: () => unknown;

  constructor(resolve: () => unknown) {
    this.resolve = resolve;
  }
}

/** Whether tsyringe's `@singleton` has put a class into the global container, where one instance would serve all operators. */
export function isGlobalSingleton(type: object): boolean {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any class may be a token
  const token = type as InjectionToken;
  return globalContainer.isRegistered(token) && typeInfo.has(type);
}

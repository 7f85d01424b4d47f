import { isClassOfMemo } from "../definitions/parameter-plan.js";
import { isResourceScoped } from "../definitions/records.js";
import { ResourceScope } from "../definitions/service-catalog.js";
import { messageOf } from "../support/errors.js";
import { callUnknown, memberOf } from "../support/members.js";
import { Logger } from "../telemetry/logger.js";
import { constructorTokens, LaterClass } from "./injectable-classes.js";
import type { Services } from "./services.js";

type Class = new (...args: unknown[]) => object;

/** What a resource's own services can have beside the operator's. */
export interface ScopeParts {
  readonly services: Services;
  readonly memo: object;
  readonly logger: Logger;
}

/** The services of one resource: a small map (a container of its own would cost 1.3 KB for each resource). */
export class ObjectScope extends ResourceScope {
  readonly #parts: ScopeParts;
  readonly #instances = new Map<object, object>();

  constructor(parts: ScopeParts) {
    super();
    this.#parts = parts;
  }

  get(token: object): unknown {
    const known = this.#instances.get(token);
    if (known !== undefined) return known;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only classes carry @ResourceScoped
    const type = token as Class;
    const parameters = (constructorTokens(type) ?? []).map((parameter) =>
      this.#parameter(parameter),
    );
    const instance = new type(...parameters);
    this.#instances.set(token, instance);
    return instance;
  }

  async dispose(): Promise<void> {
    const instances = [...this.#instances.values()].toReversed();
    this.#instances.clear();
    for (const instance of instances) await this.#disposeOne(instance);
  }

  #parameter(raw: unknown): unknown {
    const token = raw instanceof LaterClass ? raw.resolve() : raw;
    if (typeof token === "function") {
      if (isResourceScoped(token)) return this.get(token);
      if (isClassOfMemo(token, this.#parts.memo)) return this.#parts.memo;
      if (token === Logger) return this.#parts.logger;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tokens were checked when the operator was built
    return this.#parts.services.get(token as object | string | symbol);
  }

  async #disposeOne(instance: object): Promise<void> {
    try {
      const dispose: unknown =
        memberOf(instance, Symbol.asyncDispose) ?? memberOf(instance, Symbol.dispose);
      await callUnknown(dispose, instance);
    } catch (error) {
      this.#parts.logger.error(
        `Disposing ${instance.constructor.name} failed: ${messageOf(error)}`,
        { error },
      );
    }
  }
}

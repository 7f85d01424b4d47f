import { isResourceScoped } from "../definitions/records.js";
import { ResourceScope } from "../definitions/service-catalog.js";
import { messageOf } from "../support/errors.js";
import { callUnknown, memberOf } from "../support/members.js";
import { Logger } from "../telemetry/logger.js";
import { type ArgumentSource, construct } from "./constructor-arguments.js";
import { laterClass } from "./injectable-classes.js";
import type { Services } from "./services.js";

/** What a resource's own services can have beside the operator's. */
export interface ScopeParts {
  readonly services: Services;
  readonly memo: object;
  readonly logger: Logger;
}

/** The services of one resource: a small map (a container of its own would cost 1.3 KB for each resource). */
export class ObjectScope extends ResourceScope implements ArgumentSource {
  readonly #parts: ScopeParts;
  readonly #instances = new Map<object, object>();

  constructor(parts: ScopeParts) {
    super();
    this.#parts = parts;
  }

  get(token: object): unknown {
    const known = this.#instances.get(token);
    if (known !== undefined) return known;
    const instance = construct(token, this.#parts.services.constructionOf(token), this);
    this.#instances.set(token, instance);
    return instance;
  }

  async dispose(): Promise<void> {
    const instances = [...this.#instances.values()].toReversed();
    this.#instances.clear();
    for (const instance of instances) await this.#disposeOne(instance);
  }

  /** What the resource has of its own comes before what the operator has under the same class. */
  one(raw: unknown, isOptional: boolean): unknown {
    const token = laterClass(raw)?.() ?? raw;
    return this.#own(token) ?? this.#parts.services.one(token, isOptional);
  }

  all(raw: unknown, isOptional: boolean): readonly unknown[] {
    const token = laterClass(raw)?.() ?? raw;
    const own = this.#own(token);
    return own === undefined ? this.#parts.services.all(token, isOptional) : [own];
  }

  #own(token: unknown): unknown {
    const { services, memo, logger } = this.#parts;
    if (typeof token !== "function") return undefined;
    if (isResourceScoped(token)) return this.get(token);
    // The classes of the operator's memo: a `[copy]` may have made the resource's of another.
    if (services.isMemo(token)) return memo;
    return token === Logger ? logger : undefined;
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

import { resourceKey, type Resource } from "../resources/resource.js";
import type { Clock } from "../support/clock.js";
import { hasCode, messageOf } from "../support/errors.js";
import type { Logger } from "../telemetry/logger.js";
import { remedy, remedyIn, ruleText } from "./missing-right.js";

/** The same trouble is told again after so long. */
const REPEAT_MS = 60_000;

/** Tells the troubles of one stream, without filling the log. */
export class StreamTroubles {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #what: string;
  readonly #resource: Resource;
  #toldMs = Number.NEGATIVE_INFINITY;
  #toldText = "";
  #isOver = true;

  constructor(options: {
    readonly logger: Logger;
    readonly clock: Clock;
    readonly resource: Resource;
    readonly namespace: string | undefined;
  }) {
    this.#logger = options.logger;
    this.#clock = options.clock;
    this.#resource = options.resource;
    const where = options.namespace === undefined ? "" : ` in namespace ${options.namespace}`;
    this.#what = `${resourceKey(options.resource)}${where}`;
  }

  /** A failure that is tried again: told at once, then once a minute. */
  tell(error: unknown): void {
    const text = hasCode(error, "KUBE_FORBIDDEN")
      ? this.#missingRight(error.message)
      : this.#failure(error);
    const nowMs = this.#clock.monotonic();
    const isForbidden = hasCode(error, "KUBE_FORBIDDEN");
    // A missing right does not pass by itself: once is enough. What comes and goes is not told more often than what stays.
    const isKnown =
      text === this.#toldText &&
      (nowMs - this.#toldMs < REPEAT_MS || (isForbidden && !this.#isOver));
    if (isKnown) return;
    this.#toldMs = nowMs;
    this.#toldText = text;
    this.#isOver = false;
    if (isForbidden) this.#logger.error(text);
    else this.#logger.warn(text);
  }

  /** It works (again). */
  over(): void {
    if (!this.#isOver) this.#logger.info(`Watching ${this.#what} works again.`);
    this.#isOver = true;
  }

  #failure(error: unknown): string {
    return `Watching ${this.#what} failed and is tried again: ${messageOf(error)}`;
  }

  /** Watching takes two rights: who adds the one that is missing now should not have to come back for the other. */
  #missingRight(message: string): string {
    const { group, plural } = this.#resource;
    const why = message.slice(0, message.length - remedyIn(message).length);
    const rule = ruleText({ group, resource: plural, verbs: ["list", "watch"] });
    return `Watching ${this.#what} is forbidden (${why}). Everything else is served.${remedy(rule)}`;
  }
}

import { type ActivityOutcome, runActivity } from "../engine/activities/run-activity.js";
import type { BoundHandler } from "../engine/loop/bound-handler.js";
import type { EngineParts } from "../engine/loop/engine-parts.js";
import type { ClusterConfig } from "../kube/cluster-access.js";
import { throwFirst } from "./throw-first.js";

/**
 * Runs the login handlers of an operator, whenever credentials are needed. That may be during its stop: clean-up handlers have a
 * connection that works, so that the operator's own signal must not end a login.
 */
export class Logins {
  readonly #parts: EngineParts;
  readonly #handlers: readonly BoundHandler[];
  #controller = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: EngineParts, handlers: readonly BoundHandler[]) {
    this.#parts = parts;
    this.#handlers = handlers;
  }

  /** What login handlers return; `undefined` if there are none. The vault asks for one login at a time. */
  async configs(): Promise<readonly ClusterConfig[] | undefined> {
    if (this.#handlers.length === 0) return undefined;
    const running = runActivity(this.#parts, this.#handlers, this.#controller.signal);
    this.#running = running;
    return configsOf(await running);
  }

  /** Tells the handlers that run to end, and waits for them. A later login has a signal of its own. */
  async end(reason: unknown): Promise<void> {
    this.#controller.abort(reason);
    this.#controller = new AbortController();
    await Promise.allSettled([this.#running]);
  }
}

function configsOf(outcomes: readonly ActivityOutcome[]): readonly ClusterConfig[] {
  throwFirst(outcomes, "LOGIN_FAILED", "login");
  return outcomes.flatMap(({ result }) =>
    result === undefined || result === null ? [] : [asConfig(result)],
  );
}

/** What a login handler returned is checked where credentials are made of it. */
function asConfig(result: unknown): ClusterConfig {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return result as ClusterConfig;
}

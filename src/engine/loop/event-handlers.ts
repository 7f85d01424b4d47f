import { isPromiseLike } from "../../support/promise-like.js";
import { type BoundHandler, handlerLabel } from "./bound-handler.js";
import type { EngineParts } from "./engine-parts.js";
import type { EventFrame } from "./event-frame.js";
import { reportError } from "./report-error.js";
import type { SlowCalls } from "./slow-calls.js";
import type { Workers } from "./workers.js";

/**
 * Calls event handlers one after the other. As long as they are synchronous no promise is made, and nothing is allocated for
 * the event; the first one that returns a promise takes the rest with it.
 */
export class EventHandlers {
  readonly #parts: EngineParts;
  readonly #slowCalls: SlowCalls;
  readonly #workers: Workers;

  constructor(parts: EngineParts, slowCalls: SlowCalls, workers: Workers) {
    this.#parts = parts;
    this.#slowCalls = slowCalls;
    this.#workers = workers;
  }

  /** Calls those that match, from one on; a promise if any of them is asynchronous. */
  run(frame: EventFrame, handlers: readonly BoundHandler[], from = 0): Promise<void> | undefined {
    for (let index = from; index < handlers.length; index++) {
      const handler = handlers[index];
      if (handler === undefined) break;
      frame.handler = handler;
      try {
        if (handler.matches !== undefined && !handler.matches(frame)) continue;
        const result = handler.invoke(frame);
        if (isPromiseLike(result)) return this.#finish(frame.detach(), handlers, index, result);
        if (result !== undefined && result !== null)
          frame.changes.addResult(handler.definition.id, result);
      } catch (error) {
        this.#report(frame, handler, error);
      }
    }
    return undefined;
  }

  async #finish(
    frame: EventFrame,
    handlers: readonly BoundHandler[],
    index: number,
    running: PromiseLike<unknown>,
  ): Promise<void> {
    const handler = frame.handler;
    try {
      const result = await this.#slowCalls.watch(handler, frame.object, running);
      if (result !== undefined && result !== null)
        frame.changes.addResult(handler.definition.id, result);
    } catch (error) {
      this.#report(frame, handler, error);
    }
    // A handler may end when the operator has stopped without it.
    if (!this.#workers.isClosed) await this.run(frame, handlers, index + 1);
  }

  /** An event handler is never tried again, as in Kopf: the next event brings the next chance. */
  #report(frame: EventFrame, handler: BoundHandler, error: unknown): void {
    const what = `${handlerLabel(handler)} failed on ${frame.type ?? "a listed object"}`;
    reportError(this.#parts, frame.object, error, { what });
  }
}

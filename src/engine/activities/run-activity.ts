import { durationMs } from "../../support/duration.js";
import { messageOf, PermanentError } from "../../support/errors.js";
import { judge } from "../loop/attempts.js";
import { type BoundHandler, handlerLabel } from "../loop/bound-handler.js";
import type { EngineParts } from "../loop/engine-parts.js";
import { ActivityCall, type ActivityProgress } from "./activity-call.js";

/** How one handler of an activity ended. */
export interface ActivityOutcome {
  readonly handler: BoundHandler;
  readonly result: unknown;
  /** `undefined` if it succeeded, or its errors are ignored. */
  readonly error: unknown;
}

/**
 * Calls the handlers of an activity in the order of registration, one after the other; those that failed are tried again when they
 * are due, until each has succeeded or failed for good. Nothing of it is kept over a restart.
 *
 * @throws the signal's reason, if it aborts meanwhile.
 */
export async function runActivity(
  parts: EngineParts,
  handlers: readonly BoundHandler[],
  signal: AbortSignal,
  onSuccess: () => void = () => undefined,
): Promise<readonly ActivityOutcome[]> {
  const all = handlers.map((handler) => begin(handler));
  while (all.some(({ isOver }) => !isOver)) {
    signal.throwIfAborted();
    const open = all.filter(({ isOver }) => !isOver);
    const nowMs = parts.clock.monotonic();
    const due = open.filter(({ dueMs }) => dueMs <= nowMs);
    for (const progress of due) {
      signal.throwIfAborted();
      await attempt(parts, progress, signal);
      if (progress.isOver && progress.error === undefined) onSuccess();
    }
    if (due.length === 0)
      await parts.clock.sleep(Math.min(...open.map(({ dueMs }) => dueMs)) - nowMs, signal);
  }
  return all;
}

function begin(handler: BoundHandler): ActivityProgress {
  return {
    handler,
    failures: 0,
    startedMs: undefined,
    dueMs: 0,
    isOver: false,
    result: undefined,
    error: undefined,
  };
}

async function attempt(
  parts: EngineParts,
  progress: ActivityProgress,
  signal: AbortSignal,
): Promise<void> {
  const { handler } = progress;
  progress.startedMs ??= parts.clock.monotonic();
  try {
    const running = Promise.resolve(handler.invoke(new ActivityCall(parts, progress, signal)));
    progress.result = await untilAbandoned(parts, running, signal);
    progress.isOver = true;
  } catch (error) {
    // A handler that was told to end has not failed.
    signal.throwIfAborted();
    fail(parts, progress, error);
  }
}

function fail(parts: EngineParts, progress: ActivityProgress, error: unknown): void {
  const { clock, settings, logger } = parts;
  progress.failures++;
  const verdict = judge(error, progress.handler.definition.attempts, {
    failures: progress.failures,
    elapsedMs: clock.monotonic() - (progress.startedMs ?? 0),
    defaultBackoffMs: durationMs(settings.execution.defaultBackoff) ?? 0,
  });
  const what = `${handlerLabel(progress.handler)} failed: ${messageOf(error)}`;
  if (verdict.kind === "retry") {
    progress.dueMs = clock.monotonic() + verdict.delayMs;
    logger.warn(`${what} It is tried again in ${verdict.delayMs / 1000} seconds.`, { error });
    return;
  }
  progress.isOver = true;
  if (verdict.kind === "ignored") return;
  // Whoever runs the activity decides what its failure means, and tells it.
  progress.error =
    error ?? new PermanentError(`${progress.handler.definition.name} threw nothing.`);
}

/** When the operator stops meanwhile, the handler has as long as any other to end; then the signal's reason is thrown. */
async function untilAbandoned<Result>(
  { clock, settings }: EngineParts,
  running: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const ended = new AbortController();
  const abandoned = new Promise<never>((_resolve, reject) => {
    const wait = async (): Promise<void> => {
      await clock.sleep(durationMs(settings.queueing.exitTimeout) ?? 0, ended.signal);
      reject(signal.reason);
    };
    if (signal.aborted) void wait();
    else signal.addEventListener("abort", () => void wait(), { once: true, signal: ended.signal });
  });
  try {
    return await Promise.race([running, abandoned]);
  } finally {
    ended.abort();
  }
}

import { isError, LifecycleError } from "../support/errors.js";

/** The error that an aborted signal stands for: its reason, if that is a named error of somebody. */
export function abortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  // A bare `abort()` gives a DOMException, which says nothing.
  if (isError(reason) && reason.name !== "AbortError") return reason;
  return new LifecycleError(
    "OPERATOR_STOPPED",
    "The operator was stopped while it waited for the API server.",
  );
}

/** Waits for a promise, but not longer than until the signal aborts. */
export async function abortable<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw abortError(signal);
  }
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = (): void => reject(abortError(signal));
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener("abort", stop);
  }
}

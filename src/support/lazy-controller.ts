/**
 * The abort controller of something that exists 100,000 times, and whose signal few ask for: a controller is larger than all else of
 * it. `undefined`: nobody has asked; `"ended"`: it has ended before anybody did.
 */
export type LazyController = AbortController | "ended" | undefined;

/** The controller, for whoever asks for its signal now; to be kept. */
export function controllerOf(lazy: LazyController): AbortController {
  if (lazy !== undefined && lazy !== "ended") return lazy;
  const controller = new AbortController();
  if (lazy === "ended") controller.abort();
  return controller;
}

/** Ends it: those who have asked for the signal are told. The result is to be kept. */
export function ended(lazy: LazyController): LazyController {
  if (lazy === undefined) return "ended";
  // Once only: each call of `abort` makes an exception, even if the signal has aborted.
  if (lazy !== "ended" && !lazy.signal.aborted) lazy.abort();
  return lazy;
}

export function hasEnded(lazy: LazyController): boolean {
  return lazy === "ended" || lazy?.signal.aborted === true;
}

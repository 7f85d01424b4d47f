/**
 * A controller that has aborted: for whatever ended before anybody asked for its signal. There may be 100,000 of these, and a
 * controller of its own would be the largest part of each.
 */
const ABORTED = new AbortController();
ABORTED.abort();

/** Aborts a controller if there is one, else gives one that has aborted. Once only: each call of `abort` makes an exception. */
export function aborted(controller: AbortController | undefined): AbortController {
  if (controller === undefined) return ABORTED;
  if (!controller.signal.aborted) controller.abort();
  return controller;
}

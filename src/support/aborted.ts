/**
 * A controller that has aborted: for whatever ended before anybody asked for its signal. There may be 100,000 of these, and a
 * controller of its own would be the largest part of each.
 */
export const ABORTED = new AbortController();
ABORTED.abort();

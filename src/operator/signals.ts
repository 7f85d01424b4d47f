import process from "node:process";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * A Ctrl-C reaches a program that npm has started twice within milliseconds: from the terminal, and from npm, which passes it on.
 * Nobody who insists is that fast.
 */
const REPEAT_MS = 500;

type Stop = (signal: NodeJS.Signals) => void;

/** Operators of this process that stop when it is told to end. The process has one listener for each signal, whatever their number. */
const listening = new Set<Stop>();
/** Those of them that were told, and have not stopped yet. */
const stopping = new Set<Stop>();
let isAttached = false;
/** When the process was told to end, on the monotonic clock; `undefined`: it was not. */
let toldMs: number | undefined;

function onSignal(signal: NodeJS.Signals): void {
  if (toldMs !== undefined && performance.now() - toldMs < REPEAT_MS) return;
  // Operators that began when others were told to stop were told nothing yet.
  const areNew = stopping.size === 0 && listening.size > 0;
  if (toldMs !== undefined && !areNew) {
    // Somebody insists, or nothing of ours is left to stop: without our listeners the signal does what it always does.
    detach();
    process.kill(process.pid, signal);
    return;
  }
  toldMs = performance.now();
  for (const stop of listening) {
    stopping.add(stop);
    stop(signal);
  }
}

function attach(): void {
  toldMs = undefined;
  if (isAttached) return;
  isAttached = true;
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function detach(): void {
  isAttached = false;
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
}

/**
 * Calls back when the process is told to end; the result takes it back. A second signal ends the process at once.
 *
 * After a stop by a signal the listeners stay until the next one: the repeat of a Ctrl-C may come when everything has stopped
 * already. They keep no process alive.
 */
export function onStopSignal(stop: Stop): () => void {
  if (listening.size === 0) attach();
  listening.add(stop);
  return () => {
    listening.delete(stop);
    stopping.delete(stop);
    if (listening.size === 0 && toldMs === undefined) detach();
  };
}

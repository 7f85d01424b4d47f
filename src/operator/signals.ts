import process from "node:process";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Operators of this process that stop when it is told to end. The process has one listener for each signal, whatever their number. */
const listening = new Set<(signal: NodeJS.Signals) => void>();
let isStopping = false;

function onSignal(signal: NodeJS.Signals): void {
  if (isStopping) {
    // Somebody insists: without our listeners the signal does what it always does.
    detach();
    process.kill(process.pid, signal);
    return;
  }
  isStopping = true;
  for (const stop of listening) stop(signal);
}

function detach(): void {
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
}

/** Calls back when the process is told to end; the result takes it back. A second signal ends the process at once. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): () => void {
  if (listening.size === 0) {
    isStopping = false;
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  listening.add(stop);
  return () => {
    listening.delete(stop);
    if (listening.size === 0) detach();
  };
}

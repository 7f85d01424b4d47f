/** A Ctrl-C in a terminal reaches this process twice within a millisecond: from the terminal and from npm. */
const REPEAT_MS = 500;

/** What is passed on for what arrives: a closed terminal asks the program to end, as SIGTERM does. */
const PASSED_ON = { SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGTERM" };

/** Takes over the signals that end a process and gives each to `receiver`, once per time that the user means it. */
export function receiveSignals(receiver) {
  const lastMs = new Map();
  for (const [name, passedOn] of Object.entries(PASSED_ON)) {
    process.on(name, () => {
      const nowMs = performance.now();
      const isRepeat = nowMs - (lastMs.get(name) ?? -Infinity) < REPEAT_MS;
      if (isRepeat) return;
      lastMs.set(name, nowMs);
      receiver(passedOn);
    });
  }
}

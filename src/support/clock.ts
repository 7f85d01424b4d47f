import { SDK_CLASS, THIS_COPY } from "./sdk-class.js";

/** Something that was started and can be taken back; taking it back twice does nothing. */
export interface Scheduled {
  /** Takes it back. */
  cancel(): void;
}

/**
 * Time as the SDK and its operators see it. Injectable, so that authors' services keep virtual time in tests too.
 *
 * @example
 * ```ts
 * @injectable()
 * class Backups {
 *   constructor(private readonly clock: Clock) {}
 *   isDue(last: Date): boolean { return this.clock.now() - last.getTime() > 3_600_000; }
 * }
 * ```
 */
export abstract class Clock {
  /** @internal */
  static readonly [SDK_CLASS] = THIS_COPY;

  /** Wall time in milliseconds since 1970. May jump. */
  abstract now(): number;

  /** Milliseconds since some fixed moment; never jumps. Intervals are measured with it. */
  abstract monotonic(): number;

  /** Calls back once, after a delay in milliseconds. A pending one keeps the process alive. */
  abstract schedule(delayMs: number, callback: () => void): Scheduled;

  /** Gives other work of the process a turn. */
  abstract yield(): Promise<void>;

  /** Resolves after a delay in milliseconds, or earlier when the signal aborts. Never rejects. */
  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        timer.cancel();
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = this.schedule(delayMs, finish);
      signal?.addEventListener("abort", finish, { once: true });
    });
  }
}

/** Longest delay that one Node.js timer can wait; longer ones are waited for in steps. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of the machine. */
export class SystemClock extends Clock {
  /** The machine's wall time. */
  now(): number {
    return Date.now();
  }

  /** Milliseconds since the process began. */
  monotonic(): number {
    return performance.now();
  }

  /** With one timer of Node.js, also for delays of weeks. */
  schedule(delayMs: number, callback: () => void): Scheduled {
    let timer: NodeJS.Timeout;
    const start = (remainingMs: number): void => {
      const stepMs = Math.min(Math.max(remainingMs, 0), LONGEST_TIMER_MS);
      // oxlint-disable-next-line eslint/no-restricted-globals -- the one place where the machine's timers are used
      timer = setTimeout(
        () => (remainingMs > stepMs ? start(remainingMs - stepMs) : callback()),
        stepMs,
      );
    };
    start(delayMs);
    return { cancel: () => clearTimeout(timer) };
  }

  /** Resolves in the next round of the event loop. */
  async yield(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

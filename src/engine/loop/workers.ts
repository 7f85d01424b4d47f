import type { ObjectMemory } from "./object-memory.js";

/** How many objects may be in work at once; those beyond it wait in the order of their coming. */
export class Workers {
  #busy = 0;
  #isClosed = false;
  readonly #waiting: ObjectMemory[] = [];
  readonly #idle: (() => void)[] = [];
  readonly #limit: () => number | null;

  constructor(limit: () => number | null) {
    this.#limit = limit;
  }

  /** Whether one more object may be taken up now. */
  get hasRoom(): boolean {
    const limit = this.#limit();
    return limit === null || this.#busy < limit;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  enter(): void {
    this.#busy++;
  }

  /** An object's work is done; returns the next one that waits, if there is room for it. */
  leave(): ObjectMemory | undefined {
    this.#busy--;
    const next = this.#isClosed || !this.hasRoom ? undefined : this.#waiting.shift();
    if (next !== undefined) next.isWaiting = false;
    else if (this.#busy === 0) for (const resolve of this.#idle.splice(0)) resolve();
    return next;
  }

  wait(memory: ObjectMemory): void {
    if (memory.isWaiting) return;
    memory.isWaiting = true;
    this.#waiting.push(memory);
  }

  /** Nothing new is taken up from now on. */
  close(): void {
    this.#isClosed = true;
  }

  /** Resolves when no object is in work. */
  async idle(): Promise<void> {
    if (this.#busy === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }
}

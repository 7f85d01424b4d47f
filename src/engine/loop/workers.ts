import type { ObjectMemory } from "./object-memory.js";

/** How many objects may be in work at once; those beyond it wait in the order of their coming. */
export class Workers {
  #busy = 0;
  #isClosed = false;
  /** Those that wait, from `#first` on: taking the first one out of a long list would move all others. */
  #waiting: ObjectMemory[] = [];
  #first = 0;
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
    const next = this.#isClosed || !this.hasRoom ? undefined : this.#takeFirst();
    if (next !== undefined) next.isWaiting = false;
    else if (this.#busy === 0) for (const resolve of this.#idle.splice(0)) resolve();
    return next;
  }

  wait(memory: ObjectMemory): void {
    if (memory.isWaiting) return;
    memory.isWaiting = true;
    this.#waiting.push(memory);
  }

  #takeFirst(): ObjectMemory | undefined {
    const first = this.#waiting[this.#first];
    if (first === undefined) return undefined;
    this.#first++;
    if (this.#first * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return first;
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

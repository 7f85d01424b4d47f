/** A store that was just started is never at a revision that a client could mistake for "none". */
const FIRST_REVISION = 1000;

/** The one counter behind every resourceVersion. */
export class Revisions {
  #current = FIRST_REVISION;

  get current(): number {
    return this.#current;
  }

  next(): number {
    this.#current += 1;
    return this.#current;
  }
}

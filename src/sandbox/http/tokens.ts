import { failure } from "../api/status.js";

/** Who may come in. Without tokens everybody may. */
export class Tokens {
  readonly #admitted: Set<string> | undefined;

  constructor(tokens: readonly string[] | undefined) {
    this.#admitted = tokens === undefined ? undefined : new Set(tokens);
  }

  admit(token: string): void {
    this.#admitted?.add(token);
  }

  revoke(token: string): void {
    this.#admitted?.delete(token);
  }

  check(authorization: string | undefined): void {
    if (this.#admitted === undefined) return;
    const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined || !this.#admitted.has(token))
      throw failure(401, "Unauthorized", { reason: "Unauthorized" });
  }
}

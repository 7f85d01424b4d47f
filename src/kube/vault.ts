import type { Logger } from "../telemetry/logger.js";
import type { Clock } from "../support/clock.js";
import { isOperatorError, LifecycleError, OperatorError } from "../support/errors.js";
import { abortable, abortError } from "./abortable.js";
import { fingerprintOf } from "./credential.js";
import type { Credential, RequestHeaders } from "./credential.js";

/**
 * How long a refused credential is not accepted again. Not for ever: an API server whose authenticator is out of order
 * refuses good credentials too, and an operator with a fixed token would stay deaf.
 */
const REFUSAL_MS = 60_000;

/** What a vault needs. */
export interface VaultOptions {
  /** Called when credentials are needed, and again when all are refused or expired. The signal aborts when the vault is closed. */
  readonly login: (signal: AbortSignal) => Promise<readonly Credential[]>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps the credentials of one operator, and gets new ones when the server refuses them. */
export class CredentialVault {
  readonly #options: VaultOptions;
  readonly #refusedAtMs = new Map<string, number>();
  readonly #closing = new AbortController();
  #credentials: readonly Credential[] = [];
  #login: Promise<void> | undefined;

  constructor(options: VaultOptions) {
    this.#options = options;
  }

  /**
   * The credential to use now. All who wait for one share one login.
   *
   * @throws OperatorError `LOGIN_FAILED` or `CREDENTIALS_REFUSED`; what the login itself throws, if it is of this SDK.
   */
  async current(signal: AbortSignal): Promise<Credential> {
    for (;;) {
      if (this.#closing.signal.aborted) throw abortError(this.#closing.signal);
      const credential = this.#best();
      if (credential !== undefined) return credential;
      this.#login ??= this.#renew().finally(() => (this.#login = undefined));
      await abortable(this.#login, signal);
    }
  }

  /**
   * The server did not accept it (401): it is dropped, and not accepted again for a minute.
   *
   * @param sent - the headers that were refused; a credential whose token changed meanwhile is another one.
   */
  refuse(credential: Credential, sent: RequestHeaders): void {
    this.#refusedAtMs.set(fingerprintOf(credential, sent), this.#options.clock.monotonic());
    if (!this.holds(credential)) return;
    this.#credentials = this.#credentials.filter((kept) => kept !== credential);
    const next = this.#credentials.length === 0 ? "Logging in again." : "Trying the next ones.";
    this.#options.logger.warn(`The credentials for ${credential.server} were refused. ${next}`);
  }

  /** Whether a credential is still in use. */
  holds(credential: Credential): boolean {
    return this.#credentials.includes(credential);
  }

  /** Forgets everything, and ends a login that runs; whoever waits for a login, or asks later, gets a `LifecycleError`. */
  close(): void {
    this.#closing.abort(
      new LifecycleError(
        "OPERATOR_STOPPED",
        "The operator was stopped: it does not log in any more.",
      ),
    );
    this.#credentials = [];
    this.#refusedAtMs.clear();
  }

  #best(): Credential | undefined {
    const usable = this.#credentials.filter((credential) => !this.#isExpired(credential));
    this.#credentials = usable;
    let best = usable[0];
    for (const credential of usable)
      if (best === undefined || credential.priority > best.priority) best = credential;
    return best;
  }

  async #renew(): Promise<void> {
    const offered = (await this.#offers()).filter((credential) => !this.#isExpired(credential));
    if (offered.length === 0) {
      throw new OperatorError(
        "LOGIN_FAILED",
        "The login gave no credentials that are still valid. Return at least one from a login handler.",
      );
    }
    const accepted: Credential[] = [];
    for (const credential of offered)
      if (!(await this.#isRefused(credential))) accepted.push(credential);
    if (accepted.length === 0) {
      const servers = [...new Set(offered.map((credential) => credential.server))].join(", ");
      throw new OperatorError(
        "CREDENTIALS_REFUSED",
        `${servers} refused the credentials (401), and the login gave the same ones again. Renew the token or certificate.`,
      );
    }
    if (!this.#closing.signal.aborted) this.#credentials = accepted;
  }

  async #offers(): Promise<readonly Credential[]> {
    try {
      return await this.#options.login(this.#closing.signal);
    } catch (error) {
      if (isOperatorError(error)) throw error;
      throw new OperatorError(
        "LOGIN_FAILED",
        "The login failed. Look at the error of the login handler.",
        { cause: error },
      );
    }
  }

  async #isRefused(credential: Credential): Promise<boolean> {
    const now = this.#options.clock.monotonic();
    for (const [fingerprint, atMs] of this.#refusedAtMs) {
      if (now - atMs >= REFUSAL_MS) this.#refusedAtMs.delete(fingerprint);
    }
    // Headers may cost a run of a plugin: nothing asks for them here as long as nothing was refused.
    if (this.#refusedAtMs.size === 0) return false;
    return this.#refusedAtMs.has(fingerprintOf(credential, await credential.headers()));
  }

  #isExpired(credential: Credential): boolean {
    return (
      credential.expiresAtMs !== undefined && credential.expiresAtMs <= this.#options.clock.now()
    );
  }
}

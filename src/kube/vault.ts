import type { Clock } from "../support/clock.js";
import { LifecycleError, OperatorError, isOperatorError, messageOf } from "../support/errors.js";
import type { Logger } from "../telemetry/logger.js";
import type { Credential } from "./credential.js";

/**
 * How long a refused credential is not tried again. Not for ever: a server whose authentication was out of order for a while
 * refuses good ones too.
 */
const REFUSAL_MS = 60_000;

/** What a vault needs. */
export interface VaultOptions {
  /** Finds credentials; called when there are none, or when all were refused or have expired. */
  readonly login: () => Promise<readonly Credential[]>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps the credentials of an operator, and gets new ones when they are refused or have expired. */
export class CredentialVault {
  readonly #login: () => Promise<readonly Credential[]>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Fingerprints of what the server refused, with the moment from which they may be tried again. */
  readonly #refused = new Map<string, number>();
  #credentials: readonly Credential[] = [];
  #pending: Promise<Credential> | undefined;
  #isClosed = false;

  constructor({ login, clock, logger }: VaultOptions) {
    this.#login = login;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * The credential to use now. Callers that come while a login runs share it.
   *
   * @throws OperatorError with code `LOGIN_FAILED` if the login failed or gave nothing, `CREDENTIALS_REFUSED` if it gave only
   * what the server has just refused; what else the login throws, if it is an error of the SDK.
   */
  async current(signal?: AbortSignal): Promise<Credential> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw closed();
    const usable = this.#best(this.#credentials);
    if (usable !== undefined) return usable;
    this.#pending ??= this.#renew().finally(() => (this.#pending = undefined));
    return untilAborted(this.#pending, signal);
  }

  /** The server does not accept it: it is dropped, and an equal one is not taken for a while. */
  refuse(credential: Credential): void {
    if (!this.#credentials.includes(credential)) return;
    this.#credentials = this.#credentials.filter((other) => other !== credential);
    this.#refused.set(credential.fingerprint, this.#clock.monotonic() + REFUSAL_MS);
    this.#logger.debug(`${credential.server} refused the credentials.`);
  }

  /** Forgets everything; from now on there is no credential. */
  close(): void {
    this.#isClosed = true;
    this.#credentials = [];
    this.#refused.clear();
  }

  async #renew(): Promise<Credential> {
    const found = await this.#callLogin();
    if (this.#isClosed) throw closed();
    if (found.length === 0) {
      throw new OperatorError("LOGIN_FAILED", "The login gave no credentials. Let a login handler return some, or check the kubeconfig.");
    }
    this.#forgetOldRefusals();
    const accepted = found.filter((credential) => !this.#refused.has(credential.fingerprint));
    const best = this.#best(accepted);
    if (best === undefined) throw refused(found);
    this.#credentials = accepted;
    return best;
  }

  async #callLogin(): Promise<readonly Credential[]> {
    try {
      return await this.#login();
    } catch (error) {
      if (isOperatorError(error)) throw error;
      throw new OperatorError("LOGIN_FAILED", `The login failed: ${messageOf(error)}.`, { cause: error });
    }
  }

  #forgetOldRefusals(): void {
    const nowMs = this.#clock.monotonic();
    for (const [fingerprint, untilMs] of this.#refused) if (untilMs <= nowMs) this.#refused.delete(fingerprint);
  }

  #best(credentials: readonly Credential[]): Credential | undefined {
    const nowMs = this.#clock.now();
    let best: Credential | undefined;
    for (const credential of credentials) {
      if (credential.expiration !== undefined && credential.expiration.getTime() <= nowMs) continue;
      if (best === undefined || credential.priority > best.priority) best = credential;
    }
    return best;
  }
}

function refused(found: readonly Credential[]): OperatorError {
  const servers = [...new Set(found.map((credential) => credential.server))].join(", ");
  return new OperatorError(
    "CREDENTIALS_REFUSED",
    `${servers} refused the credentials (or they have expired), and the login gave no others. Renew them; they are looked for again.`,
  );
}

function closed(): LifecycleError {
  return new LifecycleError("OPERATOR_STOPPED", "The operator has stopped: it has no credentials any more.");
}

async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  return new Promise<Value>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const end = (): void => signal.removeEventListener("abort", onAbort);
    signal.addEventListener("abort", onAbort, { once: true });
    promise.finally(end).then(resolve, reject);
  });
}

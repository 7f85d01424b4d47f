import { OperatorError, messageOf } from "../../support/errors.js";
import type { HeaderSource } from "../credential.js";
import type { ResolvedEnvironment } from "./environment.js";

/** Tokens in files are replaced long before they expire: about once a minute is soon enough to see it. */
const REREAD_MS = 60_000;

/** A token in a file that somebody else renews. */
export class TokenFile implements HeaderSource {
  readonly #file: string;
  readonly #environment: ResolvedEnvironment;
  #token = "";
  #readAgainMs = -Infinity;

  private constructor(file: string, environment: ResolvedEnvironment) {
    this.#file = file;
    this.#environment = environment;
  }

  /** @throws OperatorError with code `LOGIN_FAILED` if the file cannot be read. */
  static async open(file: string, environment: ResolvedEnvironment): Promise<TokenFile> {
    const source = new TokenFile(file, environment);
    await source.headers();
    return source;
  }

  get secret(): string {
    return this.#token;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    const nowMs = this.#environment.clock.monotonic();
    if (nowMs >= this.#readAgainMs) {
      this.#readAgainMs = nowMs + REREAD_MS;
      await this.#read();
    }
    return { authorization: `Bearer ${this.#token}` };
  }

  async #read(): Promise<void> {
    try {
      this.#token = (await this.#environment.readFile(this.#file)).trim();
    } catch (error) {
      // The old one may still be good; the server says so if it is not.
      if (this.#token !== "") return;
      throw new OperatorError("LOGIN_FAILED", `The token file ${this.#file} cannot be read: ${messageOf(error)}.`, { cause: error });
    }
  }
}

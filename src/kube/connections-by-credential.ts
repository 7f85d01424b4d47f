import { Connections } from "./connections.js";
import type { Credential } from "./credential.js";
import type { CredentialVault } from "./vault.js";

/** The connections of each credential in use. Those of one that is not used any more end when what runs on them has ended. */
export class ConnectionsByCredential {
  readonly #vault: CredentialVault;
  readonly #connectTimeoutMs: () => number;
  readonly #current = new Map<Credential, Connections>();
  readonly #retired = new Set<Connections>();

  constructor(vault: CredentialVault, connectTimeoutMs: () => number) {
    this.#vault = vault;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  of(credential: Credential): Connections {
    const present = this.#current.get(credential);
    if (present !== undefined) return present;
    for (const other of this.#current.keys()) if (!this.#vault.holds(other)) this.retire(other);
    const created = new Connections(credential, this.#connectTimeoutMs());
    this.#current.set(credential, created);
    return created;
  }

  /** Watches on these connections are still good: they end when the server ends them, or with the transport. */
  retire(credential: Credential): void {
    const connections = this.#current.get(credential);
    if (connections === undefined) return;
    this.#current.delete(credential);
    this.#retired.add(connections);
    void this.#forget(connections);
  }

  /** Closes all of them at once. */
  async destroy(): Promise<void> {
    const all = [...this.#current.values(), ...this.#retired];
    this.#current.clear();
    await Promise.all(all.map(async (connections) => connections.destroy()));
  }

  async #forget(connections: Connections): Promise<void> {
    try {
      await connections.retire();
    } catch {
      // It was destroyed meanwhile: the transport is closed.
    }
    this.#retired.delete(connections);
  }
}

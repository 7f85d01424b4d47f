import type { Credential } from "../../src/kube/credential.js";
import type { NetworkLimits } from "../../src/kube/network-settings.js";
import { TransportCounters } from "../../src/kube/transport-counters.js";
import { Transport } from "../../src/kube/transport.js";
import { CredentialVault } from "../../src/kube/vault.js";
import { RecordingLogger } from "./recording-logger.js";
import { VirtualClock } from "./virtual-clock.js";

/** A credential with nothing but a server, unless more is given. */
export function testCredential(server: string, more: Partial<Credential> = {}): Credential {
  return { server, tls: {}, priority: 0, headers: async () => Promise.resolve({}), ...more };
}

/** A credential with a bearer token. */
export function tokenCredential(
  server: string,
  token: string,
  more: Partial<Credential> = {},
): Credential {
  return testCredential(server, {
    headers: async () => Promise.resolve({ authorization: `Bearer ${token}` }),
    ...more,
  });
}

/** What a test may want of a transport. */
export interface TransportSetup extends AsyncDisposable {
  readonly transport: Transport;
  readonly clock: VirtualClock;
  readonly logger: RecordingLogger;
  readonly counters: TransportCounters;
}

/** A transport in virtual time, with no jitter. */
export function testTransport(
  login: string | ((signal: AbortSignal) => Promise<readonly Credential[]>),
  limits: Partial<NetworkLimits> = {},
): TransportSetup {
  const clock = new VirtualClock();
  const logger = new RecordingLogger();
  const counters = new TransportCounters();
  const vault = new CredentialVault({
    login: typeof login === "string" ? async () => Promise.resolve([testCredential(login)]) : login,
    clock,
    logger,
  });
  const complete = {
    requestTimeoutMs: 300_000,
    connectTimeoutMs: 10_000,
    errorBackoffsMs: [1000, 1000, 2000],
    enforceRetryAfter: false,
    ...limits,
  };
  const transport = new Transport({
    vault,
    limits: () => complete,
    clock,
    logger,
    counters,
    random: () => 0,
  });
  return {
    transport,
    clock,
    logger,
    counters,
    [Symbol.asyncDispose]: async () => {
      vault.close();
      await transport.close();
    },
  };
}

import { describe, expect, it } from "@jest/globals";

import type { Credential } from "../../../src/kube/credential.js";
import { CredentialVault } from "../../../src/kube/vault.js";
import { SettingsError } from "../../../src/support/errors.js";
import { deferred } from "../../support/deferred.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { testCredential, tokenCredential } from "../../support/transports.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const SERVER = "https://k:1";
const FOR_EVER = new AbortController().signal;

interface Setup {
  readonly vault: CredentialVault;
  readonly clock: VirtualClock;
  readonly logger: RecordingLogger;
  readonly logins: () => number;
}

function setUp(
  login: (turn: number) => readonly Credential[] | Promise<readonly Credential[]>,
): Setup {
  const clock = new VirtualClock();
  const logger = new RecordingLogger();
  let logins = 0;
  const vault = new CredentialVault({ login: async () => login(++logins), clock, logger });
  return { vault, clock, logger, logins: () => logins };
}

describe("CredentialVault", () => {
  it("logs in when it is first asked, once for all who ask, and keeps what it got", async () => {
    const { vault, logins } = setUp(() => [tokenCredential(SERVER, "a")]);
    expect(logins()).toBe(0);
    const [one, other] = await Promise.all([vault.current(FOR_EVER), vault.current(FOR_EVER)]);
    expect(one).toBe(other);
    expect(await vault.current(FOR_EVER)).toBe(one);
    expect(logins()).toBe(1);
  });

  it("prefers the highest priority, and takes the next one when that is refused", async () => {
    const low = tokenCredential(SERVER, "low");
    const high = tokenCredential(SERVER, "high", { priority: 7 });
    const { vault, logins, logger } = setUp(() => [low, high]);
    expect(await vault.current(FOR_EVER)).toBe(high);
    vault.refuse(high, await high.headers());
    expect(await vault.current(FOR_EVER)).toBe(low);
    expect(logins()).toBe(1);
    expect(logger.lines).toEqual([
      `warn The credentials for ${SERVER} were refused. Trying the next ones.`,
    ]);
  });

  it("refuses an equal credential, but takes one whose token is another", async () => {
    const { vault, logins } = setUp((turn) => [tokenCredential(SERVER, turn < 3 ? "old" : "new")]);
    const first = await vault.current(FOR_EVER);
    vault.refuse(first, await first.headers());
    await expect(vault.current(FOR_EVER)).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
    expect(await (await vault.current(FOR_EVER)).headers()).toEqual({
      authorization: "Bearer new",
    });
    expect(logins()).toBe(3);
  });

  it("tries a refused credential again after a minute: the server's authenticator may have been out of order", async () => {
    const { vault, clock } = setUp(() => [tokenCredential(SERVER, "same")]);
    const first = await vault.current(FOR_EVER);
    vault.refuse(first, await first.headers());
    await clock.advance(59_999);
    await expect(vault.current(FOR_EVER)).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
    await clock.advance(1);
    expect(await (await vault.current(FOR_EVER)).headers()).toEqual({
      authorization: "Bearer same",
    });
  });

  it("does not drop a new credential because an old one is refused late", async () => {
    const { vault, logins } = setUp((turn) => [tokenCredential(SERVER, String(turn))]);
    const old = await vault.current(FOR_EVER);
    vault.refuse(old, await old.headers());
    const fresh = await vault.current(FOR_EVER);
    vault.refuse(old, await old.headers());
    expect(await vault.current(FOR_EVER)).toBe(fresh);
    expect(logins()).toBe(2);
  });

  it("blames the token that was sent, not the one that took its place", async () => {
    let token = "old";
    const rotating = (): Credential =>
      testCredential(SERVER, { headers: async () => Promise.resolve({ authorization: token }) });
    const { vault } = setUp(() => [rotating()]);
    const credential = await vault.current(FOR_EVER);
    const sent = await credential.headers();
    token = "new";
    vault.refuse(credential, sent);
    expect(await (await vault.current(FOR_EVER)).headers()).toEqual({ authorization: "new" });
  });

  it("drops an expired credential without blame", async () => {
    const { vault, clock, logins } = setUp(() => [
      tokenCredential(SERVER, "same", { expiresAtMs: clock.now() + 1000 }),
    ]);
    await vault.current(FOR_EVER);
    await clock.advance(1000);
    await vault.current(FOR_EVER);
    expect(logins()).toBe(2);
  });

  it("fails when a login gives nothing, or only what is expired", async () => {
    await expect(setUp(() => []).vault.current(FOR_EVER)).rejects.toMatchObject({
      code: "LOGIN_FAILED",
    });
    const { vault } = setUp(() => [tokenCredential(SERVER, "x", { expiresAtMs: 0 })]);
    await expect(vault.current(FOR_EVER)).rejects.toMatchObject({ code: "LOGIN_FAILED" });
  });

  it("passes on what a login says of itself, wraps anything else, and asks again next time", async () => {
    const own = new SettingsError("CLUSTER_NOT_FOUND", "No cluster.");
    const other = new Error("boom");
    const { vault } = setUp(async (turn) => {
      if (turn < 3) throw turn === 1 ? own : other;
      return Promise.resolve([tokenCredential(SERVER, "x")]);
    });
    await expect(vault.current(FOR_EVER)).rejects.toBe(own);
    await expect(vault.current(FOR_EVER)).rejects.toMatchObject({
      code: "LOGIN_FAILED",
      cause: other,
    });
    expect(await vault.current(FOR_EVER)).toMatchObject({ server: SERVER });
  });

  it("lets one who waits go when its signal aborts; the others get theirs", async () => {
    const login = deferred<readonly Credential[]>();
    const { vault } = setUp(async () => login.promise);
    const controller = new AbortController();
    const leaving = vault.current(controller.signal).catch((error: unknown) => error);
    const staying = vault.current(FOR_EVER);
    controller.abort();
    expect(await leaving).toMatchObject({ code: "OPERATOR_STOPPED" });
    login.resolve([tokenCredential(SERVER, "x")]);
    expect(await staying).toMatchObject({ server: SERVER });
  });

  it("gives nothing after it was closed, also to those who waited", async () => {
    const login = deferred<readonly Credential[]>();
    const { vault } = setUp(async () => login.promise);
    const waiting = vault.current(FOR_EVER).catch((error: unknown) => error);
    vault.close();
    login.resolve([tokenCredential(SERVER, "x")]);
    expect(await waiting).toMatchObject({ code: "OPERATOR_STOPPED" });
    await expect(vault.current(FOR_EVER)).rejects.toMatchObject({ code: "OPERATOR_STOPPED" });
  });
});

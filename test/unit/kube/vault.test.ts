import { describe, expect, it } from "@jest/globals";

import { Credential, FixedHeaders } from "../../../src/kube/credential.js";
import { CredentialVault } from "../../../src/kube/vault.js";
import { SettingsError } from "../../../src/support/errors.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { VirtualClock } from "../../support/virtual-clock.js";

function credential(token: string, more: { readonly priority?: number; readonly expiration?: Date } = {}): Credential {
  return new Credential({ server: "https://server", source: FixedHeaders.bearer(token), ...more });
}

class Fixture {
  readonly clock = new VirtualClock();
  logins = 0;
  readonly vault: CredentialVault;

  constructor(login: (count: number) => Promise<readonly Credential[]> | readonly Credential[]) {
    this.vault = new CredentialVault({ login: async () => login(++this.logins), clock: this.clock, logger: new RecordingLogger() });
  }
}

const code = (expected: string): unknown => expect.objectContaining({ code: expected });

describe("CredentialVault", () => {
  it("logs in once, however many ask", async () => {
    const fixture = new Fixture((count) => [credential(`token ${count}`)]);
    const { vault } = fixture;
    const all = await Promise.all([vault.current(), vault.current(), vault.current()]);
    expect(new Set(all).size).toBe(1);
    expect(await vault.current()).toBe(all[0]);
    expect(fixture.logins).toBe(1);
  });

  it("logs in again when the server refuses, once for all who were refused", async () => {
    const fixture = new Fixture((count) => [credential(`token ${count}`)]);
    const first = await fixture.vault.current();
    fixture.vault.refuse(first);
    const [second, same] = await Promise.all([fixture.vault.current(), fixture.vault.current()]);
    fixture.vault.refuse(first);
    expect(await fixture.vault.current()).toBe(second);
    expect(same).toBe(second);
    expect(second).not.toBe(first);
    expect(fixture.logins).toBe(2);
  });

  it("does not take an equal one again, until a minute has passed", async () => {
    const fixture = new Fixture(() => [credential("always the same")]);
    fixture.vault.refuse(await fixture.vault.current());
    await expect(fixture.vault.current()).rejects.toEqual(code("CREDENTIALS_REFUSED"));
    await fixture.clock.advance(60_000);
    expect(await (await fixture.vault.current()).headers()).toEqual({ authorization: "Bearer always the same" });
  });

  it("uses the one with the highest priority, and the next one when that is refused", async () => {
    const low = credential("low");
    const high = credential("high", { priority: 5 });
    const fixture = new Fixture(() => [low, high]);
    expect(await fixture.vault.current()).toBe(high);
    fixture.vault.refuse(high);
    expect(await fixture.vault.current()).toBe(low);
    expect(fixture.logins).toBe(1);
  });

  it("does not use one that has expired, and does not hold it against it", async () => {
    const fixture = new Fixture((count) => [credential("same", { expiration: new Date(fixture.clock.now() + 1000 * count) })]);
    const first = await fixture.vault.current();
    await fixture.clock.advance(1000);
    expect(await fixture.vault.current()).not.toBe(first);
    expect(fixture.logins).toBe(2);
  });

  it.each([
    ["nothing", (): readonly Credential[] => [], "LOGIN_FAILED"],
    ["an error", (): never => { throw new Error("no card in the reader"); }, "LOGIN_FAILED"],
    ["an error of ours", (): never => { throw new SettingsError("CLUSTER_NOT_FOUND", "none"); }, "CLUSTER_NOT_FOUND"],
  ])("fails when the login gives %s, and asks again next time", async (_title, login, expected) => {
    const fixture = new Fixture(login);
    await expect(fixture.vault.current()).rejects.toEqual(code(expected));
    await expect(fixture.vault.current()).rejects.toEqual(code(expected));
    expect(fixture.logins).toBe(2);
  });

  it("lets a caller go whose signal aborts; the login goes on for the others", async () => {
    let finish: (credentials: readonly Credential[]) => void = () => {};
    const fixture = new Fixture(async () => new Promise((resolve) => (finish = resolve)));
    const abort = new AbortController();
    const left = fixture.vault.current(abort.signal);
    const stayed = fixture.vault.current(new AbortController().signal);
    abort.abort(new Error("enough"));
    await expect(left).rejects.toThrow("enough");
    const found = credential("token");
    finish([found]);
    expect(await stayed).toBe(found);
  });

  it("has nothing any more once it is closed, also for those who wait", async () => {
    let finish: (credentials: readonly Credential[]) => void = () => {};
    const fixture = new Fixture(async () => new Promise((resolve) => (finish = resolve)));
    const waiting = fixture.vault.current();
    fixture.vault.close();
    finish([credential("too late")]);
    await expect(waiting).rejects.toEqual(code("OPERATOR_STOPPED"));
    await expect(fixture.vault.current()).rejects.toEqual(code("OPERATOR_STOPPED"));
  });
});

import { isRecord } from "../resources/json.js";
import { bearerToken } from "./bearer-token.js";
import type { RequestHeaders, TlsOptions } from "./credential.js";

/** What a login plugin gives: the `ExecCredential` that it prints. */
export interface ExecAnswer {
  readonly headers: RequestHeaders;
  readonly certificate: Pick<TlsOptions, "cert" | "key"> | undefined;
  readonly expiresAtMs: number | undefined;
}

type Status = Readonly<Record<string, unknown>>;

/** @throws an error whose message says what is wrong. It does not repeat what was printed: that may hold a token. */
export function readExecAnswer(output: string): ExecAnswer {
  const answer = parsed(output);
  if (!isRecord(answer)) throw wrong("is no JSON of an object");
  const { status } = answer;
  if (!isRecord(status)) throw wrong("has no status");
  const token = tokenOf(status);
  const certificate = certificateOf(status);
  if (token === undefined && certificate === undefined)
    throw wrong("has neither a token nor a certificate");
  return {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    certificate,
    expiresAtMs: expirationOf(status),
  };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function tokenOf(status: Status): string | undefined {
  const given = textOf(status, "token");
  if (given === undefined) return undefined;
  const token = bearerToken(given);
  if (token === undefined) throw wrong("has a token that is not one line");
  return token;
}

function certificateOf(status: Status): ExecAnswer["certificate"] {
  const cert = textOf(status, "clientCertificateData");
  const key = textOf(status, "clientKeyData");
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw wrong("has only one of clientCertificateData and clientKeyData");
  return { cert, key };
}

function expirationOf(status: Status): number | undefined {
  const given = textOf(status, "expirationTimestamp");
  if (given === undefined) return undefined;
  const atMs = Date.parse(given);
  if (Number.isNaN(atMs)) throw wrong("has an expirationTimestamp that is no time");
  return atMs;
}

function textOf(status: Status, name: string): string | undefined {
  const value = status[name] ?? "";
  if (typeof value !== "string") throw wrong(`has a ${name} that is no text`);
  return value === "" ? undefined : value;
}

function wrong(problem: string): Error {
  return new Error(`the plugin's answer ${problem}`);
}

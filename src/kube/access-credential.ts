import { types } from "node:util";

import { SettingsError } from "../support/errors.js";
import { bearerToken } from "./bearer-token.js";
import type { ClusterAccess } from "./cluster-access.js";
import type { ConfigEnvironment } from "./config-environment.js";
import type { Credential, RequestHeaders } from "./credential.js";
import { environmentProxy } from "./environment-proxy.js";
import { basicAuthorization } from "./kubeconfig-credential.js";
import { record, text } from "./loose-json.js";
import { checkTls, isPem } from "./pem.js";

/**
 * The credential of plain values.
 *
 * @throws SettingsError if one of them is impossible; all of them in one message.
 */
export function accessCredential(
  access: ClusterAccess,
  environment: ConfigEnvironment,
): Credential {
  const problems = problemsOf(access);
  if (problems.length > 0) {
    throw new SettingsError(
      "SETTING_INVALID",
      `The cluster access is wrong: ${problems.join("; ")}. Correct these values.`,
    );
  }
  const server = access.server.replace(/\/+$/, "");
  const { ca, clientCertificate: cert, clientKey: key } = access;
  const tls = {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(access.insecure === true && { rejectUnauthorized: false }),
  };
  const headers = headersOf(access);
  return {
    server,
    tls: checkTls(tls, `The access to ${server}`),
    proxyUrl: access.proxyUrl ?? environmentProxy(server, environment.env),
    priority: access.priority ?? 0,
    expiresAtMs: access.expiration?.getTime(),
    headers: async () => Promise.resolve(headers),
  };
}

const TEXTS = [
  "server",
  "ca",
  "token",
  "username",
  "password",
  "clientCertificate",
  "clientKey",
  "proxyUrl",
] as const;
const PEMS = ["ca", "clientCertificate", "clientKey"] as const;

function problemsOf(access: ClusterAccess): readonly string[] {
  // Authors without types, or with data from elsewhere, may give anything.
  const given = record(access);
  const wrongTypes = TEXTS.filter((name) => !["string", "undefined"].includes(typeof given[name]));
  if (wrongTypes.length > 0) return wrongTypes.map((name) => `${name} must be a text`);
  const wrongPems = PEMS.filter((name) => given[name] !== undefined && !isPem(text(given[name])));
  return [
    ...(isHttpUrl(text(given["server"])) ? [] : ["server must be an URL, https://host:port"]),
    ...wrongPems.map((name) => `${name} must be a PEM's text, not a path`),
    ...problemsOfPlainValues(given),
  ];
}

function isHttpUrl(value: string): boolean {
  return /^https?:$/.test(URL.parse(value)?.protocol ?? "");
}

function problemsOfPlainValues(given: Readonly<Record<string, unknown>>): readonly string[] {
  const { expiration, priority, insecure } = given;
  const token = text(given["token"]);
  const problems: string[] = [];
  if (
    expiration !== undefined &&
    !(types.isDate(expiration) && Number.isFinite(expiration.getTime()))
  ) {
    problems.push("expiration must be a Date");
  }
  if (priority !== undefined && !Number.isFinite(priority))
    problems.push("priority must be a number");
  if (insecure !== undefined && typeof insecure !== "boolean")
    problems.push("insecure must be true or false");
  if (token !== "" && bearerToken(token) === undefined) problems.push("token must be one line");
  return problems;
}

function headersOf({ token, username, password }: ClusterAccess): RequestHeaders {
  if (token !== undefined && token !== "")
    return { authorization: `Bearer ${bearerToken(token) ?? ""}` };
  if (username !== undefined && username !== "")
    return { authorization: basicAuthorization(username, password ?? "") };
  return {};
}

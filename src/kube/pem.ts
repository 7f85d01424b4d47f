import { createSecureContext } from "node:tls";

import { unreadable } from "./config-errors.js";
import type { TlsOptions } from "./credential.js";

/** Tells whether a text has a PEM block in it. */
export function isPem(text: string): boolean {
  return text.includes("-----BEGIN ");
}

/**
 * Certificates and keys are looked at before the first connection: there, the error would name neither file nor field.
 *
 * @param source - for messages: `The kubeconfig /a`.
 */
export function checkTls(tls: TlsOptions, source: string): TlsOptions {
  const { ca, cert, key } = tls;
  if ((cert === undefined) !== (key === undefined)) {
    const missing =
      cert === undefined
        ? "a client key without its certificate"
        : "a client certificate without its key";
    throw unreadable({ source, problem: `it has ${missing}.`, remedy: "Give both." });
  }
  try {
    createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    throw unreadable({
      source,
      problem: "its certificates or its key are damaged, or do not belong together.",
      remedy: "Get them again.",
      cause: error,
    });
  }
  return tls;
}

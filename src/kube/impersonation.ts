import type { RequestHeaders } from "./credential.js";
import type { KubeconfigFields } from "./kubeconfig-fields.js";

/** The headers that a user's `as`, `as-uid`, `as-groups` and `as-user-extra` stand for. */
export function impersonationHeaders(user: KubeconfigFields): RequestHeaders {
  const headers: Record<string, string | string[]> = {};
  const name = user.text("as");
  const uid = user.text("as-uid");
  const groups = user.texts("as-groups");
  if (name !== undefined) headers["impersonate-user"] = name;
  if (uid !== undefined) headers["impersonate-uid"] = uid;
  if (groups.length > 0) headers["impersonate-group"] = [...groups];
  const extra = user.section("as-user-extra");
  // A key is part of a header's name: what may not stand there is escaped (RFC 8187), as client-go does.
  for (const key of extra.keys())
    headers[`impersonate-extra-${encodeURIComponent(key)}`] = [...extra.texts(key)];
  return headers;
}

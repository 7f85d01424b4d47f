import { BlockList, isIP } from "node:net";

/**
 * The proxy that the environment names for a server, by Go's rules, so that an operator takes the way that kubectl takes:
 * `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, exceptions in `NO_PROXY`, never for the machine itself.
 */
export function environmentProxy(
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const url = new URL(server);
  const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = variable(env, name);
  if (proxy === undefined || isDirect(url, variable(env, "NO_PROXY") ?? "")) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function variable(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  return [env[name], env[name.toLowerCase()]].find((value) => value !== undefined && value !== "");
}

function isDirect(url: URL, exceptions: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || host === "::1" || /^127\./.test(host)) return true;
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return exceptions.split(",").some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  if (entry.includes("/")) return isInBlock(entry, host);
  const [, name = entry, entryPort = port] =
    /^(.*[^:]):(\d+)$/.exec(isIP(entry) === 6 ? "" : entry) ?? [];
  if (entryPort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0) return bare === host;
  // `example.com` means itself and what is below it, `.example.com` and `*.example.com` only what is below.
  const suffix = bare.replace(/^\*/, "");
  return suffix.startsWith(".")
    ? host.endsWith(suffix)
    : host === suffix || host.endsWith(`.${suffix}`);
}

function isInBlock(entry: string, host: string): boolean {
  const [network = "", prefix = ""] = entry.split("/");
  const family = isIP(network);
  const length = Number(prefix);
  const longest = family === 6 ? 128 : 32;
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(prefix) || length > longest)
    return false;
  const block = new BlockList();
  const type = family === 6 ? "ipv6" : "ipv4";
  block.addSubnet(network, length, type);
  return block.check(host, type);
}

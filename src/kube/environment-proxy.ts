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
  if (host === "localhost" || host === "::1" || host.startsWith("127.")) return true;
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return exceptions.split(",").some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  if (entry.includes("/")) return isInBlock(entry, host);
  // The colons of a bare IPv6 address are none in front of a port.
  const withPort = isIP(entry) === 6 ? null : /^(.*[^:]):(\d+)$/.exec(entry);
  const [, name = entry, entryPort = port] = withPort ?? [];
  return entryPort === port && matchesName(name.replaceAll(/^\[|\]$/g, ""), host);
}

function matchesName(name: string, host: string): boolean {
  if (isIP(name) !== 0) return name === host;
  // `example.com` means itself and what is below it, `.example.com` and `*.example.com` only what is below.
  const suffix = name.replace(/^\*/, "");
  if (suffix.startsWith(".")) return host.endsWith(suffix);
  return host === suffix || host.endsWith(`.${suffix}`);
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

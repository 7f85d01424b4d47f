import { BlockList, isIP } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that the environment asks for on the way to a server, by the rules of `kubectl`; `undefined`: none. */
export function proxyFor(server: string, env: Environment): string | undefined {
  const url = new URL(server);
  const scheme = url.protocol === "https:" ? "https" : "http";
  const proxy = env[`${scheme.toUpperCase()}_PROXY`] || env[`${scheme}_proxy`];
  if (proxy === undefined || proxy === "") return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port === "" ? (scheme === "https" ? "443" : "80") : url.port;
  if (isLoopback(host) || isExcepted({ host, port }, env["NO_PROXY"] || env["no_proxy"] || "")) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

interface Target {
  readonly host: string;
  readonly port: string;
}

function isExcepted(target: Target, exceptions: string): boolean {
  return exceptions
    .toLowerCase()
    .split(",")
    .map((exception) => exception.trim())
    .some((exception) => exception !== "" && matches(target, exception));
}

function matches({ host, port }: Target, exception: string): boolean {
  if (exception === "*") return true;
  if (exception.includes("/")) return isIn(host, exception);
  const [, name = exception, wantedPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (isIP(exception) === 6) return host === exception;
  if (wantedPort !== undefined && wantedPort !== port) return false;
  if (name.startsWith(".") || name.startsWith("*.")) return host.endsWith(name.replace(/^\*/, ""));
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function isIn(host: string, network: string): boolean {
  const [address = "", bits = ""] = network.split("/");
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const name = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(address, Number(bits), name);
  return list.check(host, name);
}

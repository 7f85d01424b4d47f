import { describe, expect, it } from "@jest/globals";

import { environmentProxy } from "../../../src/kube/environment-proxy.js";

const PROXY = { HTTPS_PROXY: "http://proxy:3128", HTTP_PROXY: "http://plain:3128" };

describe("environmentProxy", () => {
  it.each([
    ["https://api.example.com:6443", PROXY, "http://proxy:3128"],
    ["http://api.example.com", PROXY, "http://plain:3128"],
    ["https://api.example.com", { https_proxy: "proxy:1" }, "http://proxy:1"],
    ["https://api.example.com", { HTTPS_PROXY: "", https_proxy: "socks5://s:1" }, "socks5://s:1"],
    ["https://api.example.com", {}, undefined],
    ["https://localhost:6443", PROXY, undefined],
    ["https://127.0.0.1:6443", PROXY, undefined],
    ["https://[::1]:6443", PROXY, undefined],
  ])("%s with %j gives %s", (server, env, proxy) => {
    expect(environmentProxy(server, env)).toBe(proxy);
  });

  it.each([
    ["https://api.example.com", "*", false],
    ["https://api.example.com", "other.com, example.com", false],
    ["https://example.com", "example.com", false],
    ["https://badexample.com", "example.com", true],
    ["https://example.com", ".example.com", true],
    ["https://api.example.com", ".EXAMPLE.com", false],
    ["https://api.example.com", "*.example.com", false],
    ["https://api.example.com:6443", "api.example.com:6443", false],
    ["https://api.example.com:6443", "api.example.com:443", true],
    ["https://api.example.com", "api.example.com:443", false],
    ["https://10.1.2.3:6443", "10.1.2.3", false],
    ["https://10.1.2.3:6443", "10.0.0.0/8", false],
    ["https://11.1.2.3:6443", "10.0.0.0/8", true],
    ["https://10.1.2.3:6443", "10.0.0.0/99", true],
    ["https://[fd00::1]:6443", "fd00::/8", false],
    ["https://[fd00::1]:6443", "fd00::1", false],
    ["https://[fd00::1]:6443", "10.0.0.0/8", true],
    ["https://10.1.2.3:6443", "", true],
  ])("%s with NO_PROXY=%s is proxied: %s", (server, exceptions, proxied) => {
    expect(environmentProxy(server, { ...PROXY, NO_PROXY: exceptions }) !== undefined).toBe(
      proxied,
    );
  });
});

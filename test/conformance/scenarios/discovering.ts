import type { Recorder } from "../recorder.js";
import { scenario } from "../scenario.js";

const read = async (
  api: Recorder,
  path: string,
  label: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> => void (await api.send({ method: "GET", path, headers }, label));

const V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

export const DISCOVERING = [
  scenario("disc.group", async (api) => read(api, "/apis/demo.example.com", "discovery group")),
  scenario("disc.resources", async (api) => read(api, "/apis/demo.example.com/v1", "discovery gv")),
  scenario("disc.unknown-group", async (api) =>
    read(api, "/apis/nope.example.com", "unknown group"),
  ),
  scenario("disc.legacy-groups", async (api) => read(api, "/apis", "documented: groups")),
  scenario("disc.core-versions", async (api) => read(api, "/api", "documented: core versions")),
  scenario(
    "disc.core-resources",
    async (api) => read(api, "/api/v1", "documented: core resources"),
    ["core"],
  ),
  scenario("disc.aggregated-v2", async (api) =>
    read(api, "/apis", "documented: aggregated", { accept: `${V2},application/json` }),
  ),
  scenario("disc.aggregated-core", async (api) =>
    read(api, "/api", "documented: aggregated", { accept: `${V2},application/json` }),
  ),
  scenario("openapi.v3-index", async (api) =>
    read(api, "/openapi/v3", "documented: openapi index"),
  ),
  scenario("openapi.v3-cr-doc", async (api) =>
    read(api, "/openapi/v3/apis/demo.example.com/v1", "documented: openapi document"),
  ),
  scenario("health.healthz", async (api) => read(api, "/healthz", "healthz")),
  scenario("health.readyz", async (api) => read(api, "/readyz", "healthz")),
  scenario("health.livez-verbose", async (api) => read(api, "/livez?verbose", "documented: livez")),
  scenario("health.version", async (api) => read(api, "/version", "documented: version")),
];

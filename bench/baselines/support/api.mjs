import { Agent } from "undici";

const server = process.env["BENCH_SERVER"];
const path = "/apis/kopf.dev/v1/kopfexamples";
/** As a client for watches has to be: no limit on the silence of a body. */
const agent = new Agent({ bodyTimeout: 0, headersTimeout: 0, connections: 1 });

function send(query, { onData, onEnd }) {
  return new Promise((resolve, reject) => {
    agent.dispatch(
      {
        origin: server,
        path: `${path}?${query}`,
        method: "GET",
        headers: { accept: "application/json" },
      },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_controller, chunk) => onData(chunk),
        onResponseEnd: () => resolve(onEnd?.()),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

/** Watches from the list's version; the chunks are what undici hands out, which need not end where lines do. */
export async function watch(resourceVersion, onData) {
  await send(`watch=true&allowWatchBookmarks=true&resourceVersion=${resourceVersion}`, { onData });
}

async function page(query) {
  const chunks = [];
  return send(query, {
    onData: (chunk) => chunks.push(chunk),
    onEnd: () => JSON.parse(Buffer.concat(chunks).toString()),
  });
}

/** Lists in pages of 500, each parsed as a whole. Returns the version to watch from. */
export async function list(onItem) {
  let token = "";
  let version;
  do {
    const { items, metadata } = await page(`limit=500${token && `&continue=${token}`}`);
    for (const item of items) onItem(item);
    token = metadata.continue;
    version = metadata.resourceVersion;
  } while (token !== "");
  return version;
}

import { get, type IncomingMessage } from "node:http";

/** What came of a watch, in raw lines. */
export interface WatchStream {
  readonly lines: readonly string[];
  /** What came after the last line break. */
  readonly rest: () => string;
  readonly until: (count: number) => Promise<void>;
  /** How it ended: as it should, or cut. */
  readonly over: Promise<"ended" | "cut">;
  readonly stop: () => void;
}

/** Opens a watch without any library that could tidy up what the server does. */
export async function openWatch(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<WatchStream> {
  const request = get(url, { headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
  });
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  let rest = "";
  const over = new Promise<"ended" | "cut">((done) => {
    response.on("close", () => done(response.complete ? "ended" : "cut"));
    response.on("error", () => done("cut"));
  });
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    for (const wake of waiting.splice(0)) wake();
  });
  const until = async (count: number): Promise<void> => {
    while (lines.length < count) await new Promise<void>((wake) => waiting.push(wake));
  };
  return { lines, rest: () => rest, until, over, stop: () => request.destroy() };
}

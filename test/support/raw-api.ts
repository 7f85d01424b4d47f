import { Agent, request } from "undici";

import type { ClusterAccess } from "../../src/kube/cluster-access.js";

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Requests without any help: what the server says is what the test sees. */
export class RawApi implements AsyncDisposable {
  readonly #access: ClusterAccess;
  readonly #agent: Agent;

  constructor(access: ClusterAccess) {
    this.#access = access;
    const { ca, clientCertificate: cert, clientKey: key } = access;
    this.#agent = new Agent({
      bodyTimeout: 0,
      connect: {
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
      },
    });
  }

  async get(path: string): Promise<RawAnswer> {
    const answer = await request(this.#access.server + path, this.#options());
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text.startsWith("{") ? JSON.parse(text) : text };
  }

  /** The events of a watch, one by one; leaving the loop closes it. Throws when the watch is refused. */
  async *watch(path: string): AsyncGenerator<{ type: string; object: unknown }> {
    const answer = await request(this.#access.server + path, this.#options());
    if (answer.statusCode !== 200) throw new Error(`${path}: ${String(answer.statusCode)}`);
    let rest = "";
    for await (const chunk of answer.body) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  #options(): { dispatcher: Agent; headers: Record<string, string> } {
    const { token } = this.#access;
    return {
      dispatcher: this.#agent,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    };
  }
}

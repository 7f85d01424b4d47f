/** A request as a scenario makes it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, everything else as JSON. */
  readonly body?: unknown;
}

/** A request and its answer, or a watch and its events. */
export interface Exchange {
  /** Names what was observed on a real server, if it was. */
  readonly label: string | undefined;
  readonly request: RecordedRequest;
  readonly status: number;
  readonly contentType: string | undefined;
  readonly warning: string | undefined;
  readonly retryAfter: string | undefined;
  /** Parsed if it is JSON; of a watch the list of its events. */
  readonly body: unknown;
}

/** Where a target is and how to be let in. */
export interface TargetAccess {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A watch that is open: its events so far, and its end. */
export interface OpenWatch {
  /** Resolves with all events as soon as there are so many. */
  readonly until: (count: number) => Promise<readonly unknown[]>;
  /** Resolves with all events when the server ends the stream. */
  readonly ended: () => Promise<readonly unknown[]>;
  readonly stop: () => void;
}

function parsed(text: string, contentType: string | null): unknown {
  return contentType?.startsWith("application/json") === true && text !== ""
    ? JSON.parse(text)
    : text;
}

/** Makes requests without a client library in between, and writes down what came back. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  /** The scenario's own namespace. */
  readonly namespace: string;
  readonly #target: TargetAccess;

  constructor(target: TargetAccess, namespace: string) {
    this.#target = target;
    this.namespace = namespace;
  }

  /** The path of the scenario's widgets, of one of them, or of something below it. */
  widgets(rest = ""): string {
    return `/apis/demo.example.com/v1/namespaces/${this.namespace}/widgets${rest}`;
  }

  async send(request: RecordedRequest, label?: string): Promise<Exchange> {
    const { method, path, headers, body } = request;
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(this.#target.url + path, {
      method,
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...this.#target.headers,
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const contentType = response.headers.get("content-type");
    const exchange: Exchange = {
      label,
      request,
      status: response.status,
      contentType: contentType ?? undefined,
      warning: response.headers.get("warning") ?? undefined,
      retryAfter: response.headers.get("retry-after") ?? undefined,
      body: parsed(await response.text(), contentType),
    };
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Opens a watch; its events are written down when `until` or `ended` is asked for. */
  async watch(path: string, headers: Readonly<Record<string, string>> = {}): Promise<OpenWatch> {
    const cutter = new AbortController();
    const response = await fetch(this.#target.url + path, {
      headers: { accept: "application/json", ...this.#target.headers, ...headers },
      signal: cutter.signal,
    });
    const events: unknown[] = [];
    const waiting: (() => void)[] = [];
    const wake = (): void => {
      for (const resolve of waiting.splice(0)) resolve();
    };
    const reading = this.#read(response, (event) => {
      events.push(event);
      wake();
    });
    const note = (): readonly unknown[] => {
      this.#note(path, response, Array.from(events));
      return events;
    };
    const until = async (count: number): Promise<readonly unknown[]> => {
      while (events.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return note();
    };
    const ended = async (): Promise<readonly unknown[]> => {
      await reading;
      return note();
    };
    return { until, ended, stop: () => cutter.abort() };
  }

  /** Makes a request that does not belong into the transcript: one that waits for something. */
  async peek(path: string): Promise<Exchange> {
    const exchange = await this.send({ method: "GET", path });
    this.exchanges.pop();
    return exchange;
  }

  async #read(response: Response, seen: (event: unknown) => void): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const chunk of response.body ?? []) {
        rest += decoder.decode(chunk, { stream: true });
        const lines = rest.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) seen(JSON.parse(line));
      }
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }

  #note(path: string, response: Response, body: unknown): void {
    const contentType = response.headers.get("content-type") ?? undefined;
    const request = { method: "WATCH", path };
    this.exchanges.push({
      label: undefined,
      request,
      status: response.status,
      contentType,
      warning: undefined,
      retryAfter: undefined,
      body,
    });
  }
}

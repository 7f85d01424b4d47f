import { describe, expect, it, jest } from "@jest/globals";
import {
  bootstrap,
  LifecycleError,
  Logger,
  Memo,
  OnCleanup,
  OnEvent,
  OnStartup,
  OperatorSettings,
  PermanentError,
  TemporaryError,
  Timer,
} from "kephale";
import { Sandbox } from "kephale/sandbox";

import { exampleWith, KOPF_EXAMPLES } from "../../support/kopf-example.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { until } from "../../support/until.js";

const quiet = (): { readonly logger: RecordingLogger; readonly signals: false } => ({
  logger: new RecordingLogger(),
  signals: false,
});

describe("the start of an operator", () => {
  it("logs as start-up handlers say from when all of them have run", async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    class Talkative {
      @OnStartup()
      first(settings: OperatorSettings, logger: Logger): void {
        settings.logging.level = "debug";
        settings.logging.format = "json";
        logger.debug("not yet");
      }

      @OnEvent("KopfExample")
      seen(logger: Logger): void {
        logger.debug("seen");
      }
    }
    try {
      await using run = await bootstrap(Talkative, undefined, {
        sandbox: { crds: [KOPF_EXAMPLES], objects: [exampleWith("a", {})] },
        signals: false,
      });
      await run.ready;
      expect(written.join("")).not.toContain("not yet");
      const seen = written.find((line) => line.includes("seen")) ?? "";
      expect(JSON.parse(seen)).toMatchObject({ message: "seen", severity: "debug" });
    } finally {
      write.mockRestore();
    }
  });

  it("runs start-up handlers before any request, with the memo itself and settings they may change", async () => {
    const order: string[] = [];
    class Ordered {
      @OnStartup()
      first(memo: Memo, settings: OperatorSettings): void {
        order.push("first");
        memo["key"] = "value";
        settings.watching.metadataOnly = false;
      }

      @OnStartup()
      second(): void {
        order.push("second");
      }

      @OnEvent("KopfExample")
      seen(memo: Memo): void {
        order.push(`event ${memo.get<string>("key")}`);
      }

      @OnCleanup()
      last(): void {
        order.push("clean-up");
      }
    }
    {
      await using run = await OperatorOnSandbox.start(Ordered, new Memo(), {
        sandbox: {
          objects: [{ apiVersion: "kopf.dev/v1", kind: "KopfExample", metadata: { name: "a" } }],
        },
      });
      await until(() => order.includes("event value"), "the event");
      expect(run.running.settings.watching.metadataOnly).toBe(false);
    }
    expect(order).toEqual(["first", "second", "event value", "clean-up"]);
  });

  it("tries a start-up handler again after an error", async () => {
    let attempts = 0;
    class Retried {
      @OnStartup({ backoff: 0 })
      start(): void {
        attempts++;
        if (attempts < 3) throw new TemporaryError("Not yet.", { delay: 0 });
      }

      @OnEvent("KopfExample")
      seen(): void {}
    }
    await using run = await OperatorOnSandbox.start(Retried);
    expect(attempts).toBe(3);
    expect(run.logger.lines.filter((line) => line.includes("Retried.start"))).toHaveLength(2);
  });

  it("rejects when a start-up handler fails for good, runs the clean-up of what succeeded, and leaves nothing", async () => {
    const order: string[] = [];
    class Failing {
      @OnStartup()
      opens(): void {
        order.push("opens");
      }

      @OnStartup()
      fails(): void {
        throw new PermanentError("There is no database.");
      }

      @OnCleanup()
      closes(): void {
        order.push("closes");
      }
    }
    await expect(bootstrap(Failing, new Memo(), quiet())).rejects.toMatchObject({
      code: "STARTUP_FAILED",
      message: expect.stringContaining("Failing.fails: There is no database."),
    });
    expect(order).toEqual(["opens", "closes"]);
  });

  it("rejects with what was wrong when a start-up handler breaks the settings", async () => {
    class Breaking {
      @OnStartup()
      breaks(settings: OperatorSettings): void {
        settings.watching.inactivityTimeout = -1;
      }
    }
    await expect(bootstrap(Breaking, new Memo(), quiet())).rejects.toMatchObject({
      code: "SETTING_INVALID",
      message: expect.stringContaining("settings.watching.inactivityTimeout"),
    });
  });

  it("rejects with a LifecycleError when it is stopped meanwhile", async () => {
    class Waiting {
      @OnStartup()
      async waits(): Promise<void> {
        stop.abort();
        await new Promise<never>(() => undefined);
      }
    }
    const stop = new AbortController();
    const options = {
      ...quiet(),
      signal: stop.signal,
      settings: { queueing: { exitTimeout: 0.01 } },
    };
    await expect(bootstrap(Waiting, new Memo(), options)).rejects.toBeInstanceOf(LifecycleError);
    await expect(
      bootstrap(Waiting, new Memo(), { ...quiet(), signal: stop.signal }),
    ).rejects.toMatchObject({
      code: "BOOTSTRAP_ABORTED",
    });
  });

  it("says in one line what was looked for when there is no cluster", async () => {
    class Idle {
      @OnEvent("KopfExample")
      seen(): void {}
    }
    await expect(
      bootstrap(Idle, new Memo(), { ...quiet(), kubeConfig: "/nowhere/kubeconfig" }),
    ).rejects.toMatchObject({
      code: "KUBECONFIG_UNREADABLE",
      message: expect.stringContaining("/nowhere/kubeconfig"),
    });
  });

  it("waits for a server that does not answer yet", async () => {
    class Idle {
      @OnEvent("KopfExample")
      seen(): void {}
    }
    await using sandbox = await Sandbox.start({ crds: [KOPF_EXAMPLES] });
    const blocked = sandbox.intercept(() => ({ status: 503 }));
    const options = quiet();
    const started = bootstrap(Idle, new Memo(), {
      ...options,
      kubeConfig: sandbox.kubeConfig,
      settings: { networking: { errorBackoffs: [0.01] } },
    });
    await until(() => options.logger.lines.some((line) => line.startsWith("warn")), "the warning");
    blocked[Symbol.dispose]();
    const running = await started;
    expect(running.counters.requests).toBeGreaterThan(1);
    await running.stop();
  });
});

describe("the stop of an operator", () => {
  it("waits for running handlers, and can be asked for more than once", async () => {
    let ended = false;
    class Slow {
      @OnEvent("KopfExample")
      async slow(signal: AbortSignal): Promise<void> {
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        ended = true;
      }
    }
    await using run = await OperatorOnSandbox.start(Slow, undefined, {
      sandbox: {
        objects: [{ apiVersion: "kopf.dev/v1", kind: "KopfExample", metadata: { name: "a" } }],
      },
    });
    await until(() => run.running.counters.events === 1, "the event");
    await Promise.all([run.running.stop(), run.running.stop()]);
    await run.running.stopped;
    expect(ended).toBe(true);
    await until(() => run.sandbox.openWatches === 0, "all watches to be closed");
  });

  it("does not wait for a server that does not say which kinds it has", async () => {
    class Idle {
      @OnEvent("KopfExample")
      seen(): void {}
    }
    await using run = await OperatorOnSandbox.start(Idle, undefined, { sandbox: { crds: [] } });
    let asked = 0;
    using _ = run.sandbox.intercept(({ path }) => {
      if (path !== "/apis") return undefined;
      asked++;
      return { silence: true };
    });
    await run.sandbox.create(KOPF_EXAMPLES);
    await until(() => asked === 1, "the look for the new kind");
    await run.running.stop();
    expect(run.logger.lines.filter((line) => line.includes("asked for again"))).toEqual([]);
  });

  it("does not wait for a server that does not answer during the start", async () => {
    class Idle {
      @OnEvent("KopfExample")
      seen(): void {}
    }
    await using sandbox = await Sandbox.start({ crds: [KOPF_EXAMPLES] });
    const stop = new AbortController();
    using _ = sandbox.intercept(({ path }) => {
      if (path !== "/apis") return undefined;
      stop.abort();
      return { silence: true };
    });
    await expect(
      bootstrap(Idle, new Memo(), {
        ...quiet(),
        kubeConfig: sandbox.kubeConfig,
        signal: stop.signal,
      }),
    ).rejects.toMatchObject({ code: "BOOTSTRAP_ABORTED" });
  });

  it("happens when its signal aborts", async () => {
    class Idle {
      @OnEvent("KopfExample")
      seen(): void {}
    }
    const stop = new AbortController();
    await using run = await OperatorOnSandbox.start(Idle, undefined, {
      bootstrap: { signal: stop.signal },
    });
    stop.abort();
    await run.running.stopped;
    expect(run.running.counters.lists).toBeGreaterThan(0);
  });

  it("brings the sandbox of the operator down with it", async () => {
    class Idle {
      @OnEvent("KopfExample")
      seen(): void {}
    }
    const running = await bootstrap(Idle, new Memo(), {
      ...quiet(),
      sandbox: { crds: [KOPF_EXAMPLES] },
    });
    await running.ready;
    expect(running.counters.lists).toBeGreaterThan(0);
    await running.stop();
  });
});

describe("handlers that do not end", () => {
  it("hold up the stop of the operator only for the exit timeout, and are named", async () => {
    class Hanging {
      @OnEvent("KopfExample")
      async seen(): Promise<void> {
        await new Promise<never>(() => undefined);
      }

      @Timer("KopfExample", { interval: 3600 })
      async tick(): Promise<void> {
        await new Promise<never>(() => undefined);
      }
    }
    await using run = await OperatorOnSandbox.start(Hanging, undefined, {
      sandbox: { objects: [exampleWith("a", {})] },
      bootstrap: { settings: { queueing: { exitTimeout: 0.05 } } },
    });
    await until(() => run.running.counters.events === 1, "the event");
    await run.running.stop();
    const named = run.logger.lines.filter((line) => line.includes("still runs"));
    expect(named.some((line) => line.includes("Hanging.seen"))).toBe(true);
  });

  it("of timers are told by their signal, and waited for", async () => {
    let ended = false;
    let started = false;
    class Ticking {
      @Timer("KopfExample", { interval: 3600 })
      async tick(signal: AbortSignal): Promise<void> {
        started = true;
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        ended = true;
      }
    }
    await using run = await OperatorOnSandbox.start(Ticking, undefined, {
      sandbox: { objects: [exampleWith("a", {})] },
    });
    await until(() => started, "the first run");
    await run.running.stop();
    expect(ended).toBe(true);
  });
});

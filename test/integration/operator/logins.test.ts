import { once } from "node:events";

import { describe, expect, it } from "@jest/globals";
import {
  Activity,
  bootstrap,
  type ClusterAccess,
  KubeClient,
  Memo,
  OnCleanup,
  OnEvent,
  OnLogin,
  OnStartup,
  OperatorError,
} from "kephale";
import { Sandbox } from "kephale/sandbox";

import { example, exampleWith, KOPF_EXAMPLES } from "../../support/kopf-example.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { expectNoOtherList } from "../../support/lists.js";
import { until } from "../../support/until.js";

const A = { apiVersion: "kopf.dev/v1", kind: "KopfExample", namespace: "default", name: "a" };

class LoginMemo extends Memo {
  logins = 0;
  counter = 0;
  token = "first";
  server = "";
}

class LoggingIn {
  @OnLogin()
  login(memo: LoginMemo): ClusterAccess {
    memo.logins++;
    return { server: memo.server, token: memo.token };
  }

  @OnEvent("KopfExample")
  count(memo: LoginMemo): void {
    memo.counter++;
  }
}

describe("login handlers", () => {
  it("are asked at the start, and again when their credentials are refused, without an event lost", async () => {
    await using sandbox = await Sandbox.start({
      crds: [KOPF_EXAMPLES],
      tokens: ["first", "second"],
    });
    const memo = new LoginMemo();
    memo.server = sandbox.url;
    await using running = await bootstrap(LoggingIn, memo, {
      logger: new RecordingLogger(),
      signals: false,
      settings: { watching: { reconnectBackoff: 0.001 } },
    });
    await running.ready;
    expect(memo.logins).toBe(1);
    sandbox.revoke("first");
    memo.token = "second";
    sandbox.cutWatches();
    const object = await sandbox.create(exampleWith("a", {}));
    await until(() => running.counters.events === 1, "the event");
    expect(running.memoOf(object).counter).toBe(1);
    expect(memo.logins).toBe(2);
    await expectNoOtherList(running);
  });

  it("are asked when credentials are refused during the stop: a clean-up handler's connection works", async () => {
    const memo = new LoginMemo();
    class CleaningUp extends LoggingIn {
      @OnCleanup({ retries: 1 })
      async cleanUp(kube: KubeClient): Promise<void> {
        await kube.delete(A);
      }
    }
    await using sandbox = await Sandbox.start({
      crds: [KOPF_EXAMPLES],
      tokens: ["first", "second"],
      objects: [exampleWith("a", {})],
    });
    memo.server = sandbox.url;
    const running = await bootstrap(CleaningUp, memo, {
      logger: new RecordingLogger(),
      signals: false,
    });
    await running.ready;
    sandbox.revoke("first");
    memo.token = "second";
    await running.stop();
    expect(memo.logins).toBe(2);
    expect(await sandbox.get(example("a"))).toBeUndefined();
  });

  it("are told when the start is stopped, and asked anew by a clean-up handler", async () => {
    const memo = new LoginMemo();
    const stop = new AbortController();
    const told: unknown[] = [];
    class Waiting {
      @OnStartup()
      start(): void {}

      @OnLogin()
      async login({ signal }: Activity): Promise<ClusterAccess> {
        memo.logins++;
        if (memo.logins === 1) {
          stop.abort();
          await once(signal, "abort");
          told.push(signal.reason);
          throw signal.reason;
        }
        return { server: memo.server, token: "second" };
      }

      @OnCleanup({ retries: 1 })
      async cleanUp(kube: KubeClient): Promise<void> {
        await kube.delete(A);
      }
    }
    await using sandbox = await Sandbox.start({
      crds: [KOPF_EXAMPLES],
      tokens: ["second"],
      objects: [exampleWith("a", {})],
    });
    memo.server = sandbox.url;
    const logger = new RecordingLogger();
    const options = { logger, signals: false, signal: stop.signal } as const;
    await expect(bootstrap(Waiting, memo, options)).rejects.toMatchObject({
      code: "BOOTSTRAP_ABORTED",
    });
    expect(told).toMatchObject([{ code: "BOOTSTRAP_ABORTED" }]);
    expect(await sandbox.get(example("a"))).toBeUndefined();
    expect(logger.lines.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("that return refused credentials make the start fail", async () => {
    await using sandbox = await Sandbox.start({ crds: [KOPF_EXAMPLES], tokens: ["right"] });
    const memo = new LoginMemo();
    memo.server = sandbox.url;
    const options = { logger: new RecordingLogger(), signals: false } as const;
    await expect(bootstrap(LoggingIn, memo, options)).rejects.toMatchObject({
      code: "CREDENTIALS_REFUSED",
      message: expect.stringContaining(sandbox.url),
    });
  });

  it("that return nothing, or something else, make the start fail with what is wrong", async () => {
    class ReturningNothing {
      @OnLogin()
      login(): void {}
    }
    class ReturningNonsense {
      @OnLogin()
      login(): unknown {
        return { address: "localhost" };
      }
    }
    const options = { logger: new RecordingLogger(), signals: false } as const;
    await expect(bootstrap(ReturningNothing, new Memo(), options)).rejects.toMatchObject({
      code: "LOGIN_FAILED",
    });
    const failure: unknown = await bootstrap(ReturningNonsense, new Memo(), options).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(OperatorError);
    expect(String(failure)).toContain("server");
  });
});

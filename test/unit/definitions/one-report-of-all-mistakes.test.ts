import { describe, expect, it } from "@jest/globals";
import {
  bootstrap,
  DefinitionError,
  injectable,
  Memo,
  Name,
  OnCreate,
  OnEvent,
  OnStartup,
  Operator,
  SettingsError,
  Timer,
  type BootstrapOptions,
} from "kephale";

import { OperatorError } from "../../../src/support/errors.js";

/** Nothing may be asked of this cluster: mistakes are told before. */
const OPTIONS: BootstrapOptions = { signals: false, kubeConfig: { server: "http://127.0.0.1:9" } };

async function refusal(
  operator: unknown,
  memo: object = new Memo(),
  options = OPTIONS,
): Promise<OperatorError> {
  try {
    const running = await bootstrap(operator as new () => object, memo, options);
    await running.stop();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error("It started.");
}

class Unknown {}

@injectable()
class Service {
  constructor(readonly unknown: Unknown) {}
}

class First {
  @OnEvent("")
  seen(_unknown: Unknown, _text: string): void {}

  @Timer("a", { interval: "soon" as "1s" })
  tick(@Name() _name: string): void {}

  @OnCreate("a")
  create(): void {}
}

@Operator()
class Second {
  constructor(readonly unknown: Unknown) {}

  @OnStartup()
  start(_service: Service): void {}
}

describe("bootstrap", () => {
  it("reports all mistakes of all classes at once: where, what was found, what to do", async () => {
    const error = await refusal([First, Second]);
    expect(error).toBeInstanceOf(DefinitionError);
    expect(error.code).toBe("DEFINITION_INVALID");
    const [title, ...lines] = error.message.split("\n");
    expect(title).toBe("The operator cannot start: 7 mistakes in its classes.");
    expect(lines).toEqual([
      expect.stringMatching(
        /^ {2}- @OnEvent on First\.seen: "" selects no kind\. It must be .* \[DEFINITION_INVALID\]$/,
      ),
      expect.stringMatching(
        /^ {2}- First\.seen, parameter 1: Unknown is neither registered nor decorated\..*@injectable\(\)/,
      ),
      expect.stringMatching(
        /^ {2}- First\.seen, parameter 2: the compiler emitted String.*@Name\(\)/,
      ),
      expect.stringMatching(
        /^ {2}- @Timer on First\.tick: interval is "soon"\. It must be a number of seconds/,
      ),
      expect.stringMatching(
        /^ {2}- @OnCreate on First\.create: this decorator is not served yet.*\[NOT_SERVED_YET\]$/,
      ),
      expect.stringMatching(
        /^ {2}- Second, constructor parameter 1: Unknown is neither registered nor decorated\./,
      ),
      expect.stringMatching(
        /^ {2}- Service, constructor parameter 1: Unknown is neither registered nor decorated\./,
      ),
    ]);
  });

  it("has the code of its mistakes where they have all the same", async () => {
    class Later {
      @OnCreate("a")
      create(): void {}
    }
    const error = await refusal(Later);
    expect(error).toMatchObject({ code: "NOT_SERVED_YET", name: "DefinitionError" });
    expect(error.message).toContain("one mistake in its classes");
  });

  it("refuses a memo that cannot be copied", async () => {
    class Fine {
      @OnStartup()
      start(): void {}
    }
    const error = await refusal(Fine, new URL("http://a"));
    expect(error).toMatchObject({ code: "MEMO_COPY", name: "SettingsError" });
  });

  it.each<[object, string]>([
    [{ namespace: "default" }, "namespace does not exist; there are kubeConfig, namespaces"],
    [{ namespaces: ["a"], clusterWide: true }, "namespaces and clusterWide are both given"],
    [{ clusterWide: false }, "clusterWide is false, and no namespaces are given"],
    [{ namespaces: "" }, "namespaces has an empty name"],
    [{ namespaces: ["a", " "] }, "namespaces has an empty name"],
    [{ sandbox: true }, "sandbox and kubeConfig are both given"],
    [{ metrics: {} }, "metrics is not served yet"],
    [{ leaderElection: {} }, "leaderElection is not served yet"],
    [{ settings: { watching: { pageSize: 0 } } }, "settings.watching.pageSize is 0"],
  ])("refuses the options %j", async (options, message) => {
    class Fine {
      @OnStartup()
      start(): void {}
    }
    const error = await refusal(Fine, new Memo(), { ...OPTIONS, ...options });
    expect(error).toBeInstanceOf(SettingsError);
    expect(error.code).toBe("SETTING_INVALID");
    expect(error.message).toContain(message);
  });

  it("refuses a signal that was aborted already", async () => {
    class Fine {
      @OnStartup()
      start(): void {
        throw new Error("It must not start.");
      }
    }
    const error = await refusal(Fine, new Memo(), { ...OPTIONS, signal: AbortSignal.abort() });
    expect(error).toMatchObject({ code: "BOOTSTRAP_ABORTED", name: "LifecycleError" });
  });
});

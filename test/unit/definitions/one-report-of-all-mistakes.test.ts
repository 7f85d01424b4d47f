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
  memo: unknown = new Memo(),
  options: unknown = OPTIONS,
): Promise<OperatorError> {
  try {
    const running = await bootstrap(
      operator as new () => object,
      memo as object,
      options as BootstrapOptions,
    );
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
    [{ settings: null }, "settings is null; it must be an object with groups of settings"],
    [{ settings: [] }, "settings is []; it must be an object"],
    [{ namespaces: [] }, "namespaces is empty: no object would be served"],
    [{ namespaces: 5 }, "namespaces is 5; it must be a name or a pattern, or a list of them"],
    [{ namespaces: ["a", 5] }, 'namespaces is ["a",5]; it must be'],
    [{ namespaces: ["Not A Name"] }, 'namespaces has "Not A Name", which no namespace can be'],
    [{ clusterWide: "yes" }, 'clusterWide is "yes"; it must be true or false'],
    [{ container: {} }, "container is {}; it must be a container of tsyringe"],
    [{ signal: new AbortController() }, "of an AbortController it is its signal"],
    [{ signals: "no" }, 'signals is "no"; it must be true or false'],
    [{ liveness: 8080 }, "liveness is 8080; it must be an address"],
    [
      { logger: { info: () => undefined } },
      "it must be an instance of a class that extends Logger",
    ],
    [{ kubeConfig: 5 }, "kubeConfig is 5; it must be a file's path, client-node's KubeConfig"],
    [{ kubeConfig: undefined, sandbox: "yes" }, 'sandbox is "yes"; it must be true, false'],
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

  it("refuses options that are no object", async () => {
    const error = await refusal(First, new Memo(), null);
    expect(error.message).toContain("The options of bootstrap are wrong: they are null;");
  });

  it("takes an option that is undefined for one that is not given", async () => {
    class Fine {
      @OnStartup()
      start(): void {}
    }
    const stop = AbortSignal.abort();
    const options = { ...OPTIONS, metrics: undefined, namespaces: undefined, signal: stop };
    expect(await refusal(Fine, new Memo(), options)).toMatchObject({ code: "BOOTSTRAP_ABORTED" });
  });

  it("tells what is wrong with options, settings, memo and classes at once", async () => {
    const error = await refusal(Second, new URL("http://a"), {
      ...OPTIONS,
      clusterWide: "yes",
      settings: { watching: { pageSize: 0 } },
    });
    expect(error).toBeInstanceOf(DefinitionError);
    expect(error.message).toContain('clusterWide is "yes"');
    expect(error.message).toContain("settings.watching.pageSize is 0");
    expect(error.message).toContain("class URL has #private members");
    expect(error.message).toContain("Second, constructor parameter 1");
  });

  it("tells of options and memo at once as a SettingsError", async () => {
    class Fine {
      @OnStartup()
      start(): void {}
    }
    const error = await refusal(Fine, 5, { ...OPTIONS, signals: "no" });
    expect(error).toBeInstanceOf(SettingsError);
    expect(error.message).toContain('signals is "no"');
    expect(error.message).toContain("The memo is a number.");
  });

  it("listens to no signal of the process when an option is wrong", async () => {
    const before = process.listenerCount("SIGTERM");
    await refusal(First, new Memo(), { ...OPTIONS, signals: true, signal: new AbortController() });
    expect(process.listenerCount("SIGTERM")).toBe(before);
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

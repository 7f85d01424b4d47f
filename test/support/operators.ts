import { bootstrap, type BootstrapOptions, type Memo, type RunningOperator } from "kephale";
import { Sandbox, type SandboxOptions } from "kephale/sandbox";

import { KOPF_EXAMPLES } from "./kopf-example.js";
import { RecordingLogger } from "./recording-logger.js";

type OperatorClass = new (...args: never[]) => object;

/** An operator on a sandbox of its own; both end with the test. */
export class OperatorOnSandbox<M extends object> implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly running: RunningOperator<M>;
  readonly logger: RecordingLogger;

  private constructor(sandbox: Sandbox, running: RunningOperator<M>, logger: RecordingLogger) {
    this.sandbox = sandbox;
    this.running = running;
    this.logger = logger;
  }

  static async start<M extends object = Memo>(
    operator: OperatorClass | readonly OperatorClass[],
    memo?: M,
    options: { readonly sandbox?: SandboxOptions; readonly bootstrap?: BootstrapOptions } = {},
  ): Promise<OperatorOnSandbox<M>> {
    const sandbox = await Sandbox.start({ crds: [KOPF_EXAMPLES], ...options.sandbox });
    const logger = new RecordingLogger();
    try {
      const given = {
        kubeConfig: sandbox.kubeConfig,
        logger,
        signals: false,
        ...options.bootstrap,
      };
      const running = await bootstrap(operator, memo as M, given);
      await running.ready;
      return new OperatorOnSandbox(sandbox, running, logger);
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.stop();
    await this.sandbox.stop();
  }
}

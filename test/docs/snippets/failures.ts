import {
  isOperatorError,
  KubeClient,
  Name,
  Namespace,
  NotFoundError,
  OnEvent,
  OnStartup,
  PermanentError,
  TemporaryError,
  Timer,
} from "kephale";

export class Failing {
  @OnStartup({ retries: 10, backoff: "3s" })
  async connect(): Promise<void> {
    if (!(await isDatabaseUp()))
      throw new TemporaryError("The database is not up.", { delay: "5s" });
  }

  @Timer("KopfExample", { interval: "1m", retries: 3, timeout: "30s" })
  report(@Name() name: string): void {
    if (name.startsWith("test-")) throw new PermanentError("Tests are not reported.");
  }

  @OnEvent("KopfExample")
  async look(
    client: KubeClient,
    @Name() name: string,
    @Namespace() namespace: string,
  ): Promise<void> {
    try {
      await client.get({ apiVersion: "v1", kind: "ConfigMap", namespace, name });
    } catch (error) {
      if (error instanceof NotFoundError) return; // error.status, error.reason, error.details
      if (isOperatorError(error) && error.code === "KUBE_THROTTLED") return;
      throw error;
    }
  }
}

async function isDatabaseUp(): Promise<boolean> {
  return Promise.resolve(true);
}

import type { Sandbox } from "kephale/sandbox";

/** What happens while no patch gets through. */
export async function duringOutage(sandbox: Sandbox, happens: () => Promise<void>): Promise<void> {
  using _outage = sandbox.intercept(({ verb }) =>
    verb === "patch" ? { status: 503, retryAfterSeconds: 1 } : undefined,
  );
  await happens();
}

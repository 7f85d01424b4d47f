import type { ActivityOptions } from "../definitions/options.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method when credentials for the cluster are needed, and again when they are refused. It returns a client-node `KubeConfig`,
 * plain values (`ClusterAccess`), or nothing. Without such a handler the cluster is found as `kubectl` finds it.
 *
 * @example
 * ```ts
 * @OnLogin()
 * login(): ClusterAccess { return { server: "https://10.0.0.1:6443", token: readToken() }; }
 * ```
 */
export function OnLogin(options?: ActivityOptions): HandlerDecorator {
  return handlerDecorator("OnLogin", { options });
}

import type { UserInfo as Sender } from "../definitions/call.js";
import { type HandlerParameterDecorator, parameterDecorator } from "./parameter-decorator.js";

/** Parameter: whether an admission request is only tried. */
export function DryRun(): HandlerParameterDecorator {
  return parameterDecorator("@DryRun()", { kind: "value", name: "dryRun" });
}

/** Parameter: an admission request's operation. */
export function Operation(): HandlerParameterDecorator {
  return parameterDecorator("@Operation()", { kind: "value", name: "operation" });
}

/** Parameter: an admission request's subresource. */
export function Subresource(): HandlerParameterDecorator {
  return parameterDecorator("@Subresource()", { kind: "value", name: "subresource" });
}

/** What `@UserInfo()` gives. */
export type UserInfo = Sender;

/** Parameter: who sent an admission request. */
export function UserInfo(): HandlerParameterDecorator {
  return parameterDecorator("@UserInfo()", { kind: "value", name: "userInfo" });
}

/** Parameter: warnings for the sender of an admission request. */
export function Warnings(): HandlerParameterDecorator {
  return parameterDecorator("@Warnings()", { kind: "value", name: "warnings" });
}

/** Parameter: an admission request's headers. */
export function Headers(): HandlerParameterDecorator {
  return parameterDecorator("@Headers()", { kind: "value", name: "headers" });
}

/** Parameter: an admission request's client certificate. */
export function SslPeer(): HandlerParameterDecorator {
  return parameterDecorator("@SslPeer()", { kind: "value", name: "sslPeer" });
}

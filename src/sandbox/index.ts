// The sandbox: a Kubernetes API server in the process.
export { Sandbox } from "./sandbox.js";
export type { SandboxOptions } from "./sandbox-options.js";
export type { SandboxInput } from "./input.js";

// Objects, and what the API says of failures.
export { SandboxApiError } from "./api/status.js";
export type { Status, StatusCause, StatusDetails } from "./api/status.js";
export type { ApiObject, StoredMeta } from "./api/object.js";
export type { ListRef, ObjectRef } from "./object-api.js";
export type { DeleteOptions } from "./verbs/delete-options.js";

// For tests: what was asked, and what goes wrong.
export type { Journal, JournalEntry } from "./http/journal.js";
export type { Fault, InterceptedRequest, Interceptor } from "./http/faults.js";

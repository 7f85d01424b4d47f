// A real API server for tests.
export { ControlPlane } from "./control-plane.js";
export type { ControlPlaneOptions } from "./control-plane-options.js";
export type { ControlPlaneBinaries } from "./binaries.js";
export type { CertificateUser, TokenUser, UserOptions } from "./users.js";
export type { PolicyRule } from "./rule-grants.js";

// Objects of any cluster, and what the API says of failures.
export { ClusterClient } from "./cluster-client.js";
export type { WriteOptions } from "./cluster-client.js";
export { ClusterApiError } from "./api-error.js";
export type {
  ApiObject,
  DeleteOptions,
  ListRef,
  ObjectRef,
  SandboxInput,
  Status,
} from "../sandbox/index.js";

export type { ControlPlaneBinaries } from "./binaries.js";
export { ClusterClient } from "./cluster-client.js";
export type { DeleteOptions, ListRequest, ObjectReference, ObjectTarget, WriteOptions } from "./cluster-client.js";
export { ControlPlane } from "./control-plane.js";
export type { ControlPlaneOptions } from "./control-plane-options.js";
export type { ObjectInput } from "./object-input.js";
export type { PolicyRule } from "./rule-grants.js";
export type { CertificateUser, TokenUser, UserOptions } from "./users.js";

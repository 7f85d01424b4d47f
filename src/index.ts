// First of all: an older Node.js would fail later, without saying why.
import "./support/node-version.js";
// Before all others: tsyringe throws when it is loaded without the polyfill.
import "reflect-metadata";

// Running an operator
export { bootstrap } from "./operator/bootstrap.js";
export type { BootstrapOptions } from "./operator/options.js";
export { RunningOperator } from "./operator/running-operator.js";
export type { TransportCounters } from "./kube/transport-counters.js";

// Memos
export { copy, type Copyable } from "./memo/copy.js";
export { Memo, MemoKeyError } from "./memo/memo.js";

// Classes and services
// The container, too: whoever imports it from tsyringe needs the polyfill first, and the same copy of tsyringe as the SDK.
export { container, type DependencyContainer, singleton } from "tsyringe";
export { injectable, type InjectableOptions } from "./decorators/injectable.js";
export { inject, Inject, type ServiceToken } from "./decorators/inject.js";
export { Operator, type OperatorClassOptions } from "./decorators/operator.js";
export type { OperatorClass } from "./definitions/definitions.js";
export { ResourceScoped } from "./decorators/resource-scoped.js";

// Handlers of the operator
export type { HandlerDecorator } from "./decorators/handler-decorator.js";
export { OnCleanup } from "./decorators/on-cleanup.js";
export { OnLogin } from "./decorators/on-login.js";
export { OnProbe } from "./decorators/on-probe.js";
export { OnStartup } from "./decorators/on-startup.js";

// Handlers of resources
export { OnEvent } from "./decorators/on-event.js";
export { Timer } from "./decorators/timer.js";

// Handlers of resources that bootstrap does not serve yet
export { Daemon } from "./decorators/daemon.js";
export { Index } from "./decorators/index.js";
export { OnCreate } from "./decorators/on-create.js";
export { OnDelete } from "./decorators/on-delete.js";
export { OnField } from "./decorators/on-field.js";
export { OnMutate } from "./decorators/on-mutate.js";
export { OnResume } from "./decorators/on-resume.js";
export { OnUpdate } from "./decorators/on-update.js";
export { OnValidate } from "./decorators/on-validate.js";
export { Reconcile } from "./decorators/reconcile.js";

// Handlers' parameters
export type { HandlerParameterDecorator, ValuePath } from "./decorators/parameter-decorator.js";
export {
  Annotations,
  Body,
  Labels,
  Meta,
  Name,
  Namespace,
  Resource,
  Spec,
  Status,
  Uid,
} from "./decorators/object-values.js";
export { Diff, New, Old, Reason } from "./decorators/change-values.js";
export { EventType, Param, RawEvent, Retry, Runtime, Started } from "./decorators/call-values.js";
export {
  DryRun,
  Headers,
  Operation,
  SslPeer,
  Subresource,
  UserInfo,
  Warnings,
} from "./decorators/admission-values.js";
export { Indexed } from "./decorators/indexed.js";
export { InjectMemo } from "./decorators/inject-memo.js";

// Handlers' contexts
export { Activity, HandlerContext } from "./definitions/handler-context.js";
export { ResourceContext } from "./definitions/resource-context.js";
export {
  AdmissionRequest,
  DaemonRun,
  IndexedResource,
  Reconciliation,
  ResourceChange,
  ResourceEvent,
  TimerTick,
} from "./definitions/contexts.js";

// Selectors and filters
export { EVERYTHING, type ResourceSelector, type SelectorObject } from "./definitions/selector.js";
export { ABSENT, PRESENT } from "./definitions/options.js";

// Options of decorators
export type {
  ActivityOptions,
  AdmissionOperation,
  AdmissionOptions,
  AttemptOptions,
  ChangeOptions,
  CommonOptions,
  DaemonOptions,
  ErrorsMode,
  FilterOptions,
  FilterValue,
  OnDeleteOptions,
  OnEventOptions,
  OnResumeOptions,
  OnUpdateOptions,
  ReconcileOptions,
  SpawnOptions,
  TextFilter,
  TimerOptions,
  ValuePredicate,
} from "./definitions/options.js";

// Custom resources
export { CustomResource } from "./decorators/custom-resource.js";
export { Field } from "./decorators/field.js";
export {
  type CustomResourceOptions,
  type FieldOptions,
  KubernetesResource,
} from "./resources/custom-resource.js";

// Objects of the API
export type { DeepMutable, DeepReadonly, SpecOf, StatusOf } from "./resources/deep-readonly.js";
export type { Diff as ResourceDiff, DiffItem, DiffOperation } from "./resources/diff.js";
export type { FieldPath } from "./resources/field-path.js";
export type {
  KubernetesObject,
  ObjectMeta,
  ObjectShape,
  OwnerReference,
} from "./resources/kubernetes-object.js";
export { type MetadataStanza, Patch, type Stanza, type Transformation } from "./resources/patch.js";
export type { Resource as ResourceKind } from "./resources/resource.js";

// The cluster
export type { ClusterAccess, ClusterConfig } from "./kube/cluster-access.js";
export {
  type ApplyOptions,
  type CallOptions,
  type CreateOptions,
  type DeleteOptions,
  type KindName,
  type KindRef,
  KubeClient,
  type ListOptions,
  type NamedObjectRef,
  type ObjectList,
  type ObjectPlace,
  type ObjectRef,
  type ObjectToSend,
  type PatchOptions,
  type ResourceClass,
  type TypedObjectRef,
  type WriteOptions,
} from "./kube/kube-client.js";

// Ports and settings
export { OperatorSettings } from "./settings/operator-settings.js";
export type {
  ExecutionSettings,
  LoggingSettings,
  NetworkingSettings,
  QueueingSettings,
  ScanningSettings,
  SettingsOptions,
  WatchingSettings,
} from "./settings/settings.js";
export { Clock, type Scheduled, SystemClock } from "./support/clock.js";
export type { Duration } from "./support/duration.js";
export type { LogLevel } from "./support/log-level.js";
export { type LogDetails, type LoggedObject, Logger } from "./telemetry/logger.js";

// Errors
export type { ErrorCode } from "./support/error-codes.js";
export {
  DefinitionError,
  InvariantError,
  isOperatorError,
  LifecycleError,
  OperatorError,
  PermanentError,
  SettingsError,
  TemporaryError,
} from "./support/errors.js";
export {
  ConflictError,
  ExpiredError,
  ForbiddenError,
  InvalidError,
  KubeApiError,
  type KubeApiErrorOptions,
  KubeConnectionError,
  NotFoundError,
  ThrottledError,
} from "./kube/errors.js";

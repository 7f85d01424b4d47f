import type { ResourceScope } from "../../definitions/service-catalog.js";
import type { KubeClient } from "../../kube/kube-client.js";
import type { TransportCounters } from "../../kube/transport-counters.js";
import type { OperatorSettings } from "../../settings/operator-settings.js";
import type { Clock } from "../../support/clock.js";
import type { Logger } from "../../telemetry/logger.js";
import type { Refusals } from "./refusals.js";
import type { TrackedObject } from "./tracked-object.js";

/** What the engine of one operator is made with; the composition root gives it. */
export interface EngineParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly kube: KubeClient;
  readonly settings: OperatorSettings;
  /** What was done so far. */
  readonly counters: TransportCounters;
  /** Which missing rights were told of. */
  readonly refusals: Refusals;
  /** The operator's memo, as it is. */
  readonly memo: object;
  /** Makes the place of an object's own services. */
  readonly openScope: (object: TrackedObject) => ResourceScope;
}

import type { Scenario } from "../scenario.js";
import { CORE_KINDS } from "./core-kinds.js";
import { CREATING } from "./creating.js";
import { DEFINING } from "./defining.js";
import { DEFINITION_RULES } from "./definition-rules.js";
import { DELETING } from "./deleting.js";
import { DISCOVERING } from "./discovering.js";
import { LISTING } from "./listing.js";
import { UPDATING } from "./updating.js";
import { WATCHING } from "./watching.js";

/** Every scenario, by topic. */
export const SCENARIOS: readonly Scenario[] = [
  ...DISCOVERING,
  ...DEFINING,
  ...DEFINITION_RULES,
  ...CREATING,
  ...LISTING,
  ...WATCHING,
  ...UPDATING,
  ...DELETING,
  ...CORE_KINDS,
];

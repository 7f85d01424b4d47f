import { expect } from "@jest/globals";
import type { RunningOperator } from "kephale";

import { until } from "./until.js";

/** The kind and the CRDs were listed at the start, the latter perhaps a moment after the operator serves; nothing else was. */
export async function expectNoOtherList({ counters }: RunningOperator): Promise<void> {
  await until(() => counters.listCauses["start"] === 2, "the kind and the CRDs to be listed");
  expect(counters.listCauses).toEqual({ start: 2 });
}

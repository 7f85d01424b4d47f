import type { ApiObject } from "../api/object.js";
import { valueAt } from "../json/json.js";
import { AGE_DATE_COLUMN, NAME_COLUMN } from "../kinds/cells.js";
import type { Column } from "../kinds/kind.js";
import type { Columned } from "./represent.js";

const replicas = (name: string, field: string, description: string): Column => ({
  name,
  type: "integer",
  description,
  cell: (scale: ApiObject) => valueAt(scale, [field, "replicas"]) ?? 0,
});

/** How scales are shown in a table. */
export const SCALES: Columned = {
  version: {
    columns: [
      NAME_COLUMN,
      replicas("Desired", "spec", "Number of desired replicas"),
      replicas("Available", "status", "Number of actual replicas"),
      AGE_DATE_COLUMN,
    ],
  },
};

import { bootstrap } from "kephale";

import { PingMemo, PingOperator } from "./operator.js";

await bootstrap(PingOperator, new PingMemo());

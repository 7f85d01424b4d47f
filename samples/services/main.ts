import { bootstrap } from "kephale";

import { PingOperator } from "./operator.js";
import { PingMemo } from "./ping-memo.js";

await bootstrap(PingOperator, new PingMemo());

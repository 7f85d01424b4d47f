/** The memo page's operator, where the guide's programs look for it. */
export { PingMemo, PingOperator } from "../../../samples/ping/operator.js";

/** undici's `dispatch`, counting the bytes of the body. */
import { watch } from "./support/api.mjs";
import { reportTo } from "./support/report.mjs";

let bytes = 0;
reportTo(() => ({ bytes }));
await watch("1000000", (chunk) => (bytes += chunk.length));

/**
 * What a client can reach that parses only when asked to: type, name, resourceVersion and uid are found in the line, the line
 * is kept. It relies on the order of keys that API servers write and checks nothing: a bound, not a scanner to use.
 */
import { list, watch } from "./support/api.mjs";
import { splitLines } from "./support/lines.mjs";
import { reportTo } from "./support/report.mjs";

const kept = new Map();
let calls = 0;
reportTo(() => ({ calls, objects: kept.size }));

function text(line, key, from) {
  const start = line.indexOf(key, from) + key.length;
  return line.slice(start, line.indexOf('"', start));
}

const version = await list((item) => {
  const { uid, name, resourceVersion } = item.metadata;
  kept.set(uid, { name, resourceVersion, line: undefined });
  calls++;
});
await watch(
  version,
  splitLines((bytes, start, end) => {
    const line = bytes.latin1Slice(start, end);
    const at = line.indexOf('"managedFields":');
    if (text(line, '"type":"', 0) === "BOOKMARK") return;
    const name = text(line, '"name":"', at);
    const resourceVersion = text(line, '"resourceVersion":"', at);
    kept.set(text(line, '"uid":"', at), { name, resourceVersion, line });
    calls++;
  }),
);

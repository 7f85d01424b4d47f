import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createObject, FIRST_TICK, LIST_VERSION } from "./objects.mjs";
import { bytes } from "./protobuf.mjs";
import { createRandom, integer } from "./random.mjs";
import { REPRESENTATIONS } from "./representations.mjs";
import { chunk, StreamFile } from "./stream-file.mjs";

/** Raised when the data would differ, so that cached files of an older form are not used. */
const FORMAT = 1;
const SEED = 20_261_101;
const KOPF_FINALIZER = "kopf.zalando.org/KopfFinalizerMarker";

/**
 * @typedef {object} DatasetOptions
 * @property {"small" | "medium" | "large"} size about 0.6, 1.6 or 7 KB
 * @property {number} objects how many resources the list holds
 * @property {number} events how many MODIFIED events the watch has to give
 * @property {boolean} [single] all events are of the first resource
 * @property {boolean} [finalizer] the resources carry Kopf's finalizer, as they do while a Kopf operator with a timer serves them
 * @property {readonly ("full" | "meta" | "proto")[]} [forms] in which forms they can be served
 */

function datasetName({ size, objects, events, single, finalizer, forms = ["full"] }) {
  const marks = [single && "single", finalizer && "finalizer", ...forms].filter(Boolean);
  return [`v${FORMAT}`, size, objects, events, ...marks].join("-");
}

/** Writes a dataset, unless it is there already, and returns its folder. */
export async function ensureDataset(folder, options) {
  const target = join(folder, datasetName(options));
  if (existsSync(target)) return target;
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const bodies = createBodies(options);
  for (const form of options.forms ?? ["full"])
    await writeForm(join(unfinished, form), form, { bodies, options });
  renameSync(unfinished, target);
  return target;
}

function createBodies({ size, objects, finalizer }) {
  const random = createRandom(SEED);
  const finalizers = finalizer ? [KOPF_FINALIZER] : [];
  return Array.from({ length: objects }, (_, index) =>
    createObject(random, index, { size, finalizers }),
  );
}

async function writeForm(path, form, { bodies, options }) {
  const representation = REPRESENTATIONS[form];
  const items = new StreamFile(`${path}-items`);
  for (const body of bodies) await items.append(listed(representation.item(body), form));
  await items.close();
  await writeStream(`${path}-added`, bodies, (body) => chunk(representation.event("ADDED", body)));
  await writeEvents(`${path}-events`, { representation, bodies, options });
  const version = String(LIST_VERSION);
  writeFileSync(
    `${path}-initial.bin`,
    chunk(representation.bookmark(version, { "k8s.io/initial-events-end": "true" })),
  );
  writeFileSync(`${path}-bookmark.bin`, chunk(representation.bookmark(version)));
}

/** In protobuf an item of a list is field 2 with its length; in JSON a comma follows each, also the last. */
function listed(item, form) {
  return form === "proto" ? bytes(2, item) : Buffer.concat([item, Buffer.from(",")]);
}

async function writeStream(path, bodies, encode) {
  const file = new StreamFile(path);
  for (const body of bodies) await file.append(encode(body));
  await file.close();
}

/** An event differs from the resource's first form in its resourceVersion and in `status.ticks`, both of fixed width: patched in place. */
async function writeEvents(path, { representation, bodies, options }) {
  const random = createRandom(SEED + 1);
  const templates = bodies.map((body) =>
    createTemplate(chunk(representation.event("MODIFIED", body))),
  );
  const file = new StreamFile(path);
  for (let event = 1; event <= options.events; event++) {
    const template = templates[options.single ? 0 : integer(random, templates.length)];
    await file.append(patched(template, event));
  }
  await file.close();
}

function createTemplate(content) {
  const ticks = content.indexOf(`"ticks":${FIRST_TICK}`);
  return {
    content,
    version: content.indexOf(String(LIST_VERSION)),
    ticks: ticks < 0 ? -1 : ticks + '"ticks":'.length,
  };
}

function patched({ content, version, ticks }, event) {
  const copy = Buffer.from(content);
  copy.write(String(LIST_VERSION + event), version, "latin1");
  if (ticks >= 0) copy.write(String(FIRST_TICK + event), ticks, "latin1");
  return copy;
}

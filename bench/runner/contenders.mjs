import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BENCH_FOLDER, BUILD_FOLDER, PEERS_FOLDER } from "./folders.mjs";
import { DRAIN_PROGRAM } from "./replay-server.mjs";

/**
 * @typedef {object} Definition
 * @property {string} name as the tables show it
 * @property {string} command
 * @property {readonly string[]} args
 * @property {Record<string, string>} [env]
 * @property {boolean} [marks] it answers SIGUSR2 with what it measured inside
 * @property {boolean} [lists] false: it only watches
 * @property {"each" | "latest" | "none"} counts whether `calls` counts every event, coalesced ones, or is not told
 * @property {boolean} [peer] built by bench/peers/build.mjs, run with --peers
 * @property {number} [restShare] how busy it may be and still count as done: timers never rest
 * @property {number} [share] which part of the events it gets, where all would take minutes
 * @property {number} [warmShare] the same for the warm-up, where a compiler at run time needs more of it
 * @property {number} [mostObjects] with more, its timers alone would keep a core busy
 * @property {number} [mostRounds] a benchmark is to end within ten minutes: what no target needs, or takes long, runs in the first rounds only
 * @property {boolean} [finalizer] its objects carry the finalizer that it would put on them
 * @property {string} [missing] what has to be done before it can run
 */

const FEW_ROUNDS = 3;

const node = { command: process.execPath, marks: true };

function baseline(name, file, more) {
  return {
    ...node,
    name,
    args: ["--expose-gc", join(BENCH_FOLDER, "baselines", file)],
    counts: "each",
    ...more,
  };
}

/** Node without an SDK. `keep` is the anchor of the ratios. */
export const BASELINES = {
  socket: baseline("Node: socket bytes only", "socket.mjs", {
    lists: false,
    counts: "none",
    mostRounds: FEW_ROUNDS,
  }),
  bytes: baseline("Node: dispatch, bytes only", "bytes.mjs", {
    lists: false,
    counts: "none",
    mostRounds: FEW_ROUNDS,
  }),
  split: baseline("Node: dispatch, lines", "split.mjs", { lists: false, mostRounds: FEW_ROUNDS }),
  parse: baseline("Node: dispatch, JSON.parse", "parse.mjs", { lists: false }),
  keep: baseline("Node: dispatch, JSON.parse, keep latest", "keep.mjs"),
  envelope: baseline("Node: dispatch, envelope, keep line", "envelope.mjs", {
    mostRounds: FEW_ROUNDS,
  }),
  informer: baseline("client-node informer, empty callback", "informer.mjs"),
};

/** Not Node: it shows how fast the server can be. */
export const DRAIN = {
  name: "C: socket bytes only",
  command: DRAIN_PROGRAM,
  args: [],
  lists: false,
  counts: "none",
};

/** An operator of bench/kephale, compiled into bench/.build; `flags` are Node's. */
export function kephale(name, file, { env = {}, flags = [], ...more } = {}) {
  const path = join(BUILD_FOLDER, "kephale", `${file}.js`);
  const missing = existsSync(path) ? undefined : "not compiled";
  return {
    ...node,
    name,
    args: ["--expose-gc", ...flags, path],
    counts: "each",
    restShare: 0.1,
    env,
    missing,
    ...more,
  };
}

function peer(name, { folder, file, args = [], ...more }) {
  const path = join(PEERS_FOLDER, folder, file);
  const missing = existsSync(path) ? undefined : "not built: node bench/peers/build.mjs";
  return { name, command: path, args, peer: true, missing, mostRounds: FEW_ROUNDS, ...more };
}

const rust = { folder: "kube-rs", file: "target/release/ping", counts: "each" };
const go = {
  folder: "controller-runtime",
  file: "ping",
  counts: "latest",
  share: 0.1,
  restShare: 0.3,
};
const java = join(PEERS_FOLDER, "java-operator-sdk");

/** The same operator with other SDKs. */
export const PEERS = {
  watcher: peer("kube-rs 5.0 watcher, keeps nothing", { ...rust, args: ["watcher"] }),
  reflector: peer("kube-rs 5.0 reflector", { ...rust, args: ["reflector"] }),
  controller: peer("kube-rs 5.0 Controller", {
    ...rust,
    args: ["controller"],
    counts: "latest",
    restShare: 0.3,
  }),
  typed: peer("controller-runtime 0.25, typed", { ...go, args: ["typed"] }),
  unstructured: peer("controller-runtime 0.25, unstructured", { ...go, args: ["unstructured"] }),
  java: {
    ...peer("Java Operator SDK 5.2", {
      folder: "java-operator-sdk",
      file: "classes/dev/kephale/bench/Main.class",
    }),
    command: "java",
    args: [
      "-cp",
      [join(java, "classes"), ...jars(join(java, "lib"))].join(":"),
      "dev.kephale.bench.Main",
    ],
    counts: "latest",
    share: 0.1,
    warmShare: 2.5,
    restShare: 0.4,
  },
  kopf: peer("Kopf 1.45", {
    folder: "kopf",
    file: "venv/bin/kopf",
    args: [
      "run",
      "--standalone",
      "--all-namespaces",
      join(BENCH_FOLDER, "peers", "kopf", "ping.py"),
    ],
    counts: "each",
    share: 0.03,
    restShare: 0.3,
    mostObjects: 1_000,
    finalizer: true,
  }),
};

function jars(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

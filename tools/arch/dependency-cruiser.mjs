/** Top to bottom. A layer may import the layers below it; folders on one line do not know each other. */
export const LAYERS = [
  ["cli"],
  ["testing"],
  ["operator"],
  ["inspector", "sandbox"],
  ["decorators", "engine"],
  ["definitions"],
  ["persistence", "kube", "memo"],
  ["settings", "telemetry"],
  ["resources"],
  ["support"],
];

const INDEX = "^src/index\\.ts$";
const below = (folders) => `^src/(${folders.join("|")})/`;

const upward = LAYERS.map((folders, index) => ({
  name: `layer-${folders.join("+")}`,
  comment: "A layer must not know the layers above it.",
  severity: "error",
  from: { path: below(folders) },
  to: { path: [...LAYERS.slice(0, index).map(below), INDEX] },
}));

const siblings = LAYERS.filter((folders) => folders.length > 1).map((folders) => ({
  name: `independent-${folders.join("+")}`,
  comment: "Folders of one layer do not know each other.",
  severity: "error",
  from: { path: below(folders) },
  to: { path: below(folders), pathNot: "^src/$1/" },
}));

/** Values of a package are used by its owners only; types may travel. */
const only = (name, packageName, owners) => ({
  name,
  comment: `Only its owners use ${packageName}; everybody else uses what they offer.`,
  severity: "error",
  from: { path: "^src/", pathNot: owners },
  to: { path: `node_modules/${packageName}/`, dependencyTypesNot: ["type-only"] },
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...upward,
    ...siblings,
    {
      name: "known-folders",
      comment: "A new folder of src needs its place in LAYERS and in docs/architecture.md.",
      severity: "error",
      from: {},
      to: { path: "^src/[^/]+/", pathNot: below(LAYERS.flat()) },
    },
    {
      name: "engine-aspects-independent",
      comment: "Aspects of the engine know the loop, never each other.",
      severity: "error",
      from: { path: "^src/engine/([^/]+)/", pathNot: "^src/engine/loop/" },
      to: { path: "^src/engine/[^/]+/", pathNot: ["^src/engine/$1/", "^src/engine/loop/"] },
    },
    {
      name: "engine-loop-is-the-floor",
      comment: "Aspects hand contributions to the loop; it does not know them.",
      severity: "error",
      from: { path: "^src/engine/loop/" },
      to: { path: "^src/engine/", pathNot: "^src/engine/loop/" },
    },
    {
      name: "sandbox-knows-no-operator",
      comment: "The sandbox is an API server: what it serves may be anybody's operator.",
      severity: "error",
      from: { path: "^src/sandbox/" },
      to: { path: below(["decorators", "engine", "definitions", "persistence", "memo"]) },
    },
    {
      name: "operator-loads-servers-when-asked",
      comment: "An operator on a cluster must not load the sandbox or the inspector: use import().",
      severity: "error",
      from: { path: "^src/operator/" },
      to: {
        path: below(["inspector", "sandbox"]),
        dependencyTypesNot: ["dynamic-import", "type-only"],
      },
    },
    only("only-kube-talks-to-kubernetes", "@kubernetes/client-node", ["^src/kube/"]),
    only("only-telemetry-knows-winston", "winston", ["^src/telemetry/"]),
    only("only-telemetry-knows-prom-client", "prom-client", ["^src/telemetry/"]),
    only("only-operator-and-decorators-know-tsyringe", "tsyringe", [
      "^src/operator/",
      "^src/decorators/",
      // Hands what authors need of it through.
      INDEX,
    ]),
    only("only-metadata-key-touches-reflect", "reflect-metadata", [
      "^src/support/metadata-key\\.ts$",
      INDEX,
    ]),
    {
      name: "no-circular",
      comment:
        "Modules of a cycle can only be loaded together. Types may refer to each other: an object names its plan, a plan what it is for.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      comment: "Nobody imports this module and it imports nobody.",
      severity: "error",
      // Ambient declarations are found by the compiler, not imported.
      from: { orphan: true, pathNot: "\\.d\\.ts$" },
      to: {},
    },
    {
      name: "not-to-unresolvable",
      comment: "Nothing is there under this name.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "not-to-dev-dep",
      comment:
        "Users of the package do not get development dependencies, nor what nobody declared.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "not-to-tests",
      comment: "What is published does not know tests, samples or scripts.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|samples|scripts|bench|tools)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};

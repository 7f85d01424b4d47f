import type { Config } from "jest";

/** Jest runs what the compiler emitted (`.build`), as ES modules: nothing in between may change decorator metadata. */
const config: Config = {
  roots: ["<rootDir>/.build/test"],
  testMatch: ["**/*.test.js"],
  // A tier of its own, with a config of its own: it needs a real API server.
  testPathIgnorePatterns: ["<rootDir>/.build/test/cluster/"],
  transform: {},
  // One copy of the package: tests and samples import `kephale` by name and get what the tests were compiled with.
  moduleNameMapper: {
    "^kephale$": "<rootDir>/.build/src/index.js",
    "^kephale/(sandbox|testing)$": "<rootDir>/.build/src/$1/index.js",
  },
  coverageProvider: "v8",
  collectCoverageFrom: ["<rootDir>/.build/src/**/*.js"],
};

export default config;

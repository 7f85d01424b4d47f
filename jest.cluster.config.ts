import type { Config } from "jest";

import base from "./jest.config.ts";

/** The tests that need a real API server; `npm run test:cluster` finds or builds it first. */
const config: Config = {
  ...base,
  roots: ["<rootDir>/.build/test/cluster"],
  testPathIgnorePatterns: [],
  testTimeout: 60_000,
  // One control plane takes half a gigabyte and, while it starts, both of a small machine's cores.
  maxWorkers: 1,
};

export default config;

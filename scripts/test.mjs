import { reportTests, runJest } from "./jest.mjs";
import { main } from "./process.mjs";
import { prepare } from "./runtime.mjs";

/** Builds and runs the tests that need nothing but Node.js. Arguments go to Jest: `npm test -- test/unit/memo -t "copies"`. */
await main(async (args) => reportTests(async () => runJest(await prepare(), args)));

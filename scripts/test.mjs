import { NOTHING_RAN, runJest } from "./jest.mjs";
import { ScriptError, main } from "./process.mjs";
import { prepare } from "./runtime.mjs";

/**
 * Builds and runs the tests that need nothing but Node.js; prints, alone on the last line, `N passed, N failed`, also when the
 * build failed. Arguments go to Jest: `npm test -- test/unit/memo -t "copies"`.
 */
await main(async (args) => {
  try {
    return await runJest(await prepare(), args);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.stdout.write(NOTHING_RAN);
    return error.exitCode;
  }
});

import { parseArgs } from "node:util";

import { ScriptError } from "./process.mjs";

/** How a command is used: takes its arguments apart as `parseArgs` does, and makes errors that show the usage. */
export function commandLine(options, usage) {
  const wrong = (message) => new ScriptError(`${message}\n\n${usage}`, 2);
  const parse = (args) => {
    try {
      return parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
      throw wrong(error.message);
    }
  };
  return { parse, wrong };
}

import { describe, expect, it } from "@jest/globals";

import { Program } from "../../support/program.js";

const LIMIT_MS = 30_000;
const fixture = (name: string): URL => new URL(`../fixtures/${name}.js`, import.meta.url);

describe("the process of an operator", () => {
  it(
    "ends by itself when everything was stopped: no timer, socket, promise or listener is left",
    async () => {
      using program = new Program(fixture("stops-quietly"));
      expect(await program.endsByItself()).toBe(0);
      expect(program.output).toBe("clean-up\nclean-up\nclean-up\nlisteners 0 0\n");
    },
    LIMIT_MS,
  );

  it.each(["SIGTERM", "SIGINT"] as const)(
    "stops all its operators on %s, with one listener, and ends with 0",
    async (signal) => {
      using program = new Program(fixture("waits-for-signals"));
      await program.prints("ready 1");
      program.signal(signal);
      expect(await program.endsByItself()).toBe(0);
      expect(program.output).toContain("first clean-up\n");
      expect(program.output).toContain("second clean-up\n");
    },
    LIMIT_MS,
  );

  it(
    "ends at once on a second signal, by that signal",
    async () => {
      using program = new Program(fixture("waits-for-signals"), "hangs");
      await program.prints("ready 1");
      program.signal("SIGTERM");
      await program.prints("first clean-up");
      // Those that come within half a second are taken for the first one.
      expect(await program.endedBySignalling("SIGTERM")).toBe("SIGTERM");
    },
    LIMIT_MS,
  );

  it(
    "takes a Ctrl-C that npm repeats for one: the clean-up comes to its end",
    async () => {
      using program = new Program(fixture("waits-for-signals"), "repeats");
      await program.prints("ready 1");
      program.signal("SIGINT");
      expect(await program.endsByItself()).toBe(0);
      expect(program.output).toContain("first clean-up\n");
      expect(program.output).toContain("second clean-up\n");
      expect(program.output).toContain("SIGINT was repeated\n");
    },
    LIMIT_MS,
  );

  it(
    "takes a signal for the first one of operators that started after the last: they stop in order",
    async () => {
      using program = new Program(fixture("starts-during-a-stop"));
      expect(await program.endsByItself()).toBe(0);
      expect(program.output).toBe("first clean-up\nlater clean-up\n");
    },
    LIMIT_MS,
  );
});

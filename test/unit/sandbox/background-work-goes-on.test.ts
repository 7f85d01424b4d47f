import { describe, expect, it } from "@jest/globals";

import { Background } from "../../../src/sandbox/background.js";
import { FakeClock } from "./fake-clock.js";

const fail = (): never => {
  throw new Error("as planned");
};

describe("background work", () => {
  it("goes on after a piece that failed, and tells the one who waits, once", async () => {
    const background = new Background(new FakeClock());
    const done: string[] = [];
    background.add(fail);
    background.add(() => done.push("next"));
    await expect(background.idle()).rejects.toMatchObject({
      code: "INVARIANT",
      message: expect.stringContaining("as planned"),
    });
    expect(done).toEqual(["next"]);
    background.add(() => done.push("later"));
    await background.idle();
    expect(done).toEqual(["next", "later"]);
  });

  it("tells at its end of a failure that nobody waited for", async () => {
    const background = new Background(new FakeClock());
    background.add(fail);
    await new Promise<void>((resolve) => {
      background.add(resolve);
    });
    await expect(background.stop()).rejects.toMatchObject({ code: "INVARIANT" });
    await background.stop();
  });
});

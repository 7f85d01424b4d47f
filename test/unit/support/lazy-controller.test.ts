import { describe, expect, it } from "@jest/globals";

import {
  controllerOf,
  ended,
  hasEnded,
  type LazyController,
} from "../../../src/support/lazy-controller.js";

describe("a controller that is made when its signal is asked for", () => {
  it("has not ended as long as nobody ends it, whether or not anybody has asked", () => {
    const asked: LazyController = controllerOf(undefined);
    expect([hasEnded(undefined), hasEnded(asked), asked.signal.aborted]).toEqual([
      false,
      false,
      false,
    ]);
    expect(controllerOf(asked)).toBe(asked);
  });

  it("tells those who have asked of its end, once", () => {
    const asked = controllerOf(undefined);
    let told = 0;
    asked.signal.addEventListener("abort", () => told++);
    const lazy = ended(ended(asked));
    expect([told, hasEnded(lazy), controllerOf(lazy) === asked]).toEqual([1, true, true]);
  });

  it("gives a signal of its own that has aborted to whoever asks after the end", () => {
    const lazy = ended(ended(undefined));
    const [one, other] = [controllerOf(lazy), controllerOf(lazy)];
    expect([hasEnded(lazy), one.signal.aborted, other.signal.aborted]).toEqual([true, true, true]);
    // A shared one would keep the listeners of all who have asked.
    expect(one).not.toBe(other);
  });
});

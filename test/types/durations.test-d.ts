import { expectTypeOf } from "expect-type";
import type { Duration, TimerOptions } from "kephale";

expectTypeOf<10>().toExtend<Duration>();
expectTypeOf<0.5>().toExtend<Duration>();
expectTypeOf<"10s">().toExtend<Duration>();
expectTypeOf<"500ms">().toExtend<Duration>();
expectTypeOf<"5m">().toExtend<Duration>();
expectTypeOf<"2h">().toExtend<Duration>();
expectTypeOf<"1d">().toExtend<Duration>();
expectTypeOf<"1.5s">().toExtend<Duration>();
expectTypeOf<"1h30m">().toExtend<Duration>();
expectTypeOf<"1h30m15s">().toExtend<Duration>();

expectTypeOf<"10">().not.toExtend<Duration>();
expectTypeOf<"ten">().not.toExtend<Duration>();
expectTypeOf<"10 seconds">().not.toExtend<Duration>();
expectTypeOf<"10w">().not.toExtend<Duration>();
expectTypeOf<"">().not.toExtend<Duration>();
expectTypeOf<string>().not.toExtend<Duration>();
expectTypeOf<null>().not.toExtend<Duration>();

export const right: TimerOptions = {
  interval: "1h30m",
  idle: 5,
  initialDelay: "500ms",
  sharp: true,
};
// @ts-expect-error -- a text without a unit
export const unitless: TimerOptions = { interval: "10" };
// @ts-expect-error -- no such option
export const unknown: TimerOptions = { interval: 10, every: 5 };

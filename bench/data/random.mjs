/** A seeded generator of numbers (mulberry32): the same seed gives the same data on every machine. */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 to below the limit. */
export function integer(random, limit) {
  return Math.floor(random() * limit);
}

/** A UUID of version 4. */
export function uuid(random) {
  const hex = Array.from({ length: 32 }, () => integer(random, 16).toString(16));
  hex[12] = "4";
  hex[16] = "89ab"[integer(random, 4)];
  const text = hex.join("");
  return [
    text.slice(0, 8),
    text.slice(8, 12),
    text.slice(12, 16),
    text.slice(16, 20),
    text.slice(20),
  ].join("-");
}

/** The middle value; of two middle ones their mean. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Lowest and highest value. */
function range(values) {
  return [Math.min(...values), Math.max(...values)];
}

/** Half of the range as a share of the median. */
export function spread(values) {
  const [low, high] = range(values);
  return (high - low) / 2 / median(values);
}

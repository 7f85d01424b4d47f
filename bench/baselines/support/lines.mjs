const NEWLINE = 10;

/**
 * Calls back with each line of a stream, as a slice of the bytes that came. A line that spans chunks is put together first.
 *
 * @param {(bytes: Buffer, start: number, end: number) => void} onLine
 */
export function splitLines(onLine) {
  let begun = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (begun.length > 0) {
        const whole = Buffer.concat([...begun, chunk.subarray(start, end)]);
        begun = [];
        onLine(whole, 0, whole.length);
      } else {
        onLine(chunk, start, end);
      }
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  };
}

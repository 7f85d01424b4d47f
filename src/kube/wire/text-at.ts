/** The text that fills a range. Nearly all texts are plain letters, which need no decoding. */
export function textAt(bytes: Buffer, start: number, end: number): string {
  if (start === end) return "";
  for (let at = start; at < end; at++) {
    if ((bytes[at] ?? 0) >= 0x80) return bytes.toString("utf8", start, end);
  }
  return bytes.toString("latin1", start, end);
}

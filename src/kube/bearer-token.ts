/**
 * A token as it is sent: without the line's end that files and commands put behind it.
 *
 * @returns `undefined` if it cannot stand in a header: it has several lines, or is empty
 */
export function bearerToken(text: string): string | undefined {
  const token = text.trim();
  return /^[\t\u0020-\u007E\u0080-\u00FF]+$/.test(token) ? token : undefined;
}

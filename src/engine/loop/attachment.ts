/**
 * What a part of the engine keeps with an object, a link in the object's chain. A map by object would take more memory than what is
 * in it, where there are 100,000 objects.
 */
export interface Attachment {
  /** The next link, whosever it is. The object writes it; nobody else may. */
  next: Attachment | undefined;
}

/** The first attachment of a class, from a link on. */
export function firstOf<Kind extends Attachment>(
  type: abstract new (...args: never) => Kind,
  link: Attachment | undefined,
): Kind | undefined {
  let at = link;
  while (at !== undefined && !(at instanceof type)) at = at.next;
  return at;
}

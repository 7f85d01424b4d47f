import { instancePrototype, prototypeOf } from "../support/members.js";
import { parameterTypes } from "../support/metadata-key.js";
import type { OperatorClass } from "./definitions.js";
import { type HandlerRecord, handlerRecords } from "./records.js";

/** A record with the class (its prototype) that declares it. */
export interface DeclaredHandler {
  readonly record: HandlerRecord;
  readonly prototype: object;
}

/** What instances of a class inherit from, its own prototype last. */
export function prototypeChain(owner: OperatorClass): readonly object[] {
  const chain: object[] = [];
  for (let at = instancePrototype(owner) ?? null; at !== null; at = prototypeOf(at))
    chain.unshift(at);
  return chain;
}

/** The records of a class: its base classes' first, those that it decorates anew instead of theirs. */
export function declaredHandlers(owner: OperatorClass): readonly DeclaredHandler[] {
  let handlers: readonly DeclaredHandler[] = [];
  for (const declaring of prototypeChain(owner)) {
    const own = handlerRecords(declaring);
    const redecorated = new Set(own.map(({ method }) => method));
    handlers = [
      ...handlers.filter(({ record }) => !redecorated.has(record.method)),
      ...own.map((record) => ({ record, prototype: declaring })),
    ];
  }
  return handlers;
}

/** Tells whether a class has handlers, and none of them emitted parameter types: another transpiler made it. */
export function lacksMetadata(owner: OperatorClass): boolean {
  const handlers = declaredHandlers(owner);
  return (
    handlers.length > 0 &&
    handlers.every(
      ({ record, prototype }) => parameterTypes(prototype, record.method) === undefined,
    )
  );
}

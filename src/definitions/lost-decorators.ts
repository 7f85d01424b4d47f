import { type DeclaredHandler, prototypeChain } from "./declared-handlers.js";
import type { OperatorClass } from "./definitions.js";
import type { ProblemReport } from "./problems.js";
import { methodsWithParameters, standardDecorators, uncalledDecorators } from "./records.js";

/** Reports what an author has decorated and no handler comes of. */
export function reportLostDecorators(
  owner: OperatorClass,
  handlers: readonly DeclaredHandler[],
  problems: ProblemReport,
): void {
  const chain = prototypeChain(owner);
  const standard = chain.flatMap(standardMethods);
  if (standard.length > 0)
    problems.add(owner.name, standardMessage(owner, standard), "METADATA_MISSING");
  for (const decorator of chain.flatMap(uncalledDecorators)) {
    problems.add(
      `@${decorator} on ${owner.name}`,
      `it stands on a method without being called, which makes no handler. Write its parentheses: @${decorator}(...).`,
    );
  }
  const handled = new Set(handlers.map(({ record }) => record.method));
  for (const method of new Set(chain.flatMap(methodsWithParameters))) {
    if (handled.has(method)) continue;
    problems.add(
      `${owner.name}.${String(method)}`,
      "its parameters are decorated, but it has no handler decorator. Put one on it, @OnEvent(...) for example.",
    );
  }
}

function standardMethods(prototype: object): readonly string[] {
  const names = [
    ...Object.getOwnPropertyNames(prototype),
    ...Object.getOwnPropertySymbols(prototype),
  ];
  return names
    .filter((name) => {
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      return typeof method === "function" && standardDecorators(method).length > 0;
    })
    .map(String);
}

/** One mistake for a class: its compiler is set up in one place. */
function standardMessage(owner: OperatorClass, methods: readonly string[]): string {
  const names = methods.map((method) => `${owner.name}.${method}`).join("; ");
  return `its decorators were compiled as standard ones, which do not know their class: ${names}. Set "experimentalDecorators": true, "emitDecoratorMetadata": true in tsconfig.json (esbuild and tsx read the first and emit no metadata: a handler takes the context as its only parameter there).`;
}

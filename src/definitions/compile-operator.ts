import { isRecord } from "../resources/json.js";
import { shown } from "../support/shown.js";
import { compileClass, type CompileSite } from "./compile-class.js";
import { lacksMetadata } from "./declared-handlers.js";
import type { HandlerDefinition, OperatorClass, OperatorDefinition } from "./definitions.js";
import type { ProblemReport } from "./problems.js";
import { operatorRecord } from "./records.js";
import { selectorKey } from "./selector.js";

/** Reads the records of all classes of an operator and makes definitions of them; mistakes go to the report of the site. */
export function compileOperator(operator: unknown, site: CompileSite): OperatorDefinition {
  const classes = operatorClasses(operator, site.problems);
  const handlers = classes.flatMap((owner) => compileClass(owner, site));
  if (handlers.length === 0 && site.problems.problems.length === 0) {
    const names = classes.map(({ name }) => name).join(", ");
    site.problems.add(
      names,
      "there is no handler. Decorate a method, with @OnEvent(...) for example.",
    );
  }
  for (const owner of classes) checkOperatorOptions(owner, site.problems);
  checkIds(classes, handlers, site.problems);
  return Object.freeze({
    classes,
    handlers: Object.freeze(handlers),
    withoutMetadata: classes.filter(lacksMetadata).map(({ name }) => name),
  });
}

function operatorClasses(operator: unknown, problems: ProblemReport): readonly OperatorClass[] {
  const given: readonly unknown[] = Array.isArray(operator) ? operator : [operator];
  if (given.length === 0) problems.add("bootstrap", "it got an empty list of classes.");
  return given.filter((candidate, index): candidate is OperatorClass => {
    if (typeof candidate !== "function" || !isRecord(candidate.prototype)) {
      problems.add(
        "bootstrap",
        `it got ${shown(candidate)}, which is no class. Give it the operator's class itself, not an instance.`,
      );
      return false;
    }
    if (given.indexOf(candidate) === index) return true;
    problems.add("bootstrap", `it got ${candidate.name} twice.`);
    return false;
  });
}

function checkOperatorOptions(owner: OperatorClass, problems: ProblemReport): void {
  const record = operatorRecord(owner);
  if (record === undefined || record.options === undefined) return;
  if (!isRecord(record.options) || Object.keys(record.options).length > 0) {
    problems.add(
      `@Operator on ${owner.name}`,
      `it got ${shown(record.options)}. It takes no options yet.`,
    );
  }
}

/** Two handlers of one decorator for one kind need two ids: results and progress are kept under them. */
function checkIds(
  classes: readonly OperatorClass[],
  handlers: readonly HandlerDefinition[],
  problems: ProblemReport,
): void {
  const seen = new Map<string, HandlerDefinition>();
  for (const handler of handlers) {
    const key = JSON.stringify([handler.decorator, idScope(classes, handler), handler.id]);
    const other = seen.get(key);
    if (other !== undefined) {
      problems.add(
        `@${handler.decorator} on ${handler.name}`,
        `its id "${handler.id}" is that of ${other.name}. Give one of them another: { id: "…" }.`,
      );
    }
    seen.set(key, handler);
    if (handler.decorator === "OnProbe" && handler.id === "kephale") {
      problems.add(
        `@OnProbe on ${handler.name}`,
        'the id "kephale" is the SDK\'s own. Give it another: { id: "…" }.',
      );
    }
  }
}

/** Within what an id is one handler's: a kind, a class for activities, the operator for probes. */
function idScope(classes: readonly OperatorClass[], handler: HandlerDefinition): unknown {
  const { selector, decorator, family, owner } = handler;
  if (selector !== undefined) return selectorKey(selector);
  // Two classes may have one name.
  return family === "activity" && decorator !== "OnProbe" ? classes.indexOf(owner) : undefined;
}

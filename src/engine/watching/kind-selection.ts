import { select, type Selector } from "../../definitions/selector.js";
import { resourceKey, type Resource } from "../../resources/resource.js";
import type { Logger } from "../../telemetry/logger.js";
import type { BoundHandler } from "../loop/bound-handler.js";

/** A kind with the handlers that are for it. */
export interface SelectedKind {
  readonly resource: Resource;
  readonly handlers: readonly BoundHandler[];
}

/** Finds out which kinds of the cluster the handlers of an operator mean. */
export class KindSelection {
  readonly #handlers: readonly BoundHandler[];
  readonly #logger: Logger;
  /** What was said of selectors that serve nothing: said again only when it changes. */
  #told = "";

  constructor(handlers: readonly BoundHandler[], logger: Logger) {
    this.#handlers = handlers;
    this.#logger = logger;
  }

  /** The API groups that have to be scanned; `undefined`: all, since a selector names none. */
  get groups(): ReadonlySet<string> | undefined {
    const groups = this.#selectors().map(({ group }) => group);
    return groups.includes(undefined)
      ? undefined
      : new Set(groups.filter((group) => group !== undefined));
  }

  /** Whether some selector means no kind of those that are there. */
  hasMissing(resources: readonly Resource[]): boolean {
    return this.#selectors().some((selector) => select(selector, resources).kind === "missing");
  }

  /** Those of some groups whose kinds may be wanted, when they can be read: some selector means none that is there, or all there are. */
  lacking(groups: readonly string[], resources: readonly Resource[]): ReadonlySet<string> {
    const open = this.#selectors().filter(
      (selector) => meansMany(selector) || select(selector, resources).kind === "missing",
    );
    const isWanted = (group: string): boolean =>
      open.some((selector) => selector.group === undefined || selector.group === group);
    return new Set(groups.filter(isWanted));
  }

  /** The kinds to serve. What serves nothing is warned of. */
  resolve(resources: readonly Resource[]): readonly SelectedKind[] {
    const kinds = new Map<
      string,
      { readonly resource: Resource; readonly handlers: BoundHandler[] }
    >();
    const warnings = new Set<string>();
    for (const handler of this.#handlers) {
      const { selector } = handler.definition;
      if (selector === undefined) continue;
      for (const resource of this.#selected(selector, resources, warnings)) {
        const key = resourceKey(resource);
        const kind = kinds.get(key) ?? { resource, handlers: [] };
        if (!kind.handlers.includes(handler)) kind.handlers.push(handler);
        kinds.set(key, kind);
      }
    }
    this.#tell([...warnings]);
    return [...kinds.values()];
  }

  #selectors(): readonly Selector[] {
    return this.#handlers.flatMap(({ definition }) => definition.selector ?? []);
  }

  #selected(
    selector: Selector,
    resources: readonly Resource[],
    warnings: Set<string>,
  ): readonly Resource[] {
    const selection = select(selector, resources);
    if (selection.kind === "missing") {
      warnings.add(
        `${selector.text} is no kind of this cluster yet: it is waited for. Is its CRD installed?`,
      );
      return [];
    }
    if (selection.kind === "ambiguous") {
      const names = selection.resources.map(resourceKey).join(", ");
      warnings.add(
        `${selector.text} could be any of ${names}, and is not served. Name its group: "plural.group". [AMBIGUOUS_SELECTOR]`,
      );
      return [];
    }
    return selection.resources.filter((resource) => {
      const isWatchable = resource.verbs.includes("list") && resource.verbs.includes("watch");
      // A selector of many kinds means those that can be watched.
      if (!isWatchable && !meansMany(selector)) {
        warnings.add(`${resourceKey(resource)} cannot be listed and watched, and is not served.`);
      }
      return isWatchable;
    });
  }

  #tell(warnings: readonly string[]): void {
    const text = warnings.join("\n");
    if (text === this.#told) return;
    this.#told = text;
    for (const warning of warnings) this.#logger.warn(warning);
  }
}

function meansMany(selector: Selector): boolean {
  return selector.everything === true || selector.category !== undefined;
}

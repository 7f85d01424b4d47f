import { remedyIn } from "../../kube/missing-right.js";
import { hasCode } from "../../support/errors.js";

/** Rights that an operator lacks: they do not come by themselves, and each is missing for thousands of objects alike. */
export class Refusals {
  readonly #told = new Set<string>();

  /** Whether a failure is to be told of: not, if it is for a right that was told of before. */
  isNews(error: unknown): boolean {
    if (!hasCode(error, "KUBE_FORBIDDEN")) return true;
    const remedy = remedyIn(error.message);
    if (remedy === "") return true;
    const isNews = !this.#told.has(remedy);
    this.#told.add(remedy);
    return isNews;
  }
}

import { copy, Logger, OnEvent } from "kephale";

/** What is private cannot be copied from outside, so the class does it: each object gets a budget of its own. */
export class Budget {
  readonly events: number;
  #left: number;

  constructor(events: number) {
    this.events = events;
    this.#left = events;
  }

  [copy](): Budget {
    return new Budget(this.events);
  }

  /** How much is left after one event more; less than 0 once it was overdrawn. */
  spend(): number {
    this.#left--;
    return this.#left;
  }
}

export class BudgetOperator {
  @OnEvent("KopfExample")
  spend(budget: Budget, logger: Logger): void {
    if (budget.spend() === 0) logger.warn(`The budget of ${budget.events} events is spent.`);
  }
}

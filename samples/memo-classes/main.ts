import { bootstrap } from "kephale";

import { Budget, BudgetOperator } from "./budget.js";
import { Greeter, Greetings } from "./greeter.js";
import { Tally, TallyOperator } from "./tally.js";

await Promise.all([
  bootstrap(TallyOperator, new Tally()),
  bootstrap(Greeter, new Greetings("Hello, {name}!", "Good bye, {name}!")),
  bootstrap(BudgetOperator, new Budget(20)),
]);

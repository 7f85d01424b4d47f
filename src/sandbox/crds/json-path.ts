import { isList, isRecord, valueAt } from "../json/json.js";

/** From values to those that a step finds in them. */
type Step = (values: readonly unknown[]) => readonly unknown[];

/** A step that looks at each value by itself. */
const each =
  (find: (value: unknown) => readonly unknown[]): Step =>
  (values) =>
    values.flatMap((value) => [...find(value)]);

const children = (value: unknown): readonly unknown[] => {
  if (isList(value)) return value;
  return isRecord(value) ? Object.values(value) : [];
};

const field = (escaped: string): Step => {
  if (escaped === "*") return each(children);
  const name = escaped.replaceAll(/\\(.)/g, "$1");
  return each((value) => {
    const found = valueAt(value, [name]);
    return found === undefined ? [] : [found];
  });
};

const withDescendants = (value: unknown): unknown[] => [
  value,
  ...children(value).flatMap(withDescendants),
];

const recursive = (name: string): Step => {
  const step = field(name);
  return (values) => step(values.flatMap(withDescendants));
};

/** `[0]`, `[-1]` or `[0,2]`. */
const indexes = (text: string): Step =>
  each((value) => {
    const items = isList(value) ? value : [];
    return text
      .split(",")
      .map((at) => items.at(Number(at)))
      .filter((item) => item !== undefined);
  });

const slice = (start: string, end: string, step: string): Step => {
  const size = step === "" ? 1 : Number(step);
  const until = end === "" ? undefined : Number(end);
  return each((value) => {
    // Beyond the end there is nothing, also of what lies before it.
    if (!isList(value) || (until ?? 0) > value.length) return [];
    return value.slice(Number(start), until).filter((_, position) => position % size === 0);
  });
};

/** A key in quotes is read like a path of its own: a dot in it needs a backslash, as with kubectl. */
const keyed = (path: string): Step | undefined => compileSteps(`.${path}`);

type Compare = (left: unknown, right: unknown) => boolean;

const ordered =
  (holds: (left: number | string, right: number | string) => boolean): Compare =>
  (left, right) =>
    typeof left === typeof right &&
    (typeof left === "number" || typeof left === "string") &&
    (typeof right === "number" || typeof right === "string") &&
    holds(left, right);

const COMPARISONS: Readonly<Record<string, Compare>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": ordered((left, right) => left < right),
  "<=": ordered((left, right) => left <= right),
  ">": ordered((left, right) => left > right),
  ">=": ordered((left, right) => left >= right),
};

/** `"text"`, `'text'`, a number, `true` or `false`; nothing if it is something else. */
function literal(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (quoted !== null) return quoted[2];
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

const CONDITION = /^\s*@([^!<>=]+?)\s*(?:([!<>=]+)\s*(.+?))?\s*$/;

/** `[?(@.type=="Ready")]`, or without a comparison: whether the field is there. */
function filter(condition: string): Step | undefined {
  const [, path, operator, right = ""] = CONDITION.exec(condition) ?? [];
  const left = path === undefined ? undefined : compileSteps(path);
  const holds = operator === undefined ? () => true : comparison(operator, literal(right));
  if (left === undefined || holds === undefined) return undefined;
  const fits = (item: unknown): boolean => {
    const [found] = left([item]);
    return found !== undefined && holds(found);
  };
  return each((value) => (isList(value) ? value.filter(fits) : []));
}

function comparison(operator: string, wanted: unknown): ((found: unknown) => boolean) | undefined {
  const compare = COMPARISONS[operator];
  return compare === undefined || wanted === undefined
    ? undefined
    : (found) => compare(found, wanted);
}

const NAME = "((?:[^.,[\\]\\\\\\s$@{}]|\\\\.)+)";

/** The forms of a step. */
const STEPS: readonly (readonly [RegExp, (...parts: string[]) => Step | undefined])[] = [
  [/^\[\?\((.+?)\)\]/, (condition = "") => filter(condition)],
  [/^\[\*\]/, () => each(children)],
  [/^\[(-?\d+(?:,-?\d+)*)\]/, (list = "") => indexes(list)],
  [/^\[(-?\d*):(-?\d*)(?::(\d+))?\]/, (start = "", end = "", by = "") => slice(start, end, by)],
  [/^\['([^']+)'\]/, (path = "") => keyed(path)],
  [new RegExp(`^\\.\\.${NAME}`), (name = "") => recursive(name)],
  [new RegExp(`^\\.${NAME}`), (name = "") => field(name)],
];

function compileSteps(path: string): Step | undefined {
  const steps: Step[] = [];
  let rest = path;
  while (rest !== "") {
    const [match, make] = STEPS.map(([form, maker]) => [form.exec(rest), maker] as const).find(
      ([found]) => found !== null,
    ) ?? [null];
    const step = match === null ? undefined : make?.(...match.slice(1).map((part) => part ?? ""));
    if (match === null || step === undefined) return undefined;
    steps.push(step);
    rest = rest.slice(match[0].length);
  }
  return (values) => steps.reduce((found, step) => step(found), values);
}

/** A JSONPath as CRDs use it for columns: the first value that it finds. Nothing if it is not understood. */
export function compileJsonPath(path: string): ((value: unknown) => unknown) | undefined {
  const steps = compileSteps(path);
  return steps === undefined ? undefined : (value) => steps([value])[0];
}

/** `.spec.replicas` as fields. */
export function simplePath(path: string): readonly string[] {
  return path.split(".").filter((part) => part !== "");
}

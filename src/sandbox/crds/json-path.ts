import { isList, isRecord, valueAt } from "../json/json.js";

type Step = (values: readonly unknown[]) => unknown[];

const field =
  (name: string): Step =>
  (values) =>
    values.flatMap((value) => {
      if (name === "*")
        return isList(value) ? [...value] : isRecord(value) ? Object.values(value) : [];
      const found = valueAt(value, [name]);
      return found === undefined ? [] : [found];
    });

const index =
  (text: string): Step =>
  (values) =>
    values.flatMap((value) => {
      if (!isList(value)) return [];
      if (text === "*") return [...value];
      const found = value.at(Number(text));
      return found === undefined ? [] : [found];
    });

const filter =
  (path: string, wanted: string): Step =>
  (values) =>
    values.flatMap((value) =>
      isList(value)
        ? value.filter((item) => String(valueAt(item, path.split("."))) === wanted)
        : [],
    );

/** The forms of a step: `.field`, `['field']`, `[0]`, `[*]`, `[?(@.type=="Ready")]`. */
const STEPS: readonly (readonly [RegExp, (first: string, second: string) => Step])[] = [
  [/^\[\?\(\s*@\.([\w.-]+)\s*==\s*["']([^"']*)["']\s*\)\]/, filter],
  [/^\[(-?\d+|\*)\]/, index],
  [/^\[['"]([^'"]+)['"]\]/, field],
  [/^\.((?:[^.[\]\\]|\\.)+)/, (name) => field(name.replaceAll(/\\(.)/g, "$1"))],
];

/** A JSONPath as CRDs use it for columns; nothing if it is not understood. */
export function compileJsonPath(path: string): ((value: unknown) => unknown) | undefined {
  const steps: Step[] = [];
  let rest = path;
  while (rest !== "") {
    const found = STEPS.map(([form, make]) => ({ match: form.exec(rest), make })).find(
      ({ match }) => match !== null,
    );
    if (found?.match === undefined || found.match === null) return undefined;
    const [text, first = "", second = ""] = found.match;
    steps.push(found.make(first, second));
    rest = rest.slice(text.length);
  }
  return (value) => steps.reduce<readonly unknown[]>((values, step) => step(values), [value])[0];
}

/** `.spec.replicas` as fields. */
export function simplePath(path: string): readonly string[] {
  return path.split(".").filter((part) => part !== "");
}

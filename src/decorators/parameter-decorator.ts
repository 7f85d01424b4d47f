import { type RecordedSource, recordParameter } from "../definitions/records.js";
import type { ValueName } from "../definitions/value-names.js";
import { instancePrototype } from "../support/members.js";
import { shown } from "../support/shown.js";

/** What a parameter decorator returns. */
export type HandlerParameterDecorator = (
  target: object,
  method: string | symbol | undefined,
  index: number,
) => void;

/** Makes a decorator that writes down where a parameter's value comes from. It never throws. */
export function parameterDecorator(
  text: string,
  source: RecordedSource,
): HandlerParameterDecorator {
  return (target, method, index) => {
    const prototype = typeof target === "function" ? (instancePrototype(target) ?? target) : target;
    recordParameter(prototype, { method, index, text, source });
  };
}

/** A decorator that may name a path into a value. */
export function valueDecorator(
  decorator: string,
  name: ValueName,
  path: ValuePath | undefined,
): HandlerParameterDecorator {
  const text = `${decorator}(${path === undefined ? "" : shown(path)})`;
  return parameterDecorator(text, { kind: "value", name, path });
}

/** A path into a value: `"image.tag"`, or a list where keys have dots. */
export type ValuePath = string | readonly string[];

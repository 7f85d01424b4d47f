import { type RecordedSource, recordParameter } from "../definitions/records.js";
import { instancePrototype } from "../support/members.js";

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

/** A path into a value: `"image.tag"`, or a list where keys have dots. */
export type ValuePath = string | readonly string[];

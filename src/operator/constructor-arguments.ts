import type { Construction, ConstructorParameter } from "./injectable-classes.js";

type Class = new (...args: unknown[]) => object;

/** What makes a constructor's parameter of a service: the class after `@injectWithTransform`. */
interface Transformer {
  transform(value: unknown, ...args: readonly unknown[]): unknown;
}

/** Where the arguments of a constructor come from. */
export interface ArgumentSource {
  /** What a token stands for; `undefined` where it may be missing and is. */
  one(token: unknown, isOptional: boolean): unknown;
  /** Everything that is registered under a token. */
  all(token: unknown, isOptional: boolean): readonly unknown[];
}

/** Makes an instance, with what tsyringe's decorators say of the constructor that the class has or inherits. */
export function construct(
  type: object,
  { parameters = [] }: Construction,
  source: ArgumentSource,
): object {
  const values = parameters.map((parameter) => parameter && argument(parameter, source));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only classes carry decorators of classes
  return new (type as Class)(...values);
}

function argument(parameter: ConstructorParameter, source: ArgumentSource): unknown {
  const { token, isList, isOptional, transform } = parameter;
  const value = isList ? source.all(token, isOptional) : source.one(token, isOptional);
  if (transform === undefined) return value;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type of the decorator's argument
  const transformer = source.one(transform.token, false) as Transformer;
  return transformer.transform(value, ...transform.args);
}

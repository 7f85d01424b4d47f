import { type HandlerParameterDecorator, parameterDecorator } from "./parameter-decorator.js";

/**
 * Parameter: the memo, where its type is an interface or a literal's, of which nothing is left at run time.
 *
 * @example
 * ```ts
 * @OnEvent("KopfExample")
 * pinged(@InjectMemo() memo: { counter: number }): void { memo.counter++; }
 * ```
 */
export function InjectMemo(): HandlerParameterDecorator {
  return parameterDecorator("@InjectMemo()", { kind: "memo" });
}

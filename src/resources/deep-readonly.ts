/** A type whose members, all the way down, are read-only. */
export type DeepReadonly<Value> = Value extends (...args: never[]) => unknown
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** The type of an object's `spec`, an open record where the type does not say. */
export type SpecOf<Type> = Type extends { readonly spec: infer Spec }
  ? unknown extends Spec
    ? Readonly<Record<string, unknown>>
    : DeepReadonly<Spec>
  : Readonly<Record<string, unknown>>;

/** The type of an object's `status`: every member may be missing. */
export type StatusOf<Type> = Type extends { readonly status?: infer Status }
  ? unknown extends Status
    ? Readonly<Record<string, unknown>>
    : DeepReadonly<Partial<Status>>
  : Readonly<Record<string, unknown>>;

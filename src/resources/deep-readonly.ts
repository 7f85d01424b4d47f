/** A type whose members, all the way down, are read-only. */
export type DeepReadonly<Value> = Value extends (...args: never[]) => unknown
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** A type whose members, all the way down, may be assigned to. */
export type DeepMutable<Value> = Value extends (...args: never[]) => unknown
  ? Value
  : Value extends object
    ? { -readonly [Key in keyof Value]: DeepMutable<Value[Key]> }
    : Value;

/** The type of an object's `spec`, an open record where the type does not say. Every member may be missing where the whole may. */
export type SpecOf<Type> = Type extends { readonly spec?: infer Spec }
  ? unknown extends Spec
    ? Readonly<Record<string, unknown>>
    : Type extends { readonly spec: object }
      ? DeepReadonly<Spec>
      : DeepReadonly<Partial<NonNullable<Spec>>>
  : Readonly<Record<string, unknown>>;

/** The type of an object's `status`: every member may be missing. */
export type StatusOf<Type> = Type extends { readonly status?: infer Status }
  ? unknown extends Status
    ? Readonly<Record<string, unknown>>
    : DeepReadonly<Partial<NonNullable<Status>>>
  : Readonly<Record<string, unknown>>;

/** The module in which tsyringe keeps what its decorators read; it has no types of its own at this place. */
declare module "tsyringe/dist/cjs/dependency-container.js" {
  export const typeInfo: ReadonlyMap<object, readonly unknown[]>;
}

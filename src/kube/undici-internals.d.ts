/** One file of undici; see docs/decisions/0010-only-the-pool-of-undici.md. */
declare module "undici/lib/dispatcher/pool.js" {
  export { Pool as default } from "undici";
}

import type fc from "fast-check";

/** What {@link arbitraries} needs of fast-check 4: pass the whole of it, whichever copy your tests use. */
export type FastCheck = Pick<
  typeof fc,
  | "array"
  | "boolean"
  | "constant"
  | "constantFrom"
  | "integer"
  | "nat"
  | "oneof"
  | "record"
  | "string"
  | "tuple"
  | "uniqueArray"
>;

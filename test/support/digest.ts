import { createHash } from "node:crypto";

/** A short digest of plain data, Maps as lists of their entries. */
export function digest(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

import { createHash } from "node:crypto";

/** Plain data as text, Maps as lists of their entries. */
export function plain(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
}

/** A short digest of plain data. */
export function digest(value: unknown): string {
  return createHash("sha256").update(plain(value)).digest("hex").slice(0, 8);
}

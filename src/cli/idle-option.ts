import type { RowOptions } from "../backend-ai/forms/table-row.ts";

/** What an option of the command line can say of rows of Backend.AI. */
export type RowOption = "release" | "endpoint";

/** Why such an option is refused: nothing in the input has rows that it is about. Null where each has something to say. */
export function idleOption(given: RowOptions, used: ReadonlySet<RowOption>): string | null {
  const idle = (["release", "endpoint"] as const).find((name) => given[name] !== undefined && !used.has(name));
  if (idle === undefined) return null;
  return `--${idle} is for rules from Backend.AI's database, and the input has none; leave it out`;
}

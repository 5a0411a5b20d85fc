import type { Breach } from "../model/endpoint-memory.ts";
import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";

/** What an endpoint has learned in a cycle, before its count is settled. */
export interface Recollection {
  /** What it has to remember of its rules. */
  readonly breachedSince: ReadonlyMap<RuleId, Breach>;
  readonly failingSince: ReadonlyMap<RuleId, Instant>;
  /** A scale-out condition holds, whatever keeps its rule from acting. */
  readonly asksForMore: boolean;
}

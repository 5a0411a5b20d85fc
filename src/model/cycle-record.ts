import type { Decision } from "./decision.ts";
import type { Semantics } from "./semantics.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * One recorded cycle: all that the evaluation saw, and what it decided. A recorded run is a list of these. As text it is a log
 * of JSON Lines, one record a line in its wire form. Hosts and simulations write the same form.
 */
export interface CycleRecord {
  readonly semantics: Semantics;
  readonly snapshot: Snapshot;
  readonly decisions: readonly Decision[];
}

import type { Decision } from "./decision.ts";
import type { Semantics } from "./semantics.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * One cycle as it is recorded: all that the evaluation saw, and what it decided. A recorded run is a list of these; as text
 * it is a log of JSON Lines, one record a line in its wire form, written alike by a host's cycles and by a simulation.
 */
export interface CycleRecord {
  readonly semantics: Semantics;
  readonly snapshot: Snapshot;
  readonly decisions: readonly Decision[];
}

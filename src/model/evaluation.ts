import type { Decision } from "./decision.ts";
import type { EndpointMemory } from "./endpoint-memory.ts";
import type { EndpointId, RuleId } from "./ids.ts";
import type { Instant } from "./instant.ts";

/**
 * The answer to one snapshot. `JSON.stringify` writes the evaluations of this library in the form that `parseEvaluation` of
 * `autoscaling-rules/schema` reads; a copy of one is plain data, for which `formatEvaluation` does.
 */
export interface Evaluation {
  /** One per endpoint, in the snapshot's order. */
  readonly decisions: readonly Decision[];
  /** The changes to make: endpoint id → non-zero delta. */
  readonly deltas: ReadonlyMap<EndpointId, number>;
  /**
   * The last-triggered times to store: rule id → `now`. In the order in which the rules triggered: under `sequential` that of
   * the whole rule list, as in Backend.AI 25; else endpoint by endpoint, as in 26.
   */
  readonly triggered: ReadonlyMap<RuleId, Instant>;
  /**
   * The memories to store: endpoint id → what it has to remember from now on. An endpoint whose memory did not change is not
   * in it, and where none changed the map is absent.
   */
  readonly memories?: ReadonlyMap<EndpointId, EndpointMemory>;
  /** Ids of rules whose endpoint is not in the snapshot, in input order. They were ignored. */
  readonly orphans: readonly RuleId[];
  /**
   * The earliest instant at which the answer differs if nothing but the clock changes; null for never. Until then the same
   * snapshot need not be evaluated again. If something triggered, or a memory changed, the next state is the one that {@link applyEvaluation}
   * gives: it has an answer and a `recheckAt` of its own.
   */
  readonly recheckAt: Instant | null;
}

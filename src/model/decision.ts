import type { EndpointMemory } from "./endpoint-memory.ts";
import type { Fault } from "./fault.ts";
import type { EndpointId } from "./ids.ts";
import type { RuleOutcome } from "./rule-outcome.ts";

/** Every stage that can change a count or hold it back, in order. */
export const CHAIN_STAGES = /* @__PURE__ */ Object.freeze([
  "rules",
  "projection",
  "zero",
  "settling",
  "settling-timeout",
  "bounds",
  "paused",
  "cooldown",
  "advisory",
] as const);

/**
 * One stage that changed the count or held it back.
 *
 * - `rules`: a rule triggered and moved the running count
 * - `projection`: a fall was shortened or taken back, because a scale-out condition would have held after it
 * - `zero`: the endpoint went to 0 replicas, came back, or stayed at 0
 * - `settling`: a move was shortened or taken back, because replicas start; `settling-timeout`: they have started for too long
 *   to hold it back
 * - `bounds`: the endpoint's own bounds moved the count back within them
 * - `paused`, `cooldown`: the endpoint's pause or cooldown held a move back
 * - `advisory`: the change was computed but not made
 */
export interface ChainLink {
  readonly stage: (typeof CHAIN_STAGES)[number];
  /** The running count before the stage. */
  readonly from: number;
  /** The running count after it; equal to `from` where the stage held a rule back. */
  readonly to: number;
  /**
   * The rule that moved or was held back, or whose condition would have held (`projection`); or the endpoint's bound:
   * `minReplicas`, `maxReplicas`.
   */
  readonly by?: string;
}

/** What one endpoint's count should be, and why. */
export interface Decision {
  readonly endpointId: EndpointId;
  /** The target count at the start of the cycle. */
  readonly replicas: number;
  /** The target count after the cycle. */
  readonly desired: number;
  /** desired − replicas. */
  readonly delta: number;
  /** Of an advisory endpoint: the delta that it would have had. */
  readonly wouldBe?: number;
  /** What is wrong with the endpoint or the clock. There is no decision then: the count stays as it is. */
  readonly fault?: Fault;
  /** What became of each rule of the endpoint, in evaluation order. */
  readonly outcomes: readonly RuleOutcome[];
  /** What the endpoint has to remember from now on, where that changed. Store it with the count. */
  readonly memory?: EndpointMemory;
  /** How the count changed from `replicas` to `desired`: each link starts where the one before it ended. */
  readonly chain: readonly ChainLink[];
}

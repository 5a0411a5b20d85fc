import type { Fault } from "./fault.ts";
import type { EndpointId } from "./ids.ts";
import type { RuleOutcome } from "./rule-outcome.ts";

/** Every stage that can have a say in a count, in their order. */
export const CHAIN_STAGES = /* @__PURE__ */ Object.freeze([
  "rules",
  "bounds",
  "paused",
  "cooldown",
  "advisory",
] as const);

/**
 * One stage that had a say in a count.
 *
 * - `rules`: a rule triggered and moved the running count
 * - `bounds`: the endpoint's own bounds brought the count back in
 * - `paused`, `cooldown`: the endpoint's pause or cooldown held a move back
 * - `advisory`: the change was worked out and not made
 */
export interface ChainLink {
  readonly stage: (typeof CHAIN_STAGES)[number];
  /** The running count before the stage. */
  readonly from: number;
  /** The running count after it; equal to `from` where the stage held a rule back. */
  readonly to: number;
  /** The rule that moved or was held back, or the endpoint's bound: `minReplicas`, `maxReplicas`. */
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
  /** Of an advisory endpoint: what the delta had been. */
  readonly wouldBe?: number;
  /** What is wrong with the endpoint or the clock, so that there could be no decision: the count stays as it is. */
  readonly fault?: Fault;
  /** What became of each rule of the endpoint, in evaluation order. */
  readonly outcomes: readonly RuleOutcome[];
  /** How the count came about: a walk from `replicas` to `desired`, each link starting where the one before it ended. */
  readonly chain: readonly ChainLink[];
}

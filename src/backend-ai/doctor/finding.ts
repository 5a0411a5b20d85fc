import type { Decision } from "../../model/decision.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";

/** Every kind of fault, in the order in which findings are listed. */
export const DOCTOR_CODES = /* @__PURE__ */ Object.freeze([
  "dead-source",
  "always-zero",
  "inverted-step",
  "no-threshold",
  "inverted-band",
  "no-preset",
  "preset-scope",
  "preset-series",
  "preset-metric",
  "stuck-step",
  "derived-comparator",
  "hidden-replicas",
  "no-step",
  "inverted-bounds",
  "short-cooldown",
  "rule-order",
] as const);

/**
 * What is wrong with the rows of a host.
 *
 * - `dead-source`: nothing writes what an `INFERENCE_FRAMEWORK` rule reads, from 26.4.4 on
 * - `always-zero`: a `KERNEL` metric without a capacity reads 0, whatever happens
 * - `inverted-step`: a band with a negative step scales out below its band and in above it
 * - `no-threshold`: a band without thresholds never triggers
 * - `inverted-band`: the lower threshold of a band is not below its upper one
 * - `no-preset`: a `PROMETHEUS` rule whose query preset is not set, or deleted
 * - `preset-scope`: a query preset without a label of the deployment answers for all deployments
 * - `preset-series`: a query preset that answers with several series, of which an arbitrary one counts
 * - `preset-metric`: a query preset on a metric that its engine exports no longer
 * - `stuck-step`: a step that leads past a bound is never taken
 * - `derived-comparator`: a row with a comparator, which may be older than the release, or show one side of a band
 * - `hidden-replicas`: a count that was set by hand has no effect, as `desired_replicas` is set
 * - `no-step`: a step of 0 triggers, and changes nothing
 * - `inverted-bounds`: a minimum above the maximum, so that no count is within both
 * - `short-cooldown`: a cooldown that is shorter than a cycle has no effect
 * - `rule-order`: the order of rules decides the count, and the host does not define it
 */
export type DoctorCode = (typeof DOCTOR_CODES)[number];

/** The tables that a repair changes. */
export type RepairedTable =
  | "endpoint_auto_scaling_rules"
  | "prometheus_query_presets"
  | "endpoints";

/** What the host does today, as the evaluator shows it, or would do at a reading that cannot come about. */
export interface Today {
  /** What the situation is: the reading, and the count to start from. */
  readonly situation: string;
  /** Whether the rule never reads this value: what would happen if it did. */
  readonly isHypothetical: boolean;
  readonly decision: Decision;
  /** The decision for people. */
  readonly explanation: string;
}

/** One fault in the rows of a host. */
export interface DoctorFinding {
  readonly code: DoctorCode;
  /** The place of the first row at fault in the input. */
  readonly path: string;
  readonly endpointId: EndpointId;
  readonly rules: readonly RuleId[];
  /** The rows at fault, as they were handed out. */
  readonly rows: readonly unknown[];
  readonly message: string;
  /** How to fix it, the SQL included. */
  readonly help: string;
  readonly today: readonly Today[];
  /** The table of the repaired row. */
  readonly table: RepairedTable;
  /** The row as it should be, which is valid; null where it cannot be known, or should go. */
  readonly repaired: Readonly<Record<string, unknown>> | null;
  /**
   * Statements that repair the database; null where a person has to decide first. They repair the whole row, so that other
   * findings of the row can have the same ones: run each once.
   */
  readonly sql: string | null;
}

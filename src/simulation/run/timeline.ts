import type { ChainLink } from "../../model/decision.ts";
import type { Instant } from "../../model/instant.ts";
import type { MetricKey } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { type RuleOutcome, TAKING_STAGES } from "../../model/rule-outcome.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Objectives } from "../objectives.ts";
import type { Distribution, Latency } from "../service/latencies.ts";
import { metricLabels } from "./metric-labels.ts";

/**
 * What happened, in columns: entry `i` of each belongs to cycle `i`, which covers [i, i + 1) × `cycleSeconds` and ends
 * with a decision on what was measured in it. Plain data: `JSON.stringify` loses nothing of it.
 */
export interface Timeline {
  readonly kind: "timeline";
  readonly name: string;
  readonly cycleSeconds: number;
  /** The time of the first cycle's beginning. */
  readonly startAt: Instant;
  readonly rules: readonly Rule[];
  /** What users were promised. */
  readonly objectives: Objectives;
  /** Seconds from the start to each cycle's beginning. */
  readonly seconds: readonly number[];
  /** Requests that arrived in the cycle. */
  readonly arrived: readonly number[];
  /** Requests that were finished in it. */
  readonly served: readonly number[];
  /** Requests that were turned away, or went with their replica. */
  readonly lost: readonly number[];
  /** Requests that wait at the end of the cycle. */
  readonly waiting: readonly number[];
  /** Requests that are being served at the end of the cycle. */
  readonly running: readonly number[];
  /** The integral of the number of waiting requests over the cycle, in request-seconds. */
  readonly queueSeconds: readonly number[];
  /** The target count during the cycle. */
  readonly replicas: readonly number[];
  /** The target count that was decided at its end. */
  readonly desired: readonly number[];
  /** Ready replicas at the end of the cycle. */
  readonly ready: readonly number[];
  /** Seconds of all replicas that exist: starting, ready or draining. */
  readonly replicaSeconds: readonly number[];
  /**
   * Fewest replicas that the cycle's load needs, were it to last; null where the model cannot tell. The `llm` service goes by
   * Erlang's C formula with steps of its own: they keep the mean wait and the promised shares of waits and first tokens, and
   * times per token and end to end in the mean. A promise that not even an idle replica keeps does not count.
   */
  readonly needed: readonly (number | null)[];
  /** Requests finished in the cycle that kept every objective; null where the model does not tell. */
  readonly good: readonly (number | null)[];
  /** How many of them kept each objective of the scenario; absent where it has none. */
  readonly kept?: readonly KeptColumn[];
  /** What decisions saw of each metric, null where they saw none. Decimals as the doubles next to them. */
  readonly metrics: readonly MetricColumn[];
  /** What became of each rule, in input order. */
  readonly outcomes: readonly OutcomeColumn[];
  /**
   * What stages of the endpoint did after its rules, each that did something once: holding back while replicas start
   * (`settling`), opening up after too long (`settling-timeout`), going to 0 and back (`zero`), stopping a fall (`projection`).
   * Absent where none did.
   */
  readonly stages?: readonly StageColumn[];
  /** The number of ready replicas over time, exactly: it changes within cycles. */
  readonly supply: Steps;
  /** What users waited for; nothing in those that the service does not tell. */
  readonly latencies: Readonly<Record<Latency, Distribution>>;
  /** A digest of everything above: equal for the same scenario on every machine. */
  readonly digest: string;
  /**
   * The time in seconds that 95 % of the requests did not exceed whose answer began in the cycle, by nearest rank: up to the first
   * token, or where the service tells none, until they were served; null where none began. Absent where nothing ever waited.
   */
  readonly p95Seconds?: readonly (number | null)[];
}

/** One objective over time. */
export interface KeptColumn {
  readonly latency: Latency;
  /** Requests finished in the cycle that kept it, an answer of one token that of `perToken`; null where the model does not tell. */
  readonly requests: readonly (number | null)[];
}

/** One metric over time. */
export interface MetricColumn extends MetricKey {
  readonly values: readonly (number | null)[];
}

/** One rule over time. */
export interface OutcomeColumn {
  readonly ruleId: string;
  readonly kinds: readonly RuleOutcome["kind"][];
}

/** A stage of the endpoint over time. */
export interface StageColumn {
  readonly stage: TimelineStage;
  /** The count that it led to; null where it did nothing. */
  readonly counts: readonly (number | null)[];
}

/** The stages that timelines tell. */
export const TIMELINE_STAGES = [...TAKING_STAGES, "settling-timeout"] as const satisfies readonly ChainLink["stage"][];

/** A stage that timelines tell. */
export type TimelineStage = (typeof TIMELINE_STAGES)[number];

/** A step function: from `seconds[i]` on it is `values[i]`. */
export interface Steps {
  readonly seconds: readonly number[];
  readonly values: readonly number[];
}

/**
 * One cycle of a timeline, as a flat row. Metrics stand under their names (`p95 of wait` where they are no averages), rules
 * under `rule:` and their ids, stages under `stage:` and their names.
 */
export type TimelineRow = Readonly<Record<string, number | string | null>>;

/**
 * A timeline as flat rows, one a cycle, for data frames and plots. `time` is in milliseconds since the Unix epoch.
 *
 * @example
 * console.table(timelineRows(timeline).slice(0, 10));
 */
export function timelineRows(timeline: Timeline): TimelineRow[] {
  const { startAt, seconds, metrics, outcomes, stages = [], p95Seconds } = timeline;
  const labels = metricLabels(metrics);
  return seconds.map((second, at) => ({
    time: startAt + second * 1000,
    seconds: second,
    ...Object.fromEntries(NUMBERS.map((column) => [column, itemAt<number | null>(timeline[column], at)])),
    ...(p95Seconds === undefined ? {} : { p95Seconds: itemAt<number | null>(p95Seconds, at) }),
    ...Object.fromEntries(metrics.map(({ values }, nth) => [itemAt(labels, nth), itemAt(values, at)])),
    ...Object.fromEntries(outcomes.map(({ ruleId, kinds }) => [`rule:${ruleId}`, itemAt(kinds, at)])),
    ...Object.fromEntries(stages.map(({ stage, counts }) => [`stage:${stage}`, itemAt(counts, at)])),
  }));
}

/** The columns of one number a cycle, in the order in which rows have them. */
export const NUMBERS = [
  "arrived",
  "served",
  "lost",
  "waiting",
  "running",
  "queueSeconds",
  "replicas",
  "desired",
  "ready",
  "replicaSeconds",
  "needed",
  "good",
] as const satisfies readonly (keyof Timeline)[];

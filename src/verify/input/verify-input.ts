import type { Endpoint } from "../../model/endpoint.ts";
import type { MetricFacts } from "../../model/metric-facts.ts";
import type { Rule } from "../../model/rule.ts";
import type { Semantics } from "../../model/semantics.ts";

/** Counts from the least to the greatest, both included. */
export interface CountRange {
  readonly min: number;
  readonly max: number;
}

/** What {@link verifyRules} needs. Everything but the rules has a default. */
export interface VerifyInput {
  /** The rules of one endpoint, in evaluation order. Disabled ones take no part. */
  readonly rules: readonly Rule[];
  /** The endpoint: its bounds, its cooldowns, its count. Default: one without bounds. Its pause is ignored. */
  readonly endpoint?: Endpoint | undefined;
  /** Default: `backendAi25`, as for `evaluate`. */
  readonly semantics?: Semantics | undefined;
  /** The counts to start from. Default: the endpoint's; else the least of `counts`, but not 0. */
  readonly initial?: number | readonly number[] | undefined;
  /**
   * The counts that should all be reachable. Default: from the least minimum to the greatest maximum among the bounds of
   * endpoint and rules, where there are any.
   */
  readonly counts?: CountRange | undefined;
  /**
   * What the readings of metrics are, by name, in place of what `factsOfMetric` knows: any in the range can be read in any
   * cycle. An end that is left out is 0, or none. Default: what `factsOfMetric` knows, and anything from 0 for others.
   */
  readonly domain?: Readonly<Record<string, MetricFacts>> | undefined;
  /** What is known of the metrics, by name, beside what `factsOfMetric` knows: each fact alone. */
  readonly metrics?: Readonly<Record<string, MetricFacts>> | undefined;
  /**
   * The metric that is a total load shared by the replicas, as requests per second or waiting requests are: its reading is
   * L / n. Rules on other metrics do not apply in this model. Past the domain's end the reading stays at that end.
   *
   * Default: each metric by which rules both scale out and scale in, one after the other, but for those of which it is known
   * that replicas do not share them, as latencies. Where `domain` is given there is
   * no default, as whoever states what the readings are like states the load too. Null: none.
   */
  readonly load?: { readonly metric: string } | null | undefined;
  /** Seconds from cycle to cycle, for the model `held-timed`: from a microsecond to 1e9. Default: that model is left out. */
  readonly cycleSeconds?: number | undefined;
  /** Seconds until a new replica serves, for advice on cooldowns: from 0 to 1e9. Default: no such advice. */
  readonly startupSeconds?: number | undefined;
  /**
   * How many cycles to go through at most in each model: counts × kinds of readings, fewer where many rules make each cycle cost
   * more. What is past it is named in `unexplored`.
   *
   * @defaultValue 2,000,000
   */
  readonly maxSteps?: number | undefined;
}

import {
  aggregate,
  applyEvaluation,
  type Decision,
  type Endpoint,
  evaluatePrepared,
  type Instant,
  type MetricAverage,
  prepare,
  type Rule,
  recommended,
} from "autoscaling-rules";

/** What one replica measures: a number for each metric. */
export type ReplicaMetrics = Readonly<Record<string, number>>;

/** What has to be kept from one decision to the next. */
export interface ScalerState {
  readonly endpoints: readonly Endpoint[];
  readonly lastTriggered: ReadonlyMap<string, Instant>;
}

/**
 * Scales one endpoint by rules that are read once. It decides as often as you like: a decision is a function of the state, the
 * metrics and the time, and takes microseconds.
 */
export class Scaler {
  readonly #prepared;
  readonly #rules: readonly Rule[];
  #state: ScalerState;

  constructor(rules: readonly Rule[], state: ScalerState) {
    this.#rules = rules;
    this.#prepared = prepare(rules, recommended);
    this.#state = state;
  }

  /** What to keep, to go on where this scaler stopped: `formatState` of `autoscaling-rules/schema` makes JSON of it. */
  get state(): ScalerState {
    return this.#state;
  }

  /** One decision. */
  decide(replicas: readonly ReplicaMetrics[], now: Instant): Decision {
    const { endpoints, lastTriggered } = this.#state;
    const [endpoint] = endpoints;
    if (endpoint === undefined) throw new Error("the state has no endpoint");
    const metrics = this.#rules.flatMap((rule) => readingOf(rule, replicas, now));
    const snapshot = { now, endpoints, rules: this.#rules, metrics, lastTriggered };
    const evaluation = evaluatePrepared(this.#prepared, snapshot);
    this.#state = applyEvaluation(snapshot, evaluation);
    const [decision] = evaluation.decisions;
    if (decision === undefined) throw new Error("there is no decision on the endpoint");
    return decision;
  }
}

/** What a rule compares, of the replicas that report it; nothing where none does. */
function readingOf(rule: Rule, replicas: readonly ReplicaMetrics[], now: Instant): readonly MetricAverage[] {
  const { endpointId, metricSource: source, metricName: name, aggregation = "average" } = rule;
  const values = replicas.flatMap((metrics) => (Object.hasOwn(metrics, name) ? [String(metrics[name])] : []));
  const read = aggregate(values, aggregation);
  if ("missing" in read) return [];
  const coverage = { reported: values.length, of: replicas.length };
  return [{ endpointId, source, name, aggregation, value: read.average, at: now, coverage }];
}

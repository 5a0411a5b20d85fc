import type { MetricKey } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { backendAi25 } from "../../model/semantics.ts";
import { greatestOf, leastOf } from "../../util/extremes.ts";
import { type Axis, type AxisClass, axesOf } from "../readings/axis.ts";
import { type EndpointLimits, isOut, type Policy, policyOf } from "../rules/policy.ts";
import { type Facts, factsFor } from "./facts.ts";
import { inputFaults } from "./input-faults.ts";
import { type Sleep, sleepOf } from "./sleep.ts";
import { type Asked, askedFor, stepsAlone, stepsAndFallback, withoutFallback } from "./steps-alone.ts";
import { VerifyError } from "./verify-error.ts";
import type { CountRange, VerifyInput } from "./verify-input.ts";

/** Rules, and everything that decides what they do. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly policy: Policy;
}

/** What is to be verified, with every default filled in. */
export interface Settled {
  readonly rules: readonly Rule[];
  readonly policy: Policy;
  /** The rules with all that they ask for beyond that their conditions hold, but for fallbacks: for models in which time passes. */
  readonly asking: readonly Rule[];
  readonly timedPolicy: Policy;
  /** The rules with nothing but their steps and fallbacks; null where none has a fallback. */
  readonly withFallbacks: RuleSet | null;
  /** The rules as they are written. */
  readonly asWritten: RuleSet;
  /** How the endpoint goes to 0 replicas without use; null where it does not. */
  readonly sleep: Sleep | null;
  readonly axes: readonly Axis[];
  readonly factsOf: (metric: MetricKey) => Facts;
  /** The names of the metrics of which somebody stated facts. */
  readonly stated: ReadonlySet<string>;
  readonly initial: readonly number[];
  /** Null: no count was asked for, and no bound says which ones are meant. */
  readonly counts: CountRange | null;
  /** The names of the metrics that are shared loads. */
  readonly loads: readonly string[];
  /** The one of them that was named. */
  readonly namedLoad: string | null;
  /** Nobody said which metric is a load, none was chosen, and one may be. */
  readonly loadUnknown: boolean;
  /** What rules and endpoint ask for that is not looked at. */
  readonly asked: readonly Asked[];
  readonly cycleSeconds: number | null;
  readonly startupSeconds: number | null;
  readonly maxSteps: number;
  /** No bound, initial count, asked count or fallback lies above it (B of Lemma 2). */
  readonly greatestBound: number;
  /** As far as one cycle can move a count (S of Lemma 2). */
  readonly furthestStep: number;
}

/** @throws VerifyError where the input has faults */
export function settle(input: VerifyInput, ownQueries = false): Settled {
  const faults = inputFaults(input);
  if (faults.length > 0) throw new VerifyError(faults);
  const { semantics = backendAi25, cycleSeconds = null, startupSeconds = null, maxSteps = 2_000_000 } = input;
  const rules = input.rules.map(stepsAlone);
  const asking = input.rules.map(withoutFallback);
  const limits = limitsOf(input);
  const policy = policyOf(rules, limits, semantics, ownQueries);
  const domains = new Map(Object.entries(input.domain ?? {}));
  const stated = new Map(Object.entries(input.metrics ?? {}));
  const factsOf = (metric: MetricKey): Facts => factsFor(metric, stated.get(metric.name), domains.get(metric.name));
  const axes = axesOf(policy, factsOf);
  const counts = input.counts ?? boundedRange(policy);
  const initial = initialCounts(input, counts);
  const loads = loadMetrics(input, axes);
  const bounds = boundsOf(policy);
  const asked = askedFor(input.rules, input.endpoint);
  const ruleSet = (given: readonly Rule[]): RuleSet => {
    return { rules: given, policy: policyOf(given, limits, semantics, ownQueries) };
  };
  const asWritten = ruleSet(input.rules);
  const canFallBack = asked.some(({ field }) => field === "onFailure");
  return {
    rules,
    asked,
    policy,
    asking,
    timedPolicy: policyOf(asking, limits, semantics, ownQueries),
    withFallbacks: canFallBack ? ruleSet(input.rules.map(stepsAndFallback)) : null,
    asWritten,
    sleep: sleepOf(limits, input.endpoint),
    axes,
    factsOf,
    stated: new Set([...domains.keys(), ...stated.keys()]),
    initial,
    counts,
    loads,
    namedLoad: input.load?.metric ?? null,
    loadUnknown: input.load === undefined && loads.length === 0 && axes.some(mayBeShared),
    cycleSeconds,
    startupSeconds,
    maxSteps,
    greatestBound: greatestOf([counts?.max ?? 0, ...bounds, ...initial, ...fallbackCounts(asWritten.policy)]),
    furthestStep: policy.rules.reduce(
      (sum, { moves }) => sum + Math.max(0, ...moves.map(({ step }) => Math.abs(step))),
      0,
    ),
  };
}

function limitsOf({ endpoint, rules }: VerifyInput): EndpointLimits {
  if (endpoint === undefined) return { id: rules[0]?.endpointId ?? "endpoint" };
  const { id, maxReplicas = null, cooldownSeconds, zero } = endpoint;
  // With `zero` no rule leads to 0.
  const minReplicas = zero === undefined ? (endpoint.minReplicas ?? null) : Math.max(1, endpoint.minReplicas ?? 1);
  const { settle: mode, settleAtMostSeconds } = endpoint;
  return {
    id,
    minReplicas,
    maxReplicas,
    ...(cooldownSeconds !== undefined && { cooldownSeconds }),
    ...(mode !== undefined && { settle: mode }),
    ...(settleAtMostSeconds !== undefined && { settleAtMostSeconds }),
  };
}

/** Every bound of the endpoint and its rules. */
function boundsOf({ rules, bounds }: Policy): number[] {
  const all = [bounds, ...rules.map((rule) => rule.bounds)];
  return all.flatMap(({ minReplicas, maxReplicas }) => [minReplicas, maxReplicas]).filter((each) => each !== null);
}

/** The counts to which rules fall back, as far as their bounds let them. */
function fallbackCounts({ rules }: Policy): number[] {
  return rules.flatMap(({ rule: { onFailure }, maxInForce }) =>
    onFailure === undefined ? [] : [Math.min(onFailure.count, maxInForce ?? Number.POSITIVE_INFINITY)],
  );
}

/** From the least minimum to the greatest maximum; null where no bound says which counts are meant. */
function boundedRange({ rules }: Policy): CountRange | null {
  const mins = rules.filter(({ canLower }) => canLower).map(({ minInForce }) => minInForce ?? 0);
  const anyMin = rules.flatMap(({ minInForce }) => minInForce ?? []);
  const maxs = rules.flatMap(({ maxInForce }) => maxInForce ?? []);
  const floors = mins.length > 0 ? mins : anyMin.length > 0 ? anyMin : [1];
  const min = Math.max(0, leastOf(floors));
  const max = greatestOf(maxs);
  return min <= max ? { min, max } : null;
}

function initialCounts({ initial, endpoint }: VerifyInput, counts: CountRange | null): readonly number[] {
  if (typeof initial === "number") return [initial];
  if (initial !== undefined && initial.length > 0) return initial;
  if (endpoint !== undefined) return [endpoint.replicas];
  return [counts === null ? 1 : Math.max(counts.min, Math.min(1, counts.max))];
}

/** By name: however replicas that share a load are read as one, by their average or their greatest, each has L / n. */
function loadMetrics({ load, domain }: VerifyInput, axes: readonly Axis[]): string[] {
  if (load !== undefined) return load === null ? [] : [load.metric];
  const isShared = ({ facts, metric }: Axis) =>
    domain === undefined
      ? facts.values !== "whole" && facts.load !== "none" && facts.load !== "total"
      : domain[metric.name]?.load === "shared";
  const names = [...new Set(axes.map(({ metric }) => metric.name))];
  return names.filter((name) => {
    const own = axes.filter(({ metric }) => metric.name === name);
    const axisClasses = own.flatMap((axis) => axis.axisClasses);
    return own.every(isShared) && axisClasses.some(raises) && axisClasses.some(lowers) && !axisClasses.some(fights);
  });
}

/** Nothing says that replicas do not share what the metric measures, and rules on it could flap if they do. */
function mayBeShared({ axisClasses, facts }: Axis): boolean {
  const isKnown = facts.values === "whole" || facts.load === "none" || facts.load === "total";
  return !isKnown && axisClasses.some(raises) && axisClasses.some(lowers) && !axisClasses.some(fights);
}

function raises({ matched }: AxisClass): boolean {
  return matched.some(isOut);
}

function lowers({ matched }: AxisClass): boolean {
  return matched.some(({ direction }) => direction === "in");
}

/** A contradiction at one reading is reported for what it is. */
function fights(axisClass: AxisClass): boolean {
  return raises(axisClass) && lowers(axisClass);
}

/** The same with other thresholds. */
export function withRules(settled: Settled, rules: readonly Rule[]): Settled {
  const { policy, factsOf } = settled;
  const changed = policyOf(rules, policy.endpoint, policy.semantics, policy.ownQueries);
  return { ...settled, rules, policy: changed, axes: axesOf(changed, factsOf) };
}

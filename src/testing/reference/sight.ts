import type { DecimalLike } from "../../model/decimal-like.ts";
import type { Fault } from "../../model/fault.ts";
import type { Rule } from "../../model/rule.ts";
import type {
  Condition,
  InvalidMetric,
  NoMetric,
  OutcomeBase,
  StaleMetric,
} from "../../model/rule-outcome.ts";
import { branchesOf } from "./branches.ts";
import { type Gap, gapOf, isCoverage } from "./coverage.ts";
import { exact, HOLDS } from "./exact.ts";
import { ruleFault } from "./faults.ts";
import { readingOf, whyMissing } from "./reading.ts";
import type { Subject } from "./subject.ts";
import { isFresh, isTime } from "./times.ts";

/** What a rule sees, whatever the count is, and whatever it may do. */
export type Sight =
  | { readonly kind: "disabled" }
  | { readonly kind: "faulty"; readonly fault: Fault }
  | { readonly kind: "failed"; readonly outcome: NoMetric | StaleMetric | InvalidMetric }
  | {
      readonly kind: "not-met";
      readonly value: DecimalLike;
      readonly branches: readonly Condition[];
    }
  | {
      readonly kind: "met";
      readonly value: DecimalLike;
      readonly branch: Condition;
      readonly gap: Gap | null;
    };

/** The first part of the order of work: the metric, the comparison, coverage. */
export function sightOf(rule: Rule, { snapshot }: Pick<Subject, "snapshot">): Sight {
  const { now } = snapshot;
  const base = outcomeBase(rule);
  if (rule.enabled === false) return { kind: "disabled" };
  const fault = ruleFault(rule, snapshot);
  if (fault !== null) return { kind: "faulty", fault };

  // Metric: missing, then its coverage, its age, and whether it can be compared.
  const reading = readingOf(rule, snapshot);
  const missing = { kind: "no-metric", ...base, ...whyMissing(rule, snapshot) } as const;
  if (reading === null) return { kind: "failed", outcome: missing };
  const { value, at, coverage, isContested } = reading;
  const invalid = { kind: "invalid-metric", ...base, value } as const;
  const asksForCoverage = rule.minCoverage !== undefined || rule.unreported !== undefined;
  // Of averages that contradict each other none says how many replicas reported.
  if (asksForCoverage && coverage !== undefined && !isContested) {
    const { reported, of } = coverage;
    if (!isCoverage(coverage))
      return { kind: "failed", outcome: { ...invalid, reason: "not-a-number" } };
    if (reported === 0 || of === 0) return { kind: "failed", outcome: missing };
  }
  const { maxAgeSeconds } = rule;
  if (maxAgeSeconds !== undefined && at !== undefined) {
    if (!isTime(at)) return { kind: "failed", outcome: { ...invalid, reason: "not-an-instant" } };
    if (!isFresh(at, maxAgeSeconds, now)) {
      return { kind: "failed", outcome: { kind: "stale-metric", ...base, at, maxAgeSeconds } };
    }
  }
  if (isContested) return { kind: "failed", outcome: { ...invalid, reason: "conflict" } };
  const branches = branchesOf(rule);
  const average = exact(value);
  if (average === null && branches.length > 0) {
    return { kind: "failed", outcome: { ...invalid, reason: "not-a-number" } };
  }

  // Comparison: the first branch that holds.
  const branch = branches.find(({ comparator, threshold }) => {
    const limit = exact(threshold);
    return average !== null && limit !== null && HOLDS[comparator](average.cmp(limit));
  });
  if (branch === undefined) return { kind: "not-met", value, branches };
  const gap = asksForCoverage ? gapOf(rule, branch, value, coverage) : null;
  return { kind: "met", value, branch, gap };
}

/** What every outcome of a rule has. */
export function outcomeBase({ id, metricSource, metricName, aggregation }: Rule): OutcomeBase {
  const isNamed = aggregation !== undefined && aggregation !== "average";
  const metric = { source: metricSource, name: metricName, ...(isNamed && { aggregation }) };
  return { ruleId: id, metric };
}

import { compareDecimals } from "../../decimal/exact.ts";
import type { ActivationCondition } from "../../model/endpoint.ts";
import { isSameMetric, type MetricKey, metricKey, metricOf } from "../../model/metric.ts";
import { holdsOn } from "../../rules/branch.ts";
import type { Reading } from "../answer/witness.ts";
import type { Facts } from "../input/facts.ts";
import type { Settled } from "../input/settle.ts";
import { isOut } from "../rules/policy.ts";
import { type Axis, type AxisSection, matchedAt, risingOf, sectionsOf, thresholdsOf } from "./axis.ts";

/** A metric that activation conditions read. */
export interface ActivationMetric {
  readonly metric: MetricKey;
  readonly facts: Facts;
  readonly conditions: readonly ActivationCondition[];
  /** What it can read, between the thresholds of its conditions and of the rules that read it by its name. */
  readonly sections: readonly ActivationSection[];
}

/** A part of its axis. */
interface ActivationSection extends AxisSection {
  /** The endpoint is in use. */
  readonly isActive: boolean;
  /** A rule that reads it asks for more. */
  readonly asksForMore: boolean;
}

/** The metrics of some activation conditions, each once. */
export function activationMetrics(
  activation: readonly ActivationCondition[],
  { axes, policy, factsOf }: Pick<Settled, "axes" | "policy" | "factsOf">,
): ActivationMetric[] {
  const metrics = new Map(activation.map((condition) => [metricKey(metricOf(condition)), metricOf(condition)]));
  return [...metrics].map(([key, metric]) => {
    const conditions = activation.filter((condition) => metricKey(metricOf(condition)) === key);
    const facts = factsOf(metric);
    // Rules whose queries are named read answers that activation conditions do not.
    const readers = axes
      .filter((axis) => axis.queriesOf === null && metricKey(axis.metric) === key)
      .flatMap(({ rules }) => rules);
    const thresholds = risingOf([...thresholdsOf(readers), ...conditions.map(({ threshold }) => threshold)]);
    const sections = sectionsOf(thresholds, facts).map((section) => ({
      ...section,
      isActive: isActiveAt(conditions, section.reading),
      asksForMore: matchedAt(policy.program, readers, section.reading).some(isOut),
    }));
    return { metric, facts, conditions, sections };
  });
}

/** Whether one of some conditions holds at a reading. */
export function isActiveAt(conditions: readonly ActivationCondition[], reading: string): boolean {
  return conditions.some(({ comparator, threshold }) => holdsOn(comparator, compareDecimals(reading, threshold)));
}

/** Readings with which nothing asks for replicas; null where some metric has none. */
export function idleReadings(metrics: readonly ActivationMetric[]): Reading[] | null {
  const readings = metrics.map(({ metric, sections }) => {
    const idle = sections.find(({ isActive, asksForMore, fits }) => !isActive && !asksForMore && fits === null);
    return idle === undefined ? null : { ...metric, value: idle.reading };
  });
  return readings.some((each) => each === null) ? null : readings.filter((each) => each !== null);
}

/** What activation conditions read beside the rules: without use, if they can, and in use as far as they can be. */
export function usesBeside(
  metrics: readonly ActivationMetric[],
  axes: readonly Axis[],
): readonly (readonly Reading[])[] {
  const others = metrics.filter((each) => axes.every(({ metric }) => !isSameMetric(metric, each.metric)));
  const inUse = others.flatMap(({ metric, sections }) => {
    const active = sections.find(({ isActive }) => isActive);
    return active === undefined ? [] : [{ ...metric, value: active.reading }];
  });
  const idle = idleReadings(others);
  if (idle === null) return [inUse];
  return inUse.length === 0 ? [idle] : [idle, inUse];
}

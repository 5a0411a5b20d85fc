import type { MetricKey } from "../../model/metric.ts";
import { namesQuery } from "../../rules/rule-program.ts";
import type { Facts } from "../input/facts.ts";
import type { Settled } from "../input/settle.ts";
import {
  type Axis,
  type AxisClass,
  type AxisPart,
  axisClassesOf,
  axisKey,
  matchedAt,
  readingsOf,
  sectionsOf,
  thresholdsOf,
} from "../readings/axis.ts";
import type { Move, PolicyRule } from "../rules/policy.ts";

/** One metric that rules of either set read, cut by the thresholds of both. */
export interface JointAxis extends Axis {
  /** Whether a class of the axis stands for a part. */
  readonly isOf: (part: AxisPart, axisClass: AxisClass) => boolean;
  /** The same for the same moves of either set. */
  readonly keyOf: (matched: readonly Move[]) => string;
  /** The same axis, by other facts. */
  readonly given: (facts: Facts) => JointAxis;
}

/** Two rule sets. */
interface Sets {
  readonly old: Settled;
  readonly now: Settled;
}

/** The rules of either set that read one metric. */
interface Readers {
  readonly metric: MetricKey;
  readonly old: PolicyRule[];
  readonly now: PolicyRule[];
}

/** The axes of two rule sets. What can be read is what the new one says of it. */
export function jointAxes(old: Settled, now: Settled): JointAxis[] {
  const byKey = new Map<string, Readers>();
  for (const set of ["old", "now"] as const) {
    for (const rule of { old, now }[set].policy.rules) {
      const key = axisKey(rule, false);
      const readers = byKey.get(key) ?? { metric: rule.metric, old: [], now: [] };
      byKey.set(key, readers);
      readers[set].push(rule);
    }
  }
  return [...byKey.values()].map((readers) => jointAxis(readers, { old, now }, now.factsOf(readers.metric)));
}

function jointAxis(readers: Readers, sets: Sets, facts: Facts): JointAxis {
  const { metric, old, now } = readers;
  const rules = [...old, ...now];
  const parts = sectionsOf(thresholdsOf(rules), facts).map((section) => ({
    ...section,
    matched: [
      ...matchedAt(sets.old.policy.program, old, section.reading),
      ...matchedAt(sets.now.policy.program, now, section.reading),
    ],
  }));
  const queriesOf = rules.some(({ rule }) => namesQuery(rule)) ? [...new Set(rules.map(({ rule }) => rule.id))] : null;
  // A rule has a place in its own set alone.
  const ofNow = new Set(now);
  const keyOf = (matched: readonly Move[]): string =>
    matched.map(({ rule, step }) => `${ofNow.has(rule) ? "new" : "old"} ${rule.position}:${step}`).join();
  return {
    metric,
    queriesOf,
    rules,
    facts,
    parts,
    axisClasses: axisClassesOf(parts, (value) => readingsOf({ metric, queriesOf }, value), keyOf),
    isOf: (part, axisClass) => keyOf(part.matched) === keyOf(axisClass.matched),
    keyOf,
    given: (others) => jointAxis(readers, sets, others),
  };
}

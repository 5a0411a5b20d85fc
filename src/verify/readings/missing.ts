import type { Policy } from "../rules/policy.ts";
import type { Axis, AxisClass } from "./axis.ts";

/** A metric that has had no reading for so long that rules on it fall back: those that wait for at most so many seconds. */
export interface Missing extends AxisClass {
  readonly afterSeconds: number;
  /** The next longer wait of a rule on the metric, which does not fall back yet; Infinity for none. */
  readonly beforeSeconds: number;
}

/** Nothing is read, and no condition holds. */
export const NO_READING: AxisClass = { readings: [], reading: null, matched: [], fits: null };

/** The ways in which a metric can be missing so that rules on it fall back, rising; none where no rule on it does. */
export function missingOn({ rules }: Axis, { rules: all }: Policy): readonly Missing[] {
  const ids = new Set(rules.map(({ rule }) => rule.id));
  const waits = all.flatMap(({ rule: { id, onFailure } }) =>
    onFailure !== undefined && ids.has(id) ? [onFailure.afterSeconds] : [],
  );
  const rising = [...new Set(waits)].sort((one, other) => one - other);
  return rising.map((afterSeconds, nth) => ({
    ...NO_READING,
    afterSeconds,
    beforeSeconds: rising[nth + 1] ?? Number.POSITIVE_INFINITY,
  }));
}

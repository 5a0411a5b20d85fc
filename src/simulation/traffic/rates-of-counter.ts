import { itemAt } from "../../util/item-at.ts";
import { leastDistance } from "./least-distance.ts";
import type { Sample } from "./trace-of.ts";

/**
 * The rates per second of a counter, at each sample that of the time since the one before. A counter that falls began anew.
 * Where samples are missing their times get the rate over all of that time, so that nothing is counted twice or lost.
 */
export function ratesOfCounter(samples: readonly Sample[]): Sample[] {
  const known = samples.flatMap(({ at, value }) => (value === null || Number.isNaN(value) ? [] : [{ at, value }]));
  const step = leastDistance(known.map(({ at }) => at));
  return known.slice(1).flatMap(({ at, value }, nth) => {
    const before = itemAt(known, nth);
    if (at <= before.at) return [];
    const rise = value < before.value ? value : value - before.value;
    const steps = Math.max(1, Math.round((at - before.at) / step));
    const rate = (1000 * rise) / (at - before.at);
    return Array.from({ length: steps }, (_, back) => ({ at: at - (steps - 1 - back) * step, value: rate }));
  });
}

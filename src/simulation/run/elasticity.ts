import { itemAt } from "../../util/item-at.ts";
import type { Steps, Timeline } from "./timeline.ts";

/** A stretch in which neither demand nor supply changes. */
interface Level {
  readonly seconds: number;
  readonly demand: number;
  readonly supply: number;
}

/** How well supply follows demand, both in replicas. Shares are in percent of the time; 0 is best. */
export interface Elasticity {
  /**
   * Under-provisioning accuracy θ_U: 100/T · Σ max(d − s, 0)/d · Δt, the share of the demand that has no replica. 0 to 100.
   *
   * @see Herbst et al., "Ready for Rain? A View from SPEC Research on the Future of Cloud Metrics", SPEC-RG-2016-01
   */
  readonly underAccuracy: number;
  /** Over-provisioning accuracy θ_O: 100/T · Σ max(s − d, 0)/max(d, 1) · Δt, the supply past the demand. 0 to ∞. The same source. */
  readonly overAccuracy: number;
  /** Under-provisioning time share τ_U: 100/T · Σ max(sgn(d − s), 0) · Δt. 0 to 100. The same source. */
  readonly underTimeShare: number;
  /** Over-provisioning time share τ_O: 100/T · Σ max(sgn(s − d), 0) · Δt. 0 to 100. The same source. */
  readonly overTimeShare: number;
  /**
   * Instability υ: 100/(T − t₁) · Σ min(|sgn Δs − sgn Δd|, 1) · Δt, the share of time in whose steps supply and demand did not
   * move the same way. Δ is the change to the cycle from the one before. 0 to 100.
   *
   * @see Herbst et al., "Quantifying Cloud Performance and Dependability", ACM TOMPECS 3(4), 2018
   */
  readonly instability: number;
}

/**
 * The elasticity measures over a timeline, as exact integrals over its steps; null where the service model cannot tell how
 * many replicas are needed. A cycle that needs none counts as needing at most one in quotients.
 */
export function elasticity(timeline: Timeline): Elasticity | null {
  const demand = demandOf(timeline);
  if (demand === null) return null;
  const end = timeline.seconds.length * timeline.cycleSeconds;
  const sums = { under: 0, over: 0, underTime: 0, overTime: 0 };
  for (const { seconds, demand: d, supply: s } of levels(demand, timeline.supply, end)) {
    sums.under += (Math.max(d - s, 0) / Math.max(d, 1)) * seconds;
    sums.over += (Math.max(s - d, 0) / Math.max(d, 1)) * seconds;
    sums.underTime += d > s ? seconds : 0;
    sums.overTime += s > d ? seconds : 0;
  }
  const percent = (sum: number) => (end === 0 ? 0 : (100 * sum) / end);
  return {
    underAccuracy: percent(sums.under),
    overAccuracy: percent(sums.over),
    underTimeShare: percent(sums.underTime),
    overTimeShare: percent(sums.overTime),
    instability: instability(timeline, demand.values),
  };
}

/** The demand as a step function; null where a cycle's is unknown. */
function demandOf({ seconds, needed }: Timeline): Steps | null {
  const values: number[] = [];
  for (const each of needed) {
    if (each === null) return null;
    values.push(each);
  }
  return { seconds, values };
}

/** Two step functions over their common stretches, both of which begin at 0. */
function* levels(demand: Steps, supply: Steps, end: number): Generator<Level> {
  let d = 0;
  let s = 0;
  for (let at = 0; at < end; ) {
    while ((demand.seconds[d + 1] ?? end) <= at) d += 1;
    while ((supply.seconds[s + 1] ?? end) <= at) s += 1;
    const until = Math.min(end, demand.seconds[d + 1] ?? end, supply.seconds[s + 1] ?? end);
    yield { seconds: until - at, demand: itemAt(demand.values, d), supply: itemAt(supply.values, s) };
    at = until;
  }
}

/** Per cycle: whether the supply at its end moved as the demand did. */
function instability({ ready }: Timeline, demand: readonly number[]): number {
  if (ready.length < 2) return 0;
  let unlike = 0;
  for (let at = 1; at < ready.length; at += 1) {
    const supplied = Math.sign(itemAt(ready, at) - itemAt(ready, at - 1));
    const asked = Math.sign(itemAt(demand, at) - itemAt(demand, at - 1));
    if (supplied !== asked) unlike += 1;
  }
  return (100 * unlike) / (ready.length - 1);
}

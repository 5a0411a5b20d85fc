import { compareDecimals, nearestDouble } from "../../decimal/exact.ts";
import { branchThatHolds } from "../../evaluate/match.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import { type MetricKey, metricKey } from "../../model/metric.ts";
import type { RuleProgram } from "../../rules/rule-program.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Domain, Facts } from "../input/facts.ts";
import type { Move, Policy, PolicyRule } from "../rules/policy.ts";
import { between, fromUnits, isFiniteDecimal, placesOf, toUnits } from "./fixed-point.ts";

/** Readings of one metric that make the same conditions hold, by one of them. */
interface Atom {
  /** The reading that stands for all of them, as an exact decimal; null where there is none. */
  readonly reading: string | null;
  /** What happens in evaluation order. */
  readonly holding: readonly Move[];
}

/** A stretch of an axis between two neighbours among thresholds and ends of the domain; null: no end. */
interface Gap extends Atom {
  readonly from: string | null;
  readonly to: string | null;
}

/** One metric, cut into finitely many parts by the thresholds on it (Lemma 1: between two of them nothing changes). */
export interface Axis {
  readonly metric: MetricKey;
  readonly rules: readonly PolicyRule[];
  readonly facts: Facts;
  /** Rising, without the thresholds themselves. */
  readonly gaps: readonly Gap[];
  /** With different moves each. The first one moves nothing. */
  readonly atoms: readonly [Atom, ...Atom[]];
}

/** The axes of all metrics that rules read. */
export function axesOf(policy: Policy, factsOf: (metric: MetricKey) => Facts): Axis[] {
  const byMetric = new Map<string, { readonly metric: MetricKey; readonly rules: PolicyRule[] }>();
  for (const rule of policy.rules) {
    const key = metricKey(rule.metric);
    const known = byMetric.get(key);
    if (known === undefined) byMetric.set(key, { metric: rule.metric, rules: [rule] });
    else known.rules.push(rule);
  }
  return [...byMetric.values()].map(({ metric, rules }) => {
    const facts = factsOf(metric);
    const cuts = cutsOf(thresholdsOf(rules), facts);
    const gaps = gapsOf(policy.program, rules, cuts);
    const points = cuts.points.map((each) => fromUnits(each, cuts.places));
    const parts = [
      ...gaps,
      ...points.map((reading) => ({ reading, holding: holdingAt(policy.program, rules, reading) })),
    ];
    return { metric, rules, facts, gaps, atoms: atomsOf(parts) };
  });
}

/** What these rules do at a reading, in evaluation order: what match gives for it. */
export function holdingAt(program: RuleProgram, rules: readonly PolicyRule[], reading: string): Move[] {
  const double = nearestDouble(reading);
  return rules.flatMap(({ position, moves }) => {
    const branch = branchThatHolds(program, position, double, reading);
    return moves.find((move) => move.branch === branch) ?? [];
  });
}

/** The finite thresholds of these rules, each once, rising. */
export function thresholdsOf(rules: readonly PolicyRule[]): DecimalLike[] {
  const all = rules.flatMap(({ moves }) => moves.map(({ condition }) => condition.threshold));
  const rising = all.filter(isFiniteDecimal).sort(compareDecimals);
  return rising.filter((each, at) => at === 0 || compareDecimals(itemAt(rising, at - 1), each) !== 0);
}

/** Where an axis is cut, in units of 10^-places. */
interface Cuts {
  readonly places: number;
  /** The ends of the domain; null for none. */
  readonly low: bigint | null;
  readonly high: bigint | null;
  /** The thresholds in the domain, rising; or the one reading that it consists of. */
  readonly points: readonly bigint[];
}

function cutsOf(thresholds: readonly DecimalLike[], { min, max }: Domain): Cuts {
  const places = placesOf([...thresholds, ...[min, max].filter((each) => each !== null)]);
  const low = min === null ? null : toUnits(min, places);
  const high = max === null ? null : toUnits(max, places);
  const units = low !== null && low === high ? [low] : thresholds.map((each) => toUnits(each, places));
  const points = units.filter((each) => (low === null || each >= low) && (high === null || each <= high));
  return { places, low, high, points };
}

/** A reading for every stretch between two cuts. */
function gapsOf(program: RuleProgram, rules: readonly PolicyRule[], { places, low, high, points }: Cuts): Gap[] {
  const first = low ?? below(points[0] ?? high ?? 0n, places);
  const last = high ?? above(points.at(-1) ?? first, places);
  const cuts = [first, ...points, last];
  return cuts.slice(1).flatMap((cut, at): Gap[] => {
    const before = itemAt(cuts, at);
    if (before >= cut) return [];
    const reading = between(before, cut, places);
    const from = at === 0 && low === null ? null : fromUnits(before, places);
    const to = at === points.length && high === null ? null : fromUnits(cut, places);
    return [{ from, to, reading, holding: holdingAt(program, rules, reading) }];
  });
}

/** Well below and well above a number, where a domain has no end. */
function below(units: bigint, places: number): bigint {
  return units - (units < 0n ? -units : units) - 10n ** BigInt(places);
}

function above(units: bigint, places: number): bigint {
  return units + (units < 0n ? -units : units) + 10n ** BigInt(places);
}

/** One atom for each different list of moves; a real reading stands for it where there is one. */
function atomsOf(parts: readonly Atom[]): [Atom, ...Atom[]] {
  const atoms = new Map<string, Atom>();
  for (const { reading, holding } of parts) {
    const key = holding.map(({ rule, step }) => `${rule.position}:${step}`).join();
    if (!atoms.has(key)) atoms.set(key, { reading, holding });
  }
  const rest = atoms.get("") ?? { reading: null, holding: [] };
  return [rest, ...[...atoms.values()].filter((each) => each !== rest)];
}

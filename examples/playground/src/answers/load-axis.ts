import { factsOfMetric, type MetricFacts, type Semantics } from "autoscaling-rules";
import type { Verification } from "autoscaling-rules/verify";
import { type Asked, askedOf, moveAt, movesUnder } from "./load-moves.ts";
import type { RuleSet } from "./rules-of.ts";

/** What every total load of one metric does, for drawing: the replicas share it, so that each count reads its quotient. */
export interface LoadAxis {
  readonly metric: string;
  readonly unit: string | null;
  /** The greatest load that is drawn. */
  readonly max: number;
  /** The loads under which the count oscillates. */
  readonly flapping: readonly Flapping[];
  /** It is proved that no load makes the count oscillate: not just none of those that are drawn. */
  readonly isProved: boolean;
  readonly rows: readonly LoadRow[];
  /** Whether there are counts beyond the last row. */
  readonly isCut: boolean;
}

/** Loads from one end to the other; null for no end. */
export interface Flapping {
  readonly from: string;
  readonly to: string | null;
}

/** What one count does along the loads. */
export interface LoadRow {
  readonly count: number;
  readonly parts: readonly LoadPart[];
}

/** Loads that lead from a count to another one; where nothing happens there is no part. */
export interface LoadPart {
  readonly from: number;
  readonly to: number;
  readonly next: number;
}

const MOST_ROWS = 10;

/** The axes of metrics that replicas share, those that flap first. */
export function loadAxes(set: RuleSet, semantics: Semantics, verification: Verification): readonly LoadAxis[] {
  const names = new Set(verification.axes.filter(({ metric }) => isShared(metric)).map(({ metric }) => metric.name));
  return [...names]
    .map((name) => axisOf(name, set, semantics, verification))
    .toSorted((one, other) => other.flapping.length - one.flapping.length);
}

type Metric = Verification["axes"][number]["metric"];

/** Of what is unknown it is assumed that replicas share it, as the verifier does. */
function isShared(metric: Metric): boolean {
  const { load = "shared" } = factsOfMetric(metric).facts;
  return load === "shared";
}

function axisOf(name: string, set: RuleSet, semantics: Semantics, verification: Verification): LoadAxis {
  const own = verification.axes.filter(({ metric }) => metric.name === name);
  const ends = own.flatMap(({ stretches }) => stretches.flatMap(({ from, to }) => [from, to]));
  const thresholds = [...new Set(ends.filter((end) => end !== null).map(Number))].sort((one, other) => one - other);
  const [first] = own;
  const facts = first === undefined ? {} : factsOfMetric(first.metric).facts;
  const inner = thresholds.filter((each) => each > 0 && !isEnd(each, facts));
  const greatest = greatestCount(set, verification);
  const counts = Array.from({ length: Math.min(greatest, MOST_ROWS) }, (_, at) => at + 1);
  const max = productOf(inner.at(-1) ?? 1, (counts.at(-1) ?? 1) * 1.1);
  const asked = askedOf(set, semantics, name);
  const found = verification.findings.flatMap((finding) =>
    finding.key === "limit-cycle.load" && finding.params.metric === name ? finding.loads : [],
  );
  const isProved = verification.proved.some(
    ({ code, model, params }) => code === "limit-cycle" && model === "load" && params.loads.includes(name),
  );
  return {
    metric: name,
    unit: facts.unit ?? null,
    max,
    // A rule that is inverted, say, is a finding of its own, and its loads are not in it.
    flapping: found.length > 0 || isProved ? found : flappingAmong(counts, inner, max, asked),
    isProved,
    rows: counts.map((count) => ({ count, parts: partsOf(count, inner, max, asked) })),
    isCut: greatest > MOST_ROWS,
  };
}

function isEnd(reading: number, { max }: MetricFacts): boolean {
  return max !== null && max !== undefined && reading >= Number(max);
}

/** The greatest count that the rules lead to, or where nothing bounds it, so many that a few can be seen. */
function greatestCount({ endpoint }: RuleSet, { reachable, horizon }: Verification): number {
  const counts = [
    ...reachable,
    endpoint.replicas,
    ...(horizon === null ? [endpoint.maxReplicas ?? 1] : [MOST_ROWS + 1]),
  ];
  return Math.max(1, ...counts);
}

/**
 * Where a load is cut by each threshold, at the count and at every lesser one to which it may fall, nothing changes in between:
 * one load of each stretch is evaluated.
 */
function partsOf(count: number, thresholds: readonly number[], max: number, asked: Asked): LoadPart[] {
  const borders = Array.from({ length: count }, (_, at) => thresholds.map((each) => productOf(each, at + 1))).flat();
  const inner = [...new Set(borders)].filter((each) => each < max).sort((one, other) => one - other);
  const ends = [0, ...inner, max];
  const parts: LoadPart[] = [];
  for (const [at, to] of ends.slice(1).entries()) {
    const from = ends[at] ?? 0;
    const { next } = moveAt(asked, String((from + to) / 2), count);
    if (next === count) continue;
    const last = parts.at(-1);
    if (last !== undefined && last.next === next && last.to === from) parts[parts.length - 1] = { ...last, to };
    else parts.push({ from, to, next });
  }
  return parts;
}

/** To 12 digits: in doubles 0.8 × 3 is 2.4000000000000004. */
function productOf(threshold: number, factor: number): number {
  return Number((threshold * factor).toPrecision(12));
}

/** The loads along the axis under which one of these counts oscillates, as far as the axis goes. */
function flappingAmong(
  counts: readonly number[],
  thresholds: readonly number[],
  max: number,
  asked: Asked,
): Flapping[] {
  const borders = counts.flatMap((count) => thresholds.map((each) => productOf(each, count)));
  const ends = [...new Set([0, ...borders.filter((each) => each < max), max])].sort((one, other) => one - other);
  const spans: { from: number; to: number }[] = [];
  for (const [at, to] of ends.slice(1).entries()) {
    const from = ends[at] ?? 0;
    const { loop } = movesUnder(asked, String((from + to) / 2), counts.length);
    if (loop.length === 0) continue;
    const last = spans.at(-1);
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  }
  // Past the last threshold of the greatest count nothing else happens.
  return spans.map(({ from, to }) => ({ from: String(from), to: to === max ? null : String(to) }));
}

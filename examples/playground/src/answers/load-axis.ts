import type { MetricFacts, MetricKey } from "autoscaling-rules";
import { type LoadInterval, type Verification, verifyRules } from "autoscaling-rules/verify";
import { type Asked, askedOf, moveAt } from "./load-moves.ts";
import { type FullInput, factsIn } from "./rules-of.ts";

/** What every total load of one metric does, for drawing: the replicas share it, so that each count reads its quotient. */
export interface LoadAxis {
  readonly metric: string;
  readonly unit: string | null;
  /** The greatest load that is drawn. */
  readonly max: number;
  /** The loads under which the count oscillates. */
  readonly flapping: readonly LoadInterval[];
  /** It is proved that no load makes the count oscillate. */
  readonly isProved: boolean;
  readonly rows: readonly LoadRow[];
  /** Whether there are counts beyond the last row. */
  readonly isCut: boolean;
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
export function loadAxes(input: FullInput, verification: Verification): readonly LoadAxis[] {
  const names = new Set(
    verification.axes.filter(({ metric }) => isShared(metric, input)).map(({ metric }) => metric.name),
  );
  return [...names]
    .map((name) => axisOf(name, input, verification))
    .toSorted((one, other) => other.flapping.length - one.flapping.length);
}

/** Of what is unknown it is assumed that replicas share it, as the verifier does. */
function isShared(metric: MetricKey, input: FullInput): boolean {
  const { load = "shared" } = factsIn(input, metric);
  return load === "shared";
}

function axisOf(name: string, input: FullInput, verification: Verification): LoadAxis {
  const own = verification.axes.filter(({ metric }) => metric.name === name);
  const ends = own.flatMap(({ stretches }) => stretches.flatMap(({ from, to }) => [from, to]));
  const thresholds = [...new Set(ends.filter((end) => end !== null).map(Number))].sort((one, other) => one - other);
  const [first] = own;
  const facts = first === undefined ? {} : factsIn(input, first.metric);
  const inner = thresholds.filter((each) => each > 0 && !isEnd(each, facts));
  const greatest = greatestCount(input, verification);
  const counts = Array.from({ length: Math.min(greatest, MOST_ROWS) }, (_, at) => at + 1);
  const max = productOf(inner.at(-1) ?? 1, (counts.at(-1) ?? 1) * 1.1);
  const asked = askedOf(input, name);
  return {
    metric: name,
    unit: facts.unit ?? null,
    max,
    ...(oscillation(name, verification) ?? oscillation(name, underLoad(name, input, counts)) ?? NOTHING_FOUND),
    rows: counts.map((count) => ({ count, parts: partsOf(count, inner, max, asked) })),
    isCut: greatest > MOST_ROWS,
  };
}

type Oscillation = Pick<LoadAxis, "flapping" | "isProved">;

const NOTHING_FOUND: Oscillation = { flapping: [], isProved: false };

/** The loads under which the count oscillates, or that there are none; null where the verifier says neither. */
function oscillation(name: string, { findings, proved }: Verification): Oscillation | null {
  const flapping = findings.flatMap((finding) =>
    finding.key === "limit-cycle.load" && finding.params.metric === name ? finding.loads : [],
  );
  const isProved = proved.some(
    ({ code, model, params }) => code === "limit-cycle" && model === "load" && params.loads.includes(name),
  );
  return flapping.length > 0 || isProved ? { flapping, isProved } : null;
}

/**
 * What the verifier says of a load that is named: of some metrics, such as one whose rules contradict each other, it looks at no
 * load otherwise.
 */
function underLoad(metric: string, input: FullInput, counts: readonly number[]): Verification {
  // Without cycles in time, of which nothing is asked here.
  const { cycleSeconds: _, startupSeconds: __, ...timeless } = input;
  return verifyRules({ ...timeless, load: { metric }, initial: counts });
}

function isEnd(reading: number, { max }: MetricFacts): boolean {
  return max !== null && max !== undefined && reading >= Number(max);
}

/** The greatest count that the rules lead to, or where nothing bounds it, so many that a few can be seen. */
function greatestCount({ endpoint }: FullInput, { reachable, horizon }: Verification): number {
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

import { factsOfMetric, type MetricFacts, type Semantics } from "autoscaling-rules";
import type { LoadInterval, Verification } from "autoscaling-rules/verify";
import { type Asked, moveAt } from "./load-moves.ts";
import type { RuleSet } from "./rules-of.ts";

/** What every total load of one metric does, for drawing: the replicas share it, so that each count reads its quotient. */
export interface LoadAxis {
  readonly metric: string;
  readonly unit: string | null;
  /** The greatest load that is drawn. */
  readonly max: number;
  /** The loads under which the count oscillates. */
  readonly flapping: readonly LoadInterval[];
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
  const flapping = verification.findings.flatMap((finding) =>
    finding.key === "limit-cycle.load" && finding.params.metric === name ? finding.loads : [],
  );
  const own = verification.axes.filter(({ metric }) => metric.name === name);
  const ends = own.flatMap(({ stretches }) => stretches.flatMap(({ from, to }) => [from, to]));
  const thresholds = [...new Set(ends.filter((end) => end !== null).map(Number))].sort((one, other) => one - other);
  const [first] = own;
  const facts = first === undefined ? {} : factsOfMetric(first.metric).facts;
  const inner = thresholds.filter((each) => each > 0 && !isEnd(each, facts));
  const greatest = greatestCount(set, verification);
  const counts = Array.from({ length: Math.min(greatest, MOST_ROWS) }, (_, at) => at + 1);
  const max = Number(((inner.at(-1) ?? 1) * (counts.at(-1) ?? 1) * 1.1).toPrecision(12));
  return {
    metric: name,
    unit: facts.unit ?? null,
    max,
    flapping,
    rows: counts.map((count) => ({ count, parts: partsOf(count, inner, max, { set, semantics, name }) })),
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

/** Between two thresholds every reading does the same: one of each stretch is evaluated. */
function partsOf(count: number, thresholds: readonly number[], max: number, asked: Asked): LoadPart[] {
  const ends = [0, ...thresholds.map((each) => each * count).filter((each) => each < max), max];
  const parts: LoadPart[] = [];
  for (const [at, to] of ends.slice(1).entries()) {
    const from = ends[at] ?? 0;
    const { next } = moveAt(String((from + to) / 2), count, asked);
    if (next === count) continue;
    const last = parts.at(-1);
    if (last !== undefined && last.next === next && last.to === from) parts[parts.length - 1] = { ...last, to };
    else parts.push({ from, to, next });
  }
  return parts;
}

import {
  averageInferenceMetric,
  type Endpoint,
  evaluate,
  factsOfMetric,
  type MetricFacts,
  type Rule,
  type Semantics,
} from "autoscaling-rules";
import type { LoadInterval, Verification } from "autoscaling-rules/verify";
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

interface Asked {
  readonly set: RuleSet;
  readonly semantics: Semantics;
  readonly name: string;
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

/** What each count does under one total load, and where that leads. */
export interface LoadMoves {
  readonly moves: readonly Move[];
  /** The counts from the endpoint's own on, until one comes again; it ends with that one. */
  readonly path: readonly number[];
  /** Every count that oscillates under this load, whichever count it begins at: `[1, 2]`. Empty: the count comes to rest. */
  readonly loop: readonly number[];
}

export interface Move {
  readonly count: number;
  /** What each of so many replicas reads; null where the load is no number. */
  readonly reading: string | null;
  readonly next: number;
}

/** Follows the counts under one total load, with every cooldown over by the next cycle. */
export function movesUnder(set: RuleSet, semantics: Semantics, name: string, load: string, most: number): LoadMoves {
  const asked = { set, semantics, name };
  const known = new Map<number, Move>();
  const move = (count: number): Move => {
    const found = known.get(count) ?? moveAt(load, count, asked);
    known.set(count, found);
    return found;
  };
  const moves = Array.from({ length: most }, (_, at) => move(at + 1));
  const orbits = moves.map(({ count }) => orbitFrom(count, move));
  const own = orbitFrom(Math.max(1, set.endpoint.replicas), move);
  return { moves, path: own, loop: loopOf(own) ?? orbits.map(loopOf).find((loop) => loop !== null) ?? [] };
}

const MOST_CYCLES = 1000;

function orbitFrom(count: number, move: (count: number) => Move): number[] {
  const path = [count];
  for (let at = count; path.length < MOST_CYCLES; ) {
    const { next } = move(at);
    path.push(next);
    if (path.indexOf(next) < path.length - 1) return path;
    at = next;
  }
  return path;
}

/** The counts that an orbit ends in going through; null where it comes to rest, or goes on. */
function loopOf(path: readonly number[]): readonly number[] | null {
  const last = path.at(-1) ?? 0;
  const loop = path.slice(path.indexOf(last), -1);
  return loop.length > 1 ? loop : null;
}

/** One cycle at one count under a total load, with every cooldown over. Rules on other metrics take no part. */
function moveAt(load: string, count: number, { set, semantics, name }: Asked): Move {
  const { endpoint } = set;
  const rules = set.rules.filter(({ metricName, enabled }) => metricName === name && enabled !== false).map(atOnce);
  const shared = averageInferenceMetric({ [name]: { current: load } }, name, count);
  if ("missing" in shared) return { count, reading: null, next: count };
  const readings = rules.map((rule) => {
    const { metricSource: source, aggregation = "average" } = rule;
    const value = clipped(shared.average, factsOfMetric({ source, name, aggregation }).facts);
    const key = { endpointId: endpoint.id, source, name, aggregation };
    return { ...key, value, coverage: { reported: count, of: count }, at: 0 };
  });
  const metrics = [...new Map(readings.map((each) => [`${each.source} ${each.aggregation}`, each])).values()];
  const { decisions } = evaluate(
    { now: 0, endpoints: [settled(endpoint, count)], rules, metrics, lastTriggered: new Map() },
    semantics,
  );
  return { count, reading: metrics[0]?.value ?? shared.average, next: decisions[0]?.desired ?? count };
}

/** A rule that does not wait: how long a condition has held is nothing that a constant load changes. */
function atOnce(rule: Rule): Rule {
  const { forSeconds: _, ...rest } = rule;
  return rest;
}

/** The endpoint at a count, with nothing left to wait for. */
function settled({ id, minReplicas = null, maxReplicas = null }: Endpoint, replicas: number): Endpoint {
  return { id, replicas, minReplicas, maxReplicas };
}

/** A reading that would leave the metric's domain stays at its end: a processor is never more than 100 % busy. */
function clipped(reading: string, { min = null, max = null }: MetricFacts): string {
  if (min !== null && Number(reading) < Number(min)) return String(min);
  return max !== null && Number(reading) > Number(max) ? String(max) : reading;
}

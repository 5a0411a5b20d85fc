import {
  averageInferenceMetric,
  type Endpoint,
  evaluate,
  factsOfMetric,
  type MetricFacts,
  type Rule,
  type Semantics,
} from "autoscaling-rules";
import type { RuleSet } from "./rules-of.ts";

/** Whose moves are asked for, and by the load of which metric. */
export interface Asked {
  readonly set: RuleSet;
  readonly semantics: Semantics;
  readonly name: string;
}

/** What each count does under one total load, and where that leads. */
export interface LoadMoves {
  readonly moves: readonly Move[];
  /** The counts from the endpoint's own on, until one comes again; it ends with that one. */
  readonly path: readonly number[];
  /** The path was given up after a thousand cycles, as no count came again. */
  readonly isEndless: boolean;
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
  const isEndless = own.length === MOST_CYCLES;
  return { moves, path: own, isEndless, loop: loopOf(own) ?? orbits.map(loopOf).find((loop) => loop !== null) ?? [] };
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
export function moveAt(load: string, count: number, { set, semantics, name }: Asked): Move {
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

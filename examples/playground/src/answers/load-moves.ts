import {
  averageInferenceMetric,
  type Endpoint,
  evaluatePrepared,
  type MetricFacts,
  type MetricKey,
  type PreparedRules,
  prepare,
  type Rule,
} from "autoscaling-rules";
import { type FullInput, factsIn } from "./rules-of.ts";

/** Rules whose moves are asked for, by the load of one metric: made once, for many loads and counts. */
export interface Asked {
  readonly prepared: PreparedRules;
  readonly endpoint: Endpoint;
  readonly name: string;
  /** The ways in which rules read the metric. Metrics of other rules have no reading. */
  readonly reads: readonly { readonly metric: MetricKey; readonly facts: MetricFacts }[];
}

/** What each count does under one total load, and where that leads. */
export interface LoadMoves {
  readonly moves: readonly Move[];
  /** The counts from the endpoint's own on, until one comes again; it ends with that one. */
  readonly path: readonly number[];
  /** The path ends in a loop. */
  readonly isOwnLoop: boolean;
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

export function askedOf(input: FullInput, name: string): Asked {
  const { rules, endpoint, semantics } = input;
  const enabled = rules.filter(({ enabled }) => enabled !== false);
  const metrics = enabled
    .filter(({ metricName }) => metricName === name)
    .map(({ metricSource: source, aggregation = "average" }) => ({ source, name, aggregation }));
  const each = new Map(metrics.map((metric) => [`${metric.source} ${metric.aggregation}`, metric]));
  return {
    prepared: prepare(enabled.map(stepsAlone), semantics),
    endpoint: settled(endpoint),
    name,
    reads: [...each.values()].map((metric) => ({ metric, facts: factsIn(input, metric) })),
  };
}

/**
 * A rule without what has no effect under a load that never changes: conditions last as long as they must, every replica reports,
 * and no metric fails. `scales` stays, as it decides how far the count falls.
 */
function stepsAlone(rule: Rule): Rule {
  const { forSeconds: _, minCoverage: __, unreported: ___, onFailure: ____, ...steps } = rule;
  return steps;
}

/** An endpoint with nothing left to wait for. With `zero` no rule leads to 0. */
function settled({ id, replicas, minReplicas = null, maxReplicas = null, zero }: Endpoint): Endpoint {
  return { id, replicas, maxReplicas, minReplicas: zero === undefined ? minReplicas : Math.max(1, minReplicas ?? 1) };
}

/** Follows the counts under one total load, with every cooldown over by the next cycle. */
export function movesUnder(asked: Asked, load: string, most: number): LoadMoves {
  const known = new Map<number, Move>();
  const move = (count: number): Move => {
    const found = known.get(count) ?? moveAt(asked, load, count);
    known.set(count, found);
    return found;
  };
  const moves = Array.from({ length: most }, (_, at) => move(at + 1));
  const path = orbitFrom(Math.max(1, asked.endpoint.replicas), move);
  const own = loopOf(path);
  const others = moves.map(({ count }) => loopOf(orbitFrom(count, move)));
  return {
    moves,
    path,
    isOwnLoop: own !== null,
    isEndless: path.length === MOST_CYCLES,
    loop: own ?? others.find((loop) => loop !== null) ?? [],
  };
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

/** One cycle at one count under a total load, with every cooldown over. Metrics of other rules have no reading. */
export function moveAt({ prepared, endpoint, name, reads }: Asked, load: string, count: number): Move {
  const shared = averageInferenceMetric({ [name]: { current: load } }, name, count);
  if ("missing" in shared) return { count, reading: null, next: count };
  const metrics = reads.map(({ metric, facts }) => {
    const value = clipped(shared.average, facts);
    return { endpointId: endpoint.id, ...metric, value, coverage: { reported: count, of: count }, at: 0 };
  });
  const endpoints = [{ ...endpoint, replicas: count }];
  const { decisions } = evaluatePrepared(prepared, { now: 0, endpoints, metrics, lastTriggered: new Map() });
  return { count, reading: metrics[0]?.value ?? shared.average, next: decisions[0]?.desired ?? count };
}

/** A reading that would leave the metric's domain stays at its end: a processor is never more than 100 % busy. */
function clipped(reading: string, { min = null, max = null }: MetricFacts): string {
  if (min !== null && Number(reading) < Number(min)) return String(min);
  return max !== null && Number(reading) > Number(max) ? String(max) : reading;
}

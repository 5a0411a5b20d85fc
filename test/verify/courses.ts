import {
  applyEvaluation,
  type Decision,
  type Endpoint,
  evaluatePrepared,
  type MetricAverage,
  prepare,
  type Rule,
  type Semantics,
} from "../../src/index.ts";
import type { Finding } from "../../src/verify/index.ts";

/** An endpoint with all that decides its count. */
export interface Ruled {
  readonly rules: readonly Rule[];
  readonly endpoint: Endpoint;
  readonly semantics: Semantics;
}

/** Cycles from a count at which all is at rest; at 0 the endpoint sleeps. */
export interface Course {
  readonly start: number;
  /** What each cycle reads, by how many replicas serve. */
  readonly metricsAt: (serving: number) => readonly MetricAverage[];
  readonly cycles: number;
  readonly cycleSeconds: number;
  /** How long a replica starts before it serves. Absent: no time. */
  readonly startupSeconds?: number;
}

/** What the evaluator decides of an endpoint in any course, cycle by cycle. */
export function coursesOf({ rules, endpoint, semantics }: Ruled): (course: Course) => readonly Decision[] {
  const prepared = prepare(rules, semantics);
  return ({ start, metricsAt, cycles, cycleSeconds, startupSeconds = 0 }) => {
    let state: Parameters<typeof applyEvaluation>[0] = {
      now: 0,
      endpoints: [
        { ...endpoint, replicas: start, ...(start === 0 && endpoint.zero && { memory: { zeroBy: "rules" } }) },
      ],
      lastTriggered: new Map(),
    };
    let readyAt: readonly number[] = [];
    return Array.from({ length: cycles }, (_, cycle) => {
      const now = cycle * cycleSeconds * 1000;
      readyAt = readyAt.filter((at) => at > now);
      const starting = readyAt.length;
      const endpoints =
        endpoint.settle === undefined ? state.endpoints : state.endpoints.map((each) => ({ ...each, starting }));
      const metrics = metricsAt((state.endpoints[0]?.replicas ?? 0) - starting);
      const evaluation = evaluatePrepared(prepared, { ...state, now, endpoints, metrics });
      state = { now, ...applyEvaluation({ ...state, now, endpoints }, evaluation) };
      const [decision] = evaluation.decisions;
      if (decision === undefined) throw new Error("the endpoint has a decision");
      const { delta } = decision;
      if (delta < 0) readyAt = readyAt.slice(0, Math.max(0, starting + delta));
      const added = startupSeconds > 0 ? Math.max(0, delta) : 0;
      readyAt = [...readyAt, ...new Array<number>(added).fill(now + startupSeconds * 1000)];
      return decision;
    });
  };
}

/** One value for all that an endpoint's rules and its activation look at. */
export function readingsOf({ rules, endpoint }: Ruled, value: number): readonly MetricAverage[] {
  const shared = [...(endpoint.zero?.activation ?? []), ...rules].map(
    ({ metricSource: source, metricName: name }): MetricAverage => ({ endpointId: endpoint.id, source, name, value }),
  );
  const own = rules
    .filter(({ metricSource }) => metricSource === "PROMETHEUS")
    .map(({ id: ruleId, metricName: name }): MetricAverage => {
      return { endpointId: endpoint.id, source: "PROMETHEUS", name, value, ruleId };
    });
  return [...shared, ...own];
}

/** The readings of a load that the replicas share which serve; over none all of it is read. */
export function loadOf(ruled: Ruled, load: number): Course["metricsAt"] {
  return (serving) => readingsOf(ruled, load / Math.max(1, serving));
}

/** The counts that some decisions lead to. */
export function countsOf(decisions: readonly Decision[]): readonly number[] {
  return decisions.map(({ desired }) => desired);
}

/** Whether an endpoint that sleeps at first wakes up and goes back to 0. */
export function goesBack(counts: readonly number[]): boolean {
  const woken = counts.findIndex((count) => count > 0);
  return woken >= 0 && counts.slice(woken).includes(0);
}

/** Whether a load is among those of a finding. */
export function isAmong(loads: Finding["loads"], load: number): boolean {
  return loads.some(
    ({ from, to, fromClosed, toClosed }) =>
      (load > Number(from) || (fromClosed && load === Number(from))) &&
      (to === null || load < Number(to) || (toClosed && load === Number(to))),
  );
}

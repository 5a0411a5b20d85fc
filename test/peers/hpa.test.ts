import { Decimal } from "decimal.js";
import { expect } from "vitest";
import type { Coverage, MetricAverage, Rule } from "../../src/index.ts";
import { average, endpoint, inRule, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";
import { PeerTable } from "./peer-table.ts";

interface Replica {
  readonly name: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly deleting: boolean;
  readonly warmingUp: boolean;
  readonly request: number | null;
}

interface ResourceCase {
  readonly id: string;
  readonly currentReplicas: number;
  readonly tolerance: number;
  readonly target: number;
  readonly replicas: readonly Replica[];
  readonly metricByReplica: Readonly<Record<string, number>>;
  readonly expected: { readonly replicas?: number; readonly observedUtilization?: number; readonly error?: string };
}

const calculator = new PeerTable<{ readonly cases: readonly ResourceCase[] }>("hpa_replica_calculator.json", {
  "later: a target on a metric that every replica reported": ["hpa-rc-10", "hpa-rc-15", "hpa-rc-20"],
  "later: a target on a total, which has no coverage": [
    "hpa-rc-12",
    "hpa-rc-18",
    "hpa-rc-21",
    "hpa-rc-22",
    "hpa-rc-32",
    "hpa-rc-33",
  ],
  "difference: Kubernetes moves against the direction in which it set out, and ours stays": ["hpa-rc-16"],
});

/** The mean utilization of the replicas that reported, in whole percent, as Kubernetes compares it; null where it has none. */
function utilization({ replicas, metricByReplica }: ResourceCase) {
  const present = replicas.filter(({ deleting, phase }) => !deleting && phase !== "Failed");
  const usageOf = ({ name }: Replica) => metricByReplica[name];
  const isStarting = (each: Replica) =>
    each.phase === "Pending" || (usageOf(each) !== undefined && (!each.ready || each.warmingUp));
  const starting = present.filter(isStarting);
  const serving = present.filter((each) => !isStarting(each));
  const reporting = serving.filter((each) => usageOf(each) !== undefined);
  const requested = reporting.reduce((sum, { request }) => sum + (request ?? Number.NaN), 0);
  if (reporting.length === 0 || Number.isNaN(requested)) return null;
  const used = reporting.reduce((sum, each) => sum + (usageOf(each) ?? 0), 0);
  return {
    percent: Math.trunc((100 * used) / requested),
    reported: reporting.length,
    serving: serving.length,
    wanted: serving.length + starting.length,
  };
}

// How far a target leads comes later. Here rules outside its tolerance have the step of the table, so that what is tested is
// whether the count moves, and which way, by replicas that did not report. `cuda_util` runs from 0 to 100.
calculator.run("cases", "replicas that did not report count against the move", (given) => {
  const { currentReplicas: replicas, target, tolerance, expected } = given;
  const found = utilization(given);
  const desired = expected.replicas ?? replicas;
  const step = Math.max(1, Math.abs(desired - replicas));
  const edge = (share: Decimal) => share.times(target).toString();
  const rules = [
    rule({ threshold: edge(new Decimal(1).plus(tolerance)), stepSize: step, unreported: "argue" }),
    inRule({ threshold: edge(new Decimal(1).minus(tolerance)), stepSize: -step, unreported: "argue" }),
  ];
  // Replicas that start weigh against a rise, and not against a fall.
  const isHigh = found !== null && found.percent > target;
  const coverage: Coverage | null = found && { reported: found.reported, of: isHigh ? found.wanted : found.serving };
  const metrics: readonly MetricAverage[] = found && coverage ? [average(found.percent, { coverage })] : [];
  const decision = decideEverywhere({ endpoints: [endpoint({ replicas })], rules, metrics });
  expect({ utilization: found?.percent, replicas: decision.desired }).toEqual({
    utilization: expected.observedUtilization,
    replicas: desired,
  });
  if (expected.error !== undefined)
    expect(decision.outcomes.map(({ kind }) => kind)).toEqual(["no-metric", "no-metric"]);
});

calculator.isComplete();

interface Failure {
  readonly id: string;
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly metrics: readonly (
    | {
        readonly kind: string;
        readonly targetPercent: number;
        readonly perReplicaUsageMilli: readonly number[];
        readonly requestMilli: number;
      }
    | { readonly status: "unknown" }
  )[];
  readonly expected: { readonly replicas: number };
}

const behavior = new PeerTable<{ readonly partialMetricFailure: readonly Failure[] }>("hpa_behavior.json", {
  "later: a rate limits the change": [
    "hpa-rate-01",
    "hpa-rate-04",
    "hpa-rate-08",
    "hpa-rate-10",
    "hpa-rate-11",
    "hpa-rate-14",
    "hpa-rate-15",
    "hpa-rate-17",
    "hpa-rate-19",
    "hpa-rate-20",
    "hpa-rate-21",
    "hpa-rate-23",
    "hpa-rate-25",
    "hpa-rate-27",
    "hpa-rate-28",
    "hpa-rate-29",
    "hpa-rate-31",
    "hpa-rate-33",
    "hpa-rate-37",
    "hpa-rate-39",
    "hpa-rate-41",
    "hpa-limit-01",
    "hpa-conv-01",
    "hpa-conv-02",
    "hpa-conv-05",
    "hpa-event-02",
    "hpa-event-03",
    "hpa-event-06",
    "hpa-event-08",
  ],
  "later: the window over which a recommendation is kept": [
    "hpa-stab-01",
    "hpa-stab-05",
    "hpa-stab-07",
    "hpa-stab-08",
    "hpa-stab-09",
    "hpa-stab-11",
    "hpa-norm-02",
    "hpa-norm-03",
  ],
});

behavior.run("partialMetricFailure", "a metric that is missing bars a fall, and no rise", (given) => {
  const { min: minReplicas, max: maxReplicas, current: replicas, metrics, expected } = given;
  // What the target comes to, as a step.
  const signals = metrics.map((metric, nth) => {
    if ("status" in metric) return { rules: bothWays(`m${nth}`, 1), metric: null };
    const { targetPercent, perReplicaUsageMilli: usages, requestMilli } = metric;
    const used = usages.reduce((sum, usage) => sum + usage, 0);
    const percent = Math.trunc((100 * used) / (requestMilli * usages.length));
    const wanted = Math.ceil((replicas * percent) / targetPercent);
    return {
      rules: bothWays(`m${nth}`, Math.abs(wanted - replicas), targetPercent),
      metric: average(percent, { name: `m${nth}` }),
    };
  });
  const state = {
    endpoints: [endpoint({ replicas, minReplicas, maxReplicas })],
    rules: signals.flatMap(({ rules }) => rules),
    metrics: signals.flatMap(({ metric }) => (metric === null ? [] : [metric])),
  };
  expect(decideEverywhere(state).desired).toBe(expected.replicas);
});

behavior.isComplete();

function bothWays(metricName: string, step: number, threshold = 50): readonly Rule[] {
  return [
    rule({ id: `${metricName}-out`, metricName, threshold, stepSize: step }),
    inRule({ id: `${metricName}-in`, metricName, threshold, stepSize: -step }),
  ];
}

import { expect, test } from "vitest";
import {
  chart,
  compare,
  comparisonTable,
  diurnal,
  recommend,
  type Sweep,
  simulate,
  step,
  summarize,
  sweep,
} from "../../src/simulation/index.ts";
import { bandRule, rule } from "../support/build.ts";
import { scenario, utilisationRules } from "./scenarios.ts";

const band = bandRule({ minThreshold: 30, maxThreshold: null, minReplicas: 1, maxReplicas: 9 });
const surge = scenario({ name: "a surge", trace: step({ from: 4, to: 14, at: 60, seconds: 300 }), startupSeconds: 45 });
const eager = { ...surge, name: "eager", rules: [rule({ stepSize: 2, maxReplicas: 9 }), ...utilisationRules.slice(1)] };
const ideal = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 3 } as const;
const hour = scenario({
  trace: diurnal({ low: 2, high: 20, seconds: 3600, periodSeconds: 3600, binSeconds: 10 }),
  initialReplicas: 1,
  startupSeconds: 60,
});
const days = scenario({
  trace: diurnal({ low: 1, high: 9, seconds: 360_000, periodSeconds: 86_400, binSeconds: 3600 }),
  cycleSeconds: 7200,
  metricLoss: 0.2,
  seed: 3,
  rules: [
    { ...band, maxThreshold: 70 },
    { ...band, id: "turned", stepSize: -1, maxThreshold: 150, minReplicas: 1 },
    rule({ id: "elsewhere", metricSource: "INFERENCE_FRAMEWORK" }),
  ],
});
const axes = [
  { rule: "out", field: "threshold", values: [60, 75, 90] },
  { field: "startupSeconds", values: [30, 90] },
] as const;

/** Levels that are close and far, costs on both sides of the middle and on it. */
const crowded = ((): Sweep => {
  const { points, ...rest } = sweep({
    scenario: { ...hour, trace: diurnal({ low: 1, high: 2, seconds: 60 }) },
    axes: [],
  });
  const front = [
    [1, 0.1],
    [2, 0.12],
    [3, 0.15],
    [5, 0.5],
    [6, 0.52],
    [7, 0.9],
    [9, 1.1],
  ] as const;
  const made = front.flatMap(([replicaHours, serviceLevel], nth) =>
    points.map((point) => ({ ...point, replicaHours, serviceLevel, values: { seed: nth }, isOnFront: nth !== 4 })),
  );
  return { ...rest, points: made };
})();

const WHAT: Readonly<Record<string, () => unknown>> = {
  "a chart of a queue": () => chart(simulate(surge), { objectiveSeconds: 2 }),
  "a chart of a service without one": () =>
    chart(simulate({ ...surge, service: ideal }), { title: "none", width: 300 }),
  "a chart of days with gaps": () => chart(simulate(days), { objectiveSeconds: 600 }),
  "a chart of a comparison": () => chart(compare([simulate(surge), simulate(eager)]), { title: "two" }),
  "a chart of a sweep": () => chart(sweep({ scenario: hour, axes })),
  "a chart of a crowded front": () => chart(crowded),
  summaries: () => [surge, eager, { ...surge, service: ideal }, hour].map((each) => summarize(simulate(each))),
  "a comparison": () => comparisonTable(compare([simulate(surge), simulate(eager)])).split("\n"),
  "a sweep": () => sweep({ scenario: hour, axes, serviceLevel: "enough-replicas" }),
  "a recommendation": () => recommend(hour, { target: 0.999, changesPerHour: 20, mostRuns: 120 }),
};

test.each(Object.entries(WHAT))("%s was recorded", async (name, make) => {
  const file = `./recorded/${name.replaceAll(" ", "-")}.json`;
  await expect(`${JSON.stringify(make(), null, 1)}\n`).toMatchFileSnapshot(file);
});

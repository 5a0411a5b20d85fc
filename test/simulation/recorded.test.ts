import { expect, test } from "vitest";
import {
  chart,
  compare,
  comparisonTable,
  diurnal,
  recommend,
  simulate,
  step,
  summarize,
  sweep,
} from "../../src/simulation/index.ts";
import { rule } from "../support/build.ts";
import { scenario, utilisationRules } from "./scenarios.ts";

const surge = scenario({ name: "a surge", trace: step({ from: 4, to: 14, at: 60, seconds: 300 }), startupSeconds: 45 });
const eager = { ...surge, name: "eager", rules: [rule({ stepSize: 2, maxReplicas: 9 }), ...utilisationRules.slice(1)] };
const ideal = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 3 } as const;
const hour = scenario({
  trace: diurnal({ low: 2, high: 20, seconds: 3600, periodSeconds: 3600, binSeconds: 10 }),
  initialReplicas: 1,
  startupSeconds: 60,
});
const axes = [
  { rule: "out", field: "threshold", values: [60, 75, 90] },
  { field: "startupSeconds", values: [30, 90] },
] as const;

const WHAT: Readonly<Record<string, () => unknown>> = {
  "a chart of a queue": () => chart(simulate(surge), { objectiveSeconds: 2 }),
  "a chart of a service without one": () =>
    chart(simulate({ ...surge, service: ideal }), { title: "none", width: 300 }),
  "a chart of a comparison": () => chart(compare([simulate(surge), simulate(eager)]), { title: "two" }),
  "a chart of a sweep": () => chart(sweep({ scenario: hour, axes })),
  summaries: () => [surge, eager, { ...surge, service: ideal }, hour].map((each) => summarize(simulate(each))),
  "a comparison": () => comparisonTable(compare([simulate(surge), simulate(eager)])).split("\n"),
  "a sweep": () => sweep({ scenario: hour, axes, serviceLevel: "enough-replicas" }),
  "a recommendation": () => recommend(hour, { target: 0.999, changesPerHour: 20, mostRuns: 120 }),
};

test.each(Object.entries(WHAT))("%s was recorded", async (name, make) => {
  const file = `./recorded/${name.replaceAll(" ", "-")}.json`;
  await expect(`${JSON.stringify(make(), null, 1)}\n`).toMatchFileSnapshot(file);
});

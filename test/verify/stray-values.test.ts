import { expect, test } from "vitest";
import type { Rule } from "../../src/index.ts";
import { type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { inRule, rule } from "../support/build.ts";

const kernel = { metricSource: "KERNEL", metricName: "cuda_util", minReplicas: 1, maxReplicas: 8 } as const;

function saidOf(rules: readonly Rule[], more: Partial<VerifyInput> = {}): readonly string[] {
  return verifyRules({ rules, ...more }).advice.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

function pair(common: Partial<Rule>, out: object = {}, back: object = {}): Rule[] {
  return [
    rule({ ...kernel, threshold: "80", ...common, ...out }),
    inRule({ ...kernel, threshold: "20", ...common, ...back }),
  ];
}

test("a cooldown or bound below 0 is advised against, with its place", () => {
  expect(saidOf(pair({}, { cooldownSeconds: -60 }))).toEqual([
    "warning rules[0].cooldownSeconds: rule `out`: cooldownSeconds is -60, which is as no cooldown",
  ]);
  expect(saidOf(pair({}, {}, { minReplicas: -1 }))).toEqual([
    "warning rules[1].minReplicas: rule `in`: minReplicas is -1, which is as no bound",
  ]);
  expect(saidOf(pair({}, { minReplicas: null, maxReplicas: -1 }))).toEqual([
    "warning rules[0].maxReplicas: rule `out`: maxReplicas is -1, which every count is above",
  ]);
});

test("a fallback beyond the bounds is advised against, but for one that keeps the count", () => {
  const to = (count: number, how: "static" | "current" = "static") =>
    saidOf(pair({}, { onFailure: { afterSeconds: 60, count, how } }));
  expect(to(20)).toEqual([
    "warning rules[0].onFailure.count: rule `out`: onFailure.count is 20, above its maxReplicas of 8",
  ]);
  expect(to(0)).toEqual([
    "warning rules[0].onFailure.count: rule `out`: onFailure.count is 0, below its minReplicas of 1",
  ]);
  for (const sound of [to(1), to(8), to(20, "current")]) expect(sound).toEqual([]);
});

test("a metric with all but the name of a known one is advised against, unless facts of it are stated", () => {
  const named = (metricName: string, metricSource: Rule["metricSource"], more?: Partial<VerifyInput>) =>
    saidOf(pair({ metricName, metricSource }), { load: null, ...more });
  expect(named("cuda_utl", "KERNEL")).toEqual([
    "warning rules[0].metricName: no known KERNEL metric is called cuda_utl; did you mean cuda_util?",
  ]);
  for (const source of ["INFERENCE_FRAMEWORK", "PROMETHEUS"] as const) {
    expect(named("vllm:num_request_waiting", source)).toEqual([
      `warning rules[0].metricName: no known ${source} metric is called vllm:num_request_waiting; did you mean vllm:num_requests_waiting?`,
    ]);
  }
  expect(named("cuda_utl", "KERNEL", { metrics: { cuda_utl: { max: "100" } } })).toEqual([]);
  for (const own of ["npu_util", "gaudi4_util", "queue", "memo_hits"]) expect(named(own, "KERNEL")).toEqual([]);
  expect(named("cuda_utl", "PROMETHEUS")).toEqual([]);
});

test("thresholds in another unit are given in the metric's own, with the range that it has", () => {
  const [share] = verifyRules({
    rules: pair({ metricName: "cpu_util" }, { threshold: "0.8" }, { threshold: "0.3" }),
  }).advice;
  expect([share?.message, share?.help]).toEqual([
    "cpu_util reads percentages, 100 for each core, and a threshold of 0.8 is a share, 0 to 1",
    "multiply the thresholds by 100: 80 and 30",
  ]);
  const cache = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:gpu_cache_usage_perc" } as const;
  const [percentage] = verifyRules({ rules: pair(cache) }).advice;
  expect([percentage?.severity, percentage?.help]).toEqual(["error", "divide the thresholds by 100: 0.8 and 0.2"]);
});

test("a set without an enabled rule is said to be one, whatever follows from it", () => {
  for (const rules of [[], pair({ enabled: false })]) {
    const { findings, advice } = verifyRules({ rules });
    expect(advice.map(({ message }) => message)).toEqual(["no rule is enabled, so that nothing changes the count"]);
    expect(findings.map(({ because }) => because)).toEqual(findings.map(() => "none-enabled/"));
  }
});

test("metrics of one name and two sources are told apart", () => {
  const [out, back] = pair({ metricName: "queue" });
  if (out === undefined || back === undefined) throw new Error("a pair has two rules");
  const { findings } = verifyRules({ rules: [out, { ...back, metricSource: "INFERENCE_FRAMEWORK" }] });
  const [clash] = findings.filter(({ code }) => code === "contradiction");
  expect(clash?.message).toMatch(/^with queue \(KERNEL\) at \d+ and queue \(INFERENCE_FRAMEWORK\) at \d+, rule/);
});

import { expect, test } from "vitest";
import { mayHaveSeveralSeries, metricsIn } from "../../../src/backend-ai/doctor/preset-query.ts";

/** A query as presets have it, with the placeholders of the manager. */
function asStored(template: string): string {
  return template.replace(/<(\w+)>/g, (_match, name) => ["$", "{{", name, "}}"].join(""));
}

test.each([
  "sum by (<group_by>)(vllm:num_requests_running{<labels>})",
  "avg by (<group_by>)(rate(a_sum{<labels>}[<window>]) / rate(a_count{<labels>}[<window>]))",
  'sum(rate(a{x="by (b)"}[5m])) / sum(rate(b[5m]))',
  "sum(a) by ()",
  "avg(a) * 100",
  "scalar(a)",
  "quantile(0.9, a)",
  "histogram_quantile(0.95, sum by () (rate(a_bucket[5m])))",
  "histogram_quantile(0.95, sum by (le) (rate(a_bucket[5m])))",
  "clamp_max(max(a), 1)",
  "vector(1)",
  "topk(1, a)",
  "1 + 1",
  "",
  "sum(a",
  "sum(a) / on (x) group_left sum(c)",
])("an aggregation without labels answers with one series: %s", (template) => {
  expect(mayHaveSeveralSeries(asStored(template))).toBe(false);
});

test.each([
  "vllm:num_requests_waiting{<labels>}",
  "rate(a{<labels>}[<window>])",
  "sum by (kernel_id)(a)",
  "sum(a) by (kernel_id)",
  "avg without (pod) (a)",
  "sum(a) / b",
  "topk(3, a)",
  "topk by (pod) (1, a)",
  'count_values("v", a)',
  "max by (<group_by>, pod)(a)",
  "sum(a) / on (x) group_left () c",
  "(a)",
  "sum",
  "abs(a",
  "sum by (le",
  "sum by (pod)",
  "abs(a)",
  "sum by (le) (rate(a_bucket[5m]))",
  "histogram_quantile(0.95, sum by (le, pod) (rate(a_bucket[5m])))",
])("anything else may answer with several: %s", (template) => {
  expect(mayHaveSeveralSeries(asStored(template))).toBe(true);
});

test("the names in a query are those of its metrics, not of functions, labels or operators", () => {
  expect(metricsIn('sum by (le) (rate(vllm:a{x="b"}[5m])) / on (z) c unless d offset 5m')).toEqual([
    "vllm:a",
    "c",
    "d",
  ]);
  expect(metricsIn("sum(a) by (le) and (b)")).toEqual(["a", "b"]);
  expect(metricsIn(asStored("avg(vllm:gpu_cache_usage_perc{<labels>})"))).toEqual([
    "vllm:gpu_cache_usage_perc",
  ]);
});

import { describe, expect, test } from "vitest";
import { backendAi26, type Rule, recommended } from "../../src/index.ts";
import { headline, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";

const common = { minReplicas: 1, maxReplicas: 10, cooldownSeconds: 300 } as const;
const times = { cycleSeconds: 30, startupSeconds: 120 } as const;
const cpu = { ...common, metricName: "cpu_util" } as const;
const latency = { ...common, metricSource: "PROMETHEUS", metricName: "p99", queryPresetId: "p99" } as const;
const queue = { ...common, metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_waiting" } as const;
const cache = { ...common, metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc" } as const;

/** What is to be fixed: causes that are no notes. */
function toFix(input: VerifyInput): string[] {
  const { findings, advice } = verifyRules({ ...times, ...input });
  return [...findings, ...advice]
    .filter(({ because, severity }) => because === null && severity !== "note")
    .map(({ code, severity }) => `${severity} ${code}`);
}

const queueWithCache: readonly Rule[] = [
  rule({ ...queue, id: "queue", threshold: "10" }),
  rule({ ...cache, id: "cache", threshold: "0.9" }),
  inRule({ ...queue, id: "quiet", threshold: "1" }),
  inRule({ ...cache, id: "free", threshold: "0.3" }),
];

describe("rules that the documentation of clouds recommends have nothing to fix", () => {
  test.each<[string, VerifyInput]>([
    [
      "out above 70, in below 30",
      { rules: [rule({ ...common, threshold: "70" }), inRule({ ...common, threshold: "30" })] },
    ],
    ["the same on processors", { rules: [rule({ ...cpu, threshold: "70" }), inRule({ ...cpu, threshold: "30" })] }],
    ["out above 80, in below 20", { rules: [rule(common), inRule(common)] }],
    ["a band", { rules: [bandRule({ ...common, minThreshold: "30", maxThreshold: "70" })], semantics: backendAi26 }],
    [
      "out by latency, in by use",
      { rules: [rule({ ...latency, threshold: "2" }), inRule(common)], semantics: recommended },
    ],
    ["a queue with a cache", { rules: queueWithCache, semantics: recommended }],
    [
      "two tiers",
      {
        rules: [
          rule({ ...common, threshold: "70" }),
          rule({ ...common, id: "more", threshold: "90", stepSize: 2 }),
          inRule(common),
        ],
        semantics: recommended,
      },
    ],
    [
      "a step of two",
      { rules: [rule({ ...common, threshold: "70", stepSize: 2 }), inRule(common)], semantics: recommended },
    ],
    [
      "two processors' worth at least",
      { rules: [rule({ ...common, minReplicas: 2 }), inRule({ ...common, minReplicas: 2, threshold: "40" })] },
    ],
  ])("%s", (_, input) => {
    expect(toFix(input)).toEqual([]);
    expect(verifyRules({ ...times, ...input }).unexplored).toEqual([]);
    expect(headline(verifyRules({ ...times, ...input }))).toMatch(/^sound: /);
  });
});

describe("rules that a practitioner would frown at have one thing to fix", () => {
  test.each<[string, string, VerifyInput]>([
    [
      "out above 60, in below 40",
      "error limit-cycle",
      { rules: [rule({ ...common, threshold: "60" }), inRule({ ...common, threshold: "40" })] },
    ],
    ["no way down", "warning one-direction", { rules: [rule(common)] }],
    [
      "a share for a percentage",
      "warning unit-mismatch",
      { rules: [rule({ ...common, threshold: "0.7" }), inRule({ ...common, threshold: "0.3" })] },
    ],
    [
      "one rule written fifty times",
      "warning duplicate-rule",
      {
        rules: [...Array.from({ length: 50 }, (_, at) => rule({ ...common, id: `out-${at}` })), inRule(common)],
        semantics: recommended,
      },
    ],
  ])("%s", (_, found, input) => {
    expect(toFix(input)).toEqual([found]);
  });

  test("fifty equal rules are named in a few words", () => {
    const rules = [...Array.from({ length: 50 }, (_, at) => rule({ ...common, id: `r${at}` })), inRule(common)];
    expect(headline(verifyRules({ rules, semantics: recommended, ...times }))).toBe(
      "`r0`, `r1`, `r2` and 47 more say the same: keep one of them",
    );
  });
});

describe("a rule is said to be removable only where no count changes without it", () => {
  const removableOf = (input: VerifyInput) =>
    verifyRules(input).findings.flatMap(({ code, help, params }) =>
      code === "dead-rule"
        ? [["cures" in params && params.cures.some((each) => each === "remove"), /remove /.test(help)]]
        : [],
    );

  test("a dead rule that adds replicas is", () => {
    expect(
      removableOf({ rules: [rule(common), rule({ ...common, id: "high", threshold: "120" }), inRule(common)] }),
    ).toEqual([[true, true]]);
  });

  test("one without which the count would fall is not", () => {
    const never = inRule({ ...common, id: "never", metricName: "mem", threshold: "-1" });
    const found = removableOf({ rules: [rule(common), inRule(common), never], semantics: recommended });
    expect(found).toContainEqual([false, false]);
  });
});

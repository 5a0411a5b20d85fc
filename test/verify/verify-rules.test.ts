import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import {
  type BandRule,
  backendAi25,
  backendAi26,
  type DecimalLike,
  type Rule,
  recommended,
  type Semantics,
  type ThresholdRule,
} from "../../src/index.ts";
import { type Finding, headline, replay, VerifyError, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { bandRule, endpoint, inRule, rule } from "../support/build.ts";
import { faultText } from "../support/fault-text.ts";

const qps = { metricSource: "INFERENCE_FRAMEWORK", metricName: "qps" } as const;
const bounds = { minReplicas: 1, maxReplicas: 6 } as const;

/** Scales out above 75 and in below 60: too close to each other at few replicas. */
const narrow: readonly Rule[] = [
  rule({ ...qps, ...bounds, threshold: "75" }),
  inRule({ ...qps, ...bounds, threshold: "60" }),
];

/** A band rule under the name of the usual one. */
function band(changes: Partial<BandRule> = {}): BandRule {
  return bandRule({ id: "out", ...changes });
}

function codes(input: VerifyInput): string[] {
  return verifyOnce(input).findings.map(({ code, model }) => `${code} ${model}`);
}

function find(input: VerifyInput, code: Finding["code"]): Finding {
  const finding = verifyRules(input).findings.find((each) => each.code === code);
  if (finding === undefined) throw new Error(`no ${code}`);
  return finding;
}

function adviceOf(input: VerifyInput): string[] {
  return verifyOnce(input).advice.map(({ code, path }) => `${code} ${path}`);
}

/** Why an input is refused; null where it is not. */
function refusal(input: VerifyInput): VerifyError | null {
  try {
    verifyRules(input);
    return null;
  } catch (error) {
    if (error instanceof VerifyError) return error;
    throw error;
  }
}

/** Each fault as a caller prints it. */
function messagesOf(input: VerifyInput): string[] {
  return refusal(input)?.faults.map(faultText) ?? [];
}

describe("rules alone are enough: everything else has a default", () => {
  test("a metric by which rules scale out and in is taken for a load that the replicas share", () => {
    expect(codes({ rules: narrow })).toEqual(["limit-cycle load", "reversal load"]);
  });

  test("but not where the domains are stated, the load is null, or one reading makes rules fight", () => {
    for (const input of [{ domain: {} }, { load: null }]) expect(codes({ rules: narrow, ...input })).toEqual([]);
    const fighting = [rule(bounds), rule({ ...bounds, id: "in", threshold: "90", stepSize: -1 })];
    expect(codes({ rules: fighting }).filter((each) => each.endsWith("load"))).toEqual([]);
  });

  test("the counts are those within the bounds, from the least that is not 0", () => {
    const { reachable, proved } = verifyRules({ rules: narrow });
    expect(reachable).toEqual([1, 2, 3, 4, 5, 6]);
    expect(proved.map(({ code }) => code)).toContain("unreachable-count");
    expect(verifyRules({ rules: [rule({ maxReplicas: 3 }), inRule()] }).reachable).toEqual([0, 1, 2, 3]);
    expect(verifyRules({ rules: [rule({ minReplicas: 2, maxReplicas: 3 })] }).reachable).toEqual([2, 3]);
  });

  test("a metric by which rules only scale out, or fight somewhere, is taken for no load", () => {
    const unknown = (rules: readonly Rule[]) =>
      verifyRules({ rules }).unexplored.some(({ says }) => says.startsWith("no metric was named as a load"));
    expect(unknown(narrow)).toBe(false);
    expect(unknown([rule({ ...qps, ...bounds }), inRule(bounds)])).toBe(false);
    const { proved } = verifyRules({ rules: [rule({ ...qps, ...bounds }), inRule(bounds)] });
    expect(proved.filter(({ model }) => model === "load")).toEqual([]);
  });

  test("nothing is named as left out where nothing was", () => {
    expect(verifyRules({ rules: narrow }).unexplored).toEqual([]);
    expect(verifyRules({ rules: narrow, load: null }).unexplored).toEqual([]);
    const latency = rule({ ...bounds, metricSource: "PROMETHEUS", metricName: "p99", queryPresetId: "p99" });
    expect(verifyRules({ rules: [latency, inRule(bounds)] }).unexplored).toEqual([]);
  });

  test("the range of counts begins at the least minimum of the rules that can lower it, or of any, or at 1", () => {
    const reachable = (rules: readonly Rule[]) => verifyRules({ rules }).reachable[0];
    const out = rule({ minReplicas: 4, maxReplicas: 6 });
    expect(reachable([out, inRule({ minReplicas: 3 }), inRule({ id: "in-2", minReplicas: 2 })])).toBe(2);
    expect(reachable([out, rule({ id: "out-2", minReplicas: 5 })])).toBe(4);
    expect(reachable([rule({ maxReplicas: 6 })])).toBe(1);
    expect(reachable([out, inRule()])).toBe(0);
    expect(reachable([rule({ minReplicas: 9, maxReplicas: 8 })])).toBe(1);
  });

  test("what initial counts there are is asked of the input, then of the endpoint", () => {
    const input = { rules: [], endpoint: endpoint({ replicas: 4 }) };
    expect(verifyRules({ ...input, initial: 3 }).reachable).toEqual([3]);
    expect(verifyRules({ ...input, initial: [2, 5] }).reachable).toEqual([2, 5]);
    expect(verifyRules({ ...input, initial: [] }).reachable).toEqual([4]);
    expect(verifyRules(input).reachable).toEqual([4]);
  });

  test.each([
    ["KERNEL", "cuda_util", "100"],
    ["KERNEL", "cpu_util", null],
    ["KERNEL", "mem", "100"],
    ["KERNEL", "rngd_mem", "100"],
    ["KERNEL", "my_cuda_util", null],
    ["KERNEL", "cuda_utilisation", null],
    ["KERNEL", "cpu_mem", null],
    ["KERNEL", "memory", null],
    ["KERNEL", "shared_mem", null],
    ["INFERENCE_FRAMEWORK", "cuda_util", null],
    ["INFERENCE_FRAMEWORK", "vllm:gpu_cache_usage_perc", "1"],
    ["INFERENCE_FRAMEWORK", "sglang:token_usage", "1"],
    ["INFERENCE_FRAMEWORK", "vllm_kv_cache_usage_perc", "1"],
  ] as const)("a metric of %s named %s reads from 0 to %s", (metricSource, metricName, end) => {
    const [axis] = verifyRules({ rules: [rule({ ...bounds, metricSource, metricName, threshold: "0.5" })] }).axes;
    expect([axis?.stretches[0]?.from, axis?.stretches.at(-1)?.to]).toEqual(["0", end]);
  });

  test("readings are the roundest between two thresholds, and those come first in which few metrics move anything", () => {
    const values = (given: readonly Rule[], domain: VerifyInput["domain"] = {}) =>
      verifyRules({ rules: given, domain }).readingClasses.map((readingClass) =>
        readingClass.map(({ value }) => value),
      );
    const negative = [rule({ threshold: "-20" }), inRule({ threshold: "-80" })];
    expect(values(negative, { cuda_util: { min: null } })).toEqual([["-50"], ["-100"], ["0"]]);
    expect(values([rule({ threshold: "12.34" }), inRule({ threshold: "12.3" })])).toEqual([["12.32"], ["10"], ["60"]]);
    const two = [rule({ metricName: "b" }), inRule({ metricName: "a" }), inRule({ id: "in-2", metricName: "b" })];
    expect(values(two)).toMatchInlineSnapshot(`
      [
        [
          "50",
          "30",
        ],
        [
          "50",
          "10",
        ],
        [
          "10",
          "30",
        ],
        [
          "100",
          "30",
        ],
        [
          "10",
          "10",
        ],
        [
          "100",
          "10",
        ],
      ]
    `);
  });

  test("an endpoint brings its count and its bounds", () => {
    const input = { rules: [rule(), inRule()], endpoint: endpoint({ replicas: 4, minReplicas: 2, maxReplicas: 5 }) };
    expect(verifyRules(input).reachable).toEqual([2, 3, 4, 5]);
    expect(codes(input)).toEqual([]);
  });

  test("percentages of kernels end at 100, shares of a cache at 1, and other metrics nowhere", () => {
    const cache = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc" } as const;
    expect(codes({ rules: [rule({ ...bounds, threshold: 100 })] })).toContain("dead-rule free");
    expect(codes({ rules: [rule({ ...bounds, ...cache, threshold: 1 })] })).toContain("dead-rule free");
    expect(codes({ rules: [rule({ ...bounds, ...qps, threshold: 100 })] })).not.toContain("dead-rule free");
    expect(codes({ rules: [rule({ ...bounds, threshold: 100 })], domain: { cuda_util: {} } })).not.toContain(
      "dead-rule free",
    );
  });

  test("a metric by which rules scale both ways is taken for a load, unless it is known that replicas do not share it", () => {
    const modelsOf = (metricName: string) => {
      const metric = { metricSource: "INFERENCE_FRAMEWORK", metricName } as const;
      const { proved } = verifyRules({ rules: [rule({ ...bounds, ...metric }), inRule({ ...bounds, ...metric })] });
      return new Set(proved.map(({ model }) => model));
    };
    expect(modelsOf("vllm:num_requests_waiting")).toContain("load");
    expect(modelsOf("anything")).toContain("load");
    expect(modelsOf("vllm_time_to_first_token_seconds")).not.toContain("load");
  });

  test("a threshold of several cores is one that cpu_util passes", () => {
    const cores = [
      rule({ ...bounds, metricName: "cpu_util", threshold: 300 }),
      inRule({ ...bounds, metricName: "cpu_util", threshold: 100 }),
    ];
    expect(codes({ rules: cores })).toEqual([]);
    expect(codes({ rules: cores.map((each) => ({ ...each, maxReplicas: null })) })).toContain("runaway free");
  });

  describe("nothing is measured at 0 replicas", () => {
    const toZero = { minReplicas: 0, maxReplicas: 6 } as const;
    const rules = [rule({ ...toZero, threshold: 70 }), inRule({ ...toZero, threshold: 10 })];

    test("so that a count that gets there stays, and no proof says that it can be left", () => {
      expect(codes({ rules })).toEqual(["zero-trap free", "no-way-back free", "stuck-count free"]);
      expect(find({ rules }, "zero-trap")).toMatchObject({
        severity: "error",
        rules: ["in", "out"],
        help: "set minReplicas of rule `in` to 1",
      });
      const stated = verifyRules({ rules, domain: { cuda_util: { max: 100 } } });
      expect(stated.findings.map(({ code }) => code)).toEqual(["zero-trap", "no-op"]);
      expect(stated.proved.map(({ code }) => code)).not.toContain("stuck-count");
    });

    test("unless the endpoint's minimum raises it, or its metric is one that exists there", () => {
      expect(codes({ rules, endpoint: endpoint({ replicas: 1, minReplicas: 1 }) })).not.toContain("zero-trap free");
      expect(codes({ rules, domain: { cuda_util: { atZero: true } } })).not.toContain("zero-trap free");
    });

    test("and of a Prometheus query nobody knows whether it has an answer there", () => {
      const metric = { metricSource: "PROMETHEUS", metricName: "queue" } as const;
      const asked = rules.map((each) => ({ ...each, ...metric, queryPresetId: "queue" }));
      expect(find({ rules: asked }, "zero-trap").severity).toBe("warning");
      expect(codes({ rules: asked, metrics: { queue: { atZero: true } } })).toEqual(["no-op free"]);
    });

    test("and of a Prometheus query that has no answer there it is an error, once somebody said so", () => {
      const metric = { metricSource: "PROMETHEUS", metricName: "queue", queryPresetId: "queue" } as const;
      const asked = rules.map((each) => ({ ...each, ...metric }));
      expect(find({ rules: asked }, "zero-trap").message).toContain("unless queue can be read without replicas");
      const { severity, message } = find({ rules: asked, metrics: { queue: { atZero: false } } }, "zero-trap");
      expect([severity, message]).toEqual([
        "error",
        "at 0 replicas the count stays at 0 forever: queue has no reading without replicas, even while requests wait",
      ]);
    });

    test("but bounds that allow no step from 0 keep the count there whatever is measured, and are named as the reason", () => {
      const metric = { metricSource: "PROMETHEUS", metricName: "queue", queryPresetId: "queue" } as const;
      const held = [
        rule({ ...toZero, ...metric, minReplicas: 2, threshold: 70 }),
        inRule({ ...toZero, ...metric, threshold: 10 }),
      ];
      for (const queue of [{ atZero: true }, {}]) {
        const { severity, message } = find({ rules: held, metrics: { queue } }, "zero-trap");
        expect([severity, message]).toEqual([
          "error",
          "at 0 replicas the count stays at 0 forever: no rule that scales out can move the count",
        ]);
      }
      const both = [...held, rule({ ...toZero, id: "gpu", threshold: 70 })];
      expect(find({ rules: both, metrics: { queue: { atZero: true } } }, "zero-trap").message).toBe(
        "at 0 replicas the count stays at 0 forever: cuda_util has no reading without replicas, even while requests wait, and no rule on queue can move the count",
      );
    });
  });

  describe("whole numbers", () => {
    const waiting = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_waiting" } as const;
    const tight = (more: Partial<Rule>): Rule[] => [
      rule({ ...bounds, ...waiting, threshold: 0, ...more } as Partial<ThresholdRule>),
      inRule({ ...bounds, ...waiting, threshold: 1, ...more } as Partial<ThresholdRule>),
    ];

    test("above 0 and below 1 exclude each other where no average is taken", () => {
      expect(codes({ rules: tight({ aggregation: "sum" }) })).toEqual([]);
      expect(codes({ rules: tight({ maxReplicas: 1, minReplicas: 0 }), initial: 1 })).not.toContain(
        "contradiction free",
      );
    });

    test("an average over two replicas may be one half", () => {
      expect(find({ rules: tight({}) }, "contradiction")).toMatchObject({ counts: [2] });
    });

    test("an average over two replicas may be one half, and nothing between one quarter and one half", () => {
      const few = { ...bounds, ...waiting, maxReplicas: 2 } as const;
      const untilHalf = (comparator: ThresholdRule["comparator"]) => [
        rule({ ...few, threshold: "0.25" }),
        inRule({ ...few, comparator, threshold: "0.5" }),
      ];
      expect(codes({ rules: untilHalf("LESS_THAN") })).toEqual([]);
      expect(find({ rules: untilHalf("LESS_THAN_OR_EQUAL") }, "order-dependence").counts).toEqual([2]);
    });

    test("are read rather than the averages between them, and averages that few replicas cannot have from more on", () => {
      const apart = [
        rule({ ...bounds, ...waiting, threshold: 1 }),
        inRule({ ...bounds, ...waiting, threshold: "0.5" }),
      ];
      expect(verifyRules({ rules: apart }).readingClasses[0]).toMatchObject([{ value: "1" }]);
      const between = [
        rule({ ...bounds, ...waiting, threshold: "0.25" }),
        inRule({ ...bounds, ...waiting, threshold: "0.5" }),
      ];
      expect(find({ rules: between }, "contradiction").counts).toEqual([3]);
    });

    test("an average that three replicas can have and two cannot does not last when the count falls to two", () => {
      const falling = [
        inRule({ ...bounds, ...waiting, threshold: "0.5", stepSize: -2 }),
        rule({ ...bounds, ...waiting, threshold: "0.25" }),
      ];
      const input = { rules: falling, initial: 3, cycleSeconds: 10 };
      expect(find(input, "contradiction").counts).toEqual([3]);
      expect(codes(input)).not.toContain("limit-cycle held-timed");
      const anyReading = { "vllm:num_requests_waiting": { integer: false } };
      expect(codes({ ...input, metrics: anyReading })).toContain("limit-cycle held-timed");
    });

    test("below 0 are read too where the domain is stated to go there", () => {
      const below = [
        rule({ ...bounds, ...waiting, threshold: "-1.5" }),
        inRule({ ...bounds, ...waiting, threshold: "-2.5" }),
      ];
      const readingsIn = (domain: VerifyInput["domain"]) =>
        verifyRules({ rules: below, ...(domain !== undefined && { domain }) }).readingClasses.map(
          ([reading]) => reading?.value,
        );
      const stated = { min: "-5.5", max: -1, integer: true };
      expect(readingsIn({ [waiting.metricName]: stated })).toEqual(["-2", "-4", "-1"]);
      expect(readingsIn({ [waiting.metricName]: { min: "-5.5", integer: true } })).toEqual(["-2", "-4", "0"]);
      const [dead, low, high] = readingsIn({ [waiting.metricName]: { min: null, integer: true } }).map(Number);
      expect([dead, high]).toEqual([-2, 0]);
      expect(low).toBeLessThan(-2.5);
      expect(low).toSatisfy(Number.isInteger);
      expect(readingsIn(undefined)).toEqual([undefined, "0"]);
    });

    test("without any end or finite threshold are read as 0", () => {
      const never = [rule({ ...bounds, ...waiting, threshold: "Infinity" })];
      const domain = { [waiting.metricName]: { min: null, integer: true } };
      expect(verifyRules({ rules: never, domain }).readingClasses).toEqual([
        [{ source: waiting.metricSource, name: waiting.metricName, value: "0" }],
      ]);
    });

    test("may be stated of a metric", () => {
      const stated = tight({ metricName: "jobs", aggregation: "max" });
      expect(codes({ rules: stated })).toContain("contradiction free");
      expect(codes({ rules: stated, metrics: { jobs: { integer: true } } })).toEqual([]);
      expect(codes({ rules: stated, domain: { jobs: { integer: true } } })).toEqual([]);
    });
  });

  describe("a step in the wrong direction", () => {
    const inverted = [
      inRule({ ...bounds, comparator: "GREATER_THAN", threshold: 80 }),
      rule({ ...bounds, comparator: "LESS_THAN", threshold: 20 }),
    ];

    test("feeds itself under a constant load", () => {
      const finding = find({ rules: inverted }, "inverted-step");
      expect(finding).toMatchObject({ severity: "error", model: "load", rules: ["in", "out"], counts: [3, 2, 1] });
      expect(finding.help).toBe("set stepSize of rules `in` and `out` to 1 and -1");
      const one = find({ rules: inverted.slice(0, 1) }, "inverted-step");
      expect(one.help).toBe("set comparator to LESS_THAN, or set stepSize to 1");
    });

    test("shows three of many rules, and counts the others", () => {
      const many = ["a", "b", "c", "d", "e"].map((id) => inRule({ ...bounds, id, comparator: "GREATER_THAN" }));
      const said = (count: number) => find({ rules: many.slice(0, count) }, "inverted-step").message;
      expect(said(3)).not.toContain("more rule");
      expect(said(4)).toMatch(/to do; 1 more rule does the same$/);
      expect(said(5)).toMatch(/to do; 2 more rules do the same$/);
    });

    test("is one on a metric that means busy, is stated to, or is named as the load", () => {
      const unknown = inverted.map((each) => ({ ...each, ...qps }));
      expect(codes({ rules: unknown })).not.toContain("inverted-step load");
      expect(codes({ rules: unknown, load: { metric: "qps" } })).toContain("inverted-step load");
      expect(codes({ rules: unknown, metrics: { qps: { busy: "more" } } })).toContain("inverted-step load");
      expect(codes({ rules: unknown, metrics: { qps: { busy: "less" } } })).not.toContain("inverted-step load");
    });

    test("is proved absent of a load alone of which it is known what busy means", () => {
      const proofs = (given: VerifyInput) => verifyRules(given).proved.map(({ code }) => code);
      expect(proofs({ rules: [rule(bounds), inRule(bounds)] })).toContain("inverted-step");
      expect(proofs({ rules: narrow })).not.toContain("inverted-step");
    });
  });

  test("no rules: nothing moves the count", () => {
    expect(codes({ rules: [] })).toEqual(["stuck-count free"]);
    expect(verifyRules({ rules: [rule({ enabled: false })] }).axes).toEqual([]);
  });

  test("no rules: the endpoint's bounds move the count, and it stays within them cycle after cycle", () => {
    const bounded = endpoint({ replicas: 9, minReplicas: 3, maxReplicas: 6 });
    const { reachable, proved } = verifyRules({ rules: [], endpoint: bounded, cycleSeconds: 10 });
    expect(reachable).toEqual([6, 9]);
    expect(proved.filter(({ model }) => model === "held-timed").map(({ code }) => code)).toEqual([
      "limit-cycle",
      "runaway",
    ]);
  });
});

describe("a finding says what happens and how to mend it", () => {
  test("flapping: with every load for which it happens, and the threshold that ends it", () => {
    const finding = find({ rules: narrow, load: { metric: "qps" } }, "limit-cycle");
    expect(finding).toMatchObject({
      severity: "error",
      rules: ["out", "in"],
      counts: [1, 2],
      path: "rules[1].threshold",
      loads: [
        { from: "75", to: "120", fromClosed: false, toClosed: false },
        { from: "150", to: "180", fromClosed: false, toClosed: false },
        { from: "225", to: "240", fromClosed: false, toClosed: false },
      ],
      repair: { ruleId: "in", field: "threshold", value: "37.5" },
    });
    expect(finding.message).toBe(
      "under a constant total qps of 100, shared by the replicas, the count oscillates: 1 -> 2 -> 1; the same for total loads 75 < L < 120, 150 < L < 180 and 225 < L < 240",
    );
    expect(finding.help).toBe(
      "set threshold of rule `in` to 37.5 or less: rule `out` scales out from 1 replica at 75 each",
    );
  });

  test("the threshold that it names ends the flapping, and a little more does not", () => {
    const mended = (threshold: string) => [narrow[0] ?? rule(), inRule({ ...qps, ...bounds, threshold })];
    expect(codes({ rules: mended("37.5") })).toEqual([]);
    expect(codes({ rules: mended("37.6") })).toEqual(["limit-cycle load", "reversal load"]);
  });

  test("where both comparators are inclusive, the quotient itself is one step too many", () => {
    const rules = [
      rule({ ...qps, ...bounds, comparator: "GREATER_THAN_OR_EQUAL", threshold: "80" }),
      inRule({ ...qps, ...bounds, comparator: "LESS_THAN_OR_EQUAL", threshold: "60" }),
    ];
    expect(find({ rules }, "limit-cycle").repair?.value).toBe("39.99");
  });

  test("a repair of a band rule is its lower threshold", () => {
    const rules = [band({ ...qps, ...bounds, minThreshold: "60", maxThreshold: "75" })];
    expect(find({ rules }, "limit-cycle").repair).toMatchObject({
      ruleId: "out",
      field: "minThreshold",
      value: "37.5",
    });
  });

  test("a step that straddles its bound", () => {
    const rules = [rule({ ...bounds, stepSize: 4 }), inRule(bounds)];
    const { message, help, path } = find({ rules }, "lock-up");
    expect(path).toBe("rules[0].stepSize");
    expect(message).toBe(
      "with cuda_util at 90, rule `out` (+4) would take 5 replicas to 9, past its maxReplicas of 6, so the step is skipped: the count stays 1 short of the bound, and no other rule moves it that way",
    );
    expect(help).toContain('semantics `bounds: "clamp"`');
    expect(codes({ rules, semantics: { ...backendAi25, bounds: "clamp" } })).not.toContain("lock-up free");
    // Another rule takes the count further up, to a count past the budget.
    const helped = [rule({ stepSize: 4, maxReplicas: 3, threshold: 90 }), rule({ id: "more", stepSize: 1000 })];
    const { findings, unexplored } = verifyRules({ rules: helped, initial: [1, 10, 20, 30], maxSteps: 12 });
    expect(unexplored[0]?.says).toBe("only 4 counts were tried, and there are more");
    expect(findings.map((each) => each.code)).not.toContain("lock-up");
  });

  test("rules whose order decides", () => {
    const rules = [rule(bounds), rule({ ...bounds, id: "steep", threshold: "90", stepSize: 3 }), inRule(bounds)];
    const { message, witness } = find({ rules }, "order-dependence");
    expect(message).toBe(
      "with cuda_util at 95, 3 replicas become 4 in the order of the list, and 6 in the order `steep` and `out`",
    );
    expect(witness?.otherOrder).toEqual({ order: ["steep", "out"], after: 6 });
    expect(codes({ rules, semantics: recommended })).not.toContain("order-dependence free");
    const [first, ...rest] = rules;
    expect(codes({ rules: [{ ...(first ?? rule()), priority: -1 }, ...rest] })).not.toContain("order-dependence free");
  });

  test("rules whose order decides only where they would fall below 0 replicas", () => {
    const { counts, message } = find({ rules: [rule(), rule({ id: "fall", stepSize: -2 })] }, "order-dependence");
    expect([counts, message]).toEqual([
      [1],
      "with cuda_util at 90, 1 replica becomes 0 in the order of the list, and 1 in the order `fall` and `out`",
    ]);
    const apart = [rule({ maxReplicas: 3 }), rule({ id: "more", stepSize: 2, maxReplicas: 9 })];
    expect(find({ rules: apart }, "order-dependence").counts).toEqual([1]);
  });

  test("a rule that triggers and changes nothing, with what it spends", () => {
    const idle = (cooldownSeconds: number) =>
      find({ rules: [rule({ ...bounds, stepSize: 0, cooldownSeconds })] }, "no-op").message;
    expect(idle(60)).toBe(
      "with cuda_util at 90, rule `out` triggers at 1 replica, spends its cooldown of 60 s and changes nothing",
    );
    expect(idle(0)).toBe("with cuda_util at 90, rule `out` triggers at 1 replica and changes nothing");
  });

  test("rules that trigger together and change nothing, with what they spend", () => {
    const idle = ["one", "two"].map((id) => rule({ ...bounds, id, stepSize: 0, cooldownSeconds: 60 }));
    expect(find({ rules: idle }, "no-op").message).toBe(
      "with cuda_util at 90, rules `one` and `two` trigger at 1 replica, spend their cooldown of 60 s and change nothing",
    );
  });

  test("why a rule is dead, whichever it is", () => {
    const dead = (changes: Partial<VerifyInput> & Pick<VerifyInput, "rules">) => find(changes, "dead-rule").message;
    expect(dead({ rules: [rule({ threshold: 120 })] })).toContain("no reading in its metric's domain meets it");
    expect(dead({ rules: [band({ minThreshold: null, maxThreshold: null })] })).toContain("it has no threshold");
    expect(dead({ rules: [rule({ minReplicas: 5, maxReplicas: 2 })] })).toContain(
      "minimum of 5 is above its maximum of 2",
    );
    expect(dead({ rules: [rule({ minReplicas: 5, maxReplicas: 9 })], initial: 1 })).toContain(
      "from every count that can be reached (1), its step ends outside its bounds (a minimum of 5 and a maximum of 9)",
    );
    expect(dead({ rules: [rule({ minReplicas: 5 })], initial: 1 })).toContain("its bounds (a minimum of 5)");
    expect(dead({ rules: [rule()], endpoint: endpoint({ maxReplicas: 3 }), initial: 3 })).toContain(
      "its bounds (a maximum of 3)",
    );
    const shadowed = [rule(bounds), rule({ ...bounds, id: "late", threshold: "90" }), inRule(bounds)];
    expect(dead({ rules: shadowed, semantics: backendAi26 })).toContain(
      "another one comes first, such as rule `out` (+1)",
    );
  });

  test("a rule that acts only while another cools down, or that only votes, is no error", () => {
    const patient = [
      rule({ ...bounds, cooldownSeconds: 60 }),
      rule({ ...bounds, id: "late", threshold: "90" }),
      inRule(bounds),
    ];
    expect(find({ rules: patient, semantics: backendAi26 }, "dead-rule")).toMatchObject({ severity: "warning" });
    const never = [rule(bounds), inRule(bounds), inRule({ ...bounds, id: "cold", metricName: "mem", threshold: "-1" })];
    const dead = verifyRules({ rules: never, semantics: recommended }).findings.filter(
      ({ code }) => code === "dead-rule",
    );
    expect(dead.find(({ rules }) => rules.includes("in"))).toMatchObject({
      severity: "warning",
      rules: ["in"],
      path: "rules[1].threshold",
      message:
        "rule `in` can never trigger: whenever its condition holds and its bounds allow a step, another rule that can lower the count does not agree, or one that raises it comes first",
      help: "move the thresholds of the rules that lower the count so that some readings meet all of them, or remove it",
    });
    const mild = inRule({ ...bounds, id: "mild", metricName: "mem" });
    const strong = inRule({ ...bounds, id: "strong", stepSize: -2 });
    expect(find({ rules: [rule(bounds), mild, strong], semantics: recommended }, "dead-rule")).toMatchObject({
      severity: "note",
      rules: ["strong"],
    });
  });

  test("counts that grow without end", () => {
    const { message } = find({ rules: [rule()] }, "runaway");
    expect(message).toBe("with cuda_util at 90 in every cycle, the count grows without limit from 1 replica on");
    const upsideDown = [rule({ ...qps, comparator: "LESS_THAN", threshold: "10" })];
    expect(find({ rules: upsideDown, load: { metric: "qps" } }, "runaway").model).toBe("free");
    expect(codes({ rules: upsideDown, load: { metric: "qps" } })).toContain("runaway load");
    expect(verifyRules({ rules: upsideDown }).horizon).not.toBeNull();
  });
});

describe("cooldowns as they run", () => {
  const drifting = [
    rule({ ...bounds, cooldownSeconds: 60, maxReplicas: null }),
    inRule({ ...bounds, comparator: "GREATER_THAN", threshold: "80", cooldownSeconds: 300 }),
  ];

  test("two rules that cancel each other at rest climb where one cools for longer", () => {
    expect(codes({ rules: drifting })).not.toContain("runaway free");
    expect(codes({ rules: drifting, cycleSeconds: 10 })).toContain("runaway held-timed");
  });

  test("what climbs past every count to which a load leads at rest is left open while replicas start", () => {
    const load = { metric: "cuda_util" };
    const { findings, proved, unexplored } = verifyRules({
      rules: drifting,
      load,
      cycleSeconds: 10,
      startupSeconds: 180,
    });
    const overshoot = findings.find(({ code, model }) => code === "overshoot" && model === "load-timed");
    expect(overshoot?.message).toContain("the count rises from 1 to");
    expect(proved.filter(({ model }) => model === "load-timed")).toEqual([]);
    expect(unexplored.map(({ model, says }) => [model, says])).toEqual([
      ["load-timed", "not every load was tried while replicas start"],
    ]);
  });

  test("what was proved at rest is not claimed for them", () => {
    const { proved } = verifyRules({ rules: drifting, endpoint: endpoint({ minReplicas: 1, maxReplicas: 6 }) });
    expect(proved.find(({ code, model }) => code === "limit-cycle" && model === "held")?.cooldowns).toBe("ended");
    const exclusive = verifyRules({ rules: [rule({ ...bounds, cooldownSeconds: 60 }), inRule(bounds)] });
    for (const { cooldowns } of exclusive.proved) expect(cooldowns).toBe("any");
  });

  test("thresholds far enough apart separate the directions however cooldowns run", () => {
    const tiers = [
      rule({ ...qps, ...bounds, cooldownSeconds: 60 }),
      rule({ ...qps, ...bounds, id: "steep", threshold: "90", stepSize: 2 }),
      inRule({ ...qps, ...bounds, threshold: "10" }),
    ];
    const proofOf = (rules: readonly Rule[]) =>
      verifyRules({ rules }).proved.find(({ code }) => code === "reversal")?.cooldowns;
    expect(proofOf(tiers)).toBe("any");
  });

  test("an endpoint's cooldown counts too", () => {
    const slow = endpoint({ replicas: 1, cooldownSeconds: { out: 30, in: 60 } });
    const rules = [rule(bounds), rule({ ...bounds, id: "in", stepSize: -1 })];
    const { findings } = verifyRules({ rules, endpoint: slow, semantics: backendAi26, cycleSeconds: 10 });
    const witness = findings.find(({ model }) => model === "held-timed")?.witness;
    expect(witness?.endpoint.cooldownSeconds).toEqual({ out: 30, in: 60 });
    expect(witness?.loopSeconds).toBe(90);
  });
});

describe("what is past the budget is named", () => {
  test("counts that cannot be reached, of which the first thousand are listed", () => {
    const { counts, message } = find(
      { rules: [rule(bounds)], counts: { min: 2, max: 2 ** 31 - 1 } },
      "unreachable-count",
    );
    expect([counts.length, counts[0], counts.at(-1)]).toEqual([1000, 7, 1006]);
    expect(message).toBe("no readings lead from 2 to 7-1006, and to 2147482641 more counts");
    const leap = rule({ minReplicas: 1, maxReplicas: 2 ** 31 - 1, stepSize: 2 ** 30 });
    expect(find({ rules: [leap] }, "unreachable-count").counts).toHaveLength(1000);
    const few = find({ rules: [rule(bounds)], counts: { min: 5, max: 1006 } }, "unreachable-count");
    expect([few.counts.length, few.message]).toEqual([1000, "no readings lead from 5 to 7-1006"]);
  });

  test("counts", () => {
    const rules = [rule({ minReplicas: 1, maxReplicas: 1_000_000 }), inRule({ minReplicas: 1 })];
    const { unexplored, proved, findings } = verifyRules({ rules, maxSteps: 3000, cycleSeconds: 10 });
    expect(unexplored.map(({ model }) => model)).toEqual(["free", "held-timed"]);
    expect(unexplored[0]?.says).toBe("only 1000 counts were tried, and there are more");
    // Thresholds so far apart prove these of every count.
    expect(proved.map(({ code, model }) => `${code} ${model}`)).toEqual(["limit-cycle load", "reversal load"]);
    expect(findings).toEqual([]);
  });

  test("kinds of readings, of which those come first in which few metrics move anything", () => {
    const rules = Array.from({ length: 16 }, (_, at) => rule({ id: `r${at}`, metricName: `m${at}`, maxReplicas: 3 }));
    const { readingClasses, unexplored } = verifyRules({ rules, maxSteps: 40_000 });
    expect(readingClasses).toHaveLength(800);
    expect(unexplored[0]?.says).toContain("800 of 65536 kinds of readings");
  });

  test("loads that no bound ends, where thresholds are too close to distinguish", () => {
    const rules = [rule({ ...qps, threshold: "100.0001" }), inRule({ ...qps, threshold: "100" })];
    const { unexplored } = verifyRules({ rules });
    expect(unexplored.find(({ model }) => model === "load")?.says).toMatch(/^loads of qps above \d/);
  });

  test("loads past the budget", () => {
    const wide = { ...qps, minReplicas: 1, maxReplicas: 1000 };
    const low = rule({ ...wide, comparator: "LESS_THAN", threshold: "75" });
    const rules = [low, rule({ ...wide, id: "high", threshold: "75.01" })];
    const { unexplored } = verifyRules({ rules, initial: 1, load: { metric: "qps" }, maxSteps: 3100 });
    expect(unexplored.map(({ says }) => says).join()).toMatch(/^loads of qps above \d+/);
    expect(unexplored[0]?.help).toBe("give maxSteps above 3100, or narrower bounds");
  });

  test("none of the loads where every one of them makes the count grow without end", () => {
    const growing = [rule({ ...qps, threshold: 0 })];
    const { findings, unexplored } = verifyRules({ rules: growing, load: { metric: "qps" } });
    expect(findings.map(({ code, model }) => `${code} ${model}`)).toContain("runaway load");
    expect(unexplored.filter(({ model }) => model === "load")).toEqual([]);
  });

  test("a load that no rule reads, and a model that nobody asked for", () => {
    const says = ({ unexplored }: ReturnType<typeof verifyRules>) => unexplored.map((each) => each.says).join("; ");
    expect(says(verifyRules({ rules: narrow, load: { metric: "rps" } }))).toContain("no enabled rule reads rps");
    expect(says(verifyRules({ rules: narrow, domain: {} }))).toContain("no metric was named as a load");
    const cooling = [rule({ ...bounds, cooldownSeconds: 60 }), rule({ ...bounds, id: "late", threshold: "90" })];
    expect(says(verifyRules({ rules: cooling }))).toBe("cooldowns");
  });

  test("an unbounded set is decided for all loads: thresholds at twice each other never reverse", () => {
    const rules = [rule({ ...qps, threshold: "80" }), inRule({ ...qps, threshold: "40", minReplicas: 1 })];
    const { proved, unexplored } = verifyRules({ rules, cycleSeconds: 10, initial: 1 });
    expect(unexplored).toEqual([]);
    expect(proved.map(({ code, model }) => `${code} ${model}`)).toContain("reversal load");
  });
});

describe("thresholds of any size", () => {
  test("do not overflow, and loads come out exactly", () => {
    const rules = [
      rule({ ...qps, ...bounds, threshold: "1e400" }),
      inRule({ ...qps, ...bounds, threshold: "1e-400" }),
      inRule({ ...qps, ...bounds, id: "in-2", threshold: "9e399" }),
    ];
    const { loads, witness } = find({ rules }, "reversal");
    expect(loads[0]).toEqual({ from: "1e+400", to: "1.8e+400", fromClosed: false, toClosed: false });
    if (witness === null) throw new Error("no witness");
    expect(replay(witness).map(({ decisions: [decision] }) => decision?.desired)).toEqual([2, 1]);
  });

  test("an infinite one is below or above every reading, however it is written", () => {
    for (const threshold of ["Infinity", "inf", "+Inf", Number.POSITIVE_INFINITY, new Decimal("Infinity")]) {
      expect(codes({ rules: [rule({ ...bounds, threshold })] })).toContain("dead-rule free");
      expect(adviceOf({ rules: [rule({ ...bounds, threshold }), inRule(bounds)] })).toContain(
        "outside-domain rules[0].threshold",
      );
    }
    expect(codes({ rules: [rule({ ...bounds, threshold: "-inf" }), inRule(bounds)] })).toContain("contradiction free");
  });
});

describe("advice on how rules are written", () => {
  test("steps and bands the wrong way round", () => {
    const turned = { ...bounds, metricName: "score", stepSize: -1 };
    expect(adviceOf({ rules: [band(turned)] })).toEqual(["inverted-step rules[0].stepSize"]);
    // Of a metric that is known to rise with the load it is a finding.
    expect(adviceOf({ rules: [band({ ...turned, metricName: "cuda_util" })] })).toEqual([]);
    const [step] = verifyRules({ rules: [band({ ...turned, minThreshold: null })] }).advice;
    expect(step?.help).toBe(
      "set stepSize to 1, and give the threshold as minThreshold where the metric calls for more replicas when it rises",
    );
    expect(adviceOf({ rules: [band({ ...bounds, minThreshold: "90" })] })).toContain(
      "inverted-band rules[0].minThreshold",
    );
  });

  test("thresholds that no reading, or every reading, is on one side of", () => {
    const at = (changes: Parameters<typeof rule>[0]) =>
      adviceOf({ rules: [rule({ ...bounds, ...changes }), inRule(bounds)] });
    expect(at({ threshold: "120" })).toEqual(["outside-domain rules[0].threshold"]);
    expect(at({ threshold: "100" })).toEqual(["outside-domain rules[0].threshold"]);
    expect(at({ threshold: "0", comparator: "GREATER_THAN_OR_EQUAL" })).toEqual(["outside-domain rules[0].threshold"]);
    expect(at({ threshold: "100", comparator: "LESS_THAN_OR_EQUAL" })).toContain("outside-domain rules[0].threshold");
    expect(at({ threshold: "0" })).toEqual([]);
    const [low] = verifyRules({ rules: [band({ ...bounds, minThreshold: "-1" })] }).advice;
    expect(low?.message).toBe(
      "rule `out` needs cuda_util < -1, and cuda_util reads from 0 to 100: its condition never holds",
    );
    expect(adviceOf({ rules: narrow, domain: { qps: { min: null } } })).toEqual([]);
  });

  test("bounds that exclude each other or reach past the endpoint's", () => {
    expect(adviceOf({ rules: [rule({ minReplicas: 5, maxReplicas: 2 }), inRule()] })).toContain(
      "bounds-conflict rules[0].minReplicas",
    );
    const tight = endpoint({ minReplicas: 2, maxReplicas: 4 });
    expect(adviceOf({ rules: [rule(bounds), inRule({ minReplicas: 2 })], endpoint: tight })).toEqual([
      "bounds-conflict rules[0].maxReplicas",
      "bounds-conflict rules[0].minReplicas",
    ]);
  });

  test("rules that say the same, and rules in another's shadow", () => {
    const twice = [rule(bounds), rule({ ...bounds, id: "again", threshold: "80.0" }), inRule(bounds)];
    expect(adviceOf({ rules: twice })).toEqual(["duplicate-rule rules[1]"]);
    const shadowed = [rule(bounds), rule({ ...bounds, id: "late", threshold: "90" }), inRule(bounds)];
    expect(adviceOf({ rules: shadowed, semantics: backendAi26 })).toEqual(["shadowed-rule rules[1].threshold"]);
    const tiers = [rule({ ...bounds, id: "steep", threshold: "90", stepSize: 2 }), rule(bounds), inRule(bounds)];
    expect(adviceOf({ rules: tiers, semantics: backendAi26 })).toEqual([]);
  });

  test("thresholds in another unit than the metric's", () => {
    const shares = [rule({ ...bounds, threshold: "0.8" }), inRule({ ...bounds, threshold: "0.3" })];
    expect(adviceOf({ rules: shares })).toEqual(["unit-mismatch rules[0].threshold"]);
    expect(adviceOf({ rules: [rule(bounds), inRule({ ...bounds, threshold: "0.5" })] })).toEqual([]);
    const cache = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc" } as const;
    const percent = [rule({ ...bounds, ...cache, threshold: 80 }), inRule({ ...bounds, ...cache, threshold: 30 })];
    expect(adviceOf({ rules: percent })).toContain("unit-mismatch rules[0].threshold");
  });

  test("metrics that always read 0", () => {
    const network = [rule({ ...bounds, metricName: "net_rx" }), inRule({ ...bounds, metricName: "net_rx" })];
    expect(adviceOf({ rules: network })).toContain("always-zero rules[0].metricName");
  });

  test("tiers that act together, but under agreement", () => {
    const tiers = [
      rule({ ...bounds, threshold: 70 }),
      rule({ ...bounds, id: "more", threshold: 90, stepSize: 2 }),
      inRule(bounds),
    ];
    expect(adviceOf({ rules: tiers })).toEqual(["additive-tiers rules[1].stepSize"]);
    expect(adviceOf({ rules: tiers, semantics: recommended })).toEqual([]);
    const first = tiers.toReversed().map((each) => ({ ...each, cooldownSeconds: 60 }));
    expect(adviceOf({ rules: first, semantics: backendAi26 })).toEqual(["additive-tiers rules[2].stepSize"]);
    expect(adviceOf({ rules: first, semantics: backendAi26, cycleSeconds: 60 })).toEqual([]);
  });

  test("one direction only", () => {
    expect(adviceOf({ rules: [rule(bounds)] })).toEqual(["one-direction rules"]);
    expect(adviceOf({ rules: [inRule(bounds), inRule({ ...bounds, id: "in-2", threshold: "5" })] })).toEqual([
      "additive-tiers rules[1].stepSize",
      "one-direction rules",
    ]);
  });

  test("cooldowns shorter than a cycle or than a replica's start", () => {
    const rules = [rule({ ...bounds, cooldownSeconds: 5 }), inRule({ ...bounds, cooldownSeconds: 5 })];
    expect(adviceOf({ rules, cycleSeconds: 10, startupSeconds: 180 })).toEqual([
      "cooldown-under-cycle rules[0].cooldownSeconds",
      "cooldown-under-startup rules[0].cooldownSeconds",
    ]);
    expect(adviceOf({ rules })).toEqual([]);
  });
});

test("the axes show what holds along each metric, points too", () => {
  const stretchesOf = (rules: readonly Rule[]) =>
    verifyRules({ rules }).axes[0]?.stretches.map(({ from, to, fromClosed, toClosed, rules: held }) => {
      const steps = held.map(({ ruleId, step }) => `${ruleId} ${step}`);
      return `${fromClosed ? "[" : "("}${from}, ${to}${toClosed ? "]" : ")"} ${steps.join()}`;
    });
  expect(stretchesOf([rule(bounds), inRule(bounds)])).toEqual(["[0, 20) in -1", "[20, 80] ", "(80, 100] out 1"]);
  const atZero = [rule(bounds), inRule({ ...bounds, comparator: "LESS_THAN_OR_EQUAL", threshold: 0 })];
  expect(stretchesOf(atZero)).toEqual(["[0, 0] in -1", "(0, 80] ", "(80, 100] out 1"]);
});

describe("PROMETHEUS rules", () => {
  const query = { metricSource: "PROMETHEUS", metricName: "p99" } as const;
  const pair = [rule({ ...bounds, ...query }), inRule({ ...bounds, ...query })];

  test("of one name may have two queries: both can apply at once, which may not happen", () => {
    const { findings, proved, axes, unexplored } = verifyRules({ rules: pair });
    expect(findings.map(({ code, severity, rules }) => [code, severity, rules])).toEqual([
      ["contradiction", "warning", ["out", "in"]],
    ]);
    expect(proved.map(({ code, model }) => `${code} ${model}`)).not.toContain("contradiction free");
    expect(proved.map(({ code, model }) => `${code} ${model}`)).toContain("limit-cycle load");
    expect(axes.map(({ queriesOf }) => queriesOf)).toEqual([["out"], ["in"]]);
    expect(unexplored.map(({ says }) => says).join()).toContain("order-dependence (free) can happen too");
    const [witness] = findings.map((finding) => finding.witness);
    if (witness === undefined || witness === null) throw new Error("nothing is shown");
    const outcomes = replay(witness).at(-1)?.decisions[0]?.outcomes;
    expect(outcomes?.map(({ kind }) => kind)).toEqual(["triggered", "triggered"]);
  });

  test("are no error where one is in the other's shadow only if their queries are one", () => {
    const shadowed = [
      rule({ ...bounds, ...query, threshold: 50 }),
      rule({ ...bounds, ...query, id: "late", threshold: 60 }),
    ];
    const severityOf = (rules: readonly Rule[]) => find({ rules, semantics: backendAi26 }, "dead-rule").severity;
    expect(severityOf(shadowed)).toBe("warning");
    expect(severityOf(shadowed.map((each) => ({ ...each, queryPresetId: "latency" })))).toBe("error");
  });

  test("that name one query read one metric", () => {
    const named = pair.map((each) => ({ ...each, queryPresetId: "latency" }));
    const { findings, proved, axes } = verifyRules({ rules: named });
    expect(findings).toEqual([]);
    expect(proved.map(({ code, model }) => `${code} ${model}`)).toContain("contradiction free");
    expect(axes.map(({ queriesOf }) => queriesOf)).toEqual([["out", "in"]]);
  });

  test("are in error where they are whatever their queries answer", () => {
    const dead = [rule({ ...bounds, ...query, minReplicas: 5, maxReplicas: 4 }), inRule({ ...bounds, ...query })];
    expect(find({ rules: dead }, "dead-rule").severity).toBe("error");
  });
});

describe("without a maximum, what happens at the end of the search", () => {
  const open = (out: string, back: string, more: Partial<ThresholdRule> = {}) => [
    rule({ ...qps, minReplicas: 1, threshold: out, ...more }),
    inRule({ ...qps, minReplicas: 1, threshold: back }),
  ];

  test("goes on for ever where it happens for every greater load", () => {
    const always = open("50", "50", { comparator: "GREATER_THAN_OR_EQUAL" });
    const { findings, unexplored } = verifyRules({ rules: always });
    for (const code of ["limit-cycle", "reversal"]) {
      expect(findings.find((each) => each.code === code)?.loads.at(-1)?.to).toBeNull();
    }
    expect(unexplored.filter(({ model }) => model === "load")).toEqual([]);
  });

  test("is named where it happens for some greater loads", () => {
    const { findings, unexplored } = verifyRules({ rules: open("50", "50") });
    expect(findings.find(({ code }) => code === "limit-cycle")?.loads.at(-1)?.to).not.toBeNull();
    expect(unexplored.map(({ says }) => says).join()).toContain(
      "some lead to cycles and reversals, and there is no highest one",
    );
  });

  test("is nothing where thresholds are apart", () => {
    const { unexplored } = verifyRules({ rules: open("60", "50") });
    expect(unexplored.filter(({ model }) => model === "load")).toEqual([]);
  });
});

describe("a rule that goes on adding while replicas start", () => {
  const slow = { cycleSeconds: 10, startupSeconds: 180 } as const;
  const pair = (cooldownSeconds: number, more: Partial<ThresholdRule> = {}) => [
    rule({ ...bounds, maxReplicas: 20, stepSize: 2, cooldownSeconds, ...more }),
    inRule({ ...bounds, maxReplicas: 20, ...more }),
  ];
  const says = (input: VerifyInput) => verifyOnce(input).findings.find(({ code }) => code === "overshoot")?.message;

  test("adds its step as often as its cooldown lets it before the first one serves", () => {
    // Free again after 70 s where the end still cools, after 60 s where it does not.
    expect(says({ rules: pair(60), ...slow })).toContain("4 more than");
    expect(says({ rules: pair(60), ...slow })).toContain("so it adds 2 replicas 2 times more");
    expect(says({ rules: pair(60), ...slow, startupSeconds: 181, semantics: backendAi26 })).toContain("6 more than");
    expect(says({ rules: pair(180), ...slow })).toBeUndefined();
    expect(says({ rules: pair(60), cycleSeconds: 10 })).toBeUndefined();
    const waits = endpoint({ replicas: 1, cooldownSeconds: { out: 180, in: 0 } });
    expect(says({ rules: pair(0), endpoint: waits, ...slow })).toBeUndefined();
  });

  test("is the cause of a cooldown that is over before a replica serves", () => {
    const { advice } = verifyRules({ rules: pair(60), ...slow });
    expect(advice.find(({ code }) => code === "cooldown-under-startup")?.because).toBe("overshoot/load-timed/out");
  });

  test("does not overshoot where the average is over routes, which exist at once", () => {
    expect(says({ rules: pair(60, qps), ...slow })).toBeUndefined();
  });

  test("is ended by a cooldown as long as a start, and by settling", () => {
    const rules = pair(60).map((each) => ({ ...each, maxReplicas: 8 }));
    const help = find({ rules, ...slow }, "overshoot").help;
    expect(help).toMatch(
      /^set cooldownSeconds of rule `out` to 180, or set settle of the endpoint to "hold"; checked: then/,
    );
    const holds = verifyRules({ rules, ...slow, endpoint: endpoint({ replicas: 1, settle: "hold", starting: 0 }) });
    const proved = holds.proved.filter(({ model }) => model === "load-timed").map(({ code }) => code);
    expect(proved).toEqual(["limit-cycle", "runaway", "overshoot"]);
    const waits = rules.map((each) => ({ ...each, cooldownSeconds: 180 }));
    expect(verifyRules({ rules: waits, ...slow }).proved.some(({ code }) => code === "overshoot")).toBe(true);
  });

  test("is advised about where the metric is no load that is gone through", () => {
    const { advice } = verifyRules({ rules: pair(60).slice(0, 1), ...slow });
    expect(advice.map(({ code }) => code)).toContain("overshoot");
  });

  test("is one advice for all rules on one metric, about the one that goes furthest", () => {
    const [first, ...rest] = pair(60);
    const more = rule({ ...bounds, id: "more", threshold: 90, stepSize: 5, cooldownSeconds: 60 });
    const { advice } = verifyRules({ rules: [...(first ? [first] : []), more, ...rest], ...slow, load: null });
    const advised = advice.filter(({ code }) => code === "overshoot");
    expect(advised.map(({ rules, help }) => [rules, help])).toEqual([
      [["more", "out"], "set cooldownSeconds of each to 180"],
    ]);
    expect(advised[0]?.message).toMatch(/serves after 180 s; the same is true of rule `out`$/);
  });

  test("is advised about with the maximum that stops it, and without one with none", () => {
    const advised = (rules: readonly Rule[]) =>
      verifyRules({ rules, ...slow, load: null }).advice.find(({ code }) => code === "overshoot")?.message;
    expect(advised(pair(60))).toContain("needs, unless its maximum of 20 stops it: it can trigger every 70 s");
    expect(advised(pair(60, { maxReplicas: null }))).toContain("needs: it can trigger every 70 s");
  });

  test("is no matter of a total, or of an average over routes, which do not wait for a replica to serve", () => {
    const advised = (input: VerifyInput) =>
      verifyRules({ ...input, ...slow, load: null }).advice.map(({ code }) => code);
    expect(advised({ rules: pair(60), metrics: { cuda_util: { load: "none" } } })).toContain("overshoot");
    expect(advised({ rules: pair(60), metrics: { cuda_util: { load: "total" } } })).not.toContain("overshoot");
    expect(advised({ rules: pair(60, qps) })).not.toContain("overshoot");
  });

  test("neither oscillates nor rises too far where the load lets the count go to 0, at which nothing is read", () => {
    const toZero = [
      rule({ maxReplicas: 6, cooldownSeconds: 180, threshold: 80 }),
      inRule({ minReplicas: 0, threshold: 10 }),
    ];
    const { proved } = verifyRules({ rules: toZero, ...slow, initial: 1 });
    expect(proved.filter(({ model }) => model === "load-timed").map(({ code }) => code)).toEqual([
      "limit-cycle",
      "runaway",
      "overshoot",
    ]);
  });

  test("is proved absent or left open, wherever the budget ends", () => {
    const sound = pair(180, { maxReplicas: 8 });
    const outcomes = Array.from({ length: 60 }, (_, at) => {
      const { unexplored, proved } = verifyRules({ rules: sound, ...slow, maxSteps: 100 + 250 * at });
      const isOpen = unexplored.some(({ model }) => model === "load-timed");
      expect(proved.some(({ model }) => model === "load-timed")).toBe(!isOpen);
      return isOpen;
    });
    expect(new Set(outcomes)).toEqual(new Set([true, false]));
  });

  test("is what is left open where the budget ends", () => {
    const { unexplored, proved } = verifyRules({ rules: pair(60), ...slow, maxSteps: 2000 });
    expect(unexplored.map(({ model }) => model)).toContain("load-timed");
    expect(proved.filter(({ model }) => model === "load-timed")).toEqual([]);
  });
});

describe("one fault makes one line", () => {
  test("what follows carries the id of its cause, and no more than its weight", () => {
    const network = [rule({ ...bounds, metricName: "net_rx" }), inRule({ ...bounds, metricName: "net_rx" })];
    const { findings, advice } = verifyRules({ rules: network });
    const causes = [...findings, ...advice].filter(({ because }) => because === null);
    expect(causes.map(({ id, severity }) => [id, severity])).toEqual([["always-zero/out,in", "error"]]);
    const twoMetrics = [rule(bounds), inRule({ ...bounds, metricName: "mem" })];
    expect(verifyRules({ rules: twoMetrics }).findings.map(({ severity, because }) => [severity, because])).toEqual([
      ["warning", null],
      ["warning", "contradiction/free/out,in"],
    ]);
  });

  test("rules that one bound refuses are one finding, and so are those on one metric the wrong way round", () => {
    const past = [3, 4].map((stepSize) =>
      rule({ ...bounds, id: `out-${stepSize}`, stepSize, threshold: 70 + stepSize }),
    );
    const refused = find({ rules: [...past, inRule({ ...bounds, minReplicas: 2, stepSize: -3 })] }, "lock-up");
    expect(refused.rules).toEqual(["out-3", "out-4"]);
    expect(refused.message).toMatch(/that way; the same is true of rule `out-4`$/);
    const low = [1, 2].map((stepSize) => rule({ id: `out-${stepSize}`, stepSize, minReplicas: 5, threshold: 70 }));
    const short = verifyRules({ rules: low, initial: 1 }).findings.filter(({ code }) => code === "wrong-side");
    expect(short.map(({ rules }) => rules)).toEqual([["out-1", "out-2"]]);
    expect(headline(verifyRules({ rules: low, initial: 1 }))).toMatch(/^`out-1` and `out-2` never move 1 replica: /);
  });

  test("bands on one metric that take negative steps are one cause", () => {
    const bands = (metricName: string) =>
      ["one", "other"].map((id) => bandRule({ ...bounds, id, metricName, stepSize: -1 }));
    const known = verifyRules({ rules: bands("cpu_util") });
    const [first] = [...known.findings, ...known.advice].filter(({ code }) => code === "inverted-step");
    expect([first?.rules, first?.help]).toEqual([["one", "other"], "set stepSize of rules `one` and `other` to 1"]);
    const advised = verifyRules({ rules: bands("jobs") }).advice.filter(({ code }) => code === "inverted-step");
    expect(advised.map(({ message }) => message)).toEqual([
      "rules `one` and `other` have a step of -1: they scale in above their bands and out below them",
    ]);
  });

  test("ids stay while figures change, and places are given for every rule", () => {
    const [first] = verifyRules({ rules: narrow }).findings;
    const [again] = verifyRules({ rules: narrow.map((each) => ({ ...each, maxReplicas: 9 })) }).findings;
    expect([first?.id, again?.id]).toEqual(["limit-cycle/load/out,in", "limit-cycle/load/out,in"]);
    expect(first?.paths).toEqual([
      ["rules", 1, "threshold"],
      ["rules", 0],
    ]);
    expect(new Set(verifyRules({ rules: narrow }).findings.map(({ id }) => id)).size).toBe(2);
  });

  test("and all of it one sentence", () => {
    expect(headline(verifyRules({ rules: narrow }))).toBe(
      "flaps between 1 and 2 replicas at a total of 75 to 120: set `in` to 37.5",
    );
    expect(headline(verifyRules({ rules: [rule(bounds), inRule(bounds)] }))).toMatch(/^sound: \d+ properties proved$/);
    const shares = [rule({ ...bounds, threshold: "0.8" }), inRule({ ...bounds, threshold: "0.3" })];
    expect(headline(verifyRules({ rules: shares }))).toBe(
      "cuda_util is read in percent, and 0.8 is a share: multiply the thresholds by 100",
    );
  });
});

describe("what many rules cost", () => {
  const many = (count: number, metrics: number, step: (at: number) => number) =>
    Array.from({ length: count }, (_, at) =>
      at % 2 === 0
        ? rule({ ...bounds, id: `out-${at}`, metricName: `m${at % metrics}`, threshold: 70, stepSize: step(at) })
        : inRule({
            ...bounds,
            id: `in-${at}`,
            metricName: `m${(at - 1) % metrics}`,
            threshold: 5,
            stepSize: -1,
          }),
    );

  test("equal steps are interchangeable: the orders of fifty are fifty", () => {
    const equal = Array.from({ length: 50 }, (_, at) => rule({ ...bounds, id: `r-${at}`, threshold: 10 + at }));
    expect(verifyRules({ rules: equal }).proved.map(({ code }) => code)).toContain("order-dependence");
  });

  test("orders past the budget are named, and not proved", () => {
    const uneven = Array.from({ length: 8 }, (_, at) =>
      rule({ ...bounds, id: `r-${at}`, threshold: 10, stepSize: 7 + at }),
    );
    const { unexplored, proved } = verifyRules({ rules: uneven, maxSteps: 60 });
    expect(unexplored.map(({ says }) => says)).toContain("not every order of the rules was tried");
    expect(proved.map(({ code }) => code)).not.toContain("order-dependence");
  });

  test("that a move is never without effect is not proved where it could be and the budget ended before", () => {
    const provedOf = (minReplicas: number) => {
      const others = [0, 1, 2, 3, 4].map((at) => {
        const metric = { metricSource: "PROMETHEUS", metricName: `m-${at}`, queryPresetId: `q-${at}` } as const;
        return rule({ ...bounds, ...metric, id: `out-${at}` });
      });
      const rules = [...others, inRule({ ...bounds, minReplicas })];
      return verifyRules({ rules, load: null, maxSteps: 100 }).proved.map(({ code }) => code);
    };
    expect(provedOf(1)).toContain("no-op");
    expect(provedOf(0)).not.toContain("no-op");
  });

  test("what takes no product of metrics is proved of any number of them", () => {
    const { readingClasses, proved, findings } = verifyRules({ rules: many(40, 40, () => 1), maxSteps: 100_000 });
    expect(readingClasses.length).toBeLessThan(2000);
    expect(findings.map(({ code }) => code)).toEqual(["contradiction", "order-dependence"]);
    const codesProved = proved.filter(({ model }) => model === "free").map(({ code }) => code);
    expect(codesProved).toEqual([
      "zero-trap",
      "runaway",
      "wrong-side",
      "dead-rule",
      "no-op",
      "no-way-back",
      "stuck-count",
      "unreachable-count",
    ]);
  });
});

test("a domain may end at a finer figure than any threshold has", () => {
  const domain = { cuda_util: { min: "79.95", max: "80.05" } };
  const found = verifyRules({ rules: [rule(bounds), inRule({ ...bounds, threshold: 80 })], domain });
  expect(found.axes[0]?.stretches.map(({ from, to }) => [from, to])).toEqual([
    ["79.95", "80"],
    ["80", "80"],
    ["80", "80.05"],
  ]);
});

describe("a load that replicas share", () => {
  const fromZero = narrow.map((each) => ({ ...each, minReplicas: 0 }));

  test("is read nowhere where there is no replica", () => {
    const given = { rules: fromZero, load: { metric: "qps" }, domain: { qps: { atZero: true } } };
    const { readingClasses, findings } = verifyRules({ ...given, initial: 0 });
    expect(readingClasses).not.toEqual([]);
    const { witness } = find({ ...given, initial: 3 }, "reversal");
    expect(findings.map(({ code }) => code)).toContain("reversal");
    expect(witness?.steps.every(({ before, readings }) => (before === 0) === (readings.length === 0))).toBe(true);
  });

  test("is never read below or above the metric's domain", () => {
    const input = { rules: narrow, load: { metric: "qps" } };
    expect(find(input, "reversal").loads).toEqual([
      { from: "75", to: "120", fromClosed: false, toClosed: false },
      { from: "150", to: "180", fromClosed: false, toClosed: false },
      { from: "225", to: "240", fromClosed: false, toClosed: false },
    ]);
    // A fall from two replicas calls for a reading below 60, which there is none of.
    for (const qps of [
      { min: "65", max: null },
      { min: null, max: "70" },
    ])
      expect(codes({ ...input, domain: { qps } }).filter((each) => each.endsWith("load"))).toEqual([]);
  });
});

describe("an input with faults", () => {
  test("is refused where a threshold is one that nobody could write out", () => {
    const refused = (threshold: DecimalLike) => {
      const input = { rules: [rule({ ...qps, ...bounds, threshold })] };
      return refusal(input)?.faults.map(({ path }) => path) ?? verifyRules(input).reachable;
    };
    expect(refused("1e20000")).toEqual(["rules[0].threshold"]);
    expect(refused(new Decimal("1e-20000"))).toEqual(["rules[0].threshold"]);
    for (const sound of [new Decimal("1e-400"), new Decimal("Infinity"), "+INF", 80]) {
      expect(refused(sound)).toContain(1);
    }
    expect(refused("-inf")).toContain(6);
  });

  test("is refused where a domain ends at a number that nobody could write out", () => {
    const refused = (max: string) => {
      const input = { rules: narrow, domain: { qps: { max } } };
      return refusal(input)?.faults.map(({ path }) => path) ?? verifyRules(input).axes.length;
    };
    expect(refused(`9${"0".repeat(999)}`)).toBe(1);
    expect(refused(`9${"0".repeat(1010)}`)).toEqual(["domain.qps.max"]);
    expect(refused("1e20000")).toEqual(["domain.qps.max"]);
  });

  test.each(["cycleSeconds", "startupSeconds"])("is refused where %s lead past the calendar", (field) => {
    const rules = [rule({ maxReplicas: 2 })];
    expect(messagesOf({ rules, [field]: 1_000_000_001 })).toEqual([expect.stringContaining(`${field} is 1000000001`)]);
    expect(verifyRules({ rules, [field]: 1e9 }).findings.length).toBeGreaterThan(0);
  });

  test("is refused with all of them at once", () => {
    const input: VerifyInput = {
      rules: [rule({ stepSize: 1.5 }), inRule({ endpointId: "other" }), rule()],
      endpoint: endpoint({ replicas: -1 }),
      initial: [1, -2],
      counts: { min: 5, max: 2 },
      domain: { qps: { min: 3, max: 1 }, cuda_util: { min: "Infinity", max: "abc" } },
      cycleSeconds: 0,
      startupSeconds: -1,
      maxSteps: 0,
    };
    expect(messagesOf(input)).toMatchInlineSnapshot(`
      [
        "not-an-integer: rule \`out\`: rules[0].stepSize is 1.5, expected an integer; use 2 to add two replicas, -1 to remove one",
        "duplicate-id: rule \`out\`: rules[2].id is "out", expected a unique id: rules[0] has it too; rename or remove one of the two, or give both the same fields",
        "other-endpoint: rule \`in\`: rules[1].endpointId is "other", expected "chat", the only endpoint here; take each endpoint alone, with its own rules",
        "not-an-integer: endpoint \`chat\`: endpoint.replicas is -1, expected an integer of 0 or more; give the target count at the start of the cycle",
        "not-an-integer: initial[1] is -2, expected an integer of 0 or more; fix it, or leave it out",
        "ends-reversed: counts is 5 to 2, expected min at most max; swap the two",
        "ends-reversed: domain.qps is 3 to 1, expected min at most max; swap the two",
        "not-a-decimal: domain.cuda_util.min is "Infinity", expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; fix it, or leave it out",
        "not-a-decimal: domain.cuda_util.max is "abc", expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; fix it, or leave it out",
        "not-a-number: cycleSeconds is 0, expected a number of seconds from 0.000001 to 1,000,000,000; fix it, or leave it out",
        "not-a-number: startupSeconds is -1, expected a number of seconds from 0 to 1,000,000,000; fix it, or leave it out",
        "not-a-number: maxSteps is 0, expected a number of 1 or more; fix it, or leave it out",
      ]
    `);
    const error = refusal(input);
    expect(error?.faults.map(({ path }) => path).slice(2, 5)).toEqual([
      "rules[1].endpointId",
      "endpoint.replicas",
      "initial[1]",
    ]);
    expect([error?.name, error?.total]).toEqual(["VerifyError", error?.faults.length]);
    expect(error?.message).toContain("the rules cannot be verified:\n- rule `out`: rules[0].stepSize is 1.5");
    const semantics = { ...recommended, combine: "loudest" } as unknown as Semantics;
    expect(messagesOf({ rules: [rule()], semantics })).toEqual([
      'not-one-of: semantics.combine is "loudest", expected sequential, first or agreement; use a preset: backendAi25, backendAi26 or recommended',
    ]);
    expect(messagesOf({ rules: [rule()], counts: { min: -1, max: 0.5 } })).toMatchInlineSnapshot(`
      [
        "not-an-integer: counts.min is -1, expected an integer of 0 or more; fix it, or leave it out",
        "not-an-integer: counts.max is 0.5, expected an integer of 0 or more; fix it, or leave it out",
      ]
    `);
    const far = [band({ minThreshold: "1e-20000", maxThreshold: "1e20000" })];
    expect(messagesOf({ rules: far })).toMatchInlineSnapshot(`
      [
        "not-a-decimal: rules[0].minThreshold is "1e-20000", expected a decimal number (at most 1,000 digits, exponent within ±9,999); fix it, or leave it out",
        "not-a-decimal: rules[0].maxThreshold is "1e20000", expected a decimal number (at most 1,000 digits, exponent within ±9,999); fix it, or leave it out",
      ]
    `);
  });

  test("may have a rule twice: the copy changes nothing", () => {
    const rules = [rule(bounds), inRule(bounds)];
    const copied = [...rules, rule({ ...bounds, threshold: "80.0", priority: 0 })];
    expect(verifyRules({ rules: copied })).toEqual(verifyRules({ rules }));
  });

  test("is refused just past what has a meaning, and not before", () => {
    const faultsOf = (input: Partial<VerifyInput>) =>
      refusal({ rules: [rule(bounds)], maxSteps: 100, ...input })?.faults.map(({ path }) => path) ?? [];
    for (const sound of [
      { cycleSeconds: 0.000001, maxSteps: 1 },
      { startupSeconds: 0 },
      { maxSteps: 1 },
      { counts: { min: 0, max: 2 ** 31 - 1 } },
      { initial: [] },
      { domain: { qps: { min: "9".repeat(1000), max: null }, mem: { max: "1e9999" } } },
    ]) {
      expect(faultsOf(sound)).toEqual([]);
    }
    expect(faultsOf({ cycleSeconds: 0.0000009 })).toEqual(["cycleSeconds"]);
    expect(faultsOf({ startupSeconds: Number.POSITIVE_INFINITY })).toEqual(["startupSeconds"]);
    expect(faultsOf({ maxSteps: 0.9 })).toEqual(["maxSteps"]);
    expect(faultsOf({ counts: { min: 0, max: 2 ** 31 } })).toEqual(["counts.max"]);
    expect(faultsOf({ domain: { qps: { max: "9".repeat(1001) }, mem: { max: "1e10000" } } })).toEqual([
      "domain.qps.max",
      "domain.mem.max",
    ]);
  });

  test("names a single initial count without an index", () => {
    expect(() => verifyRules({ rules: [], initial: 1.5 })).toThrow("initial is 1.5, expected an integer");
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPARATORS, type Endpoint, type Rule, recommended } from "../../src/index.ts";
import type { MetricFacts } from "../../src/model/metric-facts.ts";
import { headline, type Proof, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";

type Metric = Pick<Rule, "metricSource" | "metricName">;

const CUDA: Metric = { metricSource: "KERNEL", metricName: "cuda_util" };
const JOBS: Metric = { metricSource: "INFERENCE_FRAMEWORK", metricName: "jobs" };
const QUEUE: Metric = { metricSource: "PROMETHEUS", metricName: "queue" };

const base = { endpointId: "e", type: "threshold", cooldownSeconds: 60, minReplicas: 1, maxReplicas: 4 } as const;

function out(metric: Metric, threshold: string, more: Partial<Rule> = {}): Rule {
  const own = { id: "out", comparator: "GREATER_THAN", threshold, stepSize: 1 } as const;
  return { ...base, ...metric, ...own, queryPresetId: "q", ...more } as Rule;
}

function back(metric: Metric, threshold: string, more: Partial<Rule> = {}): Rule {
  const own = { id: "in", comparator: "LESS_THAN", threshold, stepSize: -1 } as const;
  return { ...base, ...metric, ...own, queryPresetId: "q", ...more } as Rule;
}

/** The facts that one proof rests on, as short texts. */
function factsOf(input: VerifyInput, code: Proof["code"], model: Proof["model"]): readonly string[] | undefined {
  const proof = verifyOnce(input).proved.find((each) => each.code === code && each.model === model);
  return proof?.restsOn.map(({ metric, fact, value, ground }) => `${metric.name} ${fact} ${value} ${ground}`);
}

describe("a proof names the facts that it rests on", () => {
  const apart = [out(CUDA, "80"), back(CUDA, "30")];
  const full = [out(CUDA, "80"), back(CUDA, "30"), back(CUDA, "100", { id: "turned", comparator: "GREATER_THAN" })];
  const toZero = [
    out(QUEUE, "80", { minReplicas: 0 }),
    back(QUEUE, "30", { minReplicas: 0 }),
    out(CUDA, "80", { id: "busy", minReplicas: 0 }),
  ];

  test.each<[string, readonly string[], VerifyInput, Proof["code"], Proof["model"]]>([
    ["none, where it holds whatever is read", [], { rules: apart }, "contradiction", "free"],
    ["an end that leaves out readings", ["cuda_util max 100 known"], { rules: full }, "contradiction", "free"],
    ["such an end for no run that exists without it", [], { rules: apart }, "dead-rule", "free"],
    ["that a load is known to be shared", ["cuda_util load shared known"], { rules: apart }, "reversal", "load"],
    [
      "that a load was named",
      ["jobs load shared stated"],
      { rules: [out(JOBS, "80"), back(JOBS, "30")], load: { metric: "jobs" } },
      "reversal",
      "load",
    ],
    [
      "that nobody said so",
      ["jobs load shared assumed"],
      { rules: [out(JOBS, "80"), back(JOBS, "30")] },
      "reversal",
      "load",
    ],
    [
      "which way is busy",
      ["jobs load shared stated", "jobs busy less stated"],
      {
        rules: [out(JOBS, "30", { comparator: "LESS_THAN" }), back(JOBS, "80", { comparator: "GREATER_THAN" })],
        metrics: { jobs: { load: "shared", busy: "less" } },
      },
      "inverted-step",
      "load",
    ],
    [
      "an end at which the readings of a load stay",
      ["jobs load shared stated", "jobs max 100 stated"],
      { rules: [out(JOBS, "100")], metrics: { jobs: { max: 100 } }, load: { metric: "jobs" } },
      "limit-cycle",
      "load",
    ],
    [
      "whole numbers",
      ["jobs integer true stated"],
      {
        rules: [out(JOBS, "0", { aggregation: "max" }), back(JOBS, "1", { aggregation: "max" })],
        metrics: { jobs: { integer: true } },
      },
      "contradiction",
      "free",
    ],
    [
      "the surest way out of 0",
      ["queue atZero true stated"],
      { rules: toZero, metrics: { queue: { atZero: true } }, semantics: recommended },
      "zero-trap",
      "free",
    ],
    [
      "what cannot be read at 0",
      ["cuda_util atZero false known"],
      { rules: toZero, metrics: { queue: { atZero: true } }, semantics: recommended },
      "runaway",
      "free",
    ],
    [
      "both ends of runs through 0",
      ["cuda_util atZero false known", "queue atZero true stated"],
      { rules: toZero, metrics: { queue: { atZero: true } }, semantics: recommended },
      "stuck-count",
      "free",
    ],
    [
      "that an activation condition can be read at 0, as whoever names it says",
      ["queue atZero true stated"],
      { rules: apart, endpoint: sleeping({ ...QUEUE, comparator: "GREATER_THAN", threshold: "0" }) },
      "zero-trap",
      "free",
    ],
    [
      "which loads wake an endpoint, and which do not fall with its count",
      ["queue load shared stated", "rps load total stated", "rps max 4 stated"],
      {
        rules: [out(QUEUE, "50"), back(QUEUE, "20")],
        endpoint: sleeping(
          { ...QUEUE, comparator: "GREATER_THAN", threshold: "5" },
          { metricSource: "PROMETHEUS", metricName: "rps", comparator: "GREATER_THAN", threshold: "5" },
        ),
        load: { metric: "queue" },
        metrics: { rps: { load: "total", max: 4 } },
        semantics: recommended,
      },
      "zero-swing",
      "load",
    ],
  ])("%s", (_, expected, input, code, model) => {
    expect(factsOf(input, code, model)).toEqual(expected);
  });

  test("what it says ends with them, and a headline with those that nobody stated", () => {
    const verification = verifyRules({ rules: [out(JOBS, "80"), back(JOBS, "30")] });
    const reversal = verification.proved.find(({ code }) => code === "reversal");
    expect(reversal?.says).toMatch(/, given that the replicas share jobs \(assumed\)$/);
    expect(headline(verification)).toMatch(/^sound: \d+ properties proved, if the replicas share jobs$/);
    expect(headline(verifyRules({ rules: apart }))).toMatch(/^sound: \d+ properties proved$/);
  });
});

function sleeping(...activation: NonNullable<Endpoint["zero"]>["activation"][number][]): Endpoint {
  return { id: "e", replicas: 1, zero: { activation, idleSeconds: 600 } };
}

describe("on assumed facts alone nothing is an error", () => {
  const severities = (input: VerifyInput) =>
    Object.fromEntries(verifyRules(input).findings.map(({ code, severity }) => [code, severity]));
  const close = [out(JOBS, "75"), back(JOBS, "60")];

  test("that a load is shared", () => {
    expect(severities({ rules: close })["limit-cycle"]).toBe("warning");
    expect(severities({ rules: close, load: { metric: "jobs" } })["limit-cycle"]).toBe("error");
    expect(severities({ rules: close, metrics: { jobs: { load: "shared" } } })["limit-cycle"]).toBe("error");
    const [finding] = verifyRules({ rules: close }).findings;
    expect(finding?.message).toMatch(/of 100, if it is shared by the replicas, the count oscillates/);
    expect(finding?.help).toMatch(/; or state `load: "none"` of jobs, if the replicas do not share it$/);
  });

  test("that nothing is below 0, for a rule that never triggers then", () => {
    const rules = [out(JOBS, "75"), back(JOBS, "0")];
    expect(severities({ rules })["dead-rule"]).toBe("warning");
    // Its greatest reading says nothing about the least.
    expect(severities({ rules, metrics: { jobs: { max: 100 } } })["dead-rule"]).toBe("warning");
    expect(severities({ rules, metrics: { jobs: { min: 0 } } })["dead-rule"]).toBe("error");
    expect(severities({ rules: [out(CUDA, "75"), back(CUDA, "0")] })["dead-rule"]).toBe("error");
  });
});

const ONE: Metric = { metricSource: "PROMETHEUS", metricName: "one" };
const TWO: Metric = { metricSource: "PROMETHEUS", metricName: "two" };

const someRule = fc
  .record({
    metric: fc.constantFrom(ONE, ONE, TWO),
    comparator: fc.constantFrom(...COMPARATORS),
    threshold: fc.constantFrom("0", "0.5", "1", "10", "20", "33.3", "50"),
    stepSize: fc.constantFrom(1, 2, -1, -2),
    minReplicas: fc.integer({ min: 0, max: 1 }),
    maxReplicas: fc.integer({ min: 2, max: 5 }),
    cooldownSeconds: fc.constantFrom(0, 60),
  })
  .map(
    ({ metric, ...rule }): Omit<Rule & { type: "threshold" }, "id"> => ({
      ...base,
      ...metric,
      ...rule,
      queryPresetId: "q",
    }),
  );

test("what is proved under a load names that nothing is read at 0, where the rules would lead to other counts from there", () => {
  const shared = { ...base, ...ONE, queryPresetId: "q", minReplicas: 0, cooldownSeconds: 0 } as const;
  const rules: Rule[] = [
    { ...shared, id: "in", comparator: "LESS_THAN", threshold: "20", stepSize: -2, maxReplicas: 2 },
    { ...shared, id: "out", comparator: "GREATER_THAN_OR_EQUAL", threshold: "0", stepSize: 2, maxReplicas: 5 },
  ];
  const semantics = { combine: "first", bounds: "skip", cooldownEnd: "exclusive" } as const;
  const input = { rules, semantics, load: { metric: "one" }, cycleSeconds: 10, startupSeconds: 30 };
  const proof = (metrics: Readonly<Record<string, MetricFacts>>) =>
    verifyOnce({ ...input, metrics }).proved.find((each) => claimOf(each) === "limit-cycle load-timed");
  expect(proof({ one: { atZero: true } })).toBeUndefined();
  const facts = proof({ one: { atZero: false } })?.restsOn;
  expect(facts?.map(({ fact, value, ground }) => [fact, value, ground])).toContainEqual(["atZero", false, "stated"]);
});

const someFacts: fc.Arbitrary<MetricFacts> = fc
  .record({
    min: fc.constantFrom(undefined, 0, 10),
    max: fc.constantFrom(undefined, 20, 33.3, 100),
    integer: fc.constantFrom(undefined, true),
    atZero: fc.constantFrom(undefined, true, false),
  })
  .map((facts) => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)));

test("a proof stands where every fact of readings that it does not name is dropped", () => {
  let dropped = 0;
  fc.assert(
    fc.property(
      fc.array(someRule, { minLength: 1, maxLength: 4 }),
      someFacts,
      someFacts,
      any.semantics(),
      (given, one, two, semantics) => {
        const rules = given.map((rule, at): Rule => ({ ...rule, id: `r${at}` }));
        const load = rules.some(({ metricName }) => metricName === "one") ? { metric: "one" } : null;
        const input: VerifyInput = { rules, semantics, load, cycleSeconds: 10, startupSeconds: 30 };
        const facts: Readonly<Record<string, MetricFacts>> = { one, two };
        const again = new Map<string, ReadonlySet<string>>();
        for (const { code, model, restsOn } of verifyOnce({ ...input, metrics: facts }).proved) {
          const named = new Set(restsOn.map(({ metric, fact }) => `${metric.name} ${fact}`));
          const left = Object.fromEntries(
            Object.entries(facts).map(([name, each]) => [name, withoutUnnamed(each, name, named)]),
          );
          const key = JSON.stringify(left);
          if (!again.has(key)) {
            dropped += 1;
            again.set(key, new Set(verifyOnce({ ...input, metrics: left }).proved.map(claimOf)));
          }
          expect([...(again.get(key) ?? [])]).toContain(claimOf({ code, model }));
        }
      },
    ),
  );
  expect(dropped).toBeGreaterThan(10);
});

function claimOf({ code, model }: Pick<Proof, "code" | "model">): string {
  return `${code} ${model}`;
}

/** Any reading in place of what is not named; at 0 the other way round. */
function withoutUnnamed(facts: MetricFacts, name: string, named: ReadonlySet<string>): MetricFacts {
  const { min = 0, max = null, integer = false, atZero } = facts;
  const keeps = (fact: string): boolean => named.has(`${name} ${fact}`);
  const other = atZero === false ? {} : { atZero: false };
  return {
    min: keeps("min") ? min : null,
    max: keeps("max") ? max : null,
    integer: keeps("integer") && integer,
    ...(keeps("atZero") ? (atZero === undefined ? {} : { atZero }) : other),
  };
}

import { describe, expect, test } from "vitest";
import { backendAi25, backendAi26, type Rule, type Semantics } from "../../src/index.ts";
import { type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";

const qps = { metricSource: "INFERENCE_FRAMEWORK", metricName: "qps" } as const;

/** For which cooldowns it is proved that no constant load makes a rise be followed by a fall; null where it is not. */
function provedFor(rules: readonly Rule[], semantics: Semantics = backendAi25): string | null {
  const { proved } = verifyRules({ rules, semantics, load: { metric: "qps" } });
  return proved.find(({ code, model }) => code === "reversal" && model === "load")?.cooldowns ?? null;
}

describe("directions are apart for any cooldowns just where no load that calls for more reads too little after every rise:", () => {
  const bounds = { minReplicas: 1, maxReplicas: 6 };
  const gentle = rule({ ...qps, ...bounds, threshold: "75", cooldownSeconds: 60 });
  const steep = rule({ ...qps, ...bounds, id: "steep", threshold: "90", stepSize: 2 });
  const down = (threshold: string, minReplicas = 1) => inRule({ ...qps, ...bounds, threshold, minReplicas });

  test("all rises together where rules follow each other, the greatest where one decides", () => {
    for (const rules of [
      [gentle, steep],
      [steep, gentle],
    ]) {
      expect(provedFor([...rules, down("22.51")])).not.toBe("any");
      expect(provedFor([...rules, down("22.5")])).toBe("any");
      const first = { ...backendAi26, combine: "first", bounds: "skip" } as const;
      expect(provedFor([...rules, down("30.01")], first)).not.toBe("any");
      expect(provedFor([...rules, down("30")], first)).toBe("any");
      const fromTwo = rules.map((each) => ({ ...each, minReplicas: 2 }));
      expect(provedFor([...fromTwo, down("36.01", 2)])).not.toBe("any");
      expect(provedFor([...fromTwo, down("36", 2)])).toBe("any");
    }
  });

  test("nothing, where replicas are never added", () => {
    const often = { ...down("60"), id: "often", cooldownSeconds: 60 };
    expect(provedFor([down("40"), often])).toBe("any");
  });

  test("the highest threshold below which replicas are removed", () => {
    const [low, high] = [down("5"), { ...down("37.5"), id: "high" }];
    expect([provedFor([gentle, low, high]), provedFor([gentle, high, low])]).toEqual(["any", "any"]);
    const close = { ...high, threshold: "37.51" };
    expect([provedFor([gentle, low, close]), provedFor([gentle, close, low])]).toEqual([null, null]);
  });
});

test("loads whose doubles are equal are distinguished", () => {
  const bounds = { minReplicas: 1, maxReplicas: 3 };
  const rules = [
    rule({ ...qps, ...bounds, threshold: "60", stepSize: 2 }),
    inRule({ ...qps, ...bounds, threshold: "20.00000000000000000001", stepSize: -2 }),
  ];
  const cycle = verifyRules({ rules }).findings.find(({ code }) => code === "limit-cycle");
  expect(cycle?.loads).toEqual([{ from: "60", to: "60.00000000000000000003", fromClosed: false, toClosed: false }]);
});

test("thresholds without end are answered for: what is always met works against the other, what is never met is dead", () => {
  const bounds = { minReplicas: 1, maxReplicas: 6, cooldownSeconds: 60 };
  const codes = (out: string, back: string) => {
    const rules = [rule({ ...qps, ...bounds, threshold: out }), inRule({ ...qps, ...bounds, threshold: back })];
    return verifyRules({ rules, load: { metric: "qps" } }).findings.map(({ code }) => code);
  };
  expect(codes("80", "Infinity")).toEqual(["order-dependence", "stuck-count", "unreachable-count"]);
  expect(codes("-inf", "20")).toContain("limit-cycle");
  expect(codes("80", "-inf")).toEqual(["dead-rule", "no-way-back", "stuck-count"]);
  expect(codes("Infinity", "20")).toEqual(["dead-rule", "dead-rule", "stuck-count", "unreachable-count"]);
});

test("rules of one load that is read in two ways keep their order", () => {
  const bounds = { minReplicas: 1, maxReplicas: 6 };
  const rules = [
    rule({ ...qps, ...bounds, id: "never", threshold: "1000" }),
    rule({ ...qps, ...bounds, id: "two", aggregation: "max", threshold: "50", stepSize: 2 }),
    rule({ ...qps, ...bounds, id: "one", threshold: "50" }),
    inRule({ ...qps, ...bounds, threshold: "40" }),
  ];
  const semantics = { ...backendAi26, combine: "first", bounds: "skip" } as const;
  const cycle = verifyRules({ rules, semantics, load: { metric: "qps" } }).findings.find(
    ({ code, model }) => code === "limit-cycle" && model === "load",
  );
  expect([cycle?.rules, cycle?.counts]).toEqual([
    ["two", "in"],
    [1, 3, 2],
  ]);
});

test("a load that is too much for good has a witness above all thresholds", () => {
  const bounds = { minReplicas: 1, maxReplicas: 6 };
  const rules = [
    rule({ ...qps, ...bounds, threshold: "50" }),
    rule({ ...qps, ...bounds, id: "shed", threshold: "60", stepSize: -1 }),
  ];
  const semantics = { ...backendAi26, combine: "first", bounds: "skip" } as const;
  const cycle = verifyRules({ rules, semantics, load: { metric: "qps" } }).findings.find(
    ({ code, model }) => code === "limit-cycle" && model === "load",
  );
  expect(cycle?.loads).toEqual([{ from: "360", to: null, fromClosed: false, toClosed: false }]);
  expect(Number(cycle?.witness?.load)).toBeGreaterThan(360);
});

test("a witness reads what a load is at its count, cut where it has no end, which it says, and never past its domain", () => {
  const bounds = { minReplicas: 1, maxReplicas: 7 };
  const readings = (domain: VerifyInput["domain"], high: string, low: string) => {
    const rules = [
      rule({ ...qps, ...bounds, threshold: high, stepSize: 6 }),
      inRule({ ...qps, ...bounds, threshold: low }),
    ];
    const input = { rules, load: { metric: "qps" }, ...(domain === undefined ? {} : { domain }) };
    const { findings } = verifyRules(input);
    const witness = findings.find(({ code, model }) => code === "limit-cycle" && model === "load")?.witness;
    const first = (witness?.steps ?? []).flatMap((each) => each.readings.slice(0, 1));
    return [witness?.load, ...first.map(({ value, isCut }) => (isCut === true ? `${value} cut` : value))];
  };
  expect(readings(undefined, "70", "60")).toMatchInlineSnapshot(`
    [
      "100",
      "100",
      "14.2857 cut",
      "16.6666 cut",
      "20",
      "25",
      "33.3333 cut",
      "50",
    ]
  `);
  expect(readings({ qps: { min: "20", max: "71" } }, "70", "60")).toMatchInlineSnapshot(`
    [
      "100",
      "71",
      "20",
      "20",
      "20",
      "25",
      "33.3333 cut",
      "50",
    ]
  `);
  expect(readings({ qps: { min: null, max: null } }, "0.7", "0.6")).toMatchInlineSnapshot(`
    [
      "1",
      "1",
      "0.14285 cut",
      "0.16666 cut",
      "0.2",
      "0.25",
      "0.33333 cut",
      "0.5",
    ]
  `);
});

/** Pairs of rules with every choice of steps, bounds, comparators and thresholds. */
function* pairs(): Generator<{ readonly name: string; readonly input: VerifyInput }> {
  for (const [high, low] of [
    [75, 60],
    [80, 45],
  ] as const) {
    for (const out of [1, 2, 3]) {
      for (const back of [1, 2, 3]) {
        for (const [minReplicas, maxReplicas] of [
          [1, 4],
          [2, 7],
          [1, null],
        ] as const) {
          for (const orEqual of ["", "_OR_EQUAL"] as const) {
            const bounds = { minReplicas, maxReplicas };
            const rules = [
              rule({ ...qps, ...bounds, comparator: `GREATER_THAN${orEqual}`, threshold: high, stepSize: out }),
              inRule({ ...qps, ...bounds, comparator: `LESS_THAN${orEqual}`, threshold: low, stepSize: -back }),
            ];
            const input = { rules, load: { metric: "qps" }, maxSteps: 80_000 };
            yield { name: `${high} +${out}, ${low} -${back}, ${minReplicas} to ${maxReplicas}${orEqual}`, input };
          }
        }
      }
    }
  }
}

test("what a load does to pairs of rules, and what mends it, was recorded", async () => {
  const lines = Array.from(pairs(), ({ name, input }) => {
    const found = verifyRules(input).findings.filter(({ model }) => model === "load");
    const texts = found.map(
      ({ code, counts, loads, repair }) =>
        `${code} ${counts.join()} ${loads.map(({ from, to }) => `${from}-${to}`).join(" ")} ${repair?.value ?? "none"}`,
    );
    return `${name}: ${texts.join("; ")}`;
  });
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/pairs.txt");
});

test("a metric that one rule reads by its average and another by its greatest is one load", () => {
  const qps = { metricSource: "INFERENCE_FRAMEWORK", metricName: "qps", minReplicas: 1, maxReplicas: 6 } as const;
  const out = rule({ ...qps, threshold: "75" });
  const back = inRule({ ...qps, threshold: "60", aggregation: "max" });
  const limitCycles = (input: VerifyInput) =>
    verifyRules(input)
      .findings.filter(({ code }) => code === "limit-cycle")
      .map(({ loads }) => loads);
  expect(limitCycles({ rules: [out, back] })).not.toEqual([]);
  expect(limitCycles({ rules: [out, back] })).toEqual(limitCycles({ rules: [out, back], load: { metric: "qps" } }));
});

test("a count that oscillates as far with replicas that serve at once does not rise too far with those that start", () => {
  // An average over the replicas that serve.
  const load = { metricName: "busy", minReplicas: 1, maxReplicas: 5 };
  const rules = [
    rule({ ...load, id: "six", comparator: "GREATER_THAN_OR_EQUAL", threshold: 6, cooldownSeconds: 0 }),
    rule({ ...load, id: "four", comparator: "GREATER_THAN_OR_EQUAL", threshold: 4, cooldownSeconds: 0 }),
    inRule({ ...load, comparator: "LESS_THAN_OR_EQUAL", threshold: 6, stepSize: -2, cooldownSeconds: 45 }),
  ];
  const { findings } = verifyRules({ rules, load: { metric: "busy" }, cycleSeconds: 10, startupSeconds: 45 });
  // From 16 on four replicas still read 4 or more.
  expect(findings.find(({ code }) => code === "overshoot")?.loads).toEqual([
    { from: "4", to: "16", fromClosed: true, toClosed: false },
  ]);
});

test("a query preset of a rule that is not on PROMETHEUS means nothing: it reads what rules without one read", () => {
  const rules = [rule({ threshold: "40", maxReplicas: 6 }), inRule({ threshold: "60", minReplicas: 1 })];
  const withPreset = rules.map((each, at) => (at === 0 ? { ...each, queryPresetId: "one" } : each));
  const codesOf = (given: readonly Rule[]) => verifyRules({ rules: given }).findings.map(({ code }) => code);
  expect(codesOf(rules)).toContain("contradiction");
  expect(codesOf(withPreset)).toEqual(codesOf(rules));
});

test("the threshold that ends a cycle is found by the rule that scales out first, of those that can", () => {
  // From 1 replica on, three more are past the maximum of the band, which so only scales in.
  const band = bandRule({ minThreshold: "30", maxThreshold: "50", stepSize: 3, minReplicas: 0, maxReplicas: 3 });
  const out = rule({ threshold: "60", stepSize: 3, minReplicas: 1, maxReplicas: 10 });
  const cycle = (minThreshold: string) =>
    verifyRules({ rules: [{ ...band, minThreshold }, out] }).findings.find(({ code }) => code === "limit-cycle");
  expect(cycle("30")?.repair).toEqual({ ruleId: band.id, field: "minThreshold", value: "15" });
  expect(cycle("15")).toBeUndefined();
});

test("no threshold is recommended that a rule may not have", () => {
  const tiny = { minReplicas: 0, maxReplicas: 5, threshold: "1e-9999" };
  const { findings } = verifyRules({
    rules: [rule({ ...qps, ...tiny }), inRule({ ...qps, ...tiny })],
    load: { metric: "qps" },
  });
  const cycle = findings.find(({ code }) => code === "limit-cycle");
  expect([cycle?.model, cycle?.repair]).toEqual(["load", null]);
});

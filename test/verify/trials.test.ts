import { describe, expect, test } from "vitest";
import { recommended, type ThresholdRule } from "../../src/index.ts";
import { type Finding, headline, type VerifyInput, verifyRules, withChange } from "../../src/verify/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";

const busy = { metricSource: "KERNEL", metricName: "busy", minReplicas: 1, maxReplicas: 6 } as const;
const close = [rule({ ...busy, threshold: "75" }), inRule({ ...busy, threshold: "60" })];
const load = { metric: "busy" };

function found(input: VerifyInput, code: Finding["code"]): Finding {
  const finding = verifyRules(input).findings.find((each) => each.code === code);
  if (finding === undefined) throw new Error(`no ${code}`);
  return finding;
}

const NO_NUMBER = "move the thresholds of the two directions further apart, or take smaller steps";

describe("a threshold that ends flapping is given", () => {
  test("where the whole set is sound with it", () => {
    expect(found({ rules: close, load }, "limit-cycle").repair).toEqual({
      ruleId: "in",
      field: "threshold",
      value: "37.5",
    });
  });

  test("not where another error comes with it", () => {
    const domain = { busy: { min: 50, max: 100 } };
    for (const code of ["limit-cycle", "reversal"] as const) {
      const { repair, help, params } = found({ rules: close, load, domain }, code);
      expect([repair, help]).toEqual([null, NO_NUMBER]);
      expect(params).toMatchObject({ repairRule: null, repairValue: null, outRule: null });
    }
    // The rule that it makes dead is one already.
    const dead = rule({ ...busy, id: "dead", comparator: "LESS_THAN", threshold: "37.5", stepSize: -1 });
    expect(found({ rules: [...close, dead], load, domain }, "limit-cycle").repair).toBeNull();
  });

  test("not where there are not steps enough to verify the set again", () => {
    const { findings, unexplored } = verifyRules({ rules: close, load, maxSteps: 20 });
    expect(unexplored.filter(({ model }) => model !== "held-timed")).toEqual([]);
    expect(findings.map(({ help }) => help)).toEqual([NO_NUMBER, NO_NUMBER]);
  });

  test("whether or not the queries of its rules are one", () => {
    const asked = close.map((each) => ({ ...each, metricSource: "PROMETHEUS" as const }));
    expect(found({ rules: asked, load }, "limit-cycle").repair?.value).toBe("37.5");
  });

  test("of each of two loads, though the other one still flaps", () => {
    const other = close.map((each) => ({ ...each, id: `other-${each.id}`, metricName: "use" }));
    const facts = { load: "shared" } as const;
    const { findings } = verifyRules({ rules: [...close, ...other], metrics: { busy: facts, use: facts } });
    const repairs = findings.filter(({ code }) => code === "limit-cycle").map(({ repair }) => repair?.ruleId);
    expect(repairs).toEqual(expect.arrayContaining(["in", "other-in"]));
  });
});

describe("what ends an overshoot is named", () => {
  const rules = [rule({ ...busy, threshold: "80", cooldownSeconds: 60 }), inRule({ ...busy, threshold: "20" })];
  const starts = { rules, load, cycleSeconds: 10, startupSeconds: 300 };
  const curesOf = (input: VerifyInput) => {
    const finding = found(input, "overshoot");
    return finding.key === "overshoot" ? finding.params.cures : null;
  };

  test("where the whole set is sound with it", () => {
    expect(curesOf(starts)).toEqual(["rules", "settle"]);
    expect(curesOf({ ...starts, endpoint: { id: "chat", replicas: 1 } })).toEqual(["rules", "settle"]);
  });

  test("not where there are not steps enough to verify the set again", () => {
    const isLookedInto = (maxSteps: number) =>
      verifyRules({ ...starts, maxSteps }).unexplored.every(({ model }) => model !== "load-timed");
    let [low, high] = [1, 2_000_000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isLookedInto(middle)) high = middle;
      else low = middle;
    }
    // That settling changes no count needs no search.
    expect(curesOf({ ...starts, maxSteps: high })).toEqual(["settle"]);
    expect(found({ ...starts, maxSteps: high }, "overshoot").help).toMatch(
      /^set settle of the endpoint to "hold"; checked: then/,
    );
  });
});

describe("a change that a help names is data, and `withChange` makes it", () => {
  const above = (id: string, threshold: string, more: Partial<ThresholdRule> = {}) =>
    rule({ ...busy, id, threshold, ...more });
  const cases: readonly (readonly [string, VerifyInput])[] = [
    ["limit-cycle", { rules: close, load }],
    ["lock-up", { rules: [above("out", "75", { stepSize: 4 }), inRule({ ...busy, threshold: "10" })] }],
    ["contradiction", { rules: [above("out", "75"), inRule({ ...busy, metricName: "mem", threshold: "10" })] }],
    [
      "order-dependence",
      { rules: [above("out", "75"), above("more", "80", { stepSize: 3 }), inRule({ ...busy, threshold: "10" })] },
    ],
    [
      "inverted-step",
      { rules: [above("in", "75", { metricName: "cuda_util", stepSize: -1, minReplicas: null })], initial: 3 },
    ],
    ["unit-mismatch", { rules: [above("out", "0.8", { metricName: "cuda_util" })] }],
    [
      "unit-mismatch",
      { rules: [bandRule({ ...busy, metricName: "cuda_util", minThreshold: null, maxThreshold: "0.8" })] },
    ],
    ["inverted-band", { rules: [bandRule({ ...busy, minThreshold: "80", maxThreshold: "40" })] }],
    ["bounds-conflict", { rules: [above("out", "75")], endpoint: { id: "chat", replicas: 1, maxReplicas: 5 } }],
    ["duplicate-rule", { rules: [above("one", "75"), above("other", "75"), inRule({ ...busy, threshold: "10" })] }],
    ["cooldown-under-cycle", { rules: [above("out", "75", { cooldownSeconds: 5 })], cycleSeconds: 10 }],
  ];

  test.each(cases)("%s is gone with each of them", (code, input) => {
    const { findings, advice } = verifyRules(input);
    const remark = [...findings, ...advice].find((each) => each.code === code);
    if (remark?.fix.kind !== "changes") throw new Error(`no change for ${code}`);
    for (const change of remark.fix.changes) {
      const after = verifyRules(withChange(input, change));
      expect([...after.findings, ...after.advice].map((each) => each.id)).not.toContain(remark.id);
    }
  });

  test("what nobody but the author knows is words alone", () => {
    const { advice } = verifyRules({ rules: [above("out", "75")] });
    expect(advice.find(({ code }) => code === "one-direction")?.fix).toEqual({ kind: "words" });
  });
});

describe("a help never leads to a set that stands still", () => {
  const kernel = { metricSource: "KERNEL", metricName: "cuda_util", minReplicas: 1, maxReplicas: 8 } as const;
  const busyBy = (stepSize: number, more: Partial<ThresholdRule> = {}) =>
    rule({ ...kernel, id: "busy", threshold: "80", stepSize, ...more });
  const idleBy = (stepSize: number, more: Partial<ThresholdRule> = {}) =>
    inRule({ ...kernel, id: "idle", threshold: "20", stepSize, ...more });

  test("a bound that is lowered to the count where nothing moves is not proposed", () => {
    const input = { rules: [busyBy(10), idleBy(-3)] };
    const { findings } = verifyRules(input);
    expect(findings.filter(({ because }) => because === null).map(({ code }) => code)).toEqual(["lock-up"]);
    const { help, fix } = found(input, "lock-up");
    expect(help).toBe(
      'use steps of 1 in every rule, or clamp steps to their bounds (semantics `bounds: "clamp"`), which shortens the step to 7',
    );
    for (const change of fix.kind === "changes" ? fix.changes : []) {
      const after = verifyRules(withChange(input, change));
      expect(after.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    }
  });

  test("the largest step that leads to the bound is named where the whole set is sound with it", () => {
    expect(found({ rules: [busyBy(10), idleBy(-7, { threshold: "5" })] }, "lock-up").help).toContain(
      "or use a step of 7, or clamp",
    );
    const even = { maxReplicas: 9 };
    expect(found({ rules: [busyBy(10, even), idleBy(-4, { ...even, threshold: "5" })] }, "lock-up").help).toContain(
      "or use a step of 4, or clamp",
    );
  });

  test("bounds that no count is within are the cause of all that they bring about", () => {
    const input = { rules: [busyBy(1, { minReplicas: 8, maxReplicas: 2 }), idleBy(-1, { maxReplicas: 2 })] };
    const { findings, advice } = verifyRules(input);
    const causes = [...findings, ...advice].filter(({ because }) => because === null);
    expect(causes.map(({ message }) => message)).toEqual([
      "rule `busy`: minReplicas 8 is above maxReplicas 2, so no count is within its bounds",
    ]);
    expect(causes.map(({ severity }) => severity)).toEqual(["error"]);
    expect(findings.map(({ because }) => because)).toEqual(findings.map(() => "bounds-conflict/busy"));
    expect(headline(verifyRules(input))).toBe("`busy` has its bounds reversed");
  });
});

describe("a band whose thresholds are reversed", () => {
  const kernel = { metricSource: "KERNEL", metricName: "cuda_util", minReplicas: 1, maxReplicas: 5 } as const;
  const reversed = (minThreshold: string, maxThreshold: string) => {
    return bandRule({ ...kernel, id: "band", minThreshold, maxThreshold });
  };
  const idle = inRule({ ...kernel, id: "idle", threshold: "50" });

  test("is the cause of the oscillation that it brings about, and the swap ends both", () => {
    const input = { rules: [reversed("80", "20")] };
    const verification = verifyRules(input);
    const { findings, advice } = verification;
    const swap = { rules: [{ ruleId: "band", fields: { minThreshold: "20", maxThreshold: "80" } }] };
    expect(findings.map(({ code, because, help, repair, fix }) => [code, because, help, repair, fix])).toEqual(
      ["limit-cycle", "reversal"].map((code) => [
        code,
        "inverted-band/band",
        "swap minThreshold and maxThreshold of rule `band`",
        null,
        { kind: "changes", changes: [swap] },
      ]),
    );
    expect(advice).toMatchObject([{ code: "inverted-band", severity: "error", because: null, help: "swap the two" }]);
    expect(headline(verification)).toBe("`band` has its thresholds reversed: swap them");
    expect(verifyRules(withChange(input, swap))).toMatchObject({ findings: [], advice: [] });
  });

  test("gets no lower threshold where the swap leaves its two too close", () => {
    const { help, fix, path } = found({ rules: [reversed("60", "50")] }, "limit-cycle");
    expect(help).toBe("give rule `band` a minThreshold that is not above the maxThreshold");
    expect([fix, path]).toEqual([{ kind: "words" }, "rules[0].minThreshold"]);
  });

  test("is the cause of what contradicts it on its own metric alone", () => {
    const causeOf = (rules: VerifyInput["rules"]) => found({ rules }, "contradiction").because;
    expect(causeOf([reversed("80", "20"), idle])).toBe("inverted-band/band");
    expect(causeOf([reversed("80", "20"), { ...idle, metricName: "mem" }])).toBeNull();
  });

  test("keeps no help from a fault that it also contradicts", () => {
    const rules = [reversed("80", "20"), rule({ ...kernel, id: "turned", threshold: "50", stepSize: -1 })];
    expect(found({ rules }, "inverted-step").help).toBe("set comparator to LESS_THAN");
  });
});

test("the highest threshold for scaling in that does not oscillate is named, with the counts that decide it", () => {
  const kernel = { metricSource: "KERNEL", metricName: "cuda_util", minReplicas: 1, maxReplicas: 20 } as const;
  const rules = (threshold: string) => [
    rule({ ...kernel, id: "warm", threshold: "70" }),
    rule({ ...kernel, id: "hot", threshold: "90", stepSize: 4 }),
    inRule({ ...kernel, id: "idle", threshold, stepSize: -2, cooldownSeconds: 300 }),
  ];
  const cycles = (threshold: string) =>
    verifyRules({ rules: rules(threshold), semantics: recommended }).findings.filter(
      ({ code }) => code === "limit-cycle",
    );
  expect(cycles("60").map(({ help }) => help)).toEqual([
    "set threshold of rule `idle` to 30 or less: rule `hot` scales out from 1 replica at 90 each, and 3 replicas share the same load",
  ]);
  expect(cycles("30")).toEqual([]);
  expect(cycles("30.01")).toHaveLength(1);
  for (const lower of ["29.9", "25", "18", "8.75", "1"]) expect(cycles(lower)).toEqual([]);
});

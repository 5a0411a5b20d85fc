import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, type Rule, type Semantics } from "../../src/index.ts";
import type { VerifyInput } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";
import { rule } from "../support/build.ts";

const GPU = { metricSource: "KERNEL", metricName: "cuda_util", minReplicas: 1 } as const;
const CLAMP: Semantics = { combine: "first", bounds: "clamp", cooldownEnd: "inclusive" };

function pair(high: string, low: string, more: Partial<Parameters<typeof rule>[0]> = {}): Rule[] {
  return [
    rule({ ...GPU, threshold: high, ...more }),
    rule({ ...GPU, ...more, id: "in", comparator: "LESS_THAN", threshold: low, stepSize: -1 }),
  ];
}

function claimsOf(input: VerifyInput): string[] {
  return verifyOnce(input).proved.map(({ code, model, cooldowns }) => `${code} ${model} ${cooldowns}`);
}

const TURNS = ["limit-cycle load any", "reversal load any"];

describe("thresholds far enough apart prove that no scale-out is undone", () => {
  test("over more counts and loads than can be gone through", () => {
    const wide = { rules: pair("80", "30", { maxReplicas: 2 ** 31 - 1 }), maxSteps: 10_000 };
    expect(claimsOf(wide)).toEqual(TURNS);
    expect(verifyOnce(wide).unexplored.map(({ model }) => model)).toContain("free");
    expect(claimsOf({ ...wide, rules: pair("80", "45", { maxReplicas: 2 ** 31 - 1 }) })).toEqual([]);
  });

  test("where a bound keeps a step from going too far", () => {
    const waiting = { stepSize: 3, maxReplicas: 2, forSeconds: 60 } as const;
    expect(claimsOf({ rules: pair("80", "40", waiting), semantics: CLAMP })).toEqual(expect.arrayContaining(TURNS));
    const higher = pair("80", "40", { ...waiting, maxReplicas: 3 });
    expect(claimsOf({ rules: higher, semantics: CLAMP })).not.toContain("reversal load any");
  });

  test("to the very reading that both would take", () => {
    const inclusive = pair("80", "40").map((each): Rule => {
      return { ...each, comparator: each.id === "in" ? "LESS_THAN_OR_EQUAL" : "GREATER_THAN_OR_EQUAL" } as Rule;
    });
    const waiting = (rules: readonly Rule[]) => ({ rules: rules.map((each): Rule => ({ ...each, forSeconds: 60 })) });
    expect(claimsOf(waiting(pair("80", "40")))).toEqual(expect.arrayContaining(TURNS));
    expect(claimsOf(waiting(inclusive))).not.toContain("reversal load any");
  });

  test("but not where bounds keep them from rising at more counts than the budget allows", () => {
    const far = [...pair("80", "10", { maxReplicas: null }), rule({ ...GPU, id: "steep", threshold: "90" })].map(
      (each): Rule =>
        each.id === "in" ? each : { ...each, minReplicas: 10_000, maxReplicas: null, cooldownSeconds: 60 },
    );
    expect(claimsOf({ rules: far })).toContain("reversal load any");
    expect(claimsOf({ rules: far, maxSteps: 1000 })).toContain("reversal load ended");
  });
});

const minReplicas = fc.integer({ min: 1, max: 3 });
const outs = fc.record({
  threshold: fc.integer({ min: 40, max: 99 }),
  stepSize: fc.integer({ min: 1, max: 4 }),
  ...{ minReplicas, maxReplicas: fc.integer({ min: 3, max: 9 }) },
});
const backs = fc.record({
  threshold: fc.integer({ min: 5, max: 45 }),
  stepSize: fc.integer({ min: 1, max: 3 }),
  // A lower maximum would stop a scale-in at the count where a rise ends, and not at one before it.
  ...{ minReplicas, maxReplicas: fc.constant(9) },
});

const STARTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test("what is proved so stands whichever rules are held back, and wherever their moves stop", () => {
  let proofs = 0;
  fc.assert(
    fc.property(
      fc.array(outs, { minLength: 1, maxLength: 3 }),
      fc.array(backs, { minLength: 1, maxLength: 2 }),
      any.semantics(),
      fc.integer({ min: 10, max: 900 }),
      fc.infiniteStream(fc.nat({ max: 1000 })),
      (up, down, semantics, load, choices) => {
        const rules = [
          ...up.map((each, at) => rule({ ...GPU, ...each, threshold: String(each.threshold), id: `out-${at}` })),
          ...down.map(({ stepSize, threshold, ...each }, at) =>
            rule({
              ...{ ...GPU, ...each, id: `in-${at}`, comparator: "LESS_THAN" },
              ...{ threshold: String(threshold), stepSize: -stepSize },
            }),
          ),
        ];
        const input = { rules, semantics, initial: STARTS, load: { metric: "cuda_util" }, domain: { cuda_util: {} } };
        if (
          !claimsOf({ ...input, rules: rules.map((each) => ({ ...each, forSeconds: 60 })) }).includes(
            "reversal load any",
          )
        )
          return;
        proofs += 1;
        const next = (): number => choices.next().value ?? 0;
        let count = 1 + (next() % STARTS.length);
        let hasRisen = false;
        for (let cycle = 0; cycle < 40; cycle += 1) {
          const free = rules.filter(() => next() % 3 > 0);
          const metrics = [{ endpointId: "chat", source: "KERNEL", name: "cuda_util", value: load / count }] as const;
          const endpoints = [{ id: "chat", replicas: count }];
          const snapshot = { now: 0, endpoints, rules: free, metrics, lastTriggered: new Map() };
          const delta = evaluate(snapshot, semantics).decisions[0]?.delta ?? 0;
          const made = Math.sign(delta) * (next() % (Math.abs(delta) + 1));
          expect(hasRisen && made < 0).toBe(false);
          hasRisen ||= made > 0;
          count += made;
        }
      },
    ),
    { numRuns: Math.max(100, fc.readConfigureGlobal()?.numRuns ?? 0) },
  );
  expect(proofs).toBeGreaterThan(5);
});

describe("moves that are held while replicas start prove that starts change no count", () => {
  const starts = { cycleSeconds: 10, startupSeconds: 300 };
  const settling = { id: "chat", replicas: 1, starting: 0, settle: "hold" } as const;
  const whileStarting = ["limit-cycle load-timed as-set", "runaway load-timed as-set", "overshoot load-timed as-set"];

  test("over every load, though there is no maximum", () => {
    const rules = pair("80", "30", { maxReplicas: null });
    const held = { rules, endpoint: settling, ...starts };
    expect(claimsOf(held)).toEqual(expect.arrayContaining(whileStarting));
    expect(verifyOnce(held).unexplored.filter(({ model }) => model === "load-timed")).toEqual([]);
    const covered = { ...held, rules: rules.map((each) => ({ ...each, minCoverage: "0.5" })) };
    expect(verifyOnce(covered).unexplored.map(({ model }) => model)).toContain("load-timed");
    const opened = { ...held, endpoint: { ...settling, settleAtMostSeconds: 60 } };
    expect(verifyOnce(opened).unexplored.map(({ model }) => model)).toContain("load-timed");
  });

  test("but not that they add no oscillation to the ones there are", () => {
    const codes = verifyOnce({ rules: pair("80", "60"), endpoint: settling, ...starts }).findings.map(
      ({ code, model }) => `${code} ${model}`,
    );
    expect(codes).toEqual(expect.arrayContaining(["limit-cycle load", "limit-cycle load-timed"]));
  });
});

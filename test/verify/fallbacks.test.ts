import { describe, expect, test } from "vitest";
import { explain, type FailurePolicy, type Rule, recommended, type Semantics } from "../../src/index.ts";
import { type Finding, replay, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { rule } from "../support/build.ts";

const six = { minReplicas: 1, maxReplicas: 6 } as const;
const FIVE: FailurePolicy = { afterSeconds: 60, count: 5, how: "static" };

function pair(onFailure: FailurePolicy | undefined, back: Partial<Rule> = {}): Rule[] {
  return [
    rule({ ...six, ...(onFailure !== undefined && { onFailure }) }),
    rule({
      ...six,
      id: "in",
      metricSource: "INFERENCE_FRAMEWORK",
      metricName: "qps",
      comparator: "LESS_THAN",
      threshold: "10",
      stepSize: -1,
      ...(back as object),
    }),
  ];
}

const verified = (rules: readonly Rule[], more: Partial<VerifyInput> = {}) =>
  verifyRules({ rules, semantics: recommended, load: null, cycleSeconds: 10, ...more });

const ofModel = (findings: readonly Finding[], model: Finding["model"]) =>
  findings.filter((each) => each.model === model);

test("a count to which rules fall back without a maximum is one that is looked at", () => {
  const rules = pair(FIVE).map((each) => ({ ...each, maxReplicas: null }));
  expect(verified(rules, { initial: 1 }).reachable).toContain(5);
});

function claims({ proved }: ReturnType<typeof verifyRules>, model: Finding["model"]): string[] {
  return proved.filter((each) => each.model === model).map(({ code }) => code);
}

describe("a count to which a rule falls back, and from which another rule leads away,", () => {
  test("oscillates while the metric is missing, which the run shows and the evaluator does", () => {
    const [found] = ofModel(verified(pair(FIVE)).findings, "held-timed");
    expect([found?.key, found?.rules, found?.path]).toEqual([
      "limit-cycle.fallback",
      ["out", "in"],
      "rules[0].onFailure",
    ]);
    expect(found?.message).toBe(
      "while cuda_util is missing and with qps at 5 in every cycle of 10 s, rule `out` falls back and the count oscillates: 5 -> 4 -> 5",
    );
    expect(found?.help).toBe(
      "fall back to a count from which no other rule leads away, or keep the count (onFailure with how `current`)",
    );
    const witness = found?.witness ?? null;
    if (witness === null) throw new Error("it is shown");
    expect(witness.steps.map(({ at, before, fallbacks, acts, after }) => [at, before, fallbacks, acts, after])).toEqual(
      [
        [0, 1, undefined, [], 1],
        [60, 1, [{ ruleId: "out", from: 1, to: 5 }], [], 5],
        [70, 5, undefined, [{ ruleId: "in", from: 5, to: 4 }], 4],
        [80, 4, [{ ruleId: "out", from: 4, to: 5 }], [], 5],
      ],
    );
    expect([witness.loopFrom, witness.loopSeconds]).toEqual([2, 20]);
    const explained = replay(witness).map(({ decisions: [decision] }) => decision && explain(decision));
    expect(explained.at(-1)).toContain("rule `out` fell back");
  });

  test.each<[FailurePolicy["how"], boolean]>([
    ["static", true],
    ["if-higher", true],
    ["if-lower", false],
    ["current", false],
  ])("with `%s` oscillates: %s", (how, oscillates) => {
    const verification = verified(pair({ ...FIVE, how }));
    expect(ofModel(verification.findings, "held-timed").map(({ key }) => key)).toEqual(
      oscillates ? ["limit-cycle.fallback"] : [],
    );
    expect(claims(verification, "held-timed").includes("limit-cycle")).toBe(!oscillates);
    expect(verification.unexplored).toEqual([]);
  });

  test("stays in sequence, unless the other rule cools down in some cycles", () => {
    const semantics: Semantics = { combine: "sequential", bounds: "skip", cooldownEnd: "inclusive" };
    const keys = (cooldownSeconds: number) =>
      ofModel(verified(pair(FIVE, { cooldownSeconds }), { semantics }).findings, "held-timed").map(({ key }) => key);
    expect(keys(0)).toEqual([]);
    expect(keys(30)).toEqual(["limit-cycle.held-timed", "limit-cycle.fallback"]);
  });

  test("and two that fall back to counts of their own oscillate between them where the first that moves decides", () => {
    const semantics: Semantics = { combine: "first", bounds: "skip", cooldownEnd: "inclusive" };
    const [out, back] = pair(FIVE, { onFailure: { ...FIVE, count: 3 }, threshold: "0" });
    const rules = [{ ...out, threshold: "101" } as Rule, back as Rule];
    const found = ofModel(verified(rules, { semantics }).findings, "held-timed").at(-1);
    expect(found?.message).toBe(
      "while cuda_util and qps are missing in every cycle of 10 s, rules `out` and `in` fall back and the count oscillates: 5 -> 3 -> 5",
    );
  });
});

describe("a count to which only a fallback leads", () => {
  const high = { ...FIVE, count: 6 };

  test("can be reached, and is one from which nothing leads back where the other rules end below it", () => {
    const rules = pair(high, { minReplicas: 6 }).map(
      (each): Rule => ({ ...each, stepSize: each.id === "in" ? -1 : 1 }),
    );
    const alone = [{ ...rules[0], maxReplicas: 6, threshold: "101" } as Rule];
    const { findings, reachable } = verified(alone);
    expect(reachable).toEqual([1, 6]);
    const lost = findings.find(({ code }) => code === "no-way-back");
    expect([lost?.key, lost?.path, lost?.counts]).toEqual(["no-way-back.fallback", "rules[0].onFailure", [1]]);
    expect(lost?.message).toBe(
      "while cuda_util is missing, rule `out` falls back from 1 replica to 6, and the rules never lead back",
    );
    const witness = lost?.witness ?? null;
    if (witness === null) throw new Error("it is shown");
    expect(witness.steps.map(({ at, after, fallbacks }) => [at, after, fallbacks?.map(({ to }) => to)])).toEqual([
      [0, 1, undefined],
      [60, 6, [6]],
    ]);
    expect(replay(witness).map(({ decisions: [decision] }) => decision?.desired)).toEqual([1, 6]);
  });

  test("is one at which rules are looked at as well: one that acts there alone is not dead", () => {
    const only = { minReplicas: 5, threshold: "10" } as const;
    const far = (onFailure: FailurePolicy | undefined) =>
      verified([
        rule({ ...six, threshold: "101", ...(onFailure !== undefined && { onFailure }) }),
        rule({ ...six, ...only, id: "in", comparator: "LESS_THAN", stepSize: -1 }),
      ]).findings.flatMap(({ code, rules }) => (code === "dead-rule" ? rules : []));
    expect(far(undefined)).toContain("in");
    expect(far(high)).not.toContain("in");
  });

  test("is no count that no reading changes, where a fallback does", () => {
    const idle = (how: FailurePolicy["how"]) =>
      verified([rule({ ...six, threshold: "101", onFailure: { ...FIVE, how } })]).findings.flatMap(
        ({ code, counts }) => (code === "stuck-count" ? counts : []),
      );
    expect(idle("static")).toEqual([5]);
    expect(idle("current")).toEqual([1]);
  });

  test("of 0 is a trap, which the rule leads to", () => {
    const [trap] = verified([rule({ maxReplicas: 6, onFailure: { ...FIVE, count: 0 } })]).findings;
    expect([trap?.code, trap?.help]).toEqual(["zero-trap", "set minReplicas of rule `out` to 1"]);
  });
});

describe("what is proved of rules that fall back", () => {
  const verdicts = (input: VerifyInput) => {
    const verification = verifyRules(input);
    return {
      proved: [...new Set(verification.proved.map(({ model }) => model))],
      unexplored: verification.unexplored.map(({ model, key }) => `${key} ${model}`),
    };
  };
  const steady = [
    rule({ ...six, onFailure: { ...FIVE, how: "if-higher" } }),
    rule({ ...six, id: "in", comparator: "LESS_THAN", threshold: "20", stepSize: -1 }),
  ];
  const timed = { rules: steady, semantics: recommended, load: { metric: "cuda_util" }, cycleSeconds: 10 };

  test("is proved in each model that runs them, and in no other", () => {
    expect(verdicts(timed)).toEqual({ proved: ["free", "load", "held-timed"], unexplored: [] });
    expect(verdicts({ ...timed, startupSeconds: 30 })).toEqual({
      proved: ["free", "load", "held-timed", "load-timed"],
      unexplored: [],
    });
    const { cycleSeconds: _, ...rested } = timed;
    expect(verdicts(rested)).toEqual({ proved: ["free", "load"], unexplored: ["fallbacks.cycle-unknown held-timed"] });
  });

  test("says that metrics can stay missing", () => {
    const says = verifyRules(timed).proved.find(({ model }) => model === "held-timed")?.says;
    expect(says).toContain("for any reading that lasts, or stays missing, with a cycle every 10 s");
  });

  test("leaves out replicas that start where there can be none that serves", () => {
    const empty = steady.map((each): Rule => ({ ...each, minReplicas: 0 }));
    const { proved, unexplored } = verdicts({ ...timed, rules: empty, startupSeconds: 30 });
    expect(proved).not.toContain("load-timed");
    expect(unexplored).toContain("fallbacks.starts load-timed");
  });

  test("leaves out in sequence what depends on where in a cycle each rule starts", () => {
    const semantics: Semantics = { combine: "sequential", bounds: "skip", cooldownEnd: "inclusive" };
    const { proved, unexplored } = verifyRules({ ...timed, semantics });
    const codes = proved.filter(({ model }) => model === "free").map(({ code }) => code);
    expect(codes).toContain("contradiction");
    expect(codes).not.toEqual(expect.arrayContaining(["order-dependence"]));
    for (const code of ["order-dependence", "lock-up", "wrong-side", "no-op"]) expect(codes).not.toContain(code);
    expect(unexplored.map(({ key }) => key)).toEqual(["fallbacks.orders"]);
    const alone = verifyRules({ ...timed, rules: steady.slice(0, 1), semantics });
    expect(alone.unexplored.map(({ key }) => key)).not.toContain("fallbacks.orders");
  });

  test("leaves out what was not gone through: waits of which one ends before the other begins, and too many steps", () => {
    const waiting = [
      rule({ ...six, onFailure: { ...FIVE, afterSeconds: 0 } }),
      rule({ ...six, id: "late", threshold: "90", onFailure: { ...FIVE, count: 2 } }),
    ];
    expect(verdicts({ ...timed, rules: waiting }).unexplored).toEqual(["fallbacks free", "fallbacks held-timed"]);
    expect(verdicts({ ...timed, rules: waiting }).proved).not.toContain("held-timed");
    expect(verdicts({ ...timed, maxSteps: 60 }).unexplored).toContain("fallbacks free");
  });

  test("leaves out nothing where one metric can go missing together with another one on which two rules wait", () => {
    const [out, back] = pair({ ...FIVE, afterSeconds: 20 }, { onFailure: { ...FIVE, afterSeconds: 20 } });
    const late = rule({ ...six, id: "late", threshold: "90", onFailure: { ...FIVE, count: 2 } });
    const semantics: Semantics = { combine: "first", bounds: "skip", cooldownEnd: "inclusive" };
    expect(verified([out as Rule, back as Rule, late], { semantics }).unexplored).toEqual([]);
  });

  test("is nothing that other cooldowns could change", () => {
    const cooling = pair(FIVE, { cooldownSeconds: 30 });
    const free = verified(cooling).proved.filter(({ model }) => model === "free");
    expect(free.filter(({ cooldowns }) => cooldowns === "ended").map(({ code }) => code)).toContain("contradiction");
  });
});

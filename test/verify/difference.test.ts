import { describe, expect, test } from "vitest";
import { backendAi25, type Endpoint, type Rule, recommended } from "../../src/index.ts";
import { compareRules, VerifyError, type VerifyInput } from "../../src/verify/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";

const waiting = { metricSource: "PROMETHEUS", metricName: "waiting", minReplicas: 1, maxReplicas: 6 } as const;
const old: VerifyInput = { rules: [rule({ ...waiting, threshold: "75" }), inRule({ ...waiting, threshold: "30" })] };

function changed(change: Partial<Rule>): VerifyInput {
  return { rules: old.rules.map((each, at) => (at === 0 ? ({ ...each, ...change } as Rule) : each)) };
}

const add = (replicas: number) => ({ kind: "add", replicas });
const goTo = (replicas: number) => ({ kind: "go-to", replicas });

describe("a change is reported exactly", () => {
  test("of a threshold: the readings between the two, the counts, and the loads", () => {
    const { differences, complete, notCompared } = compareRules(old, changed({ threshold: "80" }));
    expect([complete, notCompared]).toEqual([true, []]);
    expect(differences).toMatchObject([
      {
        readings: [
          { metric: { name: "waiting" }, stretches: [{ from: "75", to: "80", fromClosed: false, toClosed: true }] },
        ],
        counts: [{ min: 0, max: 5, old: add(1), new: add(0) }],
        loads: [1, 2, 3, 4, 5].map((n) => ({
          from: String(75 * n),
          to: String(80 * n),
          fromClosed: false,
          toClosed: true,
        })),
        reachable: true,
        witness: {
          replicas: 1,
          readings: [{ value: "78" }],
          old: { after: 2, acts: [{ ruleId: "out" }] },
          new: { after: 1, acts: [] },
        },
      },
    ]);
  });

  test("of a maximum: the counts above the old one", () => {
    const { differences } = compareRules(old, changed({ maxReplicas: 8 }));
    expect(differences.map(({ counts, reachable }) => [counts, reachable])).toEqual([
      [[{ min: 6, max: 7, old: add(0), new: add(1) }], true],
    ]);
  });

  test("of a bound that is taken away: every count from there on, with the loads at the first", () => {
    const { differences } = compareRules(old, changed({ maxReplicas: null }));
    expect(differences.map(({ counts }) => counts)).toEqual([[{ min: 6, max: null, old: add(0), new: add(1) }]]);
    expect(differences[0]?.loads).toEqual([{ from: "450", to: null, fromClosed: false, toClosed: false }]);
  });

  test("of an endpoint's maximum: the counts above it go to it, whatever is read", () => {
    const endpoint = { id: "chat", replicas: 2, maxReplicas: 6 };
    const { differences } = compareRules({ ...old, endpoint }, { ...old, endpoint: { ...endpoint, maxReplicas: 8 } });
    const [idle, ...others] = differences;
    expect(idle).toMatchObject({ readings: [], loads: [], reachable: false, witness: { replicas: 7, readings: [{}] } });
    expect(idle?.counts).toEqual([
      { min: 7, max: 8, old: goTo(6), new: add(0) },
      { min: 9, max: null, old: goTo(6), new: goTo(8) },
    ]);
    expect(others).toHaveLength(2);
  });

  test("of the semantics", () => {
    const steep = { ...changed({ stepSize: 4 }), semantics: backendAi25 };
    const { differences, notCompared } = compareRules(steep, { ...steep, semantics: recommended });
    expect(differences.map(({ counts }) => counts)).toEqual([
      [{ min: 8, max: null, old: add(0), new: goTo(6) }],
      [{ min: 3, max: 5, old: add(0), new: goTo(6) }],
    ]);
    expect(notCompared).toEqual([{ ruleId: null, field: "semantics.cooldownEnd" }]);
  });

  test("at readings on both sides of one at which another thing happens", () => {
    const still = bandRule({ ...waiting, minThreshold: "10", maxThreshold: "10", stepSize: 0 });
    const always = rule({ ...waiting, comparator: "GREATER_THAN_OR_EQUAL", threshold: "0" });
    const { differences } = compareRules({ rules: [still] }, { rules: [still, always] });
    expect(differences.map(({ readings }) => readings[0]?.stretches)).toEqual([
      [
        { from: "0", to: "10", fromClosed: true, toClosed: false },
        { from: "10", to: null, fromClosed: false, toClosed: false },
      ],
      [{ from: "10", to: "10", fromClosed: true, toClosed: true }],
    ]);
  });

  test("in the name of a rule alone does not count", () => {
    expect(compareRules(old, changed({ id: "renamed" }))).toEqual({
      differences: [],
      complete: true,
      restsOn: [],
      notCompared: [],
    });
  });

  test("of rules that are all gone", () => {
    const { differences, notCompared } = compareRules(old, { rules: [] });
    expect(differences.map(({ counts }) => counts)).toEqual([
      [{ min: 2, max: 7, old: add(-1), new: add(0) }],
      [{ min: 0, max: 5, old: add(1), new: add(0) }],
    ]);
    expect(notCompared.map(({ ruleId, field }) => [ruleId, field])).toEqual([
      ["out", "cooldownSeconds"],
      ["in", "cooldownSeconds"],
    ]);
    expect(compareRules({ rules: [] }, { rules: [] }).differences).toEqual([]);
  });

  test("of a query: two named queries are two metrics", () => {
    const named = (queryPresetId: string): VerifyInput => ({
      rules: old.rules.map((each) => ({ ...each, queryPresetId })),
    });
    const { differences } = compareRules(named("one"), named("other"));
    expect(differences.map(({ readings }) => readings.length)).toEqual([1, 1, 1, 1, 2, 2]);
  });
});

describe("loads are reported", () => {
  const stated = (facts: NonNullable<VerifyInput["metrics"]>[string]) => {
    const input = { metrics: { waiting: facts } };
    return compareRules({ ...old, ...input }, { ...changed({ threshold: "80" }), ...input }).differences[0]?.loads;
  };

  test("of no metric that replicas do not share", () => {
    expect(stated({ load: "none" })).toEqual([]);
    expect(stated({ load: "total" })).toEqual([]);
    expect(stated({ integer: true })).toEqual([]);
    expect(stated({ load: "shared" })).toHaveLength(5);
  });

  test("of counts without end: one by one, until they meet", () => {
    const endless = (threshold: string): VerifyInput => ({
      rules: [rule({ ...waiting, threshold, minReplicas: null, maxReplicas: null })],
    });
    const loads = (one: string, other: string) => compareRules(endless(one), endless(other)).differences[0]?.loads;
    expect(loads("75", "100")).toEqual([
      { from: "75", to: "100", fromClosed: false, toClosed: true },
      { from: "150", to: "200", fromClosed: false, toClosed: true },
      { from: "225", to: null, fromClosed: false, toClosed: false },
    ]);
    expect(loads("75", "75.001")).toHaveLength(1000);
    const atLeast = { rules: endless("0").rules.map((each) => ({ ...each, comparator: "GREATER_THAN_OR_EQUAL" })) };
    expect(compareRules(endless("0"), atLeast as VerifyInput).differences[0]?.loads).toEqual([
      { from: "0", to: "0", fromClosed: true, toClosed: true },
    ]);
  });

  test("at readings below and above others, as one where they touch", () => {
    const still = bandRule({ ...waiting, stepSize: 0, minReplicas: null, maxReplicas: null });
    const always = rule({ ...waiting, comparator: "GREATER_THAN_OR_EQUAL", threshold: "0", maxReplicas: 3 });
    const [first] = compareRules({ rules: [still] }, { rules: [still, always] }).differences.filter(
      ({ readings }) => readings[0]?.stretches.length === 2,
    );
    expect(first?.readings[0]?.stretches).toEqual([
      { from: "0", to: "20", fromClosed: true, toClosed: false },
      { from: "80", to: null, fromClosed: false, toClosed: false },
    ]);
    expect(first?.loads).toEqual([
      { from: "0", to: "40", fromClosed: true, toClosed: false },
      { from: "80", to: null, fromClosed: false, toClosed: false },
    ]);
  });

  test("from 0 on, whatever else a metric can read", () => {
    const low = (threshold: string): VerifyInput => ({
      rules: [inRule({ ...waiting, threshold })],
      domain: { waiting: { min: "-9" } },
    });
    const loads = (...[one, other]: [string, string]) => compareRules(low(one), low(other)).differences[0]?.loads;
    expect(loads("-5", "-2")).toEqual([]);
    expect(loads("-5", "1")).toEqual([{ from: "0", to: "7", fromClosed: true, toClosed: false }]);
    expect(loads("-5", "0")).toEqual([]);
  });
});

describe("what one cycle at rest does not show is named", () => {
  const fieldsOf = (one: VerifyInput, other: VerifyInput) =>
    compareRules(one, other).notCompared.map(({ ruleId, field }) => `${ruleId ?? ""} ${field}`);

  test("of rules", () => {
    expect(compareRules(old, changed({ cooldownSeconds: 7 }))).toEqual({
      differences: [],
      complete: true,
      restsOn: [],
      notCompared: [{ ruleId: "out", field: "cooldownSeconds" }],
    });
    expect(fieldsOf(old, changed({ forSeconds: 60, minCoverage: "0.5" }))).toEqual([
      "out minCoverage",
      "out forSeconds",
    ]);
    const fallback = { afterSeconds: 60, count: 3, how: "static" } as const;
    expect(fieldsOf(changed({ onFailure: fallback }), changed({ onFailure: { ...fallback } }))).toEqual([]);
    expect(fieldsOf(changed({ onFailure: fallback }), changed({ onFailure: { ...fallback, count: 4 } }))).toEqual([
      "out onFailure",
    ]);
    expect(fieldsOf(changed({ enabled: false, cooldownSeconds: 7 }), changed({ enabled: false }))).toEqual([]);
  });

  test("of the endpoint", () => {
    const on = (more: Partial<Endpoint>): VerifyInput => ({ ...old, endpoint: { id: "chat", replicas: 2, ...more } });
    const zero = (threshold: string, ...more: readonly string[]): Partial<Endpoint> => ({
      minReplicas: 1,
      zero: {
        activation: [threshold, ...more].map((each) => ({
          metricSource: "PROMETHEUS",
          metricName: "asked",
          comparator: "GREATER_THAN",
          threshold: each,
        })),
        idleSeconds: 600,
      },
    });
    expect(fieldsOf(on(zero("0")), on(zero("0.0")))).toEqual([]);
    expect(fieldsOf(on(zero("0")), on(zero("1")))).toEqual([" endpoint.zero"]);
    expect(fieldsOf(on(zero("0")), on(zero("0", "1")))).toEqual([" endpoint.zero"]);
    expect(fieldsOf(on({ cooldownSeconds: { out: 1, in: 2 } }), on({ cooldownSeconds: { in: 2, out: 1 } }))).toEqual(
      [],
    );
    expect(fieldsOf(on({ paused: "in" }), on({ advisory: true }))).toEqual([" endpoint.paused", " endpoint.advisory"]);
    expect(fieldsOf(old, on({}))).toEqual([]);
  });
});

describe("the facts without which the two would differ in more are named", () => {
  const groundsOf = (one: VerifyInput, other: VerifyInput) =>
    compareRules(one, other).restsOn.map(({ metric: { name }, fact, value, ground }) => [name, fact, value, ground]);
  const below = (stepSize: number) => rule({ ...waiting, comparator: "LESS_THAN", threshold: "0", stepSize });
  const busy = { metricSource: "KERNEL", metricName: "cuda_util", minReplicas: 1, maxReplicas: 6 } as const;

  test("though nobody knows them: a metric is assumed never to be below 0", () => {
    const [one, other] = [{ rules: [below(1)] }, { rules: [below(2)] }];
    expect(compareRules(one, other).differences).toEqual([]);
    expect(groundsOf(one, other)).toEqual([["waiting", "min", "0", "assumed"]]);
    expect(groundsOf(one, one)).toEqual([]);
    const open = { ...other, domain: { waiting: { min: null } } };
    expect(compareRules(one, open).differences).toHaveLength(1);
    expect(groundsOf(one, open)).toEqual([]);
  });

  test("of ends, of whole numbers, and of what can be read without replicas", () => {
    const over = (threshold: string) => ({ rules: [rule({ ...busy, threshold })] });
    expect(groundsOf(over("100"), over("101"))).toEqual([["cuda_util", "max", "100", "known"]]);
    expect(groundsOf(over("75"), over("80"))).toEqual([["cuda_util", "atZero", false, "known"]]);
    const whole = { metrics: { waiting: { integer: true } } } as const;
    expect(groundsOf(changed({ threshold: "75.2" }), { ...changed({ threshold: "75.8" }), ...whole })).toEqual([
      ["waiting", "integer", true, "stated"],
    ]);
  });

  test("with a surer one for one that is less sure, where either would do", () => {
    const ordered = (first: number, second: number) => ({
      rules: [
        { ...below(1), priority: first },
        inRule({ ...busy, comparator: "GREATER_THAN", threshold: "100", priority: second }),
      ],
    });
    expect(groundsOf(ordered(2, 1), ordered(1, 2))).toEqual([["cuda_util", "max", "100", "known"]]);
  });

  test("and those with which `maxSteps` is too little to know", () => {
    const same = { rules: [...old.rules, { ...below(1), id: "low" }] };
    expect(groundsOf(same, { ...same, maxSteps: 40 })).toEqual([["waiting", "min", "0", "assumed"]]);
    expect(groundsOf(same, same)).toEqual([]);
  });
});

test("what cannot be compared in `maxSteps` is left out, and says so", () => {
  const wide = changed({ maxReplicas: 1000 });
  expect(compareRules(old, { ...wide, maxSteps: 10 }).complete).toBe(false);
  expect(compareRules(old, { ...wide, maxSteps: 3000 }).complete).toBe(false);
  expect(compareRules(old, { ...wide, maxSteps: 4000 }).complete).toBe(true);
});

test("faults of either set are thrown, with the set in their paths", () => {
  const wrong = { ...changed({ stepSize: 0.5 }), maxSteps: 0 };
  const faultsOf = (one: VerifyInput, other: VerifyInput) => {
    try {
      compareRules(one, other);
    } catch (error) {
      return error instanceof VerifyError ? error.faults.map(({ path }) => path) : error;
    }
    return "no faults";
  };
  expect(faultsOf(wrong, old)).toEqual(["old.rules[0].stepSize", "old.maxSteps"]);
  expect(faultsOf(old, wrong)).toEqual(["new.rules[0].stepSize", "new.maxSteps"]);
  expect(faultsOf(wrong, wrong)).toHaveLength(4);
});

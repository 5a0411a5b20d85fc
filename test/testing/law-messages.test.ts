import { describe, expect, test } from "vitest";
import { type Decision, evaluate, type RuleOutcome, type Semantics, type Snapshot } from "../../src/index.ts";
import { checkLaws } from "../../src/testing/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";

const triggers = snapshot({ rules: [rule()], metrics: [average("90")] });

/** What the laws say of a decision in the place of the right one: the first message, without the endpoint's name. */
function saidOf(given: Snapshot, change: (right: Decision) => Partial<Decision>, semantics?: Semantics): string {
  const right = evaluate(given, semantics);
  const decisions = right.decisions.map((decision) => ({ ...decision, ...change(decision) }));
  const [{ message = "nothing" } = {}] = checkLaws(given, { ...right, decisions }, semantics);
  return message.replace("endpoint `chat`", "").replace(/^, rule `out`: |^: /, "");
}

const metric = { source: "KERNEL", name: "cuda_util", aggregation: "average" } as const;
const OF = { ruleId: "out", metric } as const;
const UNMET = { comparator: "GREATER_THAN", threshold: "80", step: 1, direction: "out", field: "threshold" } as const;
const MET = { ...OF, ...UNMET, value: "90", from: 3, proposed: 4 } as const;
const BOUND = { bound: "max", limit: 3, scope: "rule", minReplicas: null, maxReplicas: 3 } as const;
const FALLBACK = {
  failure: "no-metric",
  since: NOON,
  how: "static",
  by: null,
  from: 3,
  proposed: 5,
  to: 5,
  direction: "out",
} as const;

function faultOf(given: Snapshot) {
  const [outcome] = evaluate(given).decisions[0]?.outcomes ?? [];
  if (outcome?.kind !== "invalid-input") throw new Error("a broken rule is invalid");
  return outcome.fault;
}

const BROKEN = faultOf({ ...triggers, rules: [rule({ stepSize: 0.5 })] });
const soon = NOON + 1000;
const until = "until 2026-03-02T12:00:01.000Z";

describe("the laws say what an outcome is in the place of one that triggered:", () => {
  const outcomes: readonly (readonly [says: string, outcome: RuleOutcome])[] = [
    ["disabled", { ...OF, kind: "disabled" }],
    ["invalid input (not-an-integer at rules[0].stepSize)", { ...OF, kind: "invalid-input", fault: BROKEN }],
    ["left alone, as the endpoint is paused", { ...OF, kind: "paused", paused: "both", until: null }],
    [`left alone, as the endpoint is paused ${until}`, { ...OF, kind: "paused", paused: "both", until: soon }],
    [`held by a pause \`out\` ${until}`, { ...MET, kind: "paused", paused: "out", until: soon }],
    ["without an average (no reason given)", { ...OF, kind: "no-metric", reason: null }],
    ["without an average (source-failed)", { ...OF, kind: "no-metric", reason: "source-failed" }],
    [
      "stale (read at 2026-03-02T11:59:00.000Z, accepted within 30 s)",
      { ...OF, kind: "stale-metric", at: NOON - 60_000, maxAgeSeconds: 30 },
    ],
    [
      "invalid (its average much: not-a-number)",
      { ...OF, kind: "invalid-metric", value: "much", reason: "not-a-number" },
    ],
    ["not met (it has no threshold)", { ...OF, kind: "not-met", value: "90", conditions: [] }],
    ["not met (90 > 80 is false)", { ...OF, kind: "not-met", value: "90", conditions: [UNMET] }],
    [
      "not met (90 > 80 and 90 < 20 are false)",
      {
        ...OF,
        kind: "not-met",
        value: "90",
        conditions: [UNMET, { ...UNMET, comparator: "LESS_THAN", threshold: "20" }],
      },
    ],
    ["out of bounds (3 + 1 against the rule's maximum of 3)", { ...MET, ...BOUND, kind: "out-of-bounds" }],
    [
      "out of bounds (3 + 1 against the endpoint's minimum of 5)",
      { ...MET, ...BOUND, kind: "out-of-bounds", bound: "min", limit: 5, scope: "endpoint" },
    ],
    [`cooling down (its own cooldown ${until})`, { ...MET, kind: "cooling-down", scope: "rule", until: soon }],
    [
      `cooling down (its endpoint's cooldown ${until})`,
      { ...MET, kind: "cooling-down", scope: "endpoint", until: soon },
    ],
    [
      `cooling down (the cooldown of rule \`other\` on its signal ${until})`,
      { ...MET, kind: "cooling-down", scope: "signal", by: "other", until: soon },
    ],
    ["superseded by rule `other`, which came first", { ...OF, kind: "superseded", because: "came-later", by: "other" }],
    ["outbid by rule `other`", { ...MET, kind: "superseded", because: "outbid", by: "other" }],
    [
      "pending (since 2026-03-02T12:00:00.000Z until 2026-03-02T12:00:01.000Z)",
      { ...MET, kind: "pending", since: NOON, until: soon, remainingSeconds: 1 },
    ],
    ["uncovered (1 of 4 reported)", { ...MET, kind: "uncovered", reported: 1, of: 4, filled: null }],
    ["a fallback (static: 3 -> 5)", { ...OF, ...FALLBACK, kind: "fallback", heldBy: null }],
    ["a fallback (static: 3 -> 5, held: paused)", { ...OF, ...FALLBACK, kind: "fallback", heldBy: "paused" }],
  ];
  test.each(outcomes)("%s", (says, outcome) => {
    const said = saidOf(triggers, () => ({ outcomes: [outcome] }));
    expect(said).toBe(`is ${says}, must be triggered (90 > 80: 3 -> 4)`);
  });
});

describe("the laws say which part of a decision is wrong, and what it must be:", () => {
  const limited = { ...triggers, endpoints: [endpoint({ maxReplicas: 3 })] };
  const cases: readonly (readonly [says: string, given: Snapshot, change: (right: Decision) => Partial<Decision>])[] = [
    ["`replicas` is 4, must be 3", triggers, () => ({ replicas: 4 })],
    ["`desired` is 5, must be 4", triggers, () => ({ desired: 5 })],
    ["`delta` is 2, must be 1", triggers, () => ({ delta: 2 })],
    ["`wouldBe` is 4, must be nothing", triggers, () => ({ wouldBe: 4 })],
    ['the rules explained is [], must be ["out"]', triggers, () => ({ outcomes: [] })],
    ["the chain has no further link, must have rules by `out`: 3 -> 4", triggers, () => ({ chain: [] })],
    [
      "the chain has bounds: 4 -> 4, must have no further link",
      triggers,
      ({ chain }) => ({ chain: [...chain, { stage: "bounds", from: 4, to: 4 }] }),
    ],
    [
      "the chain has rules by `in`: 3 -> 4, must have rules by `out`: 3 -> 4",
      triggers,
      () => ({ chain: [{ stage: "rules", by: "in", from: 3, to: 4 }] }),
    ],
    ['`fault` is "not-an-integer at rules[0].stepSize", must be nothing', limited, () => ({ fault: BROKEN })],
  ];
  test.each(cases)("%s", (says, given, change) => {
    expect(saidOf(given, change)).toBe(says);
  });
});

describe("of one outcome the laws name the first part that is wrong:", () => {
  const cooling = {
    ...triggers,
    rules: [rule({ cooldownSeconds: 60 })],
    lastTriggered: new Map([["out", NOON - 1000]]),
  };
  const bounded = { ...triggers, rules: [rule({ maxReplicas: 3 })] };
  const unmet = { ...triggers, rules: [rule(), inRule({ id: "other" })], metrics: [average("50")] };
  const cases: readonly (readonly [says: string, given: Snapshot, change: object])[] = [
    ['`value` is "91", must be "90"', triggers, { value: "91" }],
    ["`from` is 2, must be 3", triggers, { from: 2 }],
    ["`to` is 5, must be 4", triggers, { to: 5 }],
    ["`until` is 2026-03-02T12:00:01.000Z, must be 2026-03-02T12:00:59.000Z", cooling, { until: soon }],
    ["`limit` is 4, must be 3", bounded, { limit: 4 }],
    ['`scope` is "endpoint", must be "rule"', bounded, { scope: "endpoint" }],
    ["`proposed` is 6, must be 4", bounded, { proposed: 6 }],
  ];
  test.each(cases)("%s", (says, given, change) => {
    const said = saidOf(given, ({ outcomes }) => ({
      outcomes: outcomes.map((outcome, nth) => (nth === 0 ? { ...outcome, ...change } : outcome)),
    }));
    expect(said).toBe(says);
  });

  test("what condition held, and what conditions did not", () => {
    const comparator = "LESS_THAN" as const;
    const held = saidOf(triggers, ({ outcomes }) => ({
      outcomes: outcomes.map((each) => (each.kind === "triggered" ? { ...each, comparator } : each)),
    }));
    expect(held).toMatchInlineSnapshot(
      `"the condition that holds is {"comparator":"LESS_THAN","threshold":"80","step":1,"direction":"out","field":"threshold"}, must be {"comparator":"GREATER_THAN","threshold":"80","step":1,"direction":"out","field":"threshold"}"`,
    );
    const missed = saidOf(unmet, ({ outcomes }) => ({
      outcomes: outcomes.map((each) => (each.kind === "not-met" ? { ...each, conditions: [] } : each)),
    }));
    expect(missed).toMatchInlineSnapshot(
      `"\`conditions\` is [], must be [{"comparator":"GREATER_THAN","threshold":"80","step":1,"direction":"out","field":"threshold"}]"`,
    );
  });
});

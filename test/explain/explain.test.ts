import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BandRule,
  backendAi26,
  evaluate,
  explain,
  explainOutcome,
  type OutOfBounds,
  recommended,
  type Semantics,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";
import { any } from "../support/arbitraries.ts";
import { average, decide, endpoint, inRule, NOON, rule } from "../support/build.ts";

const told = (changes: Partial<Snapshot>, semantics = recommended) =>
  explain(decide({ metrics: [average("90")], ...changes }, semantics));

/** Does what the explanation of a stopped step says would do, one remedy at a time: each time the step must be taken. */
function tryRemedies(outcome: OutOfBounds, semantics: Semantics): void {
  const remedies = /; (.*) would do$/.exec(explainOutcome(outcome))?.[1] ?? "";
  const number = (pattern: RegExp) => Number(pattern.exec(remedies)?.[1] ?? Number.NaN);
  const { from, step, minReplicas, maxReplicas, bound } = outcome;
  const kind = (replicas: number, stepSize: number, limits: Partial<ThresholdRule>) =>
    decide(
      {
        rules: [rule({ stepSize, minReplicas, maxReplicas, ...limits })],
        metrics: [average("90")],
        endpoints: [endpoint({ replicas })],
      },
      semantics,
    ).outcomes[0]?.kind;
  const limit = number(/a (?:maximum|minimum) of (\d+)/);
  if (!Number.isNaN(limit))
    expect(kind(from, step, bound === "max" ? { maxReplicas: limit } : { minReplicas: limit })).toBe("triggered");
  const count = number(/a count of (\d+)/);
  if (!Number.isNaN(count)) expect(kind(count, step, {})).toBe("triggered");
  const other = number(/a step of ([+-]?\d+)/);
  if (!Number.isNaN(other)) expect(kind(from, other, {})).toBe("triggered");
}

const skip = { ...recommended, bounds: "skip" } as const;

describe("explain", () => {
  test("tells of a rule that triggers: its figures and the move", () => {
    expect(told({ rules: [rule({ stepSize: 2 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: 3 -> 5 replicas (+2)
      rule \`out\` triggered: \`cuda_util\` (KERNEL) is 90, > 80; 3 -> 5 replicas"
    `);
    expect(told({ rules: [rule({ stepSize: 9, maxReplicas: 5 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: 3 -> 5 replicas (+2)
      rule \`out\` triggered: \`cuda_util\` (KERNEL) is 90, > 80; 3 -> 5 replicas, as far as the bounds allow (step +9)"
    `);
    expect(told({ rules: [rule({ minReplicas: 5 })], endpoints: [endpoint({ replicas: 1 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: 1 -> 5 replicas (+4)
      rule \`out\` triggered: \`cuda_util\` (KERNEL) is 90, > 80; 1 -> 5 replicas, back within the bounds (step +1)"
    `);
    expect(told({ rules: [rule({ stepSize: 0 })] }, backendAi26)).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` triggered: \`cuda_util\` (KERNEL) is 90, > 80; its step of 0 leaves the count at 3"
    `);
  });

  test("tells of an average that does not meet the rule: the value that would", () => {
    expect(told({ rules: [inRule()] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`in\` did not trigger: \`cuda_util\` (KERNEL) is 90; it takes < 20"
    `);
    const { comparator: _, threshold: __, ...rest } = rule();
    const band: BandRule = { ...rest, type: "band", minThreshold: "20", maxThreshold: "95" };
    expect(told({ rules: [band] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90; it takes > 95 for +1 or < 20 for -1"
    `);
    expect(told({ rules: [{ ...band, minThreshold: null, maxThreshold: null }] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90; it takes a threshold, of which the rule has none"
    `);
  });

  test("tells of an average that is missing, old or unfit", () => {
    expect(told({ rules: [rule()], metrics: [] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL); it takes one"
    `);
    const missing = (reason: NonNullable<Snapshot["missing"]>[number]["reason"]) =>
      told({
        rules: [rule()],
        metrics: [],
        missing: [{ endpointId: "chat", source: "KERNEL", name: "cuda_util", reason }],
      }).split("\n")[1];
    expect(
      (
        [
          "no-stats",
          "no-metric",
          "histogram",
          "unparsable",
          "no-replicas",
          "no-distribution",
          "incomputable",
          "source-failed",
        ] as const
      ).map(missing),
    ).toMatchInlineSnapshot(`
      [
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): nothing has reported; it takes one",
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): no report has it; it takes one",
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): it is a histogram; it takes one",
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): a figure of it is no decimal; it takes one",
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): there are no replicas to average over; it takes one",
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): only a total is reported; it takes one",
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): its figures have no average; it takes one",
        "rule \`out\` did not trigger: there is no average of \`cuda_util\` (KERNEL): its source could not be asked; it takes one",
      ]
    `);
    expect(
      told({ rules: [rule({ maxAgeSeconds: 30 })], metrics: [average("90", { at: NOON - 31_000 })] }),
    ).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: the average of \`cuda_util\` (KERNEL) was read at 2026-03-02T11:59:29.000Z and was good for 30 s, until 2026-03-02T11:59:59.000Z; it takes a newer one"
    `);
    expect(told({ rules: [rule()], metrics: [average("NaN")] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: the average of \`cuda_util\` (KERNEL) is NaN, which is no decimal; it takes one"
    `);
    expect(told({ rules: [rule()], metrics: [average("90"), average("91")] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: there are two averages of \`cuda_util\` (KERNEL) that differ; it takes one"
    `);
    expect(
      told({ rules: [rule({ maxAgeSeconds: 1 })], metrics: [average("90", { at: Number.NaN })] }),
    ).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: the average of \`cuda_util\` (KERNEL) says no time at which it was read; it takes one"
    `);
  });

  test("tells of the step, the count and the bound that stand in the way", () => {
    expect(told({ rules: [rule({ stepSize: 3, maxReplicas: 5 })] }, skip)).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but 3 -> 6 replicas is outside the rule's maximum of 5; a maximum of 6 or more, a count of 2 or less or a step of +2 would do"
    `);
    expect(told({ rules: [rule({ stepSize: -3, minReplicas: 1 })] }, skip)).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but 3 -> 0 replicas is outside the rule's minimum of 1; a minimum of 0 or less, a count of 4 or more or a step of -2 would do"
    `);
    expect(told({ rules: [rule({ stepSize: 1, minReplicas: 6 })] }, skip)).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but 3 -> 4 replicas is outside the rule's minimum of 6; a minimum of 4 or less, a count of 5 or more or a step of +3 would do"
    `);
    expect(told({ rules: [rule({ minReplicas: 5, maxReplicas: 3 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but no count is within its bounds, 5 to 3; it takes bounds in order"
    `);
    expect(told({ rules: [rule()], endpoints: [endpoint({ maxReplicas: 3 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but 3 -> 4 replicas is outside the endpoint's maximum of 3; a maximum of 4 or more or a count of 2 or less would do"
    `);
    expect(
      told({ rules: [inRule({ comparator: "GREATER_THAN" })], endpoints: [endpoint({ replicas: 0 })] }),
    ).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 0 replicas
      rule \`in\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 20, but the count is 0 already; it takes replicas to remove"
    `);
    expect(told({ rules: [rule({ stepSize: 0 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but its step of 0 never moves the count; any other step would"
    `);
  });

  test("tells of a cooldown: when it ends, and what happens then", () => {
    const lastTriggered = new Map([["out", NOON - 60_000]]);
    expect(told({ rules: [rule({ cooldownSeconds: 300 })], lastTriggered })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but the rule is cooling down until 2026-03-02T12:04:00.000Z; then it leads from 3 to 4 replicas"
    `);
    expect(
      told({ rules: [rule({ stepSize: 0, cooldownSeconds: 300 })], lastTriggered }, backendAi26),
    ).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but the rule is cooling down until 2026-03-02T12:04:00.000Z; then it leaves the count at 3"
    `);
    const endpoints = [
      endpoint({ cooldownSeconds: { out: 90, in: 0 }, lastScaledAt: { out: NOON - 60_000, in: null } }),
    ];
    expect(told({ rules: [rule()], endpoints })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but the endpoint is cooling down until 2026-03-02T12:00:30.000Z; then it leads from 3 to 4 replicas"
    `);
  });

  test("tells of the rule that prevailed", () => {
    const rules = [rule(), rule({ id: "late", stepSize: 2 })];
    expect(told({ rules }, backendAi26)).toMatchInlineSnapshot(`
      "endpoint \`chat\`: 3 -> 4 replicas (+1)
      rule \`out\` triggered: \`cuda_util\` (KERNEL) is 90, > 80; 3 -> 4 replicas
      rule \`late\` did not trigger: rule \`out\` came first; it takes that one not to trigger"
    `);
    expect(told({ rules })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: 3 -> 5 replicas (+2)
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, which leads to 4, but rule \`late\` settled the count; it takes that one not to trigger
      rule \`late\` triggered: \`cuda_util\` (KERNEL) is 90, > 80; 3 -> 5 replicas"
    `);
    expect(
      told({ rules: [inRule(), inRule({ id: "veto", threshold: "5" })], metrics: [average("10")] }),
    ).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`in\` did not trigger: \`cuda_util\` (KERNEL) is 10, < 20, which leads to 2, but rule \`veto\` does not agree to fewer replicas; it takes its consent
      rule \`veto\` did not trigger: \`cuda_util\` (KERNEL) is 10; it takes < 5"
    `);
  });

  test("tells of rules and endpoints that are switched off", () => {
    expect(told({ rules: [rule({ enabled: false })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: it is disabled; it takes enabling it"
    `);
    expect(told({ rules: [rule()], endpoints: [endpoint({ paused: "both" })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: its endpoint is paused; it takes the end of the pause"
    `);
    expect(
      told({ rules: [rule()], endpoints: [endpoint({ paused: "out", pausedUntil: NOON + 1 })] }),
    ).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: \`cuda_util\` (KERNEL) is 90, > 80, but its endpoint is paused for scaling out until 2026-03-02T12:00:00.001Z; it takes the end of the pause"
    `);
    expect(told({ rules: [rule()], endpoints: [endpoint({ advisory: true })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas; advisory only, the change would be +1
      rule \`out\` triggered: \`cuda_util\` (KERNEL) is 90, > 80; 3 -> 4 replicas"
    `);
  });

  test("lets no id forge a line or steer a terminal", () => {
    const id = "a\u001b[31m\nrule `x` triggered: fake";
    expect(told({ rules: [rule({ id })] }).split("\n")).toHaveLength(2);
  });

  test("tells of a pause of an endpoint without rules", () => {
    expect(told({ endpoints: [endpoint({ replicas: 1, paused: "both" })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 1 replica; it has no rules
      the endpoint is paused"
    `);
  });

  test("tells of an endpoint for which there is no decision", () => {
    expect(told({ endpoints: [endpoint({ replicas: 1.5 })] })).toMatchInlineSnapshot(
      `"endpoint \`chat\`: undecided, as endpoints[0].replicas is 1.5, expected an integer of 0 or more, within 32 bits; give the target count at the start of the cycle"`,
    );
  });

  test("names no remedy past 32 bits, and none where no count of 0 or more is within the bounds", () => {
    const huge = rule({ stepSize: 2_147_483_647, maxReplicas: 8 });
    expect(told({ rules: [huge] }, skip)).toContain("; no maximum or a step of +5 would do");
    const sunk = { rules: [rule({ stepSize: -2, maxReplicas: -1 })], endpoints: [endpoint({ replicas: 1 })] };
    expect(told(sunk)).toContain("no count is within its bounds, 0 to -1; it takes bounds in order");
  });

  test("names no remedy that would not do", () => {
    fc.assert(
      fc.property(
        any.snapshot({ endpoint: any.endpoint({ plain: true }), rule: any.thresholdRule() }),
        any.semantics(),
        (given, rules) => {
          for (const { outcomes } of evaluate(given, rules).decisions) {
            for (const outcome of outcomes) {
              // Under `sequential` a rule may start past 32 bits, where no snapshot can.
              const canStart = "from" in outcome && outcome.from <= 2_147_483_647;
              if (outcome.kind === "out-of-bounds" && canStart) tryRemedies(outcome, rules);
            }
          }
        },
      ),
    );
  });

  test("tells of a rule that cannot be judged", () => {
    expect(told({ rules: [rule({ stepSize: 0.5 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas
      rule \`out\` did not trigger: it could not be judged: rules[0].stepSize is 0.5, expected an integer, within 32 bits; use 2 to add two replicas, -1 to remove one"
    `);
  });

  test("tells of the endpoint's own bounds, and of a pause above them", () => {
    expect(told({ endpoints: [endpoint({ minReplicas: 4 })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: 3 -> 4 replicas (+1); it has no rules
      the endpoint's minReplicas is 4: 3 -> 4 replicas"
    `);
    expect(told({ endpoints: [endpoint({ minReplicas: 4, paused: "out" })] })).toMatchInlineSnapshot(`
      "endpoint \`chat\`: stays at 3 replicas; it has no rules
      the endpoint's minReplicas is 4: 3 -> 4 replicas
      the endpoint is paused: 4 -> 3 replicas"
    `);
  });
});

describe("explain, of figures at their limits,", () => {
  const line = (changes: Partial<Snapshot>, semantics: Semantics = skip) =>
    told(changes, semantics).split("\n")[1] ?? "";
  const at = (replicas: number) => ({ endpoints: [endpoint({ replicas })] });

  test("tells a step that bounds shorten from one that they bring back, at counts far from 0 too", () => {
    const clamped = (changes: Partial<Omit<ThresholdRule, "type">>) =>
      line({ rules: [rule(changes)], ...at(5) }, recommended);
    expect(clamped({ stepSize: 9, maxReplicas: 7 })).toMatch(
      /; 5 -> 7 replicas, as far as the bounds allow \(step \+9\)$/,
    );
    expect(clamped({ stepSize: 1, minReplicas: 7 })).toMatch(/; 5 -> 7 replicas, back within the bounds \(step \+1\)$/);
  });

  test("tells of a count against its step as one that was brought back within the bounds", () => {
    const [outcome] = decide({ rules: [rule({ id: "turned" })], metrics: [average("90")] }).outcomes;
    expect(outcome?.kind).toBe("triggered");
    if (outcome?.kind !== "triggered") return;
    expect(explainOutcome({ ...outcome, to: 2 })).toMatch(/; 3 -> 2 replicas, back within the bounds \(step \+1\)$/);
  });

  test("tells what would do where only one count is within the bounds", () => {
    expect(line({ rules: [rule({ minReplicas: 3, maxReplicas: 3 })] })).toMatch(
      /3 -> 4 replicas is outside the rule's maximum of 3; a maximum of 4 or more or a count of 2 or less would do$/,
    );
  });

  test("tells of the bound, not of the count, where a step out of 0 is stopped", () => {
    expect(line({ rules: [rule({ stepSize: 2, maxReplicas: 1 })], ...at(0) })).toMatch(
      /0 -> 2 replicas is outside the rule's maximum of 1; a maximum of 2 or more or a step of \+1 would do$/,
    );
  });

  test("names a count of 0 as a remedy, and none below", () => {
    expect(line({ rules: [rule({ stepSize: 5, maxReplicas: 5 })] })).toContain("a count of 0 or less");
    expect(line({ rules: [rule({ stepSize: 6, maxReplicas: 5 })] })).not.toContain("a count of");
  });

  test("names a bound and a count up to 32 bits, and none past them", () => {
    const largest = 2_147_483_647;
    expect(line({ rules: [rule({ stepSize: largest - 1, maxReplicas: 8 })], ...at(1) })).toContain(
      `a maximum of ${largest} or more`,
    );
    expect(line({ rules: [rule({ stepSize: 1 - largest, minReplicas: 1 })] })).toContain(
      `a count of ${largest} or more`,
    );
    expect(line({ rules: [rule({ stepSize: -largest, minReplicas: 1 })] })).not.toContain("a count of");
  });
});

describe("explain names", () => {
  test("the aggregation of a metric, but for the average", () => {
    const tail = rule({ aggregation: "p95" });
    expect(told({ rules: [tail], metrics: [average("50", { aggregation: "p95" })] })).toContain(
      "p95 of `cuda_util` (KERNEL) is 50; it takes > 80",
    );
    expect(told({ rules: [rule({ aggregation: "average" })] })).toContain(": `cuda_util` (KERNEL) is 90, > 80");
  });

  test("the reason of a metric of which only a total is reported", () => {
    const metric = { endpointId: "chat", source: "KERNEL", name: "cuda_util" } as const;
    expect(told({ rules: [rule()], metrics: [], missing: [{ ...metric, reason: "no-distribution" }] })).toContain(
      "there is no average of `cuda_util` (KERNEL): only a total is reported; it takes one",
    );
  });

  test("what a record from elsewhere has in the place of an outcome, a reason or a stage", () => {
    const decision = decide({ rules: [rule()], metrics: [average("NaN")], endpoints: [endpoint({ minReplicas: 4 })] });
    const [outcome] = decision.outcomes;
    const [link] = decision.chain;
    if (outcome === undefined || link === undefined) throw new Error("there is an outcome and a link");
    // What a program in JavaScript can pass.
    const other = (value: object, changes: string) => Object.assign({}, value, JSON.parse(changes));
    expect(() => explainOutcome(other(outcome, '{ "kind": "postponed" }'))).toThrow("unexpected case");
    expect(() => explainOutcome(other(outcome, '{ "reason": "too-odd" }'))).toThrow("unexpected case: too-odd");
    const chain = [other(link, '{ "stage": "weekend" }')];
    expect(() => explain({ ...decision, chain })).toThrow("unexpected case: weekend");
  });
});

describe("explain writes", () => {
  test.each([
    ["LESS_THAN", "<"],
    ["LESS_THAN_OR_EQUAL", "<="],
    ["GREATER_THAN", ">"],
    ["GREATER_THAN_OR_EQUAL", ">="],
  ] as const)("%s as %s", (comparator, sign) => {
    const threshold = comparator.startsWith("LESS") ? "5" : "95";
    expect(told({ rules: [rule({ comparator, threshold })] })).toMatch(
      new RegExp(`is 90; it takes ${sign} ${threshold}$`),
    );
  });

  test("a single remedy without a choice", () => {
    const given = { rules: [rule({ stepSize: 6, maxReplicas: 5 })], endpoints: [endpoint({ replicas: 5 })] };
    expect(told(given, skip)).toMatch(/outside the rule's maximum of 5; a maximum of 11 or more would do$/);
  });

  test("whatever a program in JavaScript has in the place of an average", () => {
    const junk = (value: string) =>
      told({ rules: [rule()], metrics: [Object.assign(average("1"), { value: JSON.parse(value) })] });
    expect(junk("null")).toContain("is null, which is no decimal");
    expect(junk("{}")).toContain("is an object, which is no decimal");
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  evaluate,
  explainOutcome,
  type OutOfBounds,
  recommended,
  type Semantics,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";
import { any } from "../support/arbitraries.ts";
import { average, decide, endpoint, inRule, rule } from "../support/build.ts";

const skip = { ...recommended, bounds: "skip" } as const;

/** What the first rule's sentence says after "but". */
function why(changes: Partial<Snapshot>, semantics: Semantics = skip): string {
  const [outcome] = decide({ metrics: [average("90")], ...changes }, semantics).outcomes;
  if (outcome === undefined) throw new Error("there is no rule");
  return explainOutcome(outcome).replace(/^.*, but /, "");
}

const at = (replicas: number) => ({ endpoints: [endpoint({ replicas })] });

describe("a step that a bound stops", () => {
  test("shows the bound, and the bound, the count and the step that would do", () => {
    expect(why({ rules: [rule({ stepSize: 3, maxReplicas: 5 })] })).toBe(
      "3 -> 6 replicas is above the rule's maximum of 5; needs a maximum of 6 or more, a count of 2 or less, or a step of +2",
    );
    expect(why({ rules: [rule({ stepSize: -3, minReplicas: 1 })] })).toBe(
      "3 -> 0 replicas is below the rule's minimum of 1; needs a minimum of 0 or less, a count of 4 or more, or a step of -2",
    );
    expect(why({ rules: [rule({ stepSize: 1, minReplicas: 6 })] })).toBe(
      "3 -> 4 replicas is below the rule's minimum of 6; needs a minimum of 4 or less, a count of 5 or more, or a step of +3",
    );
  });

  test("says that the bound is the endpoint's", () => {
    expect(why({ rules: [rule()], endpoints: [endpoint({ maxReplicas: 3 })] }, recommended)).toBe(
      "3 -> 4 replicas is above the endpoint's maximum of 3; needs a maximum of 4 or more, or a count of 2 or less",
    );
  });

  test("says that a minimum is above its maximum", () => {
    expect(why({ rules: [rule({ minReplicas: 5, maxReplicas: 3 })] }, recommended)).toBe(
      "no count is within its bounds, 5 to 3; needs a maximum that is not below the minimum",
    );
    expect(why({ rules: [rule({ stepSize: -2, maxReplicas: -1 })], ...at(1) }, recommended)).toBe(
      "no count is within its bounds, 0 to -1; needs a maximum that is not below the minimum",
    );
  });

  test("says that there is nothing to remove", () => {
    expect(why({ rules: [inRule({ comparator: "GREATER_THAN" })], ...at(0) }, recommended)).toBe(
      "the count is already 0; needs replicas to remove",
    );
  });

  test("says that a step of 0 changes nothing", () => {
    expect(why({ rules: [rule({ stepSize: 0 })] }, recommended)).toBe(
      "its step of 0 never changes the count; needs another step",
    );
  });

  test("names a bound and a count where only one count is within the bounds", () => {
    expect(why({ rules: [rule({ minReplicas: 3, maxReplicas: 3 })] })).toBe(
      "3 -> 4 replicas is above the rule's maximum of 3; needs a maximum of 4 or more, or a count of 2 or less",
    );
  });

  test("names a bound and a step where the count is 0", () => {
    expect(why({ rules: [rule({ stepSize: 2, maxReplicas: 1 })], ...at(0) })).toBe(
      "0 -> 2 replicas is above the rule's maximum of 1; needs a maximum of 2 or more, or a step of +1",
    );
  });

  test("names a bound alone where nothing else would do", () => {
    expect(why({ rules: [rule({ stepSize: 6, maxReplicas: 5 })], ...at(5) })).toBe(
      "5 -> 11 replicas is above the rule's maximum of 5; needs a maximum of 11 or more",
    );
  });

  test("names a count of 0, and none below", () => {
    expect(why({ rules: [rule({ stepSize: 5, maxReplicas: 5 })] })).toContain("a count of 0 or less");
    expect(why({ rules: [rule({ stepSize: 6, maxReplicas: 5 })] })).not.toContain("a count of");
  });

  test("names a bound and a count up to 32 bits, and none past them", () => {
    const largest = 2_147_483_647;
    expect(why({ rules: [rule({ stepSize: largest - 1, maxReplicas: 8 })], ...at(1) })).toContain(
      `a maximum of ${largest} or more`,
    );
    expect(why({ rules: [rule({ stepSize: 1 - largest, minReplicas: 1 })] })).toContain(
      `a count of ${largest} or more`,
    );
    expect(why({ rules: [rule({ stepSize: -largest, minReplicas: 1 })] })).not.toContain("a count of");
    expect(why({ rules: [rule({ stepSize: largest, maxReplicas: 8 })] })).toContain(
      "needs no maximum, or a step of +5",
    );
  });
});

/** Does what the explanation of a stopped step names, one change at a time: each time the step must be taken. */
function tryChanges(outcome: OutOfBounds, semantics: Semantics): void {
  const changes = /; needs (.*)$/.exec(explainOutcome(outcome))?.[1] ?? "";
  const number = (pattern: RegExp) => Number(pattern.exec(changes)?.[1] ?? Number.NaN);
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

test("every change that is named lets the step through", () => {
  fc.assert(
    fc.property(
      any.snapshot({ endpoint: any.endpoint({ plain: true }), rule: any.thresholdRule() }),
      any.semantics(),
      (given, rules) => {
        for (const { outcomes } of evaluate(given, rules).decisions) {
          for (const outcome of outcomes) {
            // Under `sequential` a rule may start past 32 bits, where no snapshot can.
            if (outcome.kind === "out-of-bounds" && outcome.from <= 2_147_483_647) tryChanges(outcome, rules);
          }
        }
      },
    ),
  );
});

import { describe, expect, test } from "vitest";
import {
  explainOutcome,
  MISSING_REASONS,
  type MissingDetail,
  type MissingReason,
  type NotMet,
  type OutcomeBase,
  type RuleOutcome,
} from "../../src/index.ts";
import { INVALID_METRIC_REASONS, type InvalidMetricReason } from "../../src/model/rule-outcome.ts";
import { NOON } from "../support/build.ts";

const metric = { source: "KERNEL", name: "cuda_util" } as const;
const rule = { ruleId: "out", metric } satisfies OutcomeBase;

const above80 = { comparator: "GREATER_THAN", threshold: "80", step: 1, direction: "out", field: "threshold" } as const;
const below20 = { comparator: "LESS_THAN", threshold: "20", step: -1, direction: "in", field: "threshold" } as const;
const busy = { ...rule, ...above80, value: "90", from: 3 } as const;
const idle = { ...rule, ...below20, ruleId: "in", value: "10", from: 3 } as const;

/** The sentence without the rule's name and what it did. */
function why(outcome: RuleOutcome): string {
  return explainOutcome(outcome).replace(/^rule `.*?` did not trigger: /, "");
}

describe("a rule that triggered", () => {
  test("shows its value, its condition and the move", () => {
    expect(explainOutcome({ ...busy, kind: "triggered", step: 2, to: 5 })).toBe(
      "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 5 replicas",
    );
  });

  test("says that its bounds shortened the step", () => {
    expect(explainOutcome({ ...busy, kind: "triggered", step: 9, to: 5 })).toBe(
      "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 5 replicas, as far as the bounds allow (step +9)",
    );
  });

  test("says that its bounds brought the count back in, whatever the direction of the step", () => {
    expect(explainOutcome({ ...busy, kind: "triggered", to: 7 })).toMatch(
      /; 3 -> 7 replicas, back within the bounds \(step \+1\)$/,
    );
    expect(explainOutcome({ ...busy, kind: "triggered", to: 2 })).toMatch(
      /; 3 -> 2 replicas, back within the bounds \(step \+1\)$/,
    );
  });

  test("says that its step had no effect", () => {
    expect(explainOutcome({ ...busy, kind: "triggered", step: 0, direction: null, to: 3 })).toBe(
      "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; its step of 0 leaves the count at 3",
    );
  });
});

describe("a rule that did not trigger", () => {
  const notMet = (...conditions: NotMet["conditions"]) => why({ ...rule, kind: "not-met", value: "50", conditions });

  test("shows the value that would have met its condition", () => {
    expect(explainOutcome({ ...rule, kind: "not-met", value: "50", conditions: [above80] })).toBe(
      "rule `out` did not trigger: `cuda_util` (KERNEL) is 50; needs > 80",
    );
  });

  test("shows both thresholds of a band, each with its step", () => {
    expect(notMet(above80, below20)).toBe("`cuda_util` (KERNEL) is 50; needs > 80 (step +1) or < 20 (step -1)");
  });

  test("says that it has no threshold", () => {
    expect(notMet()).toBe("`cuda_util` (KERNEL) is 50; needs a threshold, and the rule has none");
  });

  test.each([
    ["LESS_THAN", "< 80"],
    ["LESS_THAN_OR_EQUAL", "<= 80"],
    ["GREATER_THAN", "> 80"],
    ["GREATER_THAN_OR_EQUAL", ">= 80"],
  ] as const)("shows the comparator %s as a sign", (comparator, relation) => {
    expect(notMet({ ...above80, comparator })).toBe(`\`cuda_util\` (KERNEL) is 50; needs ${relation}`);
  });

  test("names the aggregation of its metric, unless that is the average", () => {
    const outcome = (aggregation: "p95" | "average") =>
      why({ ...rule, metric: { ...metric, aggregation }, kind: "not-met", value: "50", conditions: [above80] });
    expect(outcome("p95")).toBe("p95 of `cuda_util` (KERNEL) is 50; needs > 80");
    expect(outcome("average")).toBe("`cuda_util` (KERNEL) is 50; needs > 80");
  });

  test("says that it is disabled", () => {
    expect(why({ ...rule, kind: "disabled" })).toBe("it is disabled; needs to be enabled");
  });

  test("says what is wrong with its input, and how to fix it", () => {
    const fault = {
      code: "not-an-integer",
      path: "rules[0].stepSize",
      keys: ["rules", 0, "stepSize"],
      params: {},
      found: "0.5",
      expected: "an integer",
      help: "use 2 to add two replicas",
      message: "",
    } as const;
    expect(why({ ...rule, kind: "invalid-input", fault })).toBe(
      "it could not be evaluated: rules[0].stepSize is 0.5, expected an integer; use 2 to add two replicas",
    );
  });
});

describe("a rule without an average to compare", () => {
  test("says that the average is missing", () => {
    expect(why({ ...rule, kind: "no-metric", reason: null })).toBe(
      "there is no average of `cuda_util` (KERNEL); needs one",
    );
  });

  const MISSING = {
    "no-stats": "nothing has reported yet",
    "no-metric": "it is in no report",
    histogram: "it is a histogram, not one value",
    unparsable: "one of its values or reports cannot be read",
    "no-replicas": "there are no replicas",
    "no-distribution": "only its total is reported",
    incomputable: "its values cannot be averaged",
    "several-series": "its query answered with several series",
    matrix: "its query answered with values over a range of time",
    "source-failed": "its source could not be asked",
  } satisfies Record<MissingReason, string>;

  test.each(MISSING_REASONS)("says why it is missing: %s", (reason) => {
    expect(why({ ...rule, kind: "no-metric", reason })).toBe(
      `there is no average of \`cuda_util\` (KERNEL): ${MISSING[reason]}; needs one`,
    );
  });

  test("says what is known beyond the reason: names, reports at fault, the source's own words", () => {
    const missing = (reason: MissingReason, detail: MissingDetail) =>
      why({ ...rule, kind: "no-metric", reason, detail });
    const start = "there is no average of `cuda_util` (KERNEL): ";
    expect(missing("no-metric", { names: ["cpu_util", "mem"] })).toBe(
      `${start}it is in no report; reports have \`cpu_util\`, \`mem\`; needs one`,
    );
    expect(missing("unparsable", { from: ["k1", "k2"], says: '"{" is not JSON' })).toBe(
      `${start}one of its values or reports cannot be read (report of \`k1\`, \`k2\`), "{" is not JSON; needs one`,
    );
    expect(missing("no-metric", { reason: "no-data" })).toBe(`${start}its query matched no series; needs one`);
    expect(missing("source-failed", { says: "line\nbreak" })).toBe(
      `${start}its source could not be asked, line\u{fffd}break; needs one`,
    );
  });

  test("says that a time looks like seconds, and of no other time", () => {
    const outcome = (at: number) => why({ ...rule, kind: "stale-metric", at, maxAgeSeconds: 30 });
    expect(outcome(1_775_034_000.781)).toMatch(
      /within 30 s \(1775034000\.781 looks like seconds since 1970; times are in milliseconds\)$/,
    );
    for (const at of [0, -1_775_034_000, 1_775_034_000_781]) expect(outcome(at)).not.toMatch(/looks like/);
  });

  const INVALID = {
    "not-a-number": "the average of `cuda_util` (KERNEL) is NaN, which is not a number; needs a number",
    "not-an-instant":
      "the average of `cuda_util` (KERNEL) has no valid time, and the rule limits its age; needs a valid time",
    conflict: "there are two averages of `cuda_util` (KERNEL), which differ, and neither is newer; needs a single one",
  } satisfies Record<InvalidMetricReason, string>;

  test.each(INVALID_METRIC_REASONS)("says why the average cannot be compared: %s", (reason) => {
    expect(why({ ...rule, kind: "invalid-metric", value: "NaN", reason })).toBe(INVALID[reason]);
  });

  test("shows whatever a program in JavaScript passes as an average", () => {
    const junk = (json: string) =>
      why({ ...rule, kind: "invalid-metric", value: JSON.parse(json), reason: "not-a-number" });
    expect(junk("null")).toContain("is null, which is not a number");
    expect(junk("{}")).toContain("is an object, which is not a number");
  });

  test("says how far the time of the average may be from the clock, before or after it", () => {
    const outcome = (at: number) => why({ ...rule, kind: "stale-metric", at, maxAgeSeconds: 30 });
    expect(outcome(NOON - 31_000)).toBe(
      "the average of `cuda_util` (KERNEL) was read at 2026-03-02T11:59:29.000Z: it is older than 30 s, or as far ahead of the clock; needs one read within 30 s",
    );
    expect(outcome(NOON + 31_000)).toContain(
      "was read at 2026-03-02T12:00:31.000Z: it is older than 30 s, or as far ahead of the clock",
    );
  });
});

describe("a rule that is paused", () => {
  test("says so of its whole endpoint", () => {
    const outcome = (until: number | null) => why({ ...rule, kind: "paused", paused: "both", until });
    expect(outcome(null)).toBe("its endpoint is paused; needs the pause to end");
    expect(outcome(NOON)).toBe("its endpoint is paused until 2026-03-02T12:00:00.000Z; needs the pause to end");
  });

  test("names the direction in which its endpoint is paused", () => {
    expect(why({ ...busy, kind: "paused", paused: "out", proposed: 4, until: NOON + 1 })).toBe(
      "`cuda_util` (KERNEL) is 90, > 80, but its endpoint is paused for scaling out until 2026-03-02T12:00:00.001Z; needs the pause to end",
    );
  });
});

describe("a rule that cools down", () => {
  const cooling = { ...busy, kind: "cooling-down", proposed: 4, until: NOON } as const;

  test("shows when its own cooldown ends, and the move after that", () => {
    expect(why({ ...cooling, scope: "rule" })).toBe(
      "`cuda_util` (KERNEL) is 90, > 80, but the rule is cooling down until 2026-03-02T12:00:00.000Z; after that, 3 -> 4 replicas",
    );
  });

  test("shows when the endpoint's cooldown ends", () => {
    expect(why({ ...cooling, scope: "endpoint" })).toContain(
      "but the endpoint is cooling down until 2026-03-02T12:00:00.000Z; after that, 3 -> 4 replicas",
    );
  });

  test("names the rule on the same metric that it waits for", () => {
    expect(why({ ...cooling, scope: "signal", by: "tier-2" })).toBe(
      "`cuda_util` (KERNEL) is 90, > 80, but it waits for rule `tier-2` on the same metric, which is cooling down until 2026-03-02T12:00:00.000Z; after that, 3 -> 4 replicas",
    );
  });

  test("says that its step will have no effect", () => {
    expect(why({ ...cooling, step: 0, direction: null, proposed: 3, scope: "rule" })).toMatch(
      /; after that, its step leaves the count at 3$/,
    );
  });
});

describe("a rule that is superseded", () => {
  const superseded = { ...idle, kind: "superseded", proposed: 2, by: "z" } as const;

  test("names the rule that comes first, and says no more of it than that it proposes a count", () => {
    expect(why({ ...rule, kind: "superseded", because: "came-later", by: "a" })).toBe(
      "rule `a` comes first and proposes a count, so this one was not evaluated; needs rule `a` to propose none",
    );
  });

  test("names the rule that outbids it", () => {
    expect(why({ ...superseded, because: "outbid" })).toBe(
      "`cuda_util` (KERNEL) is 10, < 20, but 3 -> 2 replicas is outbid by rule `z`; needs rule `z` not to act",
    );
  });

  test("names the rule that objects to fewer replicas", () => {
    expect(why({ ...superseded, because: "vetoed", veto: "objection" })).toBe(
      "`cuda_util` (KERNEL) is 10, < 20, but 3 -> 2 replicas is vetoed by rule `z`: its scale-out condition holds; needs it not to hold",
    );
  });

  test("names the rule that does not agree to fewer replicas, for whatever reason", () => {
    expect(why({ ...superseded, because: "vetoed", veto: "no-consent" })).toBe(
      "`cuda_util` (KERNEL) is 10, < 20, but 3 -> 2 replicas is vetoed by rule `z`: it does not agree to fewer replicas; needs its scale-in condition to hold, for as long and on as many replicas as it asks for",
    );
  });

  test("names the rule with the cooldown that delays every fall", () => {
    expect(why({ ...superseded, because: "paced", until: NOON })).toBe(
      "`cuda_util` (KERNEL) is 10, < 20, but 3 -> 2 replicas has to wait: rule `z` is cooling down until 2026-03-02T12:00:00.000Z; needs the cooldown to end",
    );
  });

  test("says that its own cooldown counts from the endpoint's last scale-in", () => {
    expect(why({ ...superseded, because: "paced", by: "in", until: NOON })).toBe(
      "`cuda_util` (KERNEL) is 10, < 20, but 3 -> 2 replicas has to wait: its cooldown after the endpoint's last scale-in ends at 2026-03-02T12:00:00.000Z; needs the cooldown to end",
    );
  });
});

test("a rule that too few replicas reported to says what the others could make of the average, where that is known", () => {
  const uncovered = { ...idle, kind: "uncovered", reported: 2, of: 4 } as const;
  expect(why({ ...uncovered, filled: "55" })).toBe(
    "`cuda_util` (KERNEL) is 10, < 20, but only 2 of 4 replicas reported; with the others counted against the rule it would be 55; needs more of them to report",
  );
  expect(why({ ...uncovered, filled: null })).toBe(
    "`cuda_util` (KERNEL) is 10, < 20, but only 2 of 4 replicas reported; needs more of them to report",
  );
});

test("an outcome, a reason or a veto of no known kind is an error", () => {
  // What a program in JavaScript can pass.
  const other = (outcome: RuleOutcome, changes: object) => () => explainOutcome(Object.assign({}, outcome, changes));
  const vetoed = { ...idle, kind: "superseded", because: "vetoed", veto: "objection", proposed: 2, by: "z" } as const;
  const cooling = { ...busy, kind: "cooling-down", proposed: 4, until: NOON, scope: "rule" } as const;
  expect(other({ ...rule, kind: "disabled" }, { kind: "postponed" })).toThrow("unexpected case");
  expect(other({ ...rule, kind: "invalid-metric", value: "1", reason: "conflict" }, { reason: "odd" })).toThrow(
    "unexpected case: odd",
  );
  expect(other(vetoed, { because: "luck" })).toThrow("unexpected case");
  expect(other(vetoed, { veto: "mood" })).toThrow("unexpected case: mood");
  expect(other(cooling, { scope: "cluster" })).toThrow("unexpected case");
});

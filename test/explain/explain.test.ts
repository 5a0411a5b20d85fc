import { expect, test } from "vitest";
import { explain, recommended, type Snapshot } from "../../src/index.ts";
import { average, decide, endpoint, inRule, rule } from "../support/build.ts";

const explained = (changes: Partial<Snapshot>, semantics = recommended) =>
  explain(decide({ metrics: [average("90")], ...changes }, semantics));

test("a decision is explained by its change of the count, then a line for each rule", () => {
  expect(explained({ rules: [rule({ stepSize: 2 }), inRule()] })).toBe(
    [
      "endpoint `chat`: 3 -> 5 replicas (+2)",
      "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 5 replicas",
      "rule `in` did not trigger: `cuda_util` (KERNEL) is 90; needs < 20",
    ].join("\n"),
  );
});

test("a count that stays is named", () => {
  expect(explained({ rules: [inRule()] })).toMatch(/^endpoint `chat`: stays at 3 replicas\n/);
});

test("an advisory endpoint shows the change that it would have made", () => {
  expect(explained({ rules: [rule()], endpoints: [endpoint({ advisory: true })] })).toBe(
    [
      "endpoint `chat`: stays at 3 replicas; advisory only, the change would be +1",
      "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 4 replicas",
    ].join("\n"),
  );
});

test("an endpoint without rules says so, and shows its pause", () => {
  expect(explained({ endpoints: [endpoint({ replicas: 1, paused: "both" })] })).toBe(
    "endpoint `chat`: stays at 1 replica; it has no rules\nthe endpoint is paused",
  );
});

test("an endpoint for which there is no decision shows its fault", () => {
  expect(explained({ endpoints: [endpoint({ replicas: 1.5 })] })).toMatch(
    /^endpoint `chat`: undecided, as endpoints\[0\]\.replicas is 1\.5, expected an integer of 0 or more, within 32 bits; /,
  );
});

test("the endpoint's own bounds have a line, and a pause that holds them back another", () => {
  expect(explained({ endpoints: [endpoint({ minReplicas: 4 })] })).toBe(
    ["endpoint `chat`: 3 -> 4 replicas (+1); it has no rules", "the endpoint's minReplicas is 4: 3 -> 4 replicas"].join(
      "\n",
    ),
  );
  expect(explained({ endpoints: [endpoint({ minReplicas: 4, paused: "out" })] })).toBe(
    [
      "endpoint `chat`: stays at 3 replicas; it has no rules",
      "the endpoint's minReplicas is 4: 3 -> 4 replicas",
      "the endpoint is paused: 4 -> 3 replicas",
    ].join("\n"),
  );
});

test("no id forges a line or steers a terminal", () => {
  const id = "a\u001b[31m\nrule `x` triggered: fake";
  const text = explained({ rules: [rule({ id })] });
  expect(text.split("\n")).toHaveLength(2);
  expect(text).not.toContain("\u001b");
});

test("a stage of no known kind is an error", () => {
  const decision = decide({ endpoints: [endpoint({ minReplicas: 4 })] });
  // What a program in JavaScript can pass.
  const chain = decision.chain.map((link) => Object.assign({}, link, JSON.parse('{ "stage": "weekend" }')));
  expect(() => explain({ ...decision, chain })).toThrow("unexpected case: weekend");
});

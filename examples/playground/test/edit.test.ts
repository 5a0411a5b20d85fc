import assert from "node:assert/strict";
import { test } from "node:test";
import { movedRule, repaired, setRule, stepOf, stepParts, withoutRule, withRule } from "../src/draft/edit.ts";
import type { RuleSetDraft } from "../src/draft/rule-set-draft.ts";
import { example } from "./support.ts";

const draft = example("a gap too narrow");
const idsOf = ({ rules }: RuleSetDraft) => rules.map(({ id }) => id);

test("a repair changes the one field of the one rule", () => {
  const changed = repaired(draft, [{ ruleId: "in", field: "threshold", value: "40" }]);
  assert.deepEqual(changed, setRule(draft, 1, { threshold: "40" }));
});

test("a rule that is moved down and up again is where it was", () => {
  const moved = movedRule(draft, 0, 1);
  assert.deepEqual(idsOf(moved), ["in", "out"]);
  assert.deepEqual(movedRule(moved, 1, -1), draft);
});

test("the first rule cannot be moved up, nor the last one down", () => {
  assert.equal(movedRule(draft, 0, -1), draft);
  assert.equal(movedRule(draft, 1, 1), draft);
});

test("new rules have ids of their own, and removing them leaves the others as they were", () => {
  const three = withRule(withRule(draft, "threshold"), "threshold");
  assert.deepEqual(idsOf(three), ["out", "in", "rule-1", "rule-2"]);
  assert.deepEqual(withoutRule(withoutRule(three, 3), 2), draft);
});

test("a step is a word and a number, and the two are the step again", () => {
  for (const step of ["1", "-1", "-12", "", "-", "x"]) {
    const { verb, amount } = stepParts(step);
    assert.equal(stepOf(verb, amount), step);
  }
});

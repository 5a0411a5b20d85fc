import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Evaluation, evaluate, type Semantics, type Snapshot } from "../../src/index.ts";
import { type Evaluator, relationalLaws } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { digest } from "../support/digest.ts";
import { once } from "../support/once.ts";

const cases = once(() => fc.sample(fc.tuple(any.snapshot(), any.semantics()), { numRuns: 6, seed: 20261126 }));

/** Ways in which an answer can be another than it should. */
const LIES: readonly ((evaluation: Evaluation, given: Snapshot) => Evaluation)[] = [
  ({ decisions, ...rest }) => ({ ...rest, decisions: decisions.toReversed() }),
  ({ deltas, ...rest }) => ({ ...rest, deltas: new Map([...deltas, ["stray", 1]]) }),
  ({ triggered, ...rest }, { now }) => ({ ...rest, triggered: new Map([["stray", now], ...triggered]) }),
  ({ decisions, ...rest }) => ({
    ...rest,
    decisions: decisions.map(({ outcomes, ...decision }) => ({ ...decision, outcomes: outcomes.slice(1) })),
  }),
  ({ recheckAt, ...rest }, { now }) => ({ ...rest, recheckAt: recheckAt === null ? now + 1000 : recheckAt + 1 }),
];

/** The first line of what a law says of an evaluator that lies from one question on, for each question that it asks. */
function said(law: (typeof relationalLaws)[number], given: Snapshot, semantics: Semantics): readonly string[] {
  const asked: Snapshot[] = [];
  const honest: Evaluator = (snapshot, how) => {
    asked.push(snapshot);
    return evaluate(snapshot, how);
  };
  const verdict = law.holds(honest, given, semantics);
  const verdicts = asked.slice(0, 4).map((_, from) =>
    LIES.map((lie, nth) => {
      let question = -1;
      const liar: Evaluator = (snapshot, how) => {
        question += 1;
        const answer = evaluate(snapshot, how);
        return question === from ? lie(answer, snapshot) : answer;
      };
      const told = law.holds(liar, given, semantics);
      return told === true
        ? ""
        : `\n    lie ${nth} at question ${from}: ${told.split("\n").length}, ${told.slice(0, 160)}`;
    }).join(""),
  );
  return [`  ${String(verdict)} after ${asked.map(digest).join(" ")}${verdicts.join("")}`];
}

test("what each relational law asks, and what it says of evaluators that lie, was recorded", async () => {
  const lines = relationalLaws.flatMap((law) => [
    law.name,
    ...cases().flatMap(([given, semantics]) => said(law, given, semantics)),
  ]);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/asked.txt");
});

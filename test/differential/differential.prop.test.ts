import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Evaluation,
  evaluate,
  evaluatePrepared,
  prepare,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { evaluateInCrowd } from "../support/crowd.ts";
import { isThorough, RUNS } from "../support/runs.ts";
import { agreeingSemantics, agreeingSnapshot } from "./agreeing.ts";
import { plainSemantics, plainSnapshot, twinnedSnapshot } from "./aimed.ts";
import { askingSnapshot } from "./asking.ts";
import { difference } from "./difference.ts";
import { anySnapshot, hostileSnapshot } from "./hostile.ts";
import { asTest } from "./literal.ts";
import { SITUATIONS, Situations } from "./situations.ts";

/** Snapshots of each kind: 750, and 3,000 in the full check. */
const EACH = 15 * RUNS;

const seen = new Situations();

/** Looks at so many snapshots, at which the library must answer what the reference answers. */
function compare(
  snapshots: fc.Arbitrary<Snapshot>,
  answer: (given: Snapshot, semantics: Semantics) => Evaluation,
  semantics = any.semantics(),
): void {
  fc.assert(
    fc.property(snapshots, semantics, (given, rules) => {
      const reference = referenceEvaluate(given, rules);
      seen.count(given, rules, reference);
      const found = difference(answer(given, rules), reference);
      if (found !== null) throw new Error(`${found}\n\n${asTest(given, rules, found)}\n`);
    }),
    { numRuns: EACH },
  );
}

const preparedFirst = (given: Snapshot, rules: Semantics) => evaluatePrepared(prepare(given.rules, rules), given);

// FC_RUNS=1400 looks at 21,000 of each, and `npm run fuzz` at as many as wanted.
describe("library and reference give the same answer", { timeout: 300_000 }, () => {
  test("to snapshots of every kind of rule", () => compare(any.snapshot(), evaluate));

  test("to snapshots in which something is at stake", () => compare(twinnedSnapshot, evaluate));

  test("to snapshots whose rules have to agree", () => compare(agreeingSnapshot, evaluate, agreeingSemantics));

  test("to snapshots whose rules and endpoints ask for more", () => compare(askingSnapshot, evaluate));

  test("to snapshots of plain rules, among so many others that the answer is made as it is read", () =>
    compare(plainSnapshot, evaluateInCrowd, plainSemantics));

  test("to snapshots of every kind in such a crowd", () => compare(anySnapshot, evaluateInCrowd));

  test("to hostile snapshots", () => compare(hostileSnapshot, evaluate));

  test("to snapshots whose rules are prepared", () => compare(anySnapshot, preparedFirst));
});

/** Of each situation in a thousand snapshots: some are rare, so that few of them come up in few snapshots. */
const LEAST = 0.25;

test.runIf(isThorough)("those snapshots were of every kind: each situation that matters came up among them", () => {
  expect(seen.snapshots).toBe(8 * EACH);
  expect(seen.rarerThan((LEAST * seen.snapshots) / 1000)).toEqual([]);
  expect([...seen.counts.keys()].toSorted()).toEqual(SITUATIONS);
});

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
import { agreeingSemantics, agreeingSnapshot } from "./agreeing.ts";
import { plainSemantics, plainSnapshot, twinnedSnapshot } from "./aimed.ts";
import { difference } from "./difference.ts";
import { anySnapshot, hostileSnapshot } from "./hostile.ts";
import { asTest } from "./literal.ts";
import { SITUATIONS, Situations } from "./situations.ts";

/** Fewer where mutants are judged, as each of them would go through all of these. */
const EACH = Number(process.env["DIFFERENTIAL_RUNS"] ?? 20_000);

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

// Some 50 seconds on one core in all. `npm run fuzz` looks at as many as wanted.
describe("library and reference give the same answer", { timeout: 300_000 }, () => {
  test("to 20,000 snapshots of every kind of rule", () => compare(any.snapshot(), evaluate));

  test("to 20,000 snapshots in which something is at stake", () => compare(twinnedSnapshot, evaluate));

  test("to 20,000 snapshots whose rules have to agree", () => compare(agreeingSnapshot, evaluate, agreeingSemantics));

  test("to 20,000 snapshots of plain rules, among so many others that the answer is made as it is read", () =>
    compare(plainSnapshot, evaluateInCrowd, plainSemantics));

  test("to 20,000 snapshots of every kind in such a crowd", () => compare(anySnapshot, evaluateInCrowd));

  test("to 20,000 hostile snapshots", () => compare(hostileSnapshot, evaluate));

  test("to 20,000 snapshots whose rules are prepared", () => compare(anySnapshot, preparedFirst));
});

test.runIf(EACH === 20_000)(
  "those were 140,000 snapshots, and each situation that matters came up in at least 50 of them",
  () => {
    expect(seen.snapshots).toBe(140_000);
    expect(seen.rarerThan(50)).toEqual([]);
    expect([...seen.counts.keys()].toSorted()).toEqual(SITUATIONS);
  },
);

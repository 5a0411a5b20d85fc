import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Advice,
  type Change,
  type Finding,
  type Verification,
  type VerifyInput,
  verifyRules,
  withChange,
} from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { RUNS } from "../support/runs.ts";
import { smallRuleSet } from "./rule-sets.ts";
import { verifierInput } from "./verifier-input.ts";

type Remark = Finding | Advice;

function remarksOf({ findings, advice }: Verification): readonly Remark[] {
  return [...findings, ...advice];
}

function changesOf({ fix }: Remark): readonly Change[] {
  return fix.kind === "changes" ? fix.changes : [];
}

/** The model of an inverted step is that of the run which shows it; a bound can be too high, too low, or both. */
function kindOf(remark: Remark): string {
  if (remark.code === "inverted-step") return remark.code;
  if (remark.code === "bounds-conflict") return remark.key;
  return `${remark.code} ${"model" in remark ? remark.model : ""}`;
}

/** It is said of rules that have it said of them in the other. */
function isWithin(one: Remark, other: Remark): boolean {
  return kindOf(one) === kindOf(other) && one.rules.every((id) => other.rules.includes(id));
}

function concerns(one: Remark, other: Remark): boolean {
  const isOfAll = one.rules.length === 0 || other.rules.length === 0;
  const shared = isOfAll || one.rules.some((id) => other.rules.includes(id));
  return kindOf(one) === kindOf(other) && shared;
}

/** What is wrong after a change that a help names. */
function wrongAfter(input: VerifyInput, before: readonly Remark[], remark: Remark, change: Change): readonly Remark[] {
  const after = remarksOf(verifyOnce(withChange(input, change)));
  // Advice is as bad as what follows from it.
  const errors = before.filter((each) => each.severity === "error" || !("model" in each));
  const isNew = (each: Remark) => each.severity === "error" && !errors.some((known) => isWithin(each, known));
  const killed = errors.some(({ because, code }) => because === remark.id && code === "dead-rule");
  const isDeath = ({ code, severity, rules }: Remark) =>
    killed && code === "dead-rule" && severity === "error" && rules.some((id) => remark.rules.includes(id));
  return after.filter((each) => concerns(each, remark) || isDeath(each) || isNew(each));
}

/** What a help is made of. */
const OF_HELPS = new Set([
  ...["help", "fix", "cures", "repair", "repairRule", "repairField", "repairValue"],
  ...["outRule", "outCount", "outTo", "outThreshold"],
]);

function withoutHelps(verification: Verification): unknown {
  const text = JSON.stringify(verification, (key, value) => (OF_HELPS.has(key) ? undefined : value));
  return JSON.parse(text);
}

test("each change that a help names ends what it is named for, leaves none of its rules dead, and brings no error; nothing but helps comes of the trials", () => {
  fc.assert(
    fc.property(smallRuleSet, fc.option(fc.constant(45), { nil: undefined }), (set, startupSeconds) => {
      const input = { ...verifierInput(set), startupSeconds };
      const verification = verifyRules(input);
      expect(withoutHelps(verification)).toEqual(withoutHelps(verifyOnce(input)));
      const before = remarksOf(verification);
      for (const remark of before) {
        for (const change of changesOf(remark)) {
          const wrong = wrongAfter(input, before, remark, change);
          expect(
            wrong.map(({ message }) => message),
            `${remark.key} ${JSON.stringify(change)}`,
          ).toEqual([]);
        }
      }
    }),
    { numRuns: RUNS },
  );
});

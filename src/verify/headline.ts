import type { UsedFact } from "./answer/used-fact.ts";
import type { Proof, Verification } from "./answer/verification.ts";
import { eachOnce } from "./grounds.ts";
import { english } from "./words/english.ts";
import type { Messages } from "./words/messages.ts";
import { wordsOfAdvice, wordsOfFinding } from "./words/worded.ts";

/**
 * A verification in one sentence: the worst that was found, and what ends it.
 *
 * @example
 * headline(verifyRules({ rules })); // "flaps between 1 and 2 replicas at a total of 70 to 120: set `in` to 35"
 */
export function headline({ findings, advice, proved }: Verification, messages: Messages = english): string {
  const causes = [
    ...findings.map((each) => ({ each, sentence: wordsOfFinding(each, messages).headline })),
    ...advice.map((each) => ({ each, sentence: wordsOfAdvice(each, messages).headline })),
  ].filter(({ each }) => each.because === null && each.severity !== "note");
  const errors = causes.filter(({ each }) => each.severity === "error");
  // What is wrong about how rules are written comes before what they then do.
  const worst = errors.find(({ each }) => !("model" in each)) ?? errors[0] ?? causes[0];
  if (worst === undefined) return messages.sound({ proofs: proved.length, assumed: assumedIn(proved) });
  return messages.andMore(worst.sentence, causes.length - 1);
}

/** The facts on which proofs rest and that nobody stated, each once. */
function assumedIn(proved: readonly Proof[]): readonly UsedFact[] {
  return eachOnce(proved.flatMap(({ restsOn }) => restsOn)).filter(({ ground }) => ground === "assumed");
}

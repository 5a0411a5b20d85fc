import type { Advice } from "../answer/advice.ts";
import type { Finding } from "../answer/finding.ts";
import type { FactValues, UsedFact } from "../answer/used-fact.ts";
import type { LeftOut, Verification } from "../answer/verification.ts";
import type { Messages, RemarkMessages } from "./messages.ts";
import type { AdviceParams, FindingParams, UnexploredParams } from "./remark-params.ts";
import type { Said } from "./said.ts";

/** What a finding or advice says. */
interface Words {
  readonly headline: string;
  readonly message: string;
  readonly help: string;
}

/** What a finding says in a language. */
export function wordsOfFinding<Key extends keyof FindingParams>(
  { key, params }: Said<FindingParams, Key>,
  { findings }: Messages,
): Words {
  return inWords(findings[key], params);
}

/** What advice says in a language. */
export function wordsOfAdvice<Key extends keyof AdviceParams>(
  { key, params }: Said<AdviceParams, Key>,
  { advice }: Messages,
): Words {
  return inWords(advice[key], params);
}

function inWords<Params>({ headline, message, help }: RemarkMessages<Params>, params: Params): Words {
  return { headline: headline(params), message: message(params), help: help(params) };
}

/** A fact of a metric in a language. */
export function wordsOfFact<Fact extends keyof FactValues>(
  { fact, value, metric }: UsedFact<Fact>,
  { facts }: Pick<Messages, "facts">,
): string {
  return facts[fact](metric.name, value);
}

/** What is said of a part that was left out. */
export function wordsOfLeftOut<Key extends keyof UnexploredParams>(
  { key, params }: LeftOut<Key>,
  { unexplored }: Messages,
): { readonly says: string; readonly help: string } {
  const { says, help } = unexplored[key];
  return { says: says(params), help: help(params) };
}

/**
 * The same verification in another language: every message, help and statement made anew by a table of {@link Messages}.
 *
 * @example
 * const german = translated(verifyRules({ rules }), germanMessages);
 */
export function translated(verification: Verification, messages: Messages): Verification {
  const { findings, advice, proved, unexplored } = verification;
  return {
    ...verification,
    findings: findings.map((each) => findingIn(each, messages)),
    advice: advice.map((each) => adviceIn(each, messages)),
    proved: proved.map((each) => ({ ...each, says: messages.proofs(each) })),
    unexplored: unexplored.map((each) => ({ ...each, ...wordsOfLeftOut(each, messages) })),
  };
}

function findingIn(finding: Finding, messages: Messages): Finding {
  const { message, help } = wordsOfFinding(finding, messages);
  return { ...finding, message, help };
}

function adviceIn(advice: Advice, messages: Messages): Advice {
  const { message, help } = wordsOfAdvice(advice, messages);
  return { ...advice, message, help };
}

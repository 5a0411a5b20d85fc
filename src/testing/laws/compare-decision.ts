import type { ChainLink, Decision } from "../../model/decision.ts";
import type { EndpointMemory } from "../../model/endpoint-memory.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { quoted } from "../../model/show.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import { compareOutcome, type Difference, faultText, unlike } from "./compare-outcome.ts";
import type { LawKey } from "./known-laws.ts";
import { isCombined } from "./order-of-work.ts";
import { dataText } from "./words.ts";

/**
 * Where one decision parts from the right one. What follows from a difference is not compared, so that one slip is named
 * once: a faulty endpoint's outcomes, rules after one that left another count, the count where an outcome is wrong.
 */
export function compareDecision(
  found: Decision,
  right: Decision,
  semantics: Semantics,
): readonly Difference[] {
  const name = `endpoint ${quoted(right.endpointId)}`;
  const differences = compareParts(found, right, semantics);
  return differences.map(({ law, message }) => ({ law, message: `${name}${message}` }));
}

function compareParts(
  found: Decision,
  right: Decision,
  semantics: Semantics,
): readonly Difference[] {
  const [wrong] = [
    ...compareText("decisions", "`replicas`", found.replicas, right.replicas),
    ...compareText("fault", "`fault`", faultText(found.fault), faultText(right.fault)),
    ...compareText("outcomes", "the rules explained", idsOf(found), idsOf(right)),
  ];
  if (wrong !== undefined) return [wrong];
  const outcomes = compareOutcomes(found.outcomes, right.outcomes, semantics);
  if (outcomes.length > 0) return outcomes;
  return [
    ...compareChain(found.chain, right.chain),
    ...compareText("desired", "`desired`", found.desired, right.desired),
    ...compareText("delta", "`delta`", found.delta, right.delta),
    ...compareText("advice", "`wouldBe`", found.wouldBe, right.wouldBe),
    ...compareText("memory", "`memory`", inOrder(found.memory), inOrder(right.memory)),
  ].slice(0, 1);
}

function compareText(law: LawKey, what: string, found: unknown, right: unknown): Difference[] {
  if (dataText(found) === dataText(right)) return [];
  const { message } = unlike(law, what, found, right);
  return [{ law, message: `: ${message}` }];
}

/** Its entries in the order of their keys, which says nothing. */
function inOrder(memory: EndpointMemory | undefined): unknown {
  if (memory === undefined) return undefined;
  const { breachedSince = {}, failingSince = {}, idleSince, zeroBy } = memory;
  const breaches = Object.entries(breachedSince).map(([id, { at, direction }]) => [
    id,
    at,
    direction,
  ]);
  return [
    breaches.toSorted(byText),
    Object.entries(failingSince).toSorted(byText),
    idleSince,
    zeroBy,
  ];
}

function byText(one: readonly unknown[], other: readonly unknown[]): number {
  return dataText(one) < dataText(other) ? -1 : 1;
}

function idsOf({ outcomes }: Decision): readonly string[] {
  return outcomes.map(({ ruleId }) => ruleId);
}

/** Both lists are of the same rules. */
function compareOutcomes(
  found: readonly RuleOutcome[],
  right: readonly RuleOutcome[],
  semantics: Semantics,
): readonly Difference[] {
  const differences: Difference[] = [];
  for (const [nth, must] of right.entries()) {
    const is = itemAt(found, nth);
    const difference = compareOutcome(is, must, semantics);
    if (difference === null) continue;
    const { law, message } = difference;
    differences.push({ law, message: `, rule ${quoted(must.ruleId)}: ${message}` });
    // The rules after it start from another count, or are not evaluated.
    if (semantics.combine !== "agreement" && countAfter(is) !== countAfter(must)) break;
  }
  // Under `agreement` what becomes of the proposals follows from the rules that were stopped before.
  const stopped = differences.filter(({ law }) => !isCombined(law));
  return stopped.length > 0 ? stopped : differences;
}

function countAfter(outcome: RuleOutcome): number | null {
  return outcome.kind === "triggered" || outcome.kind === "fallback" ? outcome.to : null;
}

/** The first link that is not the right one. */
function compareChain(found: readonly ChainLink[], right: readonly ChainLink[]): Difference[] {
  const length = Math.max(found.length, right.length);
  const links = Array.from({ length }, (_, nth) => [found[nth], right[nth]] as const);
  const parting = links.find(([is, must]) => linkText(is) !== linkText(must));
  if (parting === undefined) return [];
  const [is, must] = parting;
  const message = `: the chain has ${linkText(is)}, must have ${linkText(must)}`;
  return [{ law: lawOf(known(must ?? is)), message }];
}

/** Whose link it is: a rule's, or of the endpoint's bounds, pause or advice. */
function lawOf({ stage, by }: ChainLink): LawKey {
  return stage === "paused" && by !== undefined ? STAGES.rules : STAGES[stage];
}

const STAGES = {
  rules: "chain",
  projection: "projection",
  zero: "zero",
  settling: "settling",
  "settling-timeout": "settling",
  bounds: "endpointBounds",
  paused: "pause",
  cooldown: "chain",
  advisory: "advice",
} as const satisfies Record<ChainLink["stage"], LawKey>;

function linkText(link: ChainLink | undefined): string {
  if (link === undefined) return "no further link";
  const { stage, from, to, by } = link;
  return `${stage}${by === undefined ? "" : ` by ${quoted(by)}`}: ${from} -> ${to}`;
}

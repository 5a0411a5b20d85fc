import { printable } from "../../util/printable.ts";
import type { FindingCode } from "../answer/finding.ts";
import type { UsedFact } from "../answer/used-fact.ts";
import type { Proof } from "../answer/verification.ts";
import type { Messages } from "./messages.ts";
import { listText, oneOr } from "./phrases.ts";
import { wordsOfFact } from "./worded.ts";

/** What a fact of a metric says. */
export const FACTS: Messages["facts"] = {
  min: (metric, least) => `${printable(metric)} is never below ${least}`,
  max: (metric, greatest) => `${printable(metric)} is never above ${greatest}`,
  integer: (metric) => `${printable(metric)} counts in whole numbers`,
  load: (metric, how) =>
    how === "shared"
      ? `the replicas share ${printable(metric)}`
      : `${printable(metric)} reads the same however many replicas there are`,
  busy: (metric, side) => `${side} ${printable(metric)} is more to do`,
  atZero: (metric, isRead) => `${printable(metric)} ${isRead ? "can" : "cannot"} be read at 0 replicas`,
};

/** How surely a fact is known. */
export const GROUNDS: Messages["grounds"] = { known: "known", stated: "stated", assumed: "assumed" };

/** What is proved, for what, and on which facts it rests. */
export const proofText: Messages["proofs"] = ({ restsOn, ...proof }) =>
  `${NEVER[proof.code]}, ${overText(proof)}, ${COOLDOWNS[proof.cooldowns]}${restsOn.length === 0 ? "" : `, given that ${groundsText(restsOn)}`}`;

/** What each code says when it is not found. */
const NEVER: Readonly<Record<FindingCode, string>> = {
  "zero-trap": "the count never gets stuck at 0",
  "zero-swing": "no load that wakes the endpoint lets it go back to 0",
  "inverted-step": "no rule takes replicas away when they have more to do, or adds some when they have less",
  "limit-cycle": "the count never oscillates",
  runaway: "the count never grows without limit",
  reversal: "no scale-out is undone by the next cycle",
  overshoot: "while replicas start, the count never rises past what it would reach if they started at once",
  contradiction: "a scale-out and a scale-in never apply at once",
  "lock-up": "no skipped step leaves the count short of a bound for good",
  "wrong-side": "no step ends on the wrong side of its bound",
  "dead-rule": "every rule can trigger",
  "no-op": "no rule triggers without effect",
  "vetoed-for-ever": "no scale-in is held back forever by a rule that would add the replica again",
  "held-by-coverage": "no single silent replica stops a rule for good",
  "order-dependence": "the order of rules of one priority never decides the count",
  "no-way-back": "the rules can always bring the count back to each initial count",
  "stuck-count": "every count can be left",
  "unreachable-count": "every count that was asked for can be reached",
};

const COOLDOWNS: Readonly<Record<Proof["cooldowns"], string>> = {
  ended: "if every cooldown has ended by the next cycle",
  any: "with any cooldowns",
  "as-set": "with the cooldowns as they are",
};

/** Facts with how surely each is known: `the replicas share qps (assumed)`. */
export function groundsText(facts: readonly UsedFact[]): string {
  return listText([...new Set(facts.map((each) => `${factText(each)} (${GROUNDS[each.ground]})`))]);
}

export function factText(fact: UsedFact): string {
  return wordsOfFact(fact, { facts: FACTS });
}

function overText({ model, cooldowns, params }: Omit<Proof, "says" | "restsOn">): string {
  const counts = `${params.counts} ${oneOr(params.counts, "count", "counts")}`;
  const kinds = `${params.kinds} kinds of readings`;
  switch (model) {
    case "free":
      return `for any reading in each cycle (${counts}, ${kinds})`;
    case "held":
      return `for any reading that lasts (${counts}, ${kinds})`;
    case "load":
      return `for any constant load of ${params.loads.map(printable).join(" or ")} that the replicas share${cooldowns === "as-set" ? `, with a cycle every ${params.cycleSeconds} s` : ""} (${counts})`;
    case "load-timed":
      return `for any constant load of ${params.loads.map(printable).join(" or ")} that the serving replicas share, each ${params.startupSeconds} s after it was ordered, with a cycle every ${params.cycleSeconds} s (${counts})`;
    case "held-timed":
      return `for any reading that lasts${params.missing === true ? ", or stays missing" : ""}, with a cycle every ${params.cycleSeconds} s (${counts}, ${kinds})`;
  }
}

import { quoted } from "../../model/fault.ts";
import { RULE_TYPES } from "../../model/rule.ts";
import type { SupersededProposal, Triggered } from "../../model/rule-outcome.ts";
import { waysToMeet } from "./conditions.ts";
import { law, type TriedLaw } from "./law.ts";
import type { DecisionTrial, RuleTrial } from "./trial.ts";
import { unlike } from "./words.ts";

/** A rule that nothing stopped, and where it would lead. */
interface Proposal {
  readonly trial: RuleTrial;
  readonly outcome: Triggered | SupersededProposal;
  readonly to: number;
}

/** How the rules of one endpoint combine under each of the semantics. */
export const combineLaws: readonly TriedLaw[] = [
  law(
    "a rule starts from the count that its semantics say",
    "Under `sequential` the count that the rules before it left, else the endpoint's.",
    function* ({ decisions, semantics }) {
      for (const { decision, rules } of decisions) {
        let count = decision.replicas;
        for (const { name, outcome } of rules) {
          if ("from" in outcome) yield* unlike(name, "`from`", outcome.from, count);
          if (semantics.combine === "sequential" && outcome.kind === "triggered") count = outcome.to;
        }
      }
    },
  ),
  law(
    "under `sequential` no rule supersedes another",
    "Every rule is looked at in its turn, as in Backend.AI 25.",
    function* ({ rules, semantics }) {
      if (semantics.combine !== "sequential") return;
      for (const { name, outcome } of rules) {
        if (outcome.kind === "superseded") yield `${name}: is superseded by ${quoted(outcome.by)}`;
      }
    },
  ),
  law(
    "under `first` the first rule that triggers decides, and no later one is looked at",
    "At most one rule of an endpoint triggers; the enabled ones after it are superseded by it, those before it are not, as in Backend.AI 26.",
    function* ({ decisions, semantics }) {
      if (semantics.combine !== "first") return;
      for (const { rules } of decisions) {
        let winner: string | null = null;
        for (const { name, rule, outcome } of rules) {
          const isLater = winner !== null && rule.enabled !== false;
          const isPassedOver = outcome.kind === "superseded";
          if (isPassedOver && (!isLater || outcome.because !== "came-later")) {
            yield `${name}: is superseded by ${quoted(outcome.by)} (${outcome.because}), but no rule before it triggered`;
          } else if (isPassedOver) yield* unlike(name, "the rule that came first", outcome.by, winner);
          else if (isLater) yield `${name}: is ${outcome.kind}, but rule ${quoted(winner)} before it triggered`;
          if (outcome.kind === "triggered") winner ??= rule.id;
        }
      }
    },
  ),
  law(
    "under `agreement` one rule at most triggers, and it is the one that prevails",
    "The highest proposal to raise the count; where there is none and every rule that can lower it agrees, the highest to lower it; else one that changes nothing. Of equals the one of higher priority, then the first by id.",
    function* ({ decisions, semantics }) {
      if (semantics.combine !== "agreement") return;
      for (const on of decisions) {
        const winner = winnerOf(on)?.trial.rule.id ?? null;
        const triggered = on.rules.filter(({ outcome }) => outcome.kind === "triggered").map(({ rule }) => rule.id);
        yield* unlike(on.name, "the rules that trigger", triggered, winner === null ? [] : [winner]);
      }
    },
  ),
  law(
    "under `agreement` a count falls only with the consent of every rule that can lower it",
    "Consent is that the condition holds, whatever stands in the way of acting on it. A rule without data, with a fault, or whose condition does not hold keeps the count up.",
    function* ({ decisions, semantics }) {
      if (semantics.combine !== "agreement") return;
      for (const on of decisions) {
        const [veto] = vetoesOf(on);
        if (veto === undefined) continue;
        for (const { trial, outcome, to } of proposalsOf(on)) {
          if (outcome.kind !== "triggered" || to >= on.decision.replicas) continue;
          yield `${trial.name}: lowers the count to ${to}, but rule ${quoted(veto)} can lower it too and does not agree`;
        }
      }
    },
  ),
  law(
    "under `agreement` a rule that did not prevail says why",
    "`vetoed` by the first by id of the rules that keep the count up, else `outbid` by the one that triggered; it was looked at all the same.",
    function* ({ decisions, semantics }) {
      if (semantics.combine !== "agreement") return;
      for (const on of decisions) {
        const winner = winnerOf(on)?.trial.rule.id;
        const [veto] = isLowering(on) ? vetoesOf(on) : [];
        for (const { trial, outcome, to } of proposalsOf(on)) {
          if (outcome.kind !== "superseded") continue;
          const isVetoed = veto !== undefined && to < on.decision.replicas;
          const reason = isVetoed ? ["vetoed", veto] : ["outbid", winner];
          yield* unlike(trial.name, "what superseded it", [outcome.because, outcome.by], reason);
        }
        for (const { name, outcome } of on.rules) {
          if (outcome.kind === "superseded" && outcome.because === "came-later") yield `${name}: was not looked at`;
        }
      }
    },
  ),
];

function proposalsOf({ rules }: DecisionTrial): readonly Proposal[] {
  return rules.flatMap((trial): Proposal[] => {
    const { outcome } = trial;
    if (outcome.kind === "triggered") return [{ trial, outcome, to: outcome.to }];
    if (outcome.kind !== "superseded" || outcome.because === "came-later") return [];
    return [{ trial, outcome, to: outcome.proposed }];
  });
}

/** There is no proposal to raise the count, and one to lower it. */
function isLowering(on: DecisionTrial): boolean {
  const proposals = proposalsOf(on);
  const { replicas } = on.decision;
  return proposals.every(({ to }) => to <= replicas) && proposals.some(({ to }) => to < replicas);
}

/** The proposal that prevails: the highest, without those to lower the count where one rule objects. */
function winnerOf(on: DecisionTrial): Proposal | undefined {
  const { replicas } = on.decision;
  const proposals = proposalsOf(on);
  const raises = proposals.filter(({ to }) => to > replicas);
  const lowers = isLowering(on) && vetoesOf(on).length === 0 ? proposals.filter(({ to }) => to < replicas) : [];
  const idles = proposals.filter(({ to }) => to === replicas);
  const [field = []] = [raises, lowers, idles].filter((each) => each.length > 0);
  return [...field].sort(byRank)[0];
}

function byRank(one: Proposal, other: Proposal): number {
  const priorityOf = ({ trial: { rule } }: Proposal) => rule.priority ?? 0;
  if (one.to !== other.to) return other.to - one.to;
  if (priorityOf(one) !== priorityOf(other)) return priorityOf(other) - priorityOf(one);
  return one.trial.rule.id < other.trial.rule.id ? -1 : 1;
}

/** The rules that can lower the count and do not agree to it, first by id. */
function vetoesOf({ rules }: DecisionTrial): readonly string[] {
  return rules
    .filter((trial) => canLower(trial) && !("step" in trial.outcome && trial.outcome.step < 0))
    .map(({ rule }) => rule.id)
    .sort((one, other) => (one < other ? -1 : 1));
}

/** A rule whose direction nobody can tell, because its type or its step is faulty, might be one that lowers. */
function canLower({ rule }: RuleTrial): boolean {
  if (rule.enabled === false) return false;
  if (!RULE_TYPES.includes(rule.type)) return true;
  return waysToMeet(rule).some(({ step }) => typeof step !== "number" || !(step >= 0));
}

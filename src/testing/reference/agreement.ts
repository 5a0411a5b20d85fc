import type { Direction } from "../../model/endpoint.ts";
import { RULE_TYPES, type Rule } from "../../model/rule.ts";
import type {
  Fallback,
  Outbid,
  Paced,
  RuleOutcome,
  Triggered,
  Vetoed,
} from "../../model/rule-outcome.ts";
import { branchesOf } from "./branches.ts";
import { evaluateRule } from "./evaluate-rule.ts";
import { signalOf } from "./reading.ts";
import { groupBy, priorityOf, type Subject } from "./subject.ts";
import { isCooling, later, latest } from "./times.ts";

/** What one rule says: what it compares, and what becomes of it as far as the other rules let it. */
interface Voice<Outcome extends RuleOutcome = RuleOutcome> {
  readonly rule: Rule;
  readonly signal: string;
  readonly outcome: Outcome;
}

/** Why a proposal does not win. */
type Hold =
  | Pick<Vetoed, "because" | "veto" | "by">
  | Pick<Paced, "because" | "by" | "until">
  | Pick<Outbid, "because" | "by">;

/** A proposal that can win. */
type Proposal = Triggered | Fallback;

/**
 * Every rule starts from the endpoint's count, and their order does not matter.
 *
 * 1. Out: the highest free proposal wins. A lower one waits while a higher one on its signal cools down.
 * 2. Objection: while a scale-out condition holds, the count does not fall.
 * 3. Consent: nor while a signal with a rule that can lower the count does not ask for less.
 * 4. Pace: nor before the cooldown of every rule that can lower it is over.
 * 5. How far: each signal bids its lowest free proposal, and the highest bid wins.
 */
export function agreement(subject: Subject): readonly RuleOutcome[] {
  const { endpoint, snapshot } = subject;
  const alone = subject.rules.map((rule): Voice => {
    const outcome = evaluateRule(rule, endpoint.replicas, subject);
    return { rule, signal: signalOf(rule, snapshot), outcome };
  });
  const voices = alone.map((voice): Voice => ({ ...voice, outcome: waiting(voice, alone) }));

  const [raise] = free(voices, "out").toSorted(highestFirst);
  const hold = objection(voices) ?? missingConsent(voices) ?? pace(voices, subject);
  const bySignal = groupBy(free(voices, "in"), ({ signal }) => signal);
  const bids = [...bySignal.values()].flatMap((all) => all.toSorted(lowestFirst).slice(0, 1));
  // A count that rises does not fall.
  const lower = raise ?? bids.toSorted(highestFirst)[0];

  return voices.map(({ outcome }): RuleOutcome => {
    if (!isFree(outcome)) return outcome;
    const winner = outcome.direction === "in" ? lower : raise;
    const reason: Hold | null =
      outcome.direction === "in" && hold !== null
        ? hold
        : winner === undefined || winner.outcome === outcome
          ? null
          : { because: "outbid", by: winner.rule.id };
    if (reason === null) return outcome;
    if (outcome.kind === "fallback")
      return { ...outcome, to: outcome.from, heldBy: heldBy(reason), by: reason.by };
    const { kind: _, to: proposed, ...met } = outcome;
    return { kind: "superseded", ...met, proposed, ...reason };
  });
}

function heldBy(reason: Hold): Fallback["heldBy"] {
  return reason.because === "vetoed" ? reason.veto : reason.because;
}

/** A free proposal out waits for a rule on its signal that proposes at least as much and cools down. */
function waiting({ signal, outcome }: Voice, voices: readonly Voice[]): RuleOutcome {
  if (outcome.kind !== "triggered" || outcome.direction !== "out") return outcome;
  const { kind: _, to: proposed, ...met } = outcome;
  const uppers = voices.flatMap(({ rule, signal: theirs, outcome: upper }) => {
    const isCoolingOut = upper.kind === "cooling-down" && upper.direction === "out";
    if (!isCoolingOut || upper.scope !== "rule" || theirs !== signal) return [];
    return upper.proposed < proposed ? [] : [{ rule, to: upper.proposed, until: upper.until }];
  });
  const [upper] = uppers.toSorted((one, other) => other.to - one.to || byRank(one, other));
  if (upper === undefined) return outcome;
  const { rule, until } = upper;
  return { kind: "cooling-down", ...met, proposed, until, scope: "signal", by: rule.id };
}

/** A scale-out condition holds, whatever keeps its rule from acting. */
function objection(voices: readonly Voice[]): Hold | null {
  const objecting = voices.filter(
    ({ outcome }) => directionOf(outcome) === "out" && outcome.kind !== "fallback",
  );
  const [by] = idsOf(objecting);
  return by === undefined ? null : { because: "vetoed", veto: "objection", by };
}

/**
 * A signal consents where the scale-in condition of one of its rules holds. A rule that is at fault keeps the count up,
 * unless it could only raise it.
 */
function missingConsent(voices: readonly Voice[]): Hold | null {
  const signals = groupBy(voices.filter(canLower), ({ signal }) => signal);
  // A condition that has not held for long enough, or for enough replicas, is no consent. A fallback is.
  const consents = ({ outcome }: Voice) =>
    directionOf(outcome) === "in" && outcome.kind !== "pending" && outcome.kind !== "uncovered";
  const consenting = new Set(voices.filter(consents).map(({ signal }) => signal));
  const silent = [...signals].flatMap(([signal, all]) => (consenting.has(signal) ? [] : all));
  const faulty = voices.filter(({ outcome }) => outcome.kind === "invalid-input");
  const vetoing = faulty.filter(({ rule }) => !canOnlyRaise(rule));
  const [by] = idsOf([...silent, ...vetoing]);
  return by === undefined ? null : { because: "vetoed", veto: "no-consent", by };
}

/** A rule that can lower the count cools down, from its own last trigger or from the count's last fall. */
function pace(voices: readonly Voice[], { endpoint, snapshot, semantics }: Subject): Hold | null {
  const pacing = voices.filter(canLower).flatMap(({ rule }) => {
    const last = latest(snapshot.lastTriggered.get(rule.id), endpoint.lastScaledAt?.in);
    const until = last === null ? null : later(last, rule.cooldownSeconds);
    const isPacing = isCooling(snapshot.now, until, semantics);
    return isPacing ? [{ because: "paced", by: rule.id, until } as const] : [];
  });
  return pacing.toSorted((one, other) => (one.by < other.by ? -1 : 1))[0] ?? null;
}

/** The proposals that nothing but the other rules keeps from leading that way. */
function free(voices: readonly Voice[], direction: Direction): readonly Voice<Proposal>[] {
  return voices.flatMap(({ outcome, ...voice }) => {
    const isMine = isFree(outcome) && outcome.direction === direction;
    return isMine ? [{ ...voice, outcome }] : [];
  });
}

function isFree(outcome: RuleOutcome): outcome is Proposal {
  const fallsBack =
    outcome.kind === "fallback" && outcome.heldBy === null && outcome.to !== outcome.from;
  return outcome.kind === "triggered" || fallsBack;
}

function highestFirst(one: Voice<Proposal>, other: Voice<Proposal>): number {
  return other.outcome.to - one.outcome.to || byRank(one, other);
}

function lowestFirst(one: Voice<Proposal>, other: Voice<Proposal>): number {
  return one.outcome.to - other.outcome.to || byRank(one, other);
}

type Ruled = Pick<Voice, "rule">;

/** Of equals the one of higher priority comes first, then the one of the smaller id. */
function byRank({ rule: one }: Ruled, { rule: other }: Ruled): number {
  return priorityOf(other) - priorityOf(one) || (one.id < other.id ? -1 : 1);
}

function idsOf(voices: readonly Voice[]): readonly string[] {
  return voices.map(({ rule }) => rule.id).toSorted();
}

/** An enabled, sound rule that has a branch inwards, whatever its bounds. */
function canLower({ rule, outcome }: Voice): boolean {
  if (outcome.kind === "disabled" || outcome.kind === "invalid-input") return false;
  return branchesOf(rule).some(({ direction }) => direction === "in");
}

/** Of a faulty rule: its type is known, and each of its steps is a number that does not lead inwards. */
function canOnlyRaise(rule: Rule): boolean {
  const isRaise = (step: number) => typeof step === "number" && step >= 0;
  return RULE_TYPES.includes(rule.type) && branchesOf(rule).every(({ step }) => isRaise(step));
}

/** Which way the branch leads that holds, whatever came of it; null where none holds. */
function directionOf(outcome: Pick<RuleOutcome, "kind"> & { direction?: Direction | null }) {
  return outcome.direction ?? null;
}

import type { Rule, RuleOutcome, Semantics, Snapshot } from "../../src/index.ts";
import type { ModelDecision } from "./decide.ts";
import type { ModelEvaluation } from "./evaluate.ts";
import { exact } from "./exact.ts";
import { conditionsOf, type ModelOutcome } from "./judge.ts";
import { later, micros } from "./times.ts";

/** Every situation that a campaign has to meet. */
export const SITUATIONS: readonly string[] = [
  "a count of 0",
  "a difference that doubles do not show",
  "a faulty clock",
  "a faulty endpoint or clock",
  "a pause undoes the bounds",
  "a rule without an endpoint",
  "a step cut short by a bound",
  "a step of 0",
  "a step stopped at 0",
  "a target at the maximum, clamp",
  "a target at the maximum, skip",
  "a target at the minimum, clamp",
  "a target at the minimum, skip",
  "a target one above the maximum, clamp",
  "a target one above the maximum, skip",
  "a target one below the minimum, clamp",
  "a target one below the minimum, skip",
  "a tie under GREATER_THAN",
  "a tie under GREATER_THAN_OR_EQUAL",
  "a tie under LESS_THAN",
  "a tie under LESS_THAN_OR_EQUAL",
  "a veto",
  "advice to change",
  "agreement to scale in",
  "agreement to scale in by the vote of a rule that cools down",
  "an answer that changes by itself",
  "an answer that changes with the next microsecond",
  "an infinite average",
  "bounds move a count",
  "bounds that leave no room",
  "nothing left to wait for",
  "outcome cooling-down, endpoint",
  "outcome cooling-down, rule",
  "outcome disabled",
  "outcome invalid-input",
  "outcome invalid-metric, conflict",
  "outcome invalid-metric, not-a-number",
  "outcome invalid-metric, not-an-instant",
  "outcome no-metric",
  "outcome no-metric with a reason",
  "outcome not-met",
  "outcome out-of-bounds, max of the endpoint",
  "outcome out-of-bounds, max of the rule",
  "outcome out-of-bounds, min of the endpoint",
  "outcome out-of-bounds, min of the rule",
  "outcome paused, both",
  "outcome paused, in",
  "outcome paused, out",
  "outcome stale-metric",
  "outcome superseded, came-later",
  "outcome superseded, outbid",
  "outcome superseded, vetoed",
  "outcome triggered",
  "rules move one count both ways",
  "several moves and no change",
  "the end of a cooldown, exclusive",
  "the end of a cooldown, inclusive",
  "the end of the endpoint's cooldown",
  "three and more rules act on one count",
  "triggered in the future",
  "two rules act on one count",
  "within a millisecond of the end of a cooldown",
];

/** How often each situation came up in snapshots and the model's answers to them, so that no generator goes blind unseen. */
export class Situations {
  readonly counts = new Map<string, number>();
  snapshots = 0;

  count(snapshot: Snapshot, semantics: Semantics, answer: ModelEvaluation): void {
    this.snapshots += 1;
    for (const name of new Set(situationsOf(snapshot, semantics, answer))) {
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
  }

  /** Those that came up in fewer snapshots than that. */
  rarerThan(least: number): string[] {
    return SITUATIONS.filter((name) => (this.counts.get(name) ?? 0) < least);
  }

  /** One line each, the rarest first. */
  report(): string {
    const lines = [...this.counts].toSorted(([, a], [, b]) => a - b).map(([name, count]) => `${count}\t${name}`);
    return [`${this.snapshots}\tsnapshots`, ...lines].join("\n");
  }
}

function situationsOf(snapshot: Snapshot, semantics: Semantics, answer: ModelEvaluation): string[] {
  const rules = new Map(snapshot.rules.map((rule) => [rule.id, rule]));
  return [
    ...named({
      "a rule without an endpoint": answer.orphans.length > 0,
      "nothing left to wait for": answer.recheckAt === null,
      "an answer that changes by itself": answer.recheckAt !== null,
      "an answer that changes with the next microsecond":
        answer.recheckAt !== null && micros(answer.recheckAt) === micros(snapshot.now) + 1,
      "a faulty clock": !Number.isFinite(snapshot.now),
    }),
    ...answer.decisions.flatMap((decision) => [
      ...ofDecision(decision, snapshot, semantics),
      ...decision.outcomes.flatMap((outcome) => {
        const rule = rules.get(outcome.ruleId);
        return rule === undefined ? [] : ofOutcome(outcome, rule, decision, snapshot, semantics);
      }),
    ]),
  ];
}

function ofDecision(
  { isFaulty, outcomes, chain, delta, replicas, wouldBe = 0 }: ModelDecision,
  { now }: Snapshot,
  { combine, cooldownEnd }: Semantics,
): string[] {
  const acting = outcomes.filter((outcome) => outcome.kind === "triggered");
  const moving = acting.filter(({ from, to }) => from !== to);
  const isVetoed = outcomes.some((outcome) => outcome.kind === "superseded" && outcome.because === "vetoed");
  const coolingVote = outcomes.some((outcome) => outcome.kind === "cooling-down" && outcome.step < 0);
  const endsNow = (outcome: ModelOutcome) =>
    outcome.kind === "cooling-down" && outcome.scope === "endpoint" && micros(outcome.until) === micros(now);
  return named({
    "a faulty endpoint or clock": isFaulty,
    "two rules act on one count": acting.length === 2,
    "three and more rules act on one count": acting.length > 2,
    "rules move one count both ways": moving.some(({ step }) => step > 0) && moving.some(({ step }) => step < 0),
    "several moves and no change": moving.length > 1 && delta === 0,
    "bounds move a count": chain.some(({ stage }) => stage === "bounds"),
    "a pause undoes the bounds": chain.some(({ stage, from, to }) => stage === "paused" && from !== to),
    "advice to change": wouldBe !== 0,
    "the end of the endpoint's cooldown": outcomes.some(endsNow) && cooldownEnd === "exclusive",
    "agreement to scale in": combine === "agreement" && delta < 0 && acting.length === 1,
    "agreement to scale in by the vote of a rule that cools down": acting.length === 1 && delta < 0 && coolingVote,
    "a veto": isVetoed,
    "a count of 0": replicas === 0,
  });
}

function ofOutcome(
  outcome: ModelOutcome,
  rule: Rule,
  { isFaulty }: ModelDecision,
  { now, lastTriggered }: Snapshot,
  { bounds, cooldownEnd }: Semantics,
): string[] {
  const kinds = [`outcome ${subkind(outcome)}`];
  if (isFaulty) return kinds;

  const compared = "value" in outcome ? exact(outcome.value) : null;
  if (compared !== null) {
    kinds.push(...named({ "an infinite average": !compared.isFinite() }));
    for (const { comparator, threshold } of conditionsOf(rule)) {
      const other = exact(threshold);
      if (other?.eq(compared)) kinds.push(`a tie under ${comparator}`);
      else if (other?.toNumber() === compared.toNumber()) kinds.push("a difference that doubles do not show");
    }
  }
  if (!("step" in outcome)) return kinds;

  const { from, step } = outcome;
  const target = from + step;
  const last = lastTriggered.get(rule.id);
  const isDone = outcome.kind === "triggered" || outcome.kind === "cooling-down";
  const isAt = (end: number) => isDone && micros(end) === micros(now);
  return [
    ...kinds,
    ...named({
      "a step of 0": step === 0,
      "a step stopped at 0": target < 0,
      [`the end of a cooldown, ${cooldownEnd}`]: last !== undefined && isAt(later(last, rule.cooldownSeconds)),
      "within a millisecond of the end of a cooldown":
        last !== undefined && isDone && Math.abs(later(last, rule.cooldownSeconds) - now) < 1,
      "triggered in the future": last !== undefined && last > now,
      [`a target at the minimum, ${bounds}`]: target === rule.minReplicas,
      [`a target at the maximum, ${bounds}`]: target === rule.maxReplicas,
      [`a target one below the minimum, ${bounds}`]: rule.minReplicas !== null && target === rule.minReplicas - 1,
      [`a target one above the maximum, ${bounds}`]: rule.maxReplicas !== null && target === rule.maxReplicas + 1,
      "bounds that leave no room": (rule.minReplicas ?? 0) > (rule.maxReplicas ?? Number.POSITIVE_INFINITY),
      "a step cut short by a bound": outcome.kind === "triggered" && outcome.to !== Math.max(0, target),
    }),
  ];
}

/** The kind of an outcome, with what tells its forms apart. */
function subkind(outcome: ModelOutcome | RuleOutcome): string {
  switch (outcome.kind) {
    case "superseded":
      return `superseded, ${outcome.because}`;
    case "out-of-bounds":
      return `out-of-bounds, ${outcome.bound} of the ${outcome.scope}`;
    case "cooling-down":
      return `cooling-down, ${outcome.scope}`;
    case "invalid-metric":
      return `invalid-metric, ${outcome.reason}`;
    case "paused":
      return `paused, ${outcome.paused}`;
    case "no-metric":
      return outcome.reason === null ? "no-metric" : "no-metric with a reason";
    default:
      return outcome.kind;
  }
}

function named(situations: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(situations).filter((name) => situations[name] === true);
}

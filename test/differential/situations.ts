import type { ChainLink, Decision, Evaluation, Rule, RuleOutcome, Semantics, Snapshot } from "../../src/index.ts";
import { entryOf, NO_MEMORY } from "../../src/model/endpoint-memory.ts";
import { holdFor } from "../../src/model/rule.ts";
import { comparedValue, metOutcome } from "../../src/testing/laws/met-outcome.ts";
import { branchesOf } from "../../src/testing/reference/branches.ts";
import { exact } from "../../src/testing/reference/exact.ts";
import { readingOf, signalOf } from "../../src/testing/reference/reading.ts";
import { later, micros } from "../../src/testing/reference/times.ts";

/** Every situation that a campaign has to meet. */
export const SITUATIONS: readonly string[] = [
  "a condition that begins to hold",
  "a condition that has held for exactly long enough",
  "a count of 0",
  "a count that comes back from 0",
  "a count that goes to 0",
  "a count that stays at 0, set by hand",
  "a difference that doubles do not show",
  "a failure that has lasted for exactly long enough",
  "a fall cut short by the projection",
  "a fall paced by its own rule",
  "a fall paced by the endpoint's last fall",
  "a fall paced by the rule's last trigger",
  "a fall paced by the rule's last trigger in the future",
  "a fall taken back by the projection",
  "a fallback that lowers the count",
  "a fallback that raises the count",
  "a faulty clock",
  "a faulty endpoint or clock",
  "a memory that changes",
  "a memory that ends",
  "a pause undoes the bounds",
  "a reading from the future, fresh",
  "a reading from the future, stale",
  "a reading that covers exactly enough",
  "a rise cut short by replicas that start",
  "a rule named twice, alike",
  "a rule named twice, differently",
  "a rule without an endpoint",
  "a signal of a query preset that two rules share",
  "a signal of a rule's own missing query",
  "a signal of a rule's own query",
  "a signal that consents and bids nothing",
  "a signal with several rules",
  "a start that has taken too long",
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
  "a veto of a faulty rule",
  "a veto while the count rises",
  "advice to change",
  "agreement to scale in",
  "agreement to scale in to the highest of several signals' bids",
  "an answer that changes by itself",
  "an answer that changes with the next microsecond",
  "an endpoint named twice",
  "an infinite average",
  "bounds move a count",
  "bounds that leave no room",
  "nothing left to wait for",
  "outcome cooling-down, endpoint",
  "outcome cooling-down, rule",
  "outcome cooling-down, signal",
  "outcome disabled",
  "outcome fallback",
  "outcome fallback, held: cooling-down",
  "outcome fallback, held: no-consent",
  "outcome fallback, held: objection",
  "outcome fallback, held: out-of-bounds",
  "outcome fallback, held: outbid",
  "outcome fallback, held: paced",
  "outcome fallback, held: paused",
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
  "outcome pending",
  "outcome stale-metric",
  "outcome superseded, came-later",
  "outcome superseded, outbid in",
  "outcome superseded, outbid out",
  "outcome superseded, paced",
  "outcome superseded, projection",
  "outcome superseded, settling",
  "outcome superseded, vetoed no-consent",
  "outcome superseded, vetoed objection",
  "outcome superseded, zero",
  "outcome triggered",
  "outcome uncovered",
  "outcome uncovered, argued",
  "rules move one count both ways",
  "several moves and no change",
  "the end of a cooldown, exclusive",
  "the end of a cooldown, inclusive",
  "the end of a pace",
  "the end of the cooldown that a signal waits for",
  "the end of the endpoint's cooldown",
  "three and more rules act on one count",
  "triggered in the future",
  "two rules act on one count",
  "within a millisecond of the end of a cooldown",
];

/** How often each situation came up in snapshots and the reference's answers, so that no generator goes blind unseen. */
export class Situations {
  readonly counts = new Map<string, number>();
  snapshots = 0;

  count(snapshot: Snapshot, semantics: Semantics, answer: Evaluation): void {
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

function situationsOf(snapshot: Snapshot, semantics: Semantics, answer: Evaluation): string[] {
  const rules = new Map(snapshot.rules.map((rule) => [rule.id, rule]));
  const told = answer.decisions.flatMap(({ outcomes }) => outcomes).length + answer.orphans.length;
  const codes = answer.decisions.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  const twins = codes.filter(({ code }) => code === "duplicate-id").map(({ path }) => path.split("[")[0]);
  return [
    ...named({
      "a rule without an endpoint": answer.orphans.length > 0,
      "nothing left to wait for": answer.recheckAt === null,
      "an answer that changes by itself": answer.recheckAt !== null,
      "an answer that changes with the next microsecond":
        answer.recheckAt !== null && micros(answer.recheckAt) === micros(snapshot.now) + 1,
      "a faulty clock": !Number.isFinite(snapshot.now),
      "a rule named twice, alike": told < snapshot.rules.length && !twins.includes("endpoints"),
      "a rule named twice, differently": twins.includes("rules"),
      "an endpoint named twice": twins.includes("endpoints"),
    }),
    ...answer.decisions.flatMap((decision) => [
      ...ofDecision(decision, snapshot, semantics),
      ...ofStages(decision, snapshot),
      ...ofAgreement(decision, rules, snapshot, semantics),
      ...decision.outcomes.flatMap((outcome) => {
        const rule = rules.get(outcome.ruleId);
        return rule === undefined ? [] : ofOutcome(outcome, rule, decision, snapshot, semantics);
      }),
    ]),
  ];
}

function ofDecision(
  { fault, outcomes, chain, delta, replicas, wouldBe = 0 }: Decision,
  { now }: Snapshot,
  { cooldownEnd }: Semantics,
): string[] {
  const acting = outcomes.filter((outcome) => outcome.kind === "triggered");
  const moving = acting.filter(({ from, to }) => from !== to);
  const endsNow = (outcome: RuleOutcome) =>
    outcome.kind === "cooling-down" && outcome.scope === "endpoint" && micros(outcome.until) === micros(now);
  return named({
    "a faulty endpoint or clock": fault !== undefined,
    "two rules act on one count": acting.length === 2,
    "three and more rules act on one count": acting.length > 2,
    "rules move one count both ways": moving.some(({ step }) => step > 0) && moving.some(({ step }) => step < 0),
    "several moves and no change": moving.length > 1 && delta === 0,
    "bounds move a count": chain.some(({ stage }) => stage === "bounds"),
    "a pause undoes the bounds": chain.some(({ stage, from, to }) => stage === "paused" && from !== to),
    "advice to change": wouldBe !== 0,
    "the end of the endpoint's cooldown": outcomes.some(endsNow) && cooldownEnd === "exclusive",
    "a count of 0": replicas === 0,
  });
}

/** What the stages after the rules do, and what is remembered. */
function ofStages({ endpointId, chain, replicas, desired, memory, fault }: Decision, snapshot: Snapshot): string[] {
  if (fault !== undefined) return [];
  const given = snapshot.endpoints.find(({ id }) => id === endpointId);
  const isShort = (name: ChainLink["stage"]) => chain.some(({ stage, to }) => stage === name && to !== replicas);
  const isBack = (name: ChainLink["stage"]) => chain.some(({ stage, to }) => stage === name && to === replicas);
  const hasZero = given?.zero !== undefined;
  return named({
    "a count that goes to 0": hasZero && replicas > 0 && isShort("zero"),
    "a count that comes back from 0": hasZero && replicas === 0 && desired > 0,
    "a count that stays at 0, set by hand": hasZero && replicas === 0 && given?.memory?.zeroBy === undefined,
    "a fall cut short by the projection": isShort("projection"),
    "a fall taken back by the projection": isBack("projection"),
    "a rise cut short by replicas that start": isShort("settling"),
    "a start that has taken too long": chain.some(({ stage }) => stage === "settling-timeout"),
    "a memory that changes": memory !== undefined,
    "a memory that ends": memory !== undefined && Object.keys(memory).length === 0,
  });
}

/** What comes up where the rules of an endpoint have to agree. */
function ofAgreement(
  { fault, outcomes, endpointId }: Decision,
  rules: ReadonlyMap<string, Rule>,
  snapshot: Snapshot,
  { combine }: Semantics,
): string[] {
  if (fault !== undefined || combine !== "agreement") return [];
  const { now, lastTriggered, missing = [] } = snapshot;
  const fall = snapshot.endpoints.find(({ id }) => id === endpointId)?.lastScaledAt?.in ?? Number.NEGATIVE_INFINITY;
  const heard = outcomes.flatMap((outcome) => {
    const rule = rules.get(outcome.ruleId);
    const met = metOutcome(outcome);
    return rule === undefined ? [] : [{ rule, outcome, met, signal: signalOf(rule, snapshot) }];
  });
  const signals = heard.map(({ signal }) => signal);
  const shared = new Set(signals.filter((signal, nth) => signals.indexOf(signal) !== nth));
  const lowering = heard.filter(({ met }) => met?.direction === "in");
  const bidding = lowering.filter(({ met }) => met?.kind === "triggered" || met?.kind === "superseded");
  const bidders = new Set(bidding.map(({ signal }) => signal));
  const winner = heard.find(({ outcome }) => outcome.kind === "triggered");
  const paced = heard.flatMap(({ outcome }) =>
    outcome.kind === "superseded" && outcome.because === "paced" ? [outcome] : [],
  );
  const vetoed = heard.flatMap(({ outcome }) =>
    outcome.kind === "superseded" && outcome.because === "vetoed" ? [outcome] : [],
  );
  const lastOf = (id: string) => lastTriggered.get(id) ?? Number.NEGATIVE_INFINITY;
  const isFaulty = (id: string) =>
    heard.some(({ rule, outcome }) => rule.id === id && outcome.kind === "invalid-input");
  const waits = heard.filter(({ outcome }) => outcome.kind === "cooling-down" && outcome.scope === "signal");
  return named({
    "a signal with several rules": shared.size > 0,
    "a signal of a query preset that two rules share": [...shared].some((signal) => signal.startsWith('["query"')),
    "a signal of a rule's own query": heard.some(
      ({ rule, signal }) => signal.startsWith('["rule"') && !missing.some(({ ruleId }) => ruleId === rule.id),
    ),
    "a signal of a rule's own missing query": heard.some(
      ({ rule, signal }) => signal.startsWith('["rule"') && missing.some(({ ruleId }) => ruleId === rule.id),
    ),
    "a signal that consents and bids nothing":
      winner?.met?.direction === "in" && lowering.some(({ signal }) => !bidders.has(signal)),
    "agreement to scale in": winner?.met?.direction === "in",
    "agreement to scale in to the highest of several signals' bids":
      winner?.met?.direction === "in" && bidders.size > 1,
    "a veto while the count rises": winner?.met?.direction === "out" && vetoed.length > 0,
    "a veto of a faulty rule": vetoed.some(({ by }) => isFaulty(by)),
    "a fall paced by its own rule": paced.some(({ ruleId, by }) => by === ruleId),
    "a fall paced by the endpoint's last fall": paced.some(({ by }) => lastOf(by) < fall),
    "a fall paced by the rule's last trigger": paced.some(({ by }) => lastOf(by) > fall),
    "a fall paced by the rule's last trigger in the future": paced.some(({ by }) => lastOf(by) > Math.max(fall, now)),
    "the end of a pace": paced.some(({ until }) => micros(until) === micros(now)),
    "the end of the cooldown that a signal waits for": waits.some(
      ({ outcome }) => outcome.kind === "cooling-down" && micros(outcome.until) === micros(now),
    ),
  });
}

function ofOutcome(
  outcome: RuleOutcome,
  rule: Rule,
  { fault }: Decision,
  snapshot: Snapshot,
  { bounds, cooldownEnd }: Semantics,
): string[] {
  const { now, lastTriggered } = snapshot;
  const kinds = [`outcome ${subkind(outcome)}`];
  if (fault !== undefined) return kinds;

  const value = comparedValue(outcome);
  const compared = value === null ? null : exact(value);
  const at = readingOf(rule, snapshot)?.at ?? Number.NEGATIVE_INFINITY;
  const isAged = rule.maxAgeSeconds !== undefined && at > now;
  kinds.push(
    ...named({
      "a reading from the future, stale": outcome.kind === "stale-metric" && at > now,
      "a reading from the future, fresh": isAged && compared !== null,
    }),
  );
  if (compared !== null) {
    kinds.push(...named({ "an infinite average": !compared.isFinite() }));
    for (const { comparator, threshold } of branchesOf(rule)) {
      const other = exact(threshold);
      if (other?.eq(compared)) kinds.push(`a tie under ${comparator}`);
      else if (other?.toNumber() === compared.toNumber()) kinds.push("a difference that doubles do not show");
    }
  }
  kinds.push(...ofWaits(outcome, rule, snapshot));
  const met = metOutcome(outcome);
  if (met === null) return kinds;

  const { from, step } = met;
  const target = from + step;
  const last = lastTriggered.get(rule.id);
  const isDone = met.kind === "triggered" || met.kind === "cooling-down";
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
      "a step cut short by a bound": met.kind === "triggered" && met.to !== Math.max(0, target),
    }),
  ];
}

/** What a rule that asks for more waits for. */
function ofWaits(outcome: RuleOutcome, rule: Rule, snapshot: Snapshot): string[] {
  const { now, endpoints } = snapshot;
  const memory = endpoints.find(({ id }) => id === rule.endpointId)?.memory ?? NO_MEMORY;
  if (outcome.kind === "fallback") {
    const { since, from, to } = outcome;
    return named({
      "a failure that has lasted for exactly long enough":
        rule.onFailure !== undefined &&
        since < now &&
        micros(later(since, rule.onFailure.afterSeconds)) === micros(now),
      "a fallback that raises the count": to > from,
      "a fallback that lowers the count": to < from,
    });
  }
  const met = metOutcome(outcome);
  if (met === null) return [];
  const { reported, of } = readingOf(rule, snapshot)?.coverage ?? { reported: 0, of: 0 };
  const breach = entryOf(memory.breachedSince, rule.id);
  const needed = rule.minCoverage === undefined ? null : exact(rule.minCoverage);
  return named({
    "outcome uncovered, argued": met.kind === "uncovered" && met.filled !== null,
    "a reading that covers exactly enough":
      met.kind !== "uncovered" && of > 0 && reported < of && needed?.mul(of).eq(reported) === true,
    "a condition that begins to hold": met.kind === "pending" && micros(met.since) === micros(now),
    "a condition that has held for exactly long enough":
      met.kind !== "pending" &&
      rule.forSeconds !== undefined &&
      breach !== undefined &&
      breach.at < now &&
      breach.direction === met.direction &&
      micros(later(breach.at, holdFor(rule.forSeconds, met.direction))) === micros(now),
  });
}

/** The kind of an outcome, with what tells its forms apart. */
function subkind(outcome: RuleOutcome): string {
  switch (outcome.kind) {
    case "superseded":
      return `superseded, ${reasonOf(outcome)}`;
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
    case "triggered":
    case "not-met":
    case "stale-metric":
    case "invalid-input":
    case "disabled":
    case "pending":
    case "uncovered":
      return outcome.kind;
    case "fallback":
      return outcome.heldBy === null ? "fallback" : `fallback, held: ${outcome.heldBy}`;
  }
}

function reasonOf(outcome: Extract<RuleOutcome, { readonly kind: "superseded" }>): string {
  switch (outcome.because) {
    case "outbid":
      return `outbid ${outcome.direction}`;
    case "vetoed":
      return `vetoed ${outcome.veto}`;
    case "came-later":
    case "paced":
    case "projection":
    case "zero":
    case "settling":
      return outcome.because;
  }
}

function named(situations: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(situations).filter((name) => situations[name] === true);
}

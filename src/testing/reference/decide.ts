import type { ChainLink, Decision } from "../../model/decision.ts";
import type { EndpointMemory } from "../../model/endpoint-memory.ts";
import type { Fallback, RuleOutcome } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { known } from "../../util/known.ts";
import { agreement } from "./agreement.ts";
import { stopsOf } from "./apply-bounds.ts";
import { evaluateRule } from "./evaluate-rule.ts";
import { memoryAfter } from "./memory.ts";
import { isPaused } from "./paused.ts";
import { project } from "./projection.ts";
import { outcomeBase } from "./sight.ts";
import type { Subject } from "./subject.ts";
import { later, micros } from "./times.ts";
import { applyZero } from "./zero.ts";

/** What one endpoint's count should be: its rules, then its own bounds, its pause, advice. */
export function decide(subject: Subject): Decision {
  const { endpoint, rules, fault, snapshot, semantics } = subject;
  const { id: endpointId, replicas } = endpoint;
  const unchanged = { endpointId, replicas, desired: replicas, delta: 0 };
  if (fault !== null) {
    const outcomes = rules.map((rule): RuleOutcome => {
      if (rule.enabled === false) return { kind: "disabled", ...outcomeBase(rule) };
      return { kind: "invalid-input", ...outcomeBase(rule), fault };
    });
    return { ...unchanged, fault, outcomes, chain: [] };
  }

  const combined = COMBINE[semantics.combine](subject);
  const chain = linksOf(combined, semantics);
  let count = chain.at(-1)?.to ?? replicas;
  const moveTo = (to: number, stage: ChainLink["stage"], by?: string): void => {
    if (to !== count) chain.push({ stage, from: count, to, ...(by !== undefined && { by }) });
    count = to;
  };

  const isStill = isPaused(endpoint, "both", snapshot.now);
  if (isStill) chain.push({ stage: "paused", from: replicas, to: replicas });

  const projected = project(subject, count);
  moveTo(projected.count, "projection", projected.by);
  moveTo(applyZero(subject, count), "zero");
  const starting = Math.min(endpoint.starting ?? 0, replicas);
  if (endpoint.settle !== undefined && starting > 0 && count !== replicas) {
    if (hasStartedTooLong(subject)) {
      chain.push({ stage: "settling-timeout", from: count, to: count });
    } else {
      moveTo(
        endpoint.settle === "hold" ? replicas : Math.max(replicas, count - starting),
        "settling",
      );
    }
  }
  // Without use an endpoint may have no replicas whatever its minimum.
  const isAsleep = endpoint.zero !== undefined && count === 0;
  moveTo(
    isAsleep ? count : Math.max(count, endpoint.minReplicas ?? count),
    "bounds",
    "minReplicas",
  );
  moveTo(Math.min(count, endpoint.maxReplicas ?? count), "bounds", "maxReplicas");
  const isHeld = isPaused(endpoint, count > replicas ? "out" : "in", snapshot.now);
  if (isStill || isHeld) moveTo(replicas, "paused");

  const outcomes = takenBack(combined, chain, count, subject);
  const stopped = outcomes.flatMap(({ kind, ruleId }) =>
    kind === "out-of-bounds" ? [ruleId] : [],
  );
  const delta = count - replicas;
  const isAdvisory = endpoint.advisory === true;
  if (isAdvisory) moveTo(replicas, "advisory");
  const memory = memoryAfter(subject, outcomes, count);
  const hasChanged = memoryText(memory) !== memoryText(endpoint.memory ?? {});
  return {
    ...unchanged,
    desired: count,
    delta: count - replicas,
    ...(isAdvisory && { wouldBe: delta }),
    outcomes,
    // A move that was none has no part in how the count came about.
    chain: chain.filter(({ stage, by = "" }) => stage !== "rules" || !stopped.includes(by)),
    ...(hasChanged && { memory }),
  };
}

/** The replicas that start have had their time: since the latest change outward, or since the endpoint was created. */
function hasStartedTooLong({ endpoint, snapshot }: Subject): boolean {
  const { settleAtMostSeconds, lastScaledAt, createdAt } = endpoint;
  if (settleAtMostSeconds === undefined) return false;
  const since = lastScaledAt?.out ?? createdAt;
  return since === undefined || micros(snapshot.now) >= micros(later(since, settleAtMostSeconds));
}

/**
 * Where the endpoint can take back what its rules do, a rule triggers only if the count goes in its direction in the end. Else
 * the last stage that led the other way is the reason, or the last rule that did; a move of 0 is out of bounds.
 */
function takenBack(
  outcomes: readonly RuleOutcome[],
  chain: readonly ChainLink[],
  count: number,
  subject: Subject,
): readonly RuleOutcome[] {
  const { endpoint, rules } = subject;
  const hasMarked = rules.some(({ scales, enabled }) => scales !== undefined && enabled !== false);
  const { settle, zero } = endpoint;
  if (!hasMarked && settle === undefined && zero === undefined) return outcomes;
  const { replicas } = endpoint;
  const direction = count === replicas ? null : count > replicas ? "out" : "in";
  const stages = chain.flatMap(({ stage, from, to }) =>
    from !== to && (stage === "projection" || stage === "zero" || stage === "settling")
      ? [{ because: stage, direction: to > from ? "out" : "in" }]
      : [],
  );
  const moves = outcomes.flatMap((outcome) => {
    const isMove =
      outcome.kind === "triggered" || (outcome.kind === "fallback" && outcome.heldBy === null);
    return isMove && outcome.direction !== null ? [outcome] : [];
  });
  return outcomes.map((outcome, nth): RuleOutcome => {
    if (outcome.kind !== "triggered") return outcome;
    if (direction !== null && outcome.direction === direction) return outcome;
    const { kind: _, to: proposed, ...met } = outcome;
    // A step of 0, or one that removes replicas where there are none.
    const rule = rules[nth];
    if (proposed === met.from && rule !== undefined)
      return { kind: "out-of-bounds", ...met, proposed, ...stopsOf(rule, subject).min };
    const loser = { kind: "superseded", ...met, proposed } as const;
    const taker = stages.findLast((stage) => stage.direction !== outcome.direction);
    if (taker !== undefined) return { ...loser, because: taker.because };
    const other = moves.findLast((move) => move.direction !== outcome.direction);
    return { ...loser, because: "outbid", by: known(other).ruleId };
  });
}

/** A memory as text, its entries in the order of their keys. */
function memoryText({
  breachedSince = {},
  failingSince = {},
  idleSince,
  zeroBy,
}: EndpointMemory): string {
  const breaches = Object.entries(breachedSince).map(([id, { at, direction }]) => [
    id,
    at,
    direction,
  ]);
  const byId = (entries: readonly (readonly unknown[])[]) =>
    entries.map((entry) => JSON.stringify(entry)).toSorted();
  return JSON.stringify([
    byId(breaches),
    byId(Object.entries(failingSince)),
    idleSince ?? null,
    zeroBy ?? null,
  ]);
}

/** What becomes of an endpoint's rules, in evaluation order. */
type Combine = (subject: Subject) => readonly RuleOutcome[];

const COMBINE: Readonly<Record<Semantics["combine"], Combine>> = { sequential, first, agreement };

/** Each rule starts from the count that the rules before it left. */
function sequential(subject: Subject): readonly RuleOutcome[] {
  let count = subject.endpoint.replicas;
  return subject.rules.map((rule) => {
    const outcome = evaluateRule(rule, count, subject);
    if (outcome.kind === "triggered" || outcome.kind === "fallback") count = outcome.to;
    return outcome;
  });
}

/** The first rule that triggers decides; later ones are not evaluated. */
function first(subject: Subject): readonly RuleOutcome[] {
  let winner: string | null = null;
  return subject.rules.map((rule): RuleOutcome => {
    if (winner !== null && rule.enabled !== false) {
      return { kind: "superseded", ...outcomeBase(rule), because: "came-later", by: winner };
    }
    const outcome = evaluateRule(rule, subject.endpoint.replicas, subject);
    const fallsBack = outcome.kind === "fallback" && outcome.to !== outcome.from;
    if (outcome.kind === "triggered" || fallsBack) winner = rule.id;
    return outcome;
  });
}

/**
 * The rules' part of the chain: those that moved the count, if only by 0, and those that the endpoint held back. Where all
 * start from one count, the one that moves it comes last.
 */
function linksOf(outcomes: readonly RuleOutcome[], { combine }: Semantics): ChainLink[] {
  const links = outcomes.flatMap((outcome): readonly ChainLink[] => {
    const { kind, ruleId: by } = outcome;
    if (kind === "triggered") return [{ stage: "rules", from: outcome.from, to: outcome.to, by }];
    if (kind === "fallback") return fallbackLinks(outcome);
    if (kind === "paused" && outcome.paused !== "both") {
      return [{ stage: "paused", from: outcome.from, to: outcome.from, by }];
    }
    if (kind === "cooling-down" && outcome.scope === "endpoint") {
      return [{ stage: "cooldown", from: outcome.from, to: outcome.from, by }];
    }
    return [];
  });
  if (combine === "sequential") return links;
  const isMove = ({ stage }: ChainLink) => Number(stage === "rules");
  return links.toSorted((one, other) => isMove(one) - isMove(other));
}

function fallbackLinks({ heldBy, from, to, ruleId: by }: Fallback): readonly ChainLink[] {
  if (heldBy === null) return from === to ? [] : [{ stage: "rules", from, to, by }];
  if (heldBy === "paused") return [{ stage: "paused", from, to: from, by }];
  return heldBy === "cooling-down" ? [{ stage: "cooldown", from, to: from, by }] : [];
}

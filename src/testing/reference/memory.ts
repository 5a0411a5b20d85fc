import type { Direction } from "../../model/endpoint.ts";
import type { Breach, EndpointMemory } from "../../model/endpoint-memory.ts";
import type { Instant } from "../../model/instant.ts";
import type { Rule } from "../../model/rule.ts";
import type { Condition, RuleOutcome } from "../../model/rule-outcome.ts";
import { branchesOf } from "./branches.ts";
import { isPaused } from "./paused.ts";
import { sightOf } from "./sight.ts";
import type { Subject } from "./subject.ts";
import { startOf } from "./times.ts";
import { fallsAsleep, useOf } from "./zero.ts";

/** Since when a condition has held: by the memory where the same one held before, else from now on. */
export function heldSince(rule: Rule, { direction }: Condition, subject: Subject): Instant {
  const breach = breachOf(rule, subject);
  return startOf(breach?.direction === direction ? breach.at : undefined, subject.snapshot.now);
}

/** Since when a rule's metric has failed. */
export function failingSince(rule: Rule, subject: Subject): Instant {
  return startOf(failureOf(rule, subject), subject.snapshot.now);
}

/** Seconds for which a condition must have held; a step of 0 leads neither way, and takes the longer of two. */
export function holdSecondsOf({ forSeconds = 0 }: Rule, { direction }: Condition): number {
  if (typeof forSeconds === "number") return forSeconds;
  return direction === null ? Math.max(forSeconds.out, forSeconds.in) : forSeconds[direction];
}

/** All that an endpoint has to remember after a cycle that led to a count. */
export function memoryAfter(
  subject: Subject,
  outcomes: readonly RuleOutcome[],
  desired: number,
): EndpointMemory {
  const { endpoint, snapshot } = subject;
  // An endpoint that is left alone looks at nothing: hosts need not even load its metrics.
  const rules = isPaused(endpoint, "both", snapshot.now) ? [] : subject.rules;
  const breaches = rules.flatMap((rule, nth) => {
    const breach = nextBreach(rule, outcomes[nth], subject);
    return breach === null ? [] : [[rule.id, breach] as const];
  });
  const failures = rules.flatMap((rule) => {
    const failure = nextFailure(rule, subject);
    return failure === null ? [] : [[rule.id, failure] as const];
  });
  const hasSlept = endpoint.replicas === 0 && endpoint.memory?.zeroBy === "rules";
  const isAsleep =
    desired === 0 && endpoint.zero !== undefined && (hasSlept || fallsAsleep(subject));
  const isIdle = endpoint.replicas > 0 && useOf(subject) === "idle" && !isAsleep;
  return {
    ...(breaches.length > 0 && { breachedSince: Object.fromEntries(breaches) }),
    ...(failures.length > 0 && { failingSince: Object.fromEntries(failures) }),
    ...(isIdle && { idleSince: startOf(endpoint.memory?.idleSince, subject.snapshot.now) }),
    ...(isAsleep && { zeroBy: "rules" as const }),
  };
}

/** Since when the condition of a rule has held that has to hold for some time. */
function nextBreach(rule: Rule, outcome: RuleOutcome | undefined, subject: Subject): Breach | null {
  if (rule.forSeconds === undefined) return null;
  const { endpoint, snapshot } = subject;
  const known = breachOf(rule, subject) ?? null;
  const sight = sightOf(rule, subject);
  if (sight.kind === "disabled") return null;
  // Nothing is lost to a rule that is at fault.
  if (sight.kind === "faulty") return known;
  const isHeld = (direction: Direction | null) =>
    direction !== null && isPaused(endpoint, direction, snapshot.now);
  if (sight.kind === "failed" || (sight.kind === "met" && sight.gap !== null)) {
    // The rule may have been edited since, so that it waits for nothing of the kind.
    const waiting = branchesOf(rule).filter((branch) => holdSecondsOf(rule, branch) > 0);
    const isWaitedFor = waiting.some(({ direction }) => direction === known?.direction);
    const isKept = rule.onUnknown === "keep" && isWaitedFor;
    return isKept && known !== null && !isHeld(known.direction) ? known : null;
  }
  if (sight.kind === "not-met" || isHeld(sight.branch.direction)) return null;
  if (rule.rearm === "restart" && outcome?.kind === "triggered") return null;
  if (holdSecondsOf(rule, sight.branch) === 0) return null;
  return { at: heldSince(rule, sight.branch, subject), direction: sight.branch.direction };
}

/** Since when the metric of a rule has failed that falls back. */
function nextFailure(rule: Rule, subject: Subject): Instant | null {
  if (rule.onFailure === undefined) return null;
  const sight = sightOf(rule, subject);
  if (sight.kind === "faulty") return failureOf(rule, subject) ?? null;
  return sight.kind === "failed" ? failingSince(rule, subject) : null;
}

function breachOf({ id }: Rule, { endpoint: { memory } }: Subject): Breach | undefined {
  return new Map(Object.entries(memory?.breachedSince ?? {})).get(id);
}

function failureOf({ id }: Rule, { endpoint: { memory } }: Subject): Instant | undefined {
  return new Map(Object.entries(memory?.failingSince ?? {})).get(id);
}

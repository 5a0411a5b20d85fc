import type { Decision } from "../../model/decision.ts";
import type { Instant } from "../../model/instant.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import { decide } from "./decide.ts";
import { isPaused } from "./paused.ts";
import { readingOf } from "./reading.ts";
import { sightOf } from "./sight.ts";
import type { Subject } from "./subject.ts";
import { isTime, justLater, later, micros } from "./times.ts";

/**
 * The earliest time at which a decision differs, by the definition: decide again at every time at which anything ends, and
 * just after it, and take the first that gives another answer. Null for none.
 */
export function recheckOf(subject: Subject): Instant | null {
  const ends = subject.fault === null ? endsOf(subject) : [];
  if (ends.length === 0) return null;
  const answer = answerOf(subject);
  const differs = (now: Instant): boolean =>
    answerOf({ ...subject, snapshot: { ...subject.snapshot, now } }) !== answer;
  return ends.find(differs) ?? null;
}

/**
 * A decision, but for what merely moves on with the clock: what has to be remembered, and since when. Where the endpoint itself
 * looks at the readings of its rules, what they see is a part of it.
 */
function answerOf(subject: Subject): string {
  const { endpoint, rules, snapshot } = subject;
  const looks =
    endpoint.zero !== undefined ||
    rules.some(({ scales, enabled }) => scales !== undefined && enabled !== false);
  const isWatched = looks && !isPaused(endpoint, "both", snapshot.now);
  const sights = isWatched ? rules.map((rule) => sightOf(rule, subject)) : [];
  return JSON.stringify([withoutTimes(decide(subject)), sights]);
}

/** A wait is the same wait, though its times move on with the clock, and what has to be remembered with them. */
export function withoutTimes({ memory: _, outcomes, ...decision }: Decision): object {
  return { ...decision, outcomes: outcomes.map(timeless) };
}

function timeless(outcome: RuleOutcome): object {
  if (outcome.kind === "fallback") return { ...outcome, since: null };
  return outcome.kind === "pending"
    ? { ...outcome, since: null, until: null, remainingSeconds: null }
    : outcome;
}

/** The times to come at which something of the endpoint ends, and the moments after them, in their order. */
function endsOf({ endpoint, rules, snapshot }: Subject): readonly Instant[] {
  const { pausedUntil, cooldownSeconds, lastScaledAt, createdAt, zero, memory = {} } = endpoint;
  const never = Number.NaN;
  const changes = [lastScaledAt?.out ?? never, lastScaledAt?.in ?? never];
  const cooldowns = [cooldownSeconds?.out ?? never, cooldownSeconds?.in ?? never];
  const ends = [
    pausedUntil ?? never,
    later(lastScaledAt?.out ?? createdAt ?? never, endpoint.settleAtMostSeconds ?? never),
    later(memory.idleSince ?? never, zero?.idleSeconds ?? never),
    ...rules.flatMap((rule) => {
      const breach = Object.entries(memory.breachedSince ?? {}).find(([id]) => id === rule.id);
      const failure = Object.entries(memory.failingSince ?? {}).find(([id]) => id === rule.id);
      const { forSeconds = never } = rule;
      const holds: readonly (number | undefined)[] =
        typeof forSeconds === "number" ? [forSeconds] : [forSeconds?.out, forSeconds?.in];
      return [
        ...holds.map((seconds = never) => later(breach?.[1].at ?? never, seconds)),
        later(failure?.[1] ?? never, rule.onFailure?.afterSeconds ?? never),
      ];
    }),
    ...changes.flatMap((at) => cooldowns.map((seconds) => later(at, seconds))),
    ...rules.flatMap((rule) => {
      const { id, cooldownSeconds: seconds, maxAgeSeconds: age = never } = rule;
      const at = readingOf(rule, snapshot)?.at ?? never;
      return [
        later(snapshot.lastTriggered.get(id) ?? never, seconds),
        // The rule's pace.
        later(lastScaledAt?.in ?? never, seconds),
        // An average grows stale, or one from the future fresh.
        later(at, age),
        later(at, -age),
      ];
    }),
  ];
  const toCome = ends
    .filter(isTime)
    .flatMap((end) => [end, justLater(end)])
    .filter((end) => isTime(end) && micros(end) > micros(snapshot.now));
  return [...new Set(toCome)].toSorted((one, other) => one - other);
}

import type { Instant } from "../../model/instant.ts";
import { decide } from "./decide.ts";
import { readingOf } from "./reading.ts";
import type { Subject } from "./subject.ts";
import { isTime, justLater, later, micros } from "./times.ts";

/**
 * The earliest time at which a decision differs, by the definition: decide again at every time at which anything ends, and
 * just after it, and take the first that gives another answer. Null for none.
 */
export function recheckOf(subject: Subject): Instant | null {
  if (subject.fault !== null) return null;
  const answer = JSON.stringify(decide(subject));
  const differs = (now: Instant): boolean =>
    JSON.stringify(decide({ ...subject, snapshot: { ...subject.snapshot, now } })) !== answer;
  return endsOf(subject).find(differs) ?? null;
}

/** The times to come at which something of the endpoint ends, and the moments after them, in their order. */
function endsOf({ endpoint, rules, snapshot }: Subject): readonly Instant[] {
  const { pausedUntil, cooldownSeconds, lastScaledAt } = endpoint;
  const never = Number.NaN;
  const changes = [lastScaledAt?.out ?? never, lastScaledAt?.in ?? never];
  const cooldowns = [cooldownSeconds?.out ?? never, cooldownSeconds?.in ?? never];
  const ends = [
    pausedUntil ?? never,
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

import { formatInstant } from "../model/instant.ts";
import type { Failure, Fallback } from "../model/rule-outcome.ts";
import { named } from "../model/show.ts";
import { metricText } from "./met-text.ts";
import { counted } from "./phrases.ts";

/** What a rule proposed whose metric has failed, and what kept the count from going there. */
export function explainFallback(outcome: Fallback): string {
  const { failure, since, metric, from, proposed, to, heldBy, by } = outcome;
  const why = `${metricText(metric)} ${FAILURES[failure]} since ${formatInstant(since)}`;
  if (from === proposed) return `fell back and left the count at ${counted(from)}: ${why}`;
  if (heldBy === null) return `fell back: ${why}; ${from} -> ${counted(to)}`;
  const move = `${from} -> ${counted(proposed)}`;
  return `did not fall back: ${why}, but ${move} ${HOLDS[heldBy](named("rule", by))}`;
}

const FAILURES: Readonly<Record<Failure, string>> = {
  "no-metric": "has had no average",
  "stale-metric": "has had no average of the right age",
  "invalid-metric": "has had no valid average",
};

const HOLDS: Readonly<Record<NonNullable<Fallback["heldBy"]>, (rule: string) => string>> = {
  paused: () => "waits until the pause of the endpoint ends",
  "out-of-bounds": () => "is outside the bounds",
  "cooling-down": () => "waits until the cooldown of the endpoint ends",
  outbid: (rule) => `is outbid by ${rule}`,
  objection: (rule) => `is vetoed by ${rule}: its scale-out condition holds`,
  "no-consent": (rule) => `is vetoed by ${rule}: it does not agree to fewer replicas`,
  paced: (rule) => `waits until the cooldown of ${rule} is over`,
};

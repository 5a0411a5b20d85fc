import { type Instant, isInstant } from "../../model/instant.ts";
import { instantOf, ticksIn, ticksOf } from "../exact/ticks.ts";
import { averageOf } from "./average-of.ts";
import { stageOf, timeText } from "./guard.ts";
import { law, type TriedLaw } from "./law.ts";
import type { DecisionTrial, RuleTrial, Trial } from "./trial.ts";
import { isSameInstant } from "./words.ts";

/** When a host must ask again. */
export const recheckLaws: readonly TriedLaw[] = [
  law(
    "`recheckAt` is in the future",
    "Now is already told. Null says that only new figures, counts or rules can change the answer.",
    function* ({ snapshot: { now }, evaluation: { recheckAt } }) {
      if (recheckAt !== null && ticksOf(recheckAt) <= ticksOf(now)) {
        yield `the evaluation: \`recheckAt\` is ${timeText(recheckAt)}, and it is ${timeText(now)}`;
      }
    },
  ),
  law(
    "`recheckAt` is the first moment at which a cooldown or a pause that was met ends, or an average grows stale",
    "Of the cooldowns and pauses that held something back, and the averages that were fresh. Where a cooldown's end still cools, and for an average at its last fresh moment, the microsecond after.",
    function* (trial) {
      const { recheckAt } = trial.evaluation;
      const ends = trial.decisions.flatMap((on) => [
        ...pauseEnds(on),
        ...on.rules.flatMap((rule) => ruleEnds(rule, trial)),
      ]);
      const earliest = ends.length === 0 ? null : instantOf(Math.min(...ends));
      if (!isSameInstant(recheckAt, earliest)) {
        yield `the evaluation: \`recheckAt\` is ${endText(recheckAt)}, must be ${endText(earliest)}`;
      }
    },
  ),
];

function endText(instant: Instant | null): string {
  return instant === null ? "null" : timeText(instant);
}

/** The end of a pause that held the endpoint, a rule or the endpoint's bounds, in microseconds. */
function pauseEnds({ endpoint, decision, paused }: DecisionTrial): number[] {
  const { pausedUntil } = endpoint;
  if (paused === null || pausedUntil === undefined) return [];
  return decision.chain.some(({ stage }) => stage === "paused") ? [ticksOf(pausedUntil)] : [];
}

/** The ends that one rule's outcome waits for, in microseconds. */
function ruleEnds(trial: RuleTrial, { semantics }: Trial): number[] {
  const { outcome } = trial;
  const cooling =
    outcome.kind === "cooling-down" ? [ticksOf(outcome.until) + (semantics.cooldownEnd === "exclusive" ? 1 : 0)] : [];
  return [...cooling, ...freshEnds(trial)];
}

/** The first moment at which the average that a rule looked at is too old. */
function freshEnds(trial: RuleTrial): number[] {
  const { rule, on } = trial;
  const stage = stageOf(trial);
  if (stage === null || UNREAD.has(stage) || rule.maxAgeSeconds === undefined) return [];
  const at = averageOf(rule, on.snapshot)?.average.at;
  return isInstant(at) ? [ticksOf(at) + ticksIn(rule.maxAgeSeconds) + 1] : [];
}

/** How far rules came whose average was not looked at, or is too old already. */
const UNREAD: ReadonlySet<string> = new Set(["disabled", "faulty", "paused", "no-metric", "stale"]);

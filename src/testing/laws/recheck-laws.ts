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
      const first = ends.toSorted((one, other) => one.ticks - other.ticks)[0];
      const earliest = first === undefined ? null : instantOf(first.ticks);
      if (isSameInstant(recheckAt, earliest)) return;
      const why = first === undefined ? "" : `, for ${first.of}`;
      yield `the evaluation: \`recheckAt\` is ${endText(recheckAt)}, must be ${endText(earliest)}${why}`;
    },
  ),
];

/** When something that was met ends, in microseconds, and what it is. */
interface End {
  readonly ticks: number;
  readonly of: string;
}

function endText(instant: Instant | null): string {
  return instant === null ? "null" : timeText(instant);
}

/** The end of a pause that held the endpoint, a rule or the endpoint's bounds. */
function pauseEnds({ name, endpoint, decision, paused }: DecisionTrial): End[] {
  const { pausedUntil } = endpoint;
  if (paused === null || pausedUntil === undefined) return [];
  if (!decision.chain.some(({ stage }) => stage === "paused")) return [];
  return [{ ticks: ticksOf(pausedUntil), of: `the pause of ${name}` }];
}

/** The ends that one rule's outcome waits for. */
function ruleEnds(trial: RuleTrial, { semantics }: Trial): End[] {
  const { name, outcome } = trial;
  if (outcome.kind !== "cooling-down") return freshEnds(trial);
  const ticks = ticksOf(outcome.until) + (semantics.cooldownEnd === "exclusive" ? 1 : 0);
  return [{ ticks, of: `the cooldown that ${name} waits for` }, ...freshEnds(trial)];
}

/** The first moment at which the average that a rule looked at is too old. */
function freshEnds(trial: RuleTrial): End[] {
  const { name, rule, on } = trial;
  const stage = stageOf(trial);
  if (stage === null || UNREAD.has(stage) || rule.maxAgeSeconds === undefined) return [];
  const at = averageOf(rule, on.snapshot)?.average.at;
  if (!isInstant(at)) return [];
  return [{ ticks: ticksOf(at) + ticksIn(rule.maxAgeSeconds) + 1, of: `the average of ${name}` }];
}

/** How far rules came whose average was not looked at, or is too old already. */
const UNREAD: ReadonlySet<string> = new Set(["disabled", "faulty", "paused", "no-metric", "stale"]);

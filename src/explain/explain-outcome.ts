import { decimalText } from "../model/decimal-like.ts";
import { formatInstant, type Instant } from "../model/instant.ts";
import type { MissingReason } from "../model/metric.ts";
import type {
  CoolingDown,
  Fallback,
  InvalidMetric,
  NoMetric,
  NotMet,
  RuleOutcome,
  Triggered,
  Uncovered,
} from "../model/rule-outcome.ts";
import { named, quoted, show } from "../model/show.ts";
import { assertNever } from "../util/assert-never.ts";
import { printable } from "../util/printable.ts";
import { choice } from "../util/words.ts";
import { explainBounds } from "./explain-bounds.ts";
import { explainFallback } from "./explain-fallback.ts";
import { explainSuperseded } from "./explain-superseded.ts";
import { metricText, metText } from "./met-text.ts";
import { counted, relation, signed } from "./phrases.ts";

/**
 * One rule's outcome as a sentence: its values and, where it did not trigger, what would have to change. The wording is
 * stable within a major version.
 *
 * @throws TypeError where it is given no outcome
 * @example
 * explainOutcome(outcome); // "rule `out` did not trigger: `cuda_util` (KERNEL) is 45; needs > 80"
 */
export function explainOutcome(outcome: RuleOutcome): string {
  if (outcome?.metric === undefined) {
    throw new TypeError(`the argument is ${show(outcome)}, expected an outcome, one of those of a decision`);
  }
  const rule = named("rule", outcome.ruleId);
  if (outcome.kind === "triggered") return `${rule} triggered: ${explainMove(outcome)}`;
  if (outcome.kind === "fallback") return `${rule} ${explainFallback(outcome)}`;
  return `${rule} did not trigger: ${explainObstacle(outcome)}`;
}

function explainMove(outcome: Triggered): string {
  const { from, to, step } = outcome;
  if (from === to) return `${metText(outcome)}; its step of ${signed(step)} leaves the count at ${to}`;
  return `${metText(outcome)}; ${from} -> ${counted(to)}${byBounds(outcome)}`;
}

/** The bound at which a move ended short of its step, or to which it brought a count back; null where neither is so. */
export function endedAt({
  from,
  to,
  step,
}: Triggered): { readonly bound: "min" | "max"; readonly isBack: boolean } | null {
  const proposed = Math.max(0, from + step);
  if (to === proposed) return null;
  const isShortened = Math.abs(to - from) < Math.abs(proposed - from);
  return { bound: to < proposed ? "max" : "min", isBack: !isShortened };
}

function byBounds(outcome: Triggered): string {
  const ended = endedAt(outcome);
  if (ended === null) return "";
  return `, ${ended.isBack ? "back within the bounds" : "as far as the bounds allow"} (step ${signed(outcome.step)})`;
}

/** Why the rule did not trigger, and what would have to change. */
function explainObstacle(outcome: Exclude<RuleOutcome, Triggered | Fallback>): string {
  const metric = metricText(outcome.metric);
  switch (outcome.kind) {
    case "not-met":
      return `${metric} is ${decimalText(outcome.value)}; needs ${needed(outcome)}`;
    case "no-metric":
      return `there is no average of ${metric}${explainMissing(outcome)}; needs one`;
    case "stale-metric": {
      const read = `the average of ${metric} was read at ${formatInstant(outcome.at)}`;
      const limit = `${outcome.maxAgeSeconds} s`;
      return `${read}: it is older than ${limit}, or as far ahead of the clock; needs one read within ${limit}${looksLikeSeconds(outcome.at)}`;
    }
    case "invalid-metric":
      return explainInvalid(outcome, metric);
    case "out-of-bounds":
      return `${metText(outcome)}, but ${explainBounds(outcome)}`;
    case "cooling-down":
      return `${metText(outcome)}, but ${explainCooldown(outcome)}`;
    case "superseded":
      return explainSuperseded(outcome);
    case "pending":
      return `${metText(outcome)} since ${formatInstant(outcome.since)}; needs ${outcome.remainingSeconds} s more`;
    case "uncovered":
      return explainGap(outcome);
    case "disabled":
      return "it is disabled; needs to be enabled";
    case "paused":
      if (outcome.paused === "both") {
        return `its endpoint is paused${untilText(outcome.until)}; needs the pause to end`;
      }
      return `${metText(outcome)}, but its endpoint is paused for scaling ${outcome.paused}${untilText(outcome.until)}; needs the pause to end`;
    case "invalid-input": {
      const { path, found, expected, help } = outcome.fault;
      return `it could not be evaluated: ${path} is ${found}, expected ${expected}; ${help}`;
    }
    default:
      return assertNever(outcome);
  }
}

function needed({ conditions }: NotMet): string {
  const [only, ...others] = conditions;
  if (only === undefined) return "a threshold, and the rule has none";
  if (others.length === 0) return relation(only);
  return choice(conditions.map((condition) => `${relation(condition)} (step ${signed(condition.step)})`));
}

/** Why there is no average. */
export const MISSING = {
  "no-stats": "nothing has reported yet",
  "no-metric": "it is in no report",
  histogram: "it is a histogram, not one value",
  unparsable: "one of its values or reports cannot be read",
  "no-replicas": "there are no replicas",
  "no-distribution": "only its total is reported",
  incomputable: "its values cannot be averaged",
  "several-series": "its query answered with several series",
  matrix: "its query answered with values over a range of time",
  "source-failed": "its source could not be asked",
} satisfies Record<MissingReason, string>;

/** Why there is no average, with all that is known of it. */
function explainMissing({ reason, detail = {} }: NoMetric): string {
  if (reason === null) return "";
  const { names = [], from = [], says } = detail;
  const what = detail.reason === "no-data" ? "its query matched no series" : MISSING[reason];
  const whose = from.length === 0 ? "" : ` (report of ${from.map(quoted).join(", ")})`;
  const words = says === undefined ? "" : `, ${printable(says)}`;
  const others = names.length === 0 ? "" : `; reports have ${names.map(quoted).join(", ")}`;
  return `: ${what}${whose}${words}${others}`;
}

/** What a time of the years 1970 to 1973 looks like: seconds of today, read as milliseconds, are such times. */
function looksLikeSeconds(at: Instant): string {
  return at > 1e8 && at < 1e11 ? ` (${at} looks like seconds since 1970; times are in milliseconds)` : "";
}

function explainInvalid({ value, reason }: InvalidMetric, metric: string): string {
  switch (reason) {
    case "not-a-number":
      return `the average of ${metric} is ${decimalText(value)}, which is not a number; needs a number`;
    case "not-an-instant":
      return `the average of ${metric} has no valid time, and the rule limits its age; needs a valid time`;
    case "conflict":
      return `there are two averages of ${metric}, which differ, and neither is newer; needs a single one`;
    default:
      return assertNever(reason);
  }
}

function explainCooldown(outcome: CoolingDown): string {
  const { from, proposed } = outcome;
  const until = formatInstant(outcome.until);
  const then = from === proposed ? `its step leaves the count at ${from}` : `${from} -> ${counted(proposed)}`;
  switch (outcome.scope) {
    case "rule":
      return `the rule is cooling down until ${until}; after that, ${then}`;
    case "endpoint":
      return `the endpoint is cooling down until ${until}; after that, ${then}`;
    case "signal":
      return `it waits for ${named("rule", outcome.by)} on the same metric, which is cooling down until ${until}; after that, ${then}`;
    default:
      return assertNever(outcome);
  }
}

function explainGap(outcome: Uncovered): string {
  const { reported, of, filled } = outcome;
  const share = `only ${reported} of ${counted(of)} reported`;
  const argued = filled === null ? "" : `; with the others counted against the rule it would be ${decimalText(filled)}`;
  return `${metText(outcome)}, but ${share}${argued}; needs more of them to report`;
}

function untilText(until: Instant | null): string {
  return until === null ? "" : ` until ${formatInstant(until)}`;
}

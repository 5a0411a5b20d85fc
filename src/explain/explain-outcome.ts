import { decimalText } from "../model/decimal-like.ts";
import { named, quoted } from "../model/fault.ts";
import { after, formatInstant, type Instant } from "../model/instant.ts";
import type { MetricKey, MissingReason } from "../model/metric.ts";
import type {
  CoolingDown,
  InvalidMetric,
  MetOutcome,
  NotMet,
  OutOfBounds,
  RuleOutcome,
  Triggered,
} from "../model/rule-outcome.ts";
import { assertNever } from "../util/assert-never.ts";
import { choice } from "../util/words.ts";
import { counted, relation, signed } from "./figures.ts";

/**
 * One rule's outcome as a sentence: its figures and, where it did not trigger, what it would take. The wording is stable
 * within a major version.
 *
 * @example
 * explainOutcome(outcome); // "rule `out` did not trigger: `cuda_util` (KERNEL) is 45; it takes > 80"
 */
export function explainOutcome(outcome: RuleOutcome): string {
  const rule = named("rule", outcome.ruleId);
  return outcome.kind === "triggered"
    ? `${rule} triggered: ${triggered(outcome)}`
    : `${rule} did not trigger: ${obstacle(outcome)}`;
}

function triggered(outcome: Triggered): string {
  const { from, to, step } = outcome;
  if (from === to) return `${met(outcome)}; its step of ${signed(step)} leaves the count at ${to}`;
  return `${met(outcome)}; ${from} -> ${counted(to)}${byBounds(outcome)}`;
}

/** What the bounds made of the step: no more than they allow, or a count outside them brought back in. */
function byBounds({ from, to, step }: Triggered): string {
  const proposed = Math.max(0, from + step);
  if (to === proposed) return "";
  const shortened = Math.abs(to - from) < Math.abs(proposed - from);
  return shortened
    ? `, as far as the bounds allow (step ${signed(step)})`
    : `, back within the bounds (step ${signed(step)})`;
}

/** What stood in the way, and what it would take. */
function obstacle(outcome: Exclude<RuleOutcome, Triggered>): string {
  const metric = nameOf(outcome.metric);
  switch (outcome.kind) {
    case "not-met":
      return `${metric} is ${decimalText(outcome.value)}; ${needed(outcome)}`;
    case "no-metric":
      return `there is no average of ${metric}${missing(outcome.reason)}; it takes one`;
    case "stale-metric": {
      const goodUntil = formatInstant(after(outcome.at, outcome.maxAgeSeconds));
      const read = `the average of ${metric} was read at ${formatInstant(outcome.at)}`;
      return `${read} and was good for ${outcome.maxAgeSeconds} s, until ${goodUntil}; it takes a newer one`;
    }
    case "invalid-metric":
      return unfit(outcome, metric);
    case "out-of-bounds":
      return `${met(outcome)}, but ${outside(outcome)}`;
    case "cooling-down":
      return `${met(outcome)}, but ${cooling(outcome)}`;
    case "superseded":
      if (outcome.because === "came-later")
        return `${named("rule", outcome.by)} came first; it takes that one not to trigger`;
      return outcome.because === "outbid"
        ? `${met(outcome)}, which leads to ${outcome.proposed}, but ${named("rule", outcome.by)} settled the count; it takes that one not to trigger`
        : `${met(outcome)}, which leads to ${outcome.proposed}, but ${named("rule", outcome.by)} does not agree to fewer replicas; it takes its consent`;
    case "disabled":
      return "it is disabled; it takes enabling it";
    case "paused":
      if (outcome.paused === "both")
        return `its endpoint is paused${ending(outcome.until)}; it takes the end of the pause`;
      return `${met(outcome)}, but its endpoint is paused for scaling ${outcome.paused}${ending(outcome.until)}; it takes the end of the pause`;
    case "invalid-input": {
      const { path, found, expected, help } = outcome.fault;
      return `it could not be judged: ${path} is ${found}, expected ${expected}; ${help}`;
    }
    default:
      return assertNever(outcome);
  }
}

function met(outcome: MetOutcome): string {
  return `${nameOf(outcome.metric)} is ${decimalText(outcome.value)}, ${relation(outcome)}`;
}

function needed({ conditions }: NotMet): string {
  const [only, ...others] = conditions;
  if (only === undefined) return "it takes a threshold, of which the rule has none";
  if (others.length === 0) return `it takes ${relation(only)}`;
  return `it takes ${conditions.map((condition) => `${relation(condition)} for ${signed(condition.step)}`).join(" or ")}`;
}

const MISSING: Readonly<Record<MissingReason, string>> = {
  "no-stats": "nothing has reported",
  "no-metric": "no report has it",
  histogram: "it is a histogram",
  unparsable: "a figure of it is no decimal",
  "no-replicas": "there are no replicas to average over",
  "no-distribution": "only a total is reported",
  incomputable: "its figures have no average",
  "source-failed": "its source could not be asked",
};

function missing(reason: MissingReason | null): string {
  return reason === null ? "" : `: ${MISSING[reason]}`;
}

function unfit({ value, reason }: InvalidMetric, metric: string): string {
  switch (reason) {
    case "not-a-number":
      return `the average of ${metric} is ${decimalText(value)}, which is no decimal; it takes one`;
    case "not-an-instant":
      return `the average of ${metric} says no time at which it was read; it takes one`;
    case "conflict":
      return `there are two averages of ${metric} that differ; it takes one`;
    default:
      return assertNever(reason);
  }
}

/** The largest count and bound that a snapshot may have. */
const LARGEST = 2_147_483_647;

/** The bound that stands in the way, and the bound, the count and the step with any one of which it would not. */
function outside(outcome: OutOfBounds): string {
  const { from, step, proposed, bound, limit, scope, minReplicas: min, maxReplicas: max } = outcome;
  if (step === 0) return "its step of 0 never moves the count; any other step would";
  const floor = Math.max(0, min ?? 0);
  if (max !== null && floor > max) return `no count is within its bounds, ${floor} to ${max}; it takes bounds in order`;
  if (from === 0 && proposed === 0) return "the count is 0 already; it takes replicas to remove";
  const [name, within, beyond] = bound === "max" ? ["maximum", "less", "more"] : ["minimum", "more", "less"];
  const owner = scope === "rule" ? "the rule's" : "the endpoint's";
  const remedies = [proposed > LARGEST ? `no ${name}` : `a ${name} of ${proposed} or ${beyond}`];
  if (limit - step >= 0 && limit - step <= LARGEST) remedies.push(`a count of ${limit - step} or ${within}`);
  // A step the other way would be another rule.
  if (Math.sign(limit - from) === Math.sign(step)) remedies.push(`a step of ${signed(limit - from)}`);
  return `${from} -> ${counted(proposed)} is outside ${owner} ${name} of ${limit}; ${choice(remedies)} would do`;
}

function cooling({ from, proposed, until, scope }: CoolingDown): string {
  const who = scope === "rule" ? "the rule" : "the endpoint";
  const move = from === proposed ? `it leaves the count at ${from}` : `it leads from ${from} to ${counted(proposed)}`;
  return `${who} is cooling down until ${formatInstant(until)}; then ${move}`;
}

function ending(until: Instant | null): string {
  return until === null ? "" : ` until ${formatInstant(until)}`;
}

function nameOf({ source, name, aggregation = "average" }: MetricKey): string {
  return `${aggregation === "average" ? "" : `${aggregation} of `}${quoted(name)} (${source})`;
}

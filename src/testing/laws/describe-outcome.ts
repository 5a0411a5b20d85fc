import { COMPARATOR_SIGNS } from "../../model/comparator.ts";
import { type DecimalLike, decimalText } from "../../model/decimal-like.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Condition, OutOfBounds, RuleOutcome } from "../../model/rule-outcome.ts";
import { quoted } from "../../model/show.ts";
import { timeText } from "./words.ts";

/** An outcome as the end of a sentence: `is …`. A host's may lack what its type promises. */
export function describeOutcome(outcome: RuleOutcome): string {
  switch (outcome.kind) {
    case "disabled":
      return "disabled";
    case "invalid-input":
      return `invalid input (${outcome.fault?.code} at ${outcome.fault?.path})`;
    case "paused":
      return outcome.paused === "both"
        ? `left alone, as the endpoint is paused${untilText(outcome.until)}`
        : `held by a pause ${quoted(outcome.paused)}${untilText(outcome.until)}`;
    case "no-metric":
      return `without an average (${outcome.reason ?? "no reason given"})`;
    case "stale-metric":
      return `stale (read at ${timeText(outcome.at)}, accepted within ${outcome.maxAgeSeconds} s)`;
    case "invalid-metric":
      return `invalid (its average ${decimalText(outcome.value)}: ${outcome.reason})`;
    case "not-met":
      return `not met (${unmetText(outcome.value, outcome.conditions)})`;
    case "out-of-bounds":
      return `out of bounds (${boundText(outcome)})`;
    case "cooling-down":
      return `cooling down (${coolingText(outcome)}${untilText(outcome.until)})`;
    case "triggered":
      return `triggered (${conditionText(outcome.value, outcome)}: ${outcome.from} -> ${outcome.to})`;
    case "superseded":
      return supersededText(outcome);
    case "pending":
      return `pending (since ${timeText(outcome.since)}${untilText(outcome.until)})`;
    case "uncovered":
      return `uncovered (${outcome.reported} of ${outcome.of} reported)`;
    case "fallback":
      return `a fallback (${outcome.how}: ${outcome.from} -> ${outcome.proposed}${outcome.heldBy === null ? "" : `, held: ${outcome.heldBy}`})`;
  }
}

function supersededText(outcome: Extract<RuleOutcome, { readonly kind: "superseded" }>): string {
  switch (outcome.because) {
    case "came-later":
      return `superseded ${byText(outcome)}, which came first`;
    case "outbid":
      return `outbid ${byText(outcome)}`;
    case "vetoed":
      return `vetoed ${byText(outcome)} (${outcome.veto})`;
    case "paced":
      return `paced ${byText(outcome)}${untilText(outcome.until)}`;
    case "projection":
    case "zero":
    case "settling":
      return `taken back (${outcome.because})`;
  }
}

function byText({ by }: { readonly by: RuleId }): string {
  return `by rule ${quoted(by)}`;
}

function coolingText(outcome: Extract<RuleOutcome, { readonly kind: "cooling-down" }>): string {
  switch (outcome.scope) {
    case "rule":
      return "its own cooldown";
    case "endpoint":
      return "its endpoint's cooldown";
    case "signal":
      return `the cooldown of rule ${quoted(outcome.by)} on its signal`;
  }
}

function boundText({ from, step, bound, limit, scope }: OutOfBounds): string {
  const move = step < 0 ? `${from} - ${-step}` : `${from} + ${step}`;
  return `${move} against the ${scope}'s ${bound === "min" ? "minimum" : "maximum"} of ${limit}`;
}

function unmetText(value: DecimalLike, conditions: readonly Condition[] = []): string {
  if (conditions.length === 0) return "it has no threshold";
  const texts = conditions.map((each) => conditionText(value, each));
  return `${texts.join(" and ")} ${texts.length === 1 ? "is" : "are"} false`;
}

/** `12 > 10`. */
function conditionText(
  value: DecimalLike,
  { comparator, threshold }: Pick<Condition, "comparator" | "threshold">,
): string {
  return `${decimalText(value)} ${COMPARATOR_SIGNS[comparator]} ${decimalText(threshold)}`;
}

function untilText(until: Instant | null): string {
  return until === null ? "" : ` until ${timeText(until)}`;
}

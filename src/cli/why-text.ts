import { MISSING } from "../explain/explain-outcome.ts";
import { relation } from "../explain/phrases.ts";
import { decimalText } from "../model/decimal-like.ts";
import { formatInstant } from "../model/instant.ts";
import type { Fallback, InvalidMetricReason, MetOutcome, RuleOutcome } from "../model/rule-outcome.ts";

type Of<Kind extends RuleOutcome["kind"]> = Extract<RuleOutcome, { readonly kind: Kind }>;

/** The values of an outcome in a few words. `--explain` has the whole sentence. */
export function whyText(outcome: RuleOutcome): string {
  const { name } = outcome.metric;
  switch (outcome.kind) {
    case "triggered":
      return `${met(outcome)}: ${outcome.from} -> ${outcome.to}`;
    case "not-met":
      return `${name} ${decimalText(outcome.value)}, needs ${outcome.conditions.map(relation).join(" or ")}`;
    case "no-metric":
      return outcome.reason === null ? name : `${name}: ${MISSING[outcome.reason]}`;
    case "stale-metric":
      return `${name} of ${formatInstant(outcome.at)}`;
    case "invalid-metric":
      return `${name} ${decimalText(outcome.value)} ${INVALID[outcome.reason]}`;
    case "out-of-bounds":
      return `${met(outcome)}: ${boundsText(outcome)}`;
    case "cooling-down":
      return `${met(outcome)}: ${outcome.scope} cools until ${formatInstant(outcome.until)}`;
    case "superseded":
      return supersededText(outcome);
    case "pending":
      return `${met(outcome)}: ${outcome.remainingSeconds} s more`;
    case "uncovered":
      return `${met(outcome)}: ${outcome.reported} of ${outcome.of} reported`;
    case "fallback":
      return `${name}: ${words(outcome.failure)}, ${outcome.from} -> ${outcome.proposed}${holdText(outcome)}`;
    case "disabled":
      return "";
    case "paused":
      return outcome.paused === "both"
        ? "the endpoint is paused"
        : `${met(outcome)}: scaling ${outcome.paused} is paused`;
    case "invalid-input":
      return outcome.fault.message;
  }
}

const INVALID: Readonly<Record<InvalidMetricReason, string>> = {
  "not-a-number": "is not a number",
  "not-an-instant": "has no valid time",
  conflict: "differs from another average",
};

function boundsText({
  from,
  step,
  proposed,
  bound,
  limit,
  scope,
  minReplicas: min,
  maxReplicas: max,
}: Of<"out-of-bounds">): string {
  if (step === 0) return "its step is 0";
  if (max !== null && Math.max(0, min ?? 0) > max) return "no count is within its bounds";
  const whose = `${scope}'s ${bound} ${limit}`;
  if (from > 0 || proposed > 0) return `${from} -> ${proposed}, ${whose}`;
  return `the count is already 0${limit > 0 ? `, below the ${whose}` : ""}`;
}

function supersededText(outcome: Of<"superseded">): string {
  switch (outcome.because) {
    case "came-later":
      return `rule ${outcome.by} comes first`;
    case "outbid":
      return `${met(outcome)}: rule ${outcome.by} goes first`;
    case "vetoed": {
      const why = outcome.veto === "objection" ? "needs to scale out" : "does not agree to scale in";
      return `${met(outcome)}: rule ${outcome.by} ${why}`;
    }
    case "paced":
      return `${met(outcome)}: rule ${outcome.by} cools until ${formatInstant(outcome.until)}`;
    case "projection":
      return `${met(outcome)}: a rule would scale out again`;
    case "zero":
      return `${met(outcome)}: somebody set 0 replicas`;
    case "settling":
      return `${met(outcome)}: replicas are starting`;
  }
}

const HOLDS: Readonly<Record<NonNullable<Fallback["heldBy"]>, (rule: string) => string>> = {
  paused: () => "the endpoint is paused",
  "out-of-bounds": () => "outside the bounds",
  "cooling-down": () => "the endpoint cools down",
  outbid: (rule) => `${rule} goes first`,
  objection: (rule) => `${rule} needs to scale out`,
  "no-consent": (rule) => `${rule} does not agree to scale in`,
  paced: (rule) => `${rule} cools down`,
};

function holdText({ heldBy, by }: Fallback): string {
  return heldBy === null ? "" : `, not done: ${HOLDS[heldBy](`rule ${by}`)}`;
}

function met(outcome: MetOutcome): string {
  return `${outcome.metric.name} ${decimalText(outcome.value)} ${relation(outcome)}`;
}

/** A kind of outcome in words. */
export function words(kind: RuleOutcome["kind"]): string {
  return kind.replaceAll("-", " ");
}

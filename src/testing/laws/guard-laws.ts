import { decimalText } from "../../model/decimal-like.ts";
import { type Fault, quoted } from "../../model/fault.ts";
import { type Instant, isInstant } from "../../model/instant.ts";
import type { CoolingDown, OutOfBounds, PausedDirection, PausedEndpoint } from "../../model/rule-outcome.ts";
import { readDecimal } from "../exact/read-decimal.ts";
import { instantOf, ticksIn, ticksOf } from "../exact/ticks.ts";
import { averageOf, reasonsFor } from "./average-of.ts";
import { wayOf, waysToMeet } from "./conditions.ts";
import { about, type Guard, guardLaw, isCoolingAt, timeText } from "./guard.ts";
import { landingOf, proposalOf, rangeOf } from "./landing.ts";
import type { TriedLaw } from "./law.ts";
import type { RuleTrial } from "./trial.ts";
import { comparisonText, isSameInstant, unlike } from "./words.ts";

const disabled: Guard = {
  stage: "disabled",
  name: "a rule is disabled exactly when `enabled` is false",
  says: "A rule that is switched off is passed over before anything else, and no other rule is (DESIGN, order of work).",
  stops: ({ rule }) => (rule.enabled === false ? "`enabled` is false" : null),
  passes: () => "`enabled` is not false",
};

const faulty: Guard = {
  stage: "faulty",
  name: "a rule is not judged exactly when the clock, its endpoint or itself is faulty",
  says: "What `checkSnapshot` finds wrong with a rule, its endpoint or the clock keeps the rule, and no other, from being judged.",
  stops: ({ fault }) => (fault === null ? null : fault.message),
  passes: nothingWrong,
  misreports: about("invalid-input", (outcome, { name, fault }) =>
    unlike(name, "the fault", pathOf(outcome.fault), pathOf(fault)),
  ),
};

const paused: Guard = {
  stage: "paused",
  name: "a rule is left alone exactly when its whole endpoint is paused",
  says: "While an endpoint is paused in `both` directions, until `pausedUntil` and no longer, its rules are not looked at.",
  stops: ({ on }) => (on.paused === "both" ? `the endpoint is paused${untilText(on.endpoint.pausedUntil)}` : null),
  passes: ({ on: { paused: pause, snapshot } }) =>
    pause === null
      ? `the endpoint is not paused at ${timeText(snapshot.now)}`
      : `the endpoint is paused in the direction ${quoted(pause)} alone`,
  misreports: about("paused", pauseFigures),
};

const noMetric: Guard = {
  stage: "no-metric",
  name: "a rule has no metric exactly when the snapshot has no average of it",
  says: "An average is a rule's where endpoint, source, name and aggregation are the same; of PROMETHEUS, first where it answers the rule's own query. Reasons come from `missing`.",
  stops: ({ rule, on }) =>
    averageOf(rule, on.snapshot) === null ? `the snapshot has no average of ${quoted(rule.metricName)} for it` : null,
  passes: ({ rule, on }) => `the snapshot has ${averageText(rule, on.snapshot)}`,
  misreports: about("no-metric", function* ({ reason }, { name, rule, on }) {
    const reasons = reasonsFor(rule, on.snapshot);
    const isTold = reason === null ? reasons.length === 0 : reasons.includes(reason);
    if (!isTold)
      yield `${name}: the reason is ${quoted(reason)}, but the snapshot gives ${reasons.join(", ") || "none"}`;
  }),
};

const stale: Guard = {
  stage: "stale",
  name: "an average is stale exactly when it is older than the rule accepts",
  says: "With `maxAgeSeconds`, an average that says when it was read may be so old, to the microsecond, and no older; one whose time is no instant cannot be told.",
  stops: ({ rule, on }) => {
    const limit = freshness(rule, on.snapshot);
    if (limit === null) return null;
    if (!isInstant(limit.at)) return "the time at which its average was read is no instant";
    if (ticksOf(on.snapshot.now) <= limit.lastFresh) return null;
    return `its average was read at ${timeText(limit.at)}, more than ${rule.maxAgeSeconds} s before ${timeText(on.snapshot.now)}`;
  },
  passes: ({ rule, on }) => {
    const limit = freshness(rule, on.snapshot);
    if (limit === null) return "no age counts";
    return `its average was read at ${timeText(limit.at)}, and counts until ${timeText(instantOf(limit.lastFresh))}`;
  },
  *misreports({ name, rule, outcome, on }) {
    const isBroken = !isInstant(averageOf(rule, on.snapshot)?.average.at);
    yield* unlike(name, "the outcome", outcome.kind, isBroken ? "invalid-metric" : "stale-metric");
    if (outcome.kind !== "stale-metric") return;
    yield* unlike(name, "`at`", outcome.at, averageOf(rule, on.snapshot)?.average.at);
    yield* unlike(name, "`maxAgeSeconds`", outcome.maxAgeSeconds, rule.maxAgeSeconds);
  },
};

const conflict: Guard = {
  stage: "conflict",
  name: "averages are in conflict exactly when the latest of them differ",
  says: "Of several averages of one metric the latest reading counts; of those as late as each other none, unless they are the same figure.",
  stops: ({ rule, on }) =>
    averageOf(rule, on.snapshot)?.isContested === true
      ? "two averages, as late as each other, contradict each other"
      : null,
  passes: () => "no two of the latest averages differ",
};

const noNumber: Guard = {
  stage: "no-number",
  name: "an average is invalid exactly when it is no decimal",
  says: "NaN and text that is no decimal are not compared. An infinity is a figure. Where a rule compares nothing any one average will do.",
  stops: ({ rule, on }) => {
    const { value } = averageOf(rule, on.snapshot)?.average ?? { value: 0 };
    const isRead = waysToMeet(rule).length === 0 || readDecimal(value) !== null;
    return isRead ? null : `its average, ${quoted(decimalText(value))}, is no decimal`;
  },
  passes: ({ rule, on }) => `${averageText(rule, on.snapshot)} is a decimal`,
};

const notMet: Guard = {
  stage: "not-met",
  name: "a rule is met exactly when average ⟨comparator⟩ threshold holds at every digit",
  says: "Averages and thresholds are compared as the decimals that they are, never through a double; a band rule tries `> maxThreshold` first, then `< minThreshold`.",
  stops: (trial) => {
    if (wayOf(trial) !== null) return null;
    const ways = comparisonsOf(trial);
    return ways.length === 0
      ? "it compares nothing"
      : `${ways.join(" and ")} ${ways.length === 1 ? "is" : "are"} false`;
  },
  passes: (trial) => {
    const ways = comparisonsOf(trial);
    return ways.length === 1 ? `${ways.join()} is true` : `one of ${ways.join(" and ")} is true`;
  },
  misreports: about("not-met", ({ conditions }, { name, rule }) =>
    unlike(name, "what would have met it", conditions, waysToMeet(rule)),
  ),
};

const pausedDirection: Guard = {
  stage: "paused-direction",
  name: "a rule that is met is held by a pause exactly when it moves in the paused direction",
  says: "A pause `out` or `in` holds the steps of that direction alone; it is asked before the bounds.",
  stops: ({ outcome, on }) => {
    if (!("step" in outcome) || on.paused === null || on.paused === "both") return null;
    const isHeld = on.paused === "out" ? outcome.step > 0 : outcome.step < 0;
    return isHeld ? `the endpoint is paused ${quoted(on.paused)}${untilText(on.endpoint.pausedUntil)}` : null;
  },
  passes: () => "no pause in its direction is in force",
  misreports: about("paused", pauseFigures),
};

const outOfBounds: Guard = {
  stage: "out-of-bounds",
  name: "a rule is out of bounds exactly when its step may not land within its own and its endpoint's bounds",
  says: "`skip` does not take a step that leads past the rule's or the endpoint's bounds at all. `clamp` goes as far as they allow, and stops a step that could not move in its own direction. A bound itself is within.",
  stops: (trial) => {
    const { outcome } = trial;
    if (!("step" in outcome) || landingOf(trial, outcome.from, outcome.step) !== null) return null;
    return `${outcome.from} ${stepText(outcome.step)} may not land within ${rangeText(trial)} (${trial.on.semantics.bounds})`;
  },
  passes: (trial) => {
    const steps = [trial.outcome].filter((outcome) => "step" in outcome);
    const landings = steps.map(
      ({ from, step }) => `${from} ${stepText(step)} may land at ${landingOf(trial, from, step)}`,
    );
    return `${landings.join()} within ${rangeText(trial)} (${trial.on.semantics.bounds})`;
  },
  misreports: about("out-of-bounds", boundFigures),
};

const faultyTime: Guard = {
  stage: "faulty-time",
  name: "a rule's cooldown cannot be told exactly when its last-triggered time is no instant",
  says: "A broken last-triggered time spoils its rule once the cooldown is asked for, and not before.",
  stops: ({ timeFault }) => timeFault?.message ?? null,
  passes: nothingWrong,
  misreports: about("invalid-input", (outcome, { name, timeFault }) =>
    unlike(name, "the fault", pathOf(outcome.fault), pathOf(timeFault)),
  ),
};

const cooling: Guard = {
  stage: "cooling",
  name: "a rule is cooling down exactly until its last trigger and its cooldown are over",
  says: "At exactly last + cooldown a rule still cools where `cooldownEnd` is `exclusive`, and is free where it is `inclusive`; to the microsecond. A last trigger in the future cools.",
  stops: (trial) => {
    const until = ruleCooldownEnd(trial);
    if (until === null || !isCoolingAt(trial.on.snapshot.now, until, trial.on.semantics)) return null;
    return `its cooldown ends at ${timeText(until)} (${trial.on.semantics.cooldownEnd}), and it is ${timeText(trial.on.snapshot.now)}`;
  },
  passes: (trial) => {
    const until = ruleCooldownEnd(trial);
    const now = timeText(trial.on.snapshot.now);
    if (until === null) return "it never triggered";
    return `its cooldown ended at ${timeText(until)} (${trial.on.semantics.cooldownEnd}), and it is ${now}`;
  },
  misreports: about("cooling-down", (outcome, trial) => cooldownFigures(outcome, trial, ruleCooldownEnd(trial))),
};

const endpointCooling: Guard = {
  stage: "endpoint-cooling",
  name: "a rule waits for its endpoint's cooldown exactly until the latest change and the cooldown of its direction are over",
  says: "An endpoint's cooldown of either direction counts from the latest change in any direction; 0 seconds are none. A rule's own cooldown is told first.",
  stops: (trial) => {
    const until = endpointCooldownEnd(trial);
    if (until === null || !isCoolingAt(trial.on.snapshot.now, until, trial.on.semantics)) return null;
    return `the endpoint's cooldown ends at ${timeText(until)} (${trial.on.semantics.cooldownEnd}), and it is ${timeText(trial.on.snapshot.now)}`;
  },
  passes: (trial) => {
    const until = endpointCooldownEnd(trial);
    const now = timeText(trial.on.snapshot.now);
    return until === null
      ? "the endpoint has none to wait for"
      : `the endpoint's cooldown ended at ${timeText(until)}, and it is ${now}`;
  },
  misreports: about("cooling-down", (outcome, trial) => cooldownFigures(outcome, trial, endpointCooldownEnd(trial))),
};

/** One law for each thing that can stop a rule: together they settle what becomes of every rule that is looked at. */
export const guardLaws: readonly TriedLaw[] = /* @__PURE__ */ [
  disabled,
  faulty,
  paused,
  noMetric,
  stale,
  conflict,
  noNumber,
  notMet,
  pausedDirection,
  outOfBounds,
  faultyTime,
  cooling,
  endpointCooling,
].map(guardLaw);

/** Everything that the rule compares, in the order in which it is tried. */
function comparisonsOf({ rule, on }: RuleTrial): readonly string[] {
  const value = averageOf(rule, on.snapshot)?.average.value ?? "nothing";
  return waysToMeet(rule).map((way) => comparisonText(value, way));
}

function nothingWrong(): string {
  return "nothing is wrong with the clock, the endpoint, the rule or the time at which it last triggered";
}

function untilText(until: Instant | undefined): string {
  return until === undefined ? "" : ` until ${timeText(until)}`;
}

function stepText(step: number): string {
  return step < 0 ? `- ${-step}` : `+ ${step}`;
}

function averageText(rule: RuleTrial["rule"], snapshot: RuleTrial["on"]["snapshot"]): string {
  const found = averageOf(rule, snapshot);
  if (found === null) return "no average";
  return `an average of ${decimalText(found.average.value)} for ${quoted(rule.metricName)}`;
}

function rangeText(trial: RuleTrial): string {
  const { min, max } = rangeOf(trial);
  return `${min ?? "no minimum"} to ${max ?? "no maximum"}`;
}

/** Until when a rule's average may be acted on, in microseconds; null where its age does not matter. */
function freshness(
  rule: RuleTrial["rule"],
  snapshot: RuleTrial["on"]["snapshot"],
): { readonly at: Instant; readonly lastFresh: number } | null {
  const { maxAgeSeconds } = rule;
  const at = averageOf(rule, snapshot)?.average.at;
  if (at === undefined || maxAgeSeconds === undefined) return null;
  return { at, lastFresh: ticksOf(at) + ticksIn(maxAgeSeconds) };
}

function ruleCooldownEnd({ rule, on }: RuleTrial): Instant | null {
  const last = on.snapshot.lastTriggered.get(rule.id);
  return last === undefined ? null : instantOf(ticksOf(last) + ticksIn(rule.cooldownSeconds));
}

function endpointCooldownEnd({ outcome, on: { endpoint } }: RuleTrial): Instant | null {
  const { cooldownSeconds, lastScaledAt } = endpoint;
  if (!("step" in outcome) || outcome.step === 0 || cooldownSeconds === undefined) return null;
  const seconds = outcome.step > 0 ? cooldownSeconds.out : cooldownSeconds.in;
  const changes = [lastScaledAt?.out, lastScaledAt?.in].filter((at) => typeof at === "number");
  if (seconds === 0 || changes.length === 0) return null;
  return instantOf(Math.max(...changes.map(ticksOf)) + ticksIn(seconds));
}

function* pauseFigures(outcome: PausedEndpoint | PausedDirection, { name, on }: RuleTrial): Generator<string> {
  yield* unlike(name, "`until`", outcome.until, on.endpoint.pausedUntil ?? null);
  if (outcome.paused === "both") return;
  yield* unlike(name, "`proposed`", outcome.proposed, proposalOf(outcome.from, outcome.step));
}

function* cooldownFigures(outcome: CoolingDown, trial: RuleTrial, end: Instant | null): Generator<string> {
  const { until, proposed, from, step } = outcome;
  // There is an end, or the guard would have let the rule pass.
  if (!isSameInstant(until, end))
    yield `${trial.name}: \`until\` is ${timeText(until)}, must be ${timeText(Number(end))}`;
  yield* unlike(trial.name, "`proposed`", proposed, landingOf(trial, from, step));
}

function* boundFigures(outcome: OutOfBounds, trial: RuleTrial): Generator<string> {
  const { name, rule, on } = trial;
  const { from, step, proposed } = outcome;
  const { min, max } = rangeOf(trial);
  yield* unlike(name, "`proposed`", proposed, proposalOf(from, step));
  yield* unlike(name, "the bounds in force", [outcome.minReplicas, outcome.maxReplicas], [min, max]);
  const isClamp = on.semantics.bounds === "clamp";
  const isMax =
    max !== null && (isClamp ? step > 0 && from >= max : proposed > max && !(min !== null && proposed < min));
  yield* unlike(name, "the bound in its way", outcome.bound, isMax ? "max" : "min");
  // No count goes below 0, which counts as the endpoint's bound.
  const limit = isMax ? max : isClamp ? Math.max(min ?? 0, 0) : min;
  yield* unlike(name, "`limit`", outcome.limit, limit);
  const own = isMax ? rule.maxReplicas : rule.minReplicas;
  yield* unlike(name, "`scope`", outcome.scope, own === limit ? "rule" : "endpoint");
}

/** The place of a fault; an evaluation that was not made here may say that there is one and not which. */
function pathOf(fault: Fault | null | undefined): string | undefined {
  return fault?.path;
}

import { lastTriggeredFault } from "../check/time-faults.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { RuleId } from "../model/ids.ts";
import { after, microseconds } from "../model/instant.ts";
import type { MetricKey } from "../model/metric.ts";
import { holdFor } from "../model/rule.ts";
import type {
  ConditionMet,
  Fallback,
  InvalidMetricReason,
  RuleOutcome,
  TakenBack,
} from "../model/rule-outcome.ts";
import { DIRECTIONS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { known } from "../util/known.ts";
import { paceEndOf } from "./agreement.ts";
import type { EndpointConstraints } from "./constraints.ts";
import { coverageGap } from "./coverage.ts";
import type { Cycle } from "./cycle.ts";
import { directionName } from "./directions.ts";
import { readingFaultOf } from "./match.ts";
import { slotReadBy, whyMissing } from "./readings.ts";
import { FAILURES, failingSince, heldSince } from "./remember.ts";
import {
  endpointCoolsUntil,
  fallbackCount,
  proposedBy,
  ruleCoolsUntil,
  stopOf,
  targetOf,
} from "./try-rule.ts";
import { byCode, type Verdict } from "./verdict.ts";

/** Makes the outcome of a rule that started from a count. */
type ToOutcome = (
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  from: number,
) => RuleOutcome;

/** What a rule's verdict stands for, with all its values: made when somebody reads it. */
export function toOutcome(
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  from: number,
): RuleOutcome {
  return itemAt(BY_VERDICT, byteAt(cycle.verdicts, rule))(cycle, constraints, rule, from);
}

const triggered: ToOutcome = (cycle, constraints, rule, from) =>
  Object.assign(met("triggered", cycle, rule, from), {
    to: targetOf(cycle, constraints, rule, from),
  });

const invalidMetric = (reason: InvalidMetricReason): ToOutcome => {
  return (cycle, _, rule) =>
    Object.assign(base("invalid-metric", cycle, rule), { value: averageOf(cycle, rule), reason });
};

const vetoed = (veto: "objection" | "no-consent"): ToOutcome => {
  return (cycle, constraints, rule, from) =>
    Object.assign(proposal("superseded", cycle, constraints, rule, from), {
      because: "vetoed" as const,
      by: reasonOf(cycle, rule),
      veto,
    });
};

const outbid: ToOutcome = (cycle, constraints, rule, from) =>
  Object.assign(proposal("superseded", cycle, constraints, rule, from), {
    because: "outbid" as const,
    by: reasonOf(cycle, rule),
  });

const takenBack = (because: TakenBack["because"]): ToOutcome => {
  return (cycle, constraints, rule, from) =>
    Object.assign(proposal("superseded", cycle, constraints, rule, from), { because });
};

/** What keeps a fallback from acting for the sake of another rule. */
const BY_RULES: ReadonlySet<Fallback["heldBy"]> = new Set([
  "outbid",
  "objection",
  "no-consent",
  "paced",
]);

const fallback = (heldBy: Fallback["heldBy"]): ToOutcome => {
  return (cycle, constraints, rule, from) => {
    const { program } = cycle;
    const failure = known(FAILURES.get(known(readingFaultOf(cycle, rule))));
    const proposed = fallbackCount(program, rule, from);
    return Object.assign(base("fallback", cycle, rule), {
      failure,
      since: failingSince(cycle, constraints, rule),
      how: known(program.index.ruleOf(rule).onFailure).how,
      from,
      proposed,
      to: heldBy === null && proposed !== from ? targetOf(cycle, constraints, rule, from) : from,
      direction: directionName(Math.sign(proposed - from)),
      heldBy,
      by: BY_RULES.has(heldBy) ? reasonOf(cycle, rule) : null,
    });
  };
};

/** Every verdict: a new one fails to compile until it has its outcome. */
const TO_OUTCOME = {
  // Written out: most rules do not hold in most cycles.
  notMet: (cycle, _, rule) => ({
    kind: "not-met",
    ruleId: idOf(cycle, rule),
    metric: cycle.program.index.metricOf(rule),
    value: averageOf(cycle, rule),
    conditions: cycle.program.conditionsOf(rule),
  }),
  disabled: (cycle, _, rule) => base("disabled", cycle, rule),
  faulty: (cycle, { fault }, rule) =>
    Object.assign(base("invalid-input", cycle, rule), {
      fault: fault ?? known(cycle.program.faultOf(rule)),
    }),
  faultyTime: (cycle, _, rule) => {
    const id = idOf(cycle, rule);
    const fault = lastTriggeredFault(id, cycle.faultyTimes?.get(id));
    return Object.assign(base("invalid-input", cycle, rule), { fault });
  },
  pausedEndpoint: (cycle, { pausedUntil: until }, rule) =>
    Object.assign(base("paused", cycle, rule), { paused: "both" as const, until }),
  noMetric: (cycle, _, rule) =>
    Object.assign(base("no-metric", cycle, rule), whyMissing(cycle.program, cycle.readings, rule)),
  notAnInstant: invalidMetric("not-an-instant"),
  stale: (cycle, _, rule) =>
    Object.assign(base("stale-metric", cycle, rule), {
      at: known(cycle.readings.timeAt(slotReadBy(cycle.program, cycle.readings, rule))),
      maxAgeSeconds: doubleAt(cycle.program.maxAges, rule),
    }),
  conflict: invalidMetric("conflict"),
  notANumber: invalidMetric("not-a-number"),
  holds: triggered,
  pausedDirection: (cycle, { pausedUntil: until }, rule, from) => {
    const outcome = met("paused", cycle, rule, from);
    const proposed = proposedBy(cycle.program, integerAt(cycle.branches, rule), from);
    return Object.assign(outcome, { proposed, paused: known(outcome.direction), until });
  },
  outOfBounds: (cycle, constraints, rule, from) => {
    const branch = integerAt(cycle.branches, rule);
    const proposed = proposedBy(cycle.program, branch, from);
    const stop = stopOf(cycle, constraints, rule, branch, from);
    return Object.assign(met("out-of-bounds", cycle, rule, from), { proposed }, stop);
  },
  coolingRule: (cycle, constraints, rule, from) =>
    Object.assign(proposal("cooling-down", cycle, constraints, rule, from), {
      until: ruleCoolsUntil(cycle, rule),
      scope: "rule" as const,
    }),
  coolingEndpoint: (cycle, constraints, rule, from) => {
    const outcome = proposal("cooling-down", cycle, constraints, rule, from);
    const until = known(endpointCoolsUntil(constraints, DIRECTIONS[known(outcome.direction)]));
    return Object.assign(outcome, { until, scope: "endpoint" as const });
  },
  coolingSignal: (cycle, constraints, rule, from) =>
    Object.assign(proposal("cooling-down", cycle, constraints, rule, from), {
      until: ruleCoolsUntil(cycle, integerAt(cycle.by, rule)),
      scope: "signal" as const,
      by: reasonOf(cycle, rule),
    }),
  triggered,
  cameLater: (cycle, _, rule) =>
    Object.assign(base("superseded", cycle, rule), {
      because: "came-later" as const,
      by: reasonOf(cycle, rule),
    }),
  outbid,
  objected: vetoed("objection"),
  unconsented: vetoed("no-consent"),
  paced: (cycle, constraints, rule, from) =>
    Object.assign(proposal("superseded", cycle, constraints, rule, from), {
      because: "paced" as const,
      by: reasonOf(cycle, rule),
      until: known(paceEndOf(cycle, constraints, integerAt(cycle.by, rule))),
    }),
  uncovered: (cycle, _, rule, from) => {
    const { program, readings } = cycle;
    const slot = slotReadBy(program, readings, rule);
    const outcome = met("uncovered", cycle, rule, from);
    const coverage = readings.coverageAt(slot);
    const gap = known(coverageGap(program.index.ruleOf(rule), outcome, outcome.value, coverage));
    return Object.assign(outcome, gap);
  },
  pending: (cycle, constraints, rule, from) => {
    const outcome = met("pending", cycle, rule, from);
    const since = heldSince(cycle, constraints, rule);
    const { forSeconds = 0 } = cycle.program.index.ruleOf(rule);
    const until = after(since, holdFor(forSeconds, outcome.direction));
    const remainingSeconds = (microseconds(until) - cycle.clock.micros) / 1e6;
    return Object.assign(outcome, { since, until, remainingSeconds });
  },
  projected: takenBack("projection"),
  zeroed: takenBack("zero"),
  unsettled: takenBack("settling"),
  countered: outbid,
  fallback: fallback(null),
  fallbackStays: fallback(null),
  fallbackPaused: fallback("paused"),
  fallbackOutOfBounds: fallback("out-of-bounds"),
  fallbackCooling: fallback("cooling-down"),
  fallbackOutbid: fallback("outbid"),
  fallbackObjected: fallback("objection"),
  fallbackUnconsented: fallback("no-consent"),
  fallbackPaced: fallback("paced"),
} as const satisfies Record<Verdict, ToOutcome>;

const BY_VERDICT: readonly ToOutcome[] = /* @__PURE__ */ byCode<ToOutcome>(TO_OUTCOME);

// What is common to outcomes is written out, and the rest is assigned: an engine makes spread objects a hundred times slower.

function base<Kind extends RuleOutcome["kind"]>(
  kind: Kind,
  cycle: Cycle,
  rule: number,
): Base<Kind> {
  return { kind, ruleId: idOf(cycle, rule), metric: cycle.program.index.metricOf(rule) };
}

interface Base<Kind> {
  readonly kind: Kind;
  readonly ruleId: RuleId;
  readonly metric: MetricKey;
}

function met<Kind extends RuleOutcome["kind"]>(
  kind: Kind,
  cycle: Cycle,
  rule: number,
  from: number,
): ConditionMet & { readonly kind: Kind } {
  const { program } = cycle;
  const condition = program.conditionOf(rule, integerAt(cycle.branches, rule));
  return {
    kind,
    ruleId: idOf(cycle, rule),
    metric: program.index.metricOf(rule),
    value: averageOf(cycle, rule),
    comparator: condition.comparator,
    threshold: condition.threshold,
    step: condition.step,
    direction: condition.direction,
    field: condition.field,
    from,
  };
}

function proposal<Kind extends RuleOutcome["kind"]>(
  kind: Kind,
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  from: number,
): ConditionMet & { readonly kind: Kind; readonly proposed: number } {
  const proposed = targetOf(cycle, constraints, rule, from);
  return Object.assign(met(kind, cycle, rule, from), { proposed });
}

function idOf({ program }: Cycle, rule: number): RuleId {
  return program.index.ruleOf(rule).id;
}

/** The rule that is the reason of a rule's verdict. */
function reasonOf(cycle: Cycle, rule: number): RuleId {
  return idOf(cycle, integerAt(cycle.by, rule));
}

function averageOf({ program, readings }: Cycle, rule: number): DecimalLike {
  return readings.valueAt(slotReadBy(program, readings, rule));
}

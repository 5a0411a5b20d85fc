import { lastTriggeredFault } from "../check/time-faults.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Fault } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import { after, type Instant } from "../model/instant.ts";
import type { MetricKey } from "../model/metric.ts";
import type { Condition, InvalidMetricReason, RuleOutcome } from "../model/rule-outcome.ts";
import { DIRECTIONS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { paceEndOf } from "./agreement.ts";
import { applyBounds, proposedBy, stopOf } from "./apply-bounds.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { reasonFor, slotReadBy } from "./readings.ts";
import { endpointCoolsUntil } from "./try-rule.ts";
import { byCode, type Verdict } from "./verdict.ts";

/** Makes the outcome of a rule that started from a count. */
type ToOutcome = (cycle: Cycle, constraints: EndpointConstraints, rule: number, from: number) => RuleOutcome;

/** What a rule's verdict stands for, with all its values: made when somebody reads it. */
export function toOutcome(cycle: Cycle, constraints: EndpointConstraints, rule: number, from: number): RuleOutcome {
  return itemAt(BY_VERDICT, byteAt(cycle.verdicts, rule))(cycle, constraints, rule, from);
}

// Objects are written out, not put together: half a million of them a cycle have to be of few shapes.

const triggered: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  return {
    kind: "triggered",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    to: landingOf(cycle, constraints, rule, from),
  };
};

const outOfBounds: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  const branch = integerAt(cycle.branches, rule);
  const stop = stopOf(cycle.program, cycle.semantics, constraints, rule, branch, from);
  return {
    kind: "out-of-bounds",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed: proposedBy(cycle.program, branch, from),
    bound: stop.bound,
    limit: stop.limit,
    scope: stop.scope,
    minReplicas: stop.minReplicas,
    maxReplicas: stop.maxReplicas,
  };
};

const coolingRule: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  return {
    kind: "cooling-down",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed: landingOf(cycle, constraints, rule, from),
    until: ruleCoolsUntil(cycle, rule),
    scope: "rule",
  };
};

const coolingEndpoint: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  return {
    kind: "cooling-down",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed: landingOf(cycle, constraints, rule, from),
    until: known(endpointCoolsUntil(constraints, DIRECTIONS[known(direction)])),
    scope: "endpoint",
  };
};

const coolingSignal: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  const by = integerAt(cycle.by, rule);
  return {
    kind: "cooling-down",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed: landingOf(cycle, constraints, rule, from),
    until: ruleCoolsUntil(cycle, by),
    scope: "signal",
    by: idOf(cycle, by),
  };
};

const outbid: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  return {
    kind: "superseded",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed: landingOf(cycle, constraints, rule, from),
    because: "outbid",
    by: idOf(cycle, integerAt(cycle.by, rule)),
  };
};

const paced: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  const by = integerAt(cycle.by, rule);
  return {
    kind: "superseded",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed: landingOf(cycle, constraints, rule, from),
    because: "paced",
    by: idOf(cycle, by),
    until: known(paceEndOf(cycle, constraints, by)),
  };
};

const vetoed = (veto: "objection" | "no-consent"): ToOutcome => {
  return (cycle, constraints, rule, from) => {
    const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
    return {
      kind: "superseded",
      ruleId: idOf(cycle, rule),
      metric: metricOf(cycle, rule),
      value: averageOf(cycle, rule),
      comparator,
      threshold,
      step,
      direction,
      field,
      from,
      proposed: landingOf(cycle, constraints, rule, from),
      because: "vetoed",
      by: idOf(cycle, integerAt(cycle.by, rule)),
      veto,
    };
  };
};

const pausedDirection: ToOutcome = (cycle, constraints, rule, from) => {
  const { comparator, threshold, step, direction, field } = conditionOf(cycle, rule);
  return {
    kind: "paused",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed: proposedBy(cycle.program, integerAt(cycle.branches, rule), from),
    paused: known(direction),
    until: constraints.pausedUntil,
  };
};

const pausedEndpoint: ToOutcome = (cycle, { pausedUntil: until }, rule) => {
  return { kind: "paused", ruleId: idOf(cycle, rule), metric: metricOf(cycle, rule), paused: "both", until };
};

const notMet: ToOutcome = (cycle, _, rule) => {
  const conditions = cycle.program.conditionsOf(rule);
  return {
    kind: "not-met",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    value: averageOf(cycle, rule),
    conditions,
  };
};

const noMetric: ToOutcome = (cycle, _, rule) => {
  const reason = reasonFor(cycle.program, cycle.readings, rule);
  return { kind: "no-metric", ruleId: idOf(cycle, rule), metric: metricOf(cycle, rule), reason };
};

const stale: ToOutcome = (cycle, _, rule) => {
  const { program, readings } = cycle;
  return {
    kind: "stale-metric",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    at: known(readings.timeAt(slotReadBy(program, readings, rule))),
    maxAgeSeconds: doubleAt(program.maxAges, rule),
  };
};

const invalidMetric = (reason: InvalidMetricReason): ToOutcome => {
  return (cycle, _, rule) => {
    const value = averageOf(cycle, rule);
    return { kind: "invalid-metric", ruleId: idOf(cycle, rule), metric: metricOf(cycle, rule), value, reason };
  };
};

const invalidInput = (cycle: Cycle, rule: number, fault: Fault): RuleOutcome => {
  return { kind: "invalid-input", ruleId: idOf(cycle, rule), metric: metricOf(cycle, rule), fault };
};

/** Every verdict: a new one fails to compile until it has its outcome. */
const TO_OUTCOME = {
  notMet,
  disabled: (cycle, _, rule) => ({
    kind: "disabled",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
  }),
  faulty: (cycle, { fault }, rule) => invalidInput(cycle, rule, fault ?? known(cycle.program.faultOf(rule))),
  faultyTime: (cycle, _, rule) => {
    const ruleId = idOf(cycle, rule);
    return invalidInput(cycle, rule, lastTriggeredFault(ruleId, cycle.faultyTimes?.get(ruleId)));
  },
  pausedEndpoint,
  noMetric,
  notAnInstant: invalidMetric("not-an-instant"),
  stale,
  conflict: invalidMetric("conflict"),
  notANumber: invalidMetric("not-a-number"),
  holds: triggered,
  pausedDirection,
  outOfBounds,
  coolingRule,
  coolingEndpoint,
  coolingSignal,
  triggered,
  cameLater: (cycle, _, rule) => ({
    kind: "superseded",
    ruleId: idOf(cycle, rule),
    metric: metricOf(cycle, rule),
    because: "came-later",
    by: idOf(cycle, integerAt(cycle.by, rule)),
  }),
  outbid,
  objected: vetoed("objection"),
  unconsented: vetoed("no-consent"),
  paced,
} as const satisfies Record<Verdict, ToOutcome>;

const BY_VERDICT = byCode(TO_OUTCOME);

function idOf({ program }: Cycle, rule: number): RuleId {
  return program.index.ruleOf(rule).id;
}

function metricOf({ program }: Cycle, rule: number): MetricKey {
  return program.index.metricOf(rule);
}

function averageOf({ program, readings }: Cycle, rule: number): DecimalLike {
  return readings.valueAt(slotReadBy(program, readings, rule));
}

function conditionOf({ program, branches }: Cycle, rule: number): Condition {
  return program.conditionOf(rule, integerAt(branches, rule));
}

/** The count that a rule leads to within the bounds. */
export function landingOf(cycle: Cycle, constraints: EndpointConstraints, rule: number, from: number): number {
  const { program, semantics, branches } = cycle;
  return applyBounds(program, semantics, constraints, rule, integerAt(branches, rule), from);
}

/** When a rule's own cooldown ends. */
export function ruleCoolsUntil({ program, lastTriggered }: Cycle, rule: number): Instant {
  return after(doubleAt(lastTriggered, rule), doubleAt(program.cooldowns, rule));
}

/** A value that is there by the verdict. */
function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new TypeError("a verdict without its value");
  return value;
}

import type { Arbitrary } from "fast-check";
import type { Rule } from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Scenario, ScenarioStep } from "../scenario/scenario.ts";
import { type Aim, aimAt, hit, USUAL_THRESHOLD } from "./decimal-arbitraries.ts";
import type { FastCheck } from "./fast-check.ts";
import { offsets, TO_THE_FIRST } from "./pools.ts";
import { anyRules } from "./rule-arbitraries.ts";
import { type SnapshotOptions, snapshots, thresholdsOf } from "./snapshot-arbitraries.ts";

/** What generated scenarios shall be like. */
export interface ScenarioOptions extends SnapshotOptions {
  /** The most steps. Absent: 12. */
  readonly maxSteps?: number;
}

/** A step that waits for the snapshot whose rules and endpoints it is about. */
type Draft = (start: Snapshot) => ScenarioStep;

export function scenarios(fc: FastCheck, { maxSteps = 12, ...options }: ScenarioOptions = {}): Arbitrary<Scenario> {
  const ids = options.endpointIds === undefined ? {} : { endpointIds: options.endpointIds };
  const rule = options.rule ?? anyRules(fc, ids);
  return fc
    .tuple(snapshots(fc, options), fc.array(drafts(fc, rule), { maxLength: maxSteps }))
    .map(([start, steps]) => ({ start, steps: steps.map((draft) => draft(start)) }));
}

function drafts(fc: FastCheck, rule: Arbitrary<Rule>): Arbitrary<Draft> {
  const nth = fc.nat({ max: 7 });
  return fc.oneof(
    TO_THE_FIRST,
    {
      weight: 4,
      arbitrary: fc.constantFrom(10, 1, 60, 300, 0.5, -5).map((seconds) => () => ({ kind: "wait", seconds }) as const),
    },
    { weight: 5, arbitrary: fc.tuple(nth, offsets(fc)).map(([at, offset]) => waitFor(at, offset)) },
    { weight: 6, arbitrary: fc.tuple(nth, aimAt(fc)).map(([at, aim]) => newMetric(at, aim)) },
    { weight: 1, arbitrary: nth.map(lostMetric) },
    {
      weight: 2,
      arbitrary: fc.tuple(nth, fc.integer({ min: 0, max: 9 })).map(([at, replicas]) => userCount(at, replicas)),
    },
    { weight: 1, arbitrary: rule.map((added) => () => ({ kind: "put-rule", rule: added }) as const) },
    { weight: 1, arbitrary: fc.tuple(nth, rule).map(([at, edited]) => userEdit(at, edited)) },
    { weight: 1, arbitrary: nth.map(lostRule) },
  );
}

/** The rule that a step is about: one of those at the start, which may be gone by then. */
function nthRule({ rules }: Snapshot, nth: number): Rule {
  return itemAt(rules, nth % rules.length);
}

function waitFor(nth: number, offsetMicroseconds: number): Draft {
  return (start) => ({ kind: "wait-for-cooldown", ruleId: nthRule(start, nth).id, offsetMicroseconds });
}

/** A new value, aimed at the threshold of a rule that looks at it. */
function newMetric(nth: number, aim: Aim): Draft {
  return (start) => {
    const rule = nthRule(start, nth);
    const { endpointId, metricSource: source, metricName: name, aggregation } = rule;
    const thresholds = thresholdsOf(rule);
    const value = hit(thresholds[aim.nth % thresholds.length] ?? USUAL_THRESHOLD, aim);
    return { kind: "metric", average: { endpointId, source, name, ...(aggregation && { aggregation }), value } };
  };
}

function lostMetric(nth: number): Draft {
  return (start) => {
    const { endpointId, metricSource: source, metricName: name, aggregation } = nthRule(start, nth);
    return { kind: "metric-gone", endpointId, metric: { source, name, ...(aggregation && { aggregation }) } };
  };
}

function userCount(nth: number, replicas: number): Draft {
  return ({ endpoints }) => ({
    kind: "set-replicas",
    endpointId: itemAt(endpoints, nth % endpoints.length).id,
    replicas,
  });
}

/** Another rule under the id of one that may just have triggered. */
function userEdit(nth: number, edited: Rule): Draft {
  return (start) => ({ kind: "put-rule", rule: { ...edited, id: nthRule(start, nth).id } });
}

function lostRule(nth: number): Draft {
  return (start) => ({ kind: "delete-rule", ruleId: nthRule(start, nth).id });
}

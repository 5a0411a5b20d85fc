import { compareDecimals } from "../../decimal/exact.ts";
import { PythonDecimal } from "../../decimal/python-context.ts";
import { type DecimalLike, decimalText } from "../../model/decimal-like.ts";
import { type MetricKey, metricKey, metricOf } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { named } from "../../model/show.ts";
import { itemAt } from "../../util/item-at.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import {
  thresholdsOf,
  valueAbove,
  valueBelow,
  valueBetween,
  withoutSign,
} from "./branch-values.ts";
import { type Found, findingOf } from "./finding-of.ts";
import { isPossible } from "./metric-range.ts";
import { countOf, type Patient, readsNothing } from "./patient.ts";
import { NO_REPAIR, type Repair, storing } from "./repair-rule.ts";
import { type Reading, type Shown, showToday } from "./show-today.ts";
import { soundRule } from "./sound-rule.ts";

/** Two rules of one endpoint in either order, where that leads to two counts. */
interface Clash {
  /** What both read. */
  readonly values: string;
  readonly one: Shown;
  readonly other: Shown;
}

/** Pairs of rules whose order decides the count, where the first that triggers does and the host lists them in any order. */
export function orderedRules(patient: Patient): readonly Found[] {
  if (patient.semantics.combine !== "first") return [];
  return pairsOf(patient.rules).flatMap(([one, other]) => {
    const clash = clashOf(patient, one.rule, other.rule);
    if (clash === null) return [];
    const [first, second] = [showToday(clash.one), showToday(clash.other)];
    const repair = repairOf(patient, one, other);
    const { replicas, desired } = first.decision;
    const counts = `from ${replicas} to ${desired} or to ${second.decision.desired}`;
    return findingOf({
      code: "rule-order",
      rules: [one, other],
      message:
        `${named("rule", one.rule.id)} and ${named("rule", other.rule.id)} can trigger at once, and the first of them ` +
        `decides: ${clash.values} the count goes ${counts}, and the host does not define their order`,
      help: `keep their conditions apart, ${repair.script === null ? "or delete one" : "or make them one rule"}`,
      today: [first, second],
      repair,
    });
  });
}

/** More pairs than these of one endpoint are of no use to anyone. */
const MOST_PAIRS = 1000;

function pairsOf(rules: readonly RuleWithRow[]): readonly (readonly [RuleWithRow, RuleWithRow])[] {
  const byEndpoint = new Map<string, RuleWithRow[]>();
  for (const each of rules) {
    const own = byEndpoint.get(each.rule.endpointId);
    if (own === undefined) byEndpoint.set(each.rule.endpointId, [each]);
    else own.push(each);
  }
  return [...byEndpoint.values()].flatMap((own) =>
    own
      .flatMap((one, at) => own.slice(at + 1).map((other) => [one, other] as const))
      .slice(0, MOST_PAIRS),
  );
}

/** Readings and a count at which the two orders of two rules lead to two counts; null for none. */
function clashOf(patient: Patient, one: Rule, other: Rule): Clash | null {
  if (readsNothing(patient, one) || readsNothing(patient, other)) return null;
  for (const replicas of countsOf(patient, one, other)) {
    for (const [value, otherValue] of readingsOf(one, other)) {
      const readings = new Map<string, Reading>([
        [one.id, { value }],
        [other.id, { value: otherValue }],
      ]);
      const others = isOneSignal(one, other) ? "" : ` and ${other.metricName} at ${otherValue}`;
      const values = `with ${one.metricName} at ${value}${others}`;
      const situation = `${values}, ${replicas} ${replicas === 1 ? "replica" : "replicas"}`;
      const { semantics } = patient;
      const shown = { readings, replicas, semantics, situation, endpointId: one.endpointId };
      const clash = {
        values,
        one: { ...shown, rules: [one, other] },
        other: { ...shown, rules: [other, one] },
      };
      if (showToday(clash.one).decision.desired !== showToday(clash.other).decision.desired) {
        return clash;
      }
    }
  }
  return null;
}

/** Whether two rules always read one value. */
function isOneSignal(one: Rule, other: Rule): boolean {
  const signal = (rule: Rule): string => {
    const key: MetricKey = metricOf(rule);
    return rule.metricSource === "PROMETHEUS"
      ? JSON.stringify(rule.queryPresetId ?? rule.id)
      : metricKey(key);
  };
  return signal(one) === signal(other);
}

/** Pairs of values around the thresholds of both rules, one of each stretch in which nothing changes, if rules can read it. */
function readingsOf(one: Rule, other: Rule): readonly (readonly [string, string])[] {
  if (isOneSignal(one, other)) {
    const ends = [one, other].flatMap(thresholdsOf);
    return stretches(one, ends).map((value) => [value, value] as const);
  }
  const others = stretches(other, thresholdsOf(other));
  return stretches(one, thresholdsOf(one)).flatMap((value) =>
    others.map((each) => [value, each] as const),
  );
}

function stretches(rule: Rule, thresholds: readonly DecimalLike[]): readonly string[] {
  const ends = thresholds
    .map((threshold) => String(new PythonDecimal(decimalText(threshold))))
    .sort(compareDecimals);
  const [first] = ends;
  if (first === undefined) return [];
  const last = itemAt(ends, ends.length - 1);
  const between = ends
    .slice(1)
    .flatMap((end, at) => [valueBetween(rule, itemAt(ends, at), end), end]);
  return [valueBelow(rule, first), first, ...between, valueAbove(rule, last)].filter((value) =>
    isPossible(rule, value),
  );
}

/** The endpoint's count, or some within the bounds of both rules. */
function countsOf(patient: Patient, one: Rule, other: Rule): readonly number[] {
  const known = countOf(patient, one.endpointId);
  if (known !== null) return [known];
  const least = Math.max(1, one.minReplicas ?? 1, other.minReplicas ?? 1);
  const most = Math.min(one.maxReplicas ?? least + 4, other.maxReplicas ?? least + 4);
  const middle = Math.floor((least + most) / 2);
  return [...new Set([least, middle, Math.max(least, most - 1)])];
}

/** The second rule without what clashes: its step as large as the first's, or one side of its band alone. */
function repairOf(patient: Patient, one: RuleWithRow, other: RuleWithRow): Repair {
  const ready = soundRule(patient, other.rule);
  if (ready === null) return NO_REPAIR;
  const { rule } = ready;
  const candidates: readonly Rule[] = [
    { ...rule, stepSize: Math.sign(rule.stepSize) * withoutSign(one.rule.stepSize) },
    ...(rule.type === "band"
      ? [
          { ...rule, minThreshold: null },
          { ...rule, maxThreshold: null },
        ]
      : []),
  ];
  const apart = candidates
    .filter((candidate) => clashOf(patient, one.rule, candidate) === null)
    .map((candidate) => storing(other, { ...ready, rule: candidate }));
  return apart.find(({ script }) => script !== null) ?? NO_REPAIR;
}

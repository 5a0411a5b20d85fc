import { aNumber, anInteger, aType, aWord } from "../../fields/expectations.ts";
import { SERVICE_LEVELS } from "../../fields/scenario-domains.ts";
import { type Fault, fault, placedAt } from "../../model/fault.ts";
import type { Keys } from "../../model/fault-place.ts";
import type { Rule } from "../../model/rule.ts";
import { isRecord } from "../../util/is-record.ts";
import { itemAt } from "../../util/item-at.ts";
import { checkScenario, variantFaults } from "../check-scenario.ts";
import { finish, type Progress, type WorkOptions } from "../progress.ts";
import { simulateSteps } from "../run/simulate.ts";
import { type Summary, type SummaryOptions, summarize } from "../run/summarize.ts";
import type { Scenario } from "../scenario.ts";
import { ScenarioError } from "../scenario-error.ts";
import { paretoFront } from "./pareto.ts";
import { defaultServiceLevel, type ServiceLevel, serviceLevelOf } from "./service-level.ts";

/** Every value of a rule that a sweep can vary. */
export const RULE_FIELDS = /* @__PURE__ */ Object.freeze([
  "threshold",
  "minThreshold",
  "maxThreshold",
  "stepSize",
  "cooldownSeconds",
  "minReplicas",
  "maxReplicas",
] as const);

/** Every value of a scenario that a sweep can vary. */
export const SCENARIO_FIELDS = /* @__PURE__ */ Object.freeze([
  "initialReplicas",
  "cycleSeconds",
  "startupSeconds",
  "firstStartupSeconds",
  "startsAtOnce",
  "capacity",
  "startFailureProbability",
  "drainSeconds",
  "failuresPerReplicaHour",
  "metricLagSeconds",
  "metricLoss",
  "seed",
] as const);

/** A value to vary, of one rule or of the scenario. */
export type SweepAxis =
  | { readonly rule: string; readonly field: (typeof RULE_FIELDS)[number]; readonly values: readonly number[] }
  | { readonly rule?: undefined; readonly field: (typeof SCENARIO_FIELDS)[number]; readonly values: readonly number[] };

/** What {@link sweep} works on. */
export interface SweepGrid extends SummaryOptions, WorkOptions {
  readonly scenario: Scenario;
  /** Every combination of their values is simulated. */
  readonly axes: readonly SweepAxis[];
  /** What counts as service. Absent: `objectives` where the scenario has any, else `within-objective`. */
  readonly serviceLevel?: ServiceLevel;
  /** Which part of the combinations to simulate, for work that is spread over machines; {@link mergeSweeps} joins the parts. Absent: all. */
  readonly shard?: SweepShard;
}

/** One of several equal parts of a sweep: every `of`-th combination, from the one of that number on, which counts from 1. */
export interface SweepShard {
  readonly index: number;
  readonly of: number;
}

/** One combination, and what came of it. */
export interface SweepPoint {
  /** By axis: `out.threshold` for a rule's value, `cycleSeconds` for the scenario's. */
  readonly values: Readonly<Record<string, number>>;
  readonly serviceLevel: number;
  readonly replicaHours: number;
  /** No other point is cheaper at no lower level, or better at no higher cost. */
  readonly isOnFront: boolean;
  readonly summary: Summary;
}

/** What every combination came to. */
export interface Sweep {
  readonly kind: "sweep";
  readonly serviceLevel: ServiceLevel;
  readonly objectiveSeconds: number;
  /** Which part it is; absent: all. */
  readonly shard?: SweepShard;
  /** The last axis varies fastest. */
  readonly points: readonly SweepPoint[];
}

const MOST_POINTS = 100_000;

/**
 * Simulates every combination of values, and marks those that are on the Pareto front of replica-hours against service
 * level.
 *
 * @throws ScenarioError where an axis names nothing, or a combination is no scenario
 * @example
 * const { points } = sweep({ scenario, axes: [{ rule: "out", field: "threshold", values: [60, 70, 80, 90] }] });
 * const best = points.filter(({ isOnFront }) => isOnFront);
 */
export function sweep(grid: SweepGrid): Sweep {
  return finish(sweepSteps(grid), grid);
}

/**
 * {@link sweep} a step at a time: after each combination, and now and then within one.
 *
 * @example
 * for (const { done, total } of sweepSteps(grid)) postMessage({ done, total });
 */
export function* sweepSteps(grid: SweepGrid): Generator<Progress, Sweep> {
  const { scenario, axes, serviceLevel = defaultServiceLevel(scenario), shard = WHOLE } = grid;
  const faults = [...gridFaults(axes, scenario.rules), ...serviceLevelFaults(serviceLevel), ...shardFaults(shard)];
  if (faults.length > 0) throw new ScenarioError(faults, "the grid cannot be swept:");
  const all = Array.from({ length: combinations(axes) }, (_, nth) => valuesOf(axes, nth));
  for (const [nth, values] of all.entries()) {
    refuseOdd(scenario, axes, values, nth === 0 ? checkScenario : variantFaults);
  }

  const mine = all.filter((_, nth) => nth % shard.of === shard.index - 1);
  const points: SweepPoint[] = [];
  for (const values of mine) {
    const run = simulateSteps(combined(scenario, axes, values));
    let step = run.next();
    for (; step.done !== true; step = run.next()) yield { done: points.length, total: mine.length };
    const summary = summarize(step.value, grid);
    const named = Object.fromEntries(axes.map((axis, nth) => [labelOf(axis), itemAt(values, nth)]));
    const level = serviceLevelOf(summary, serviceLevel);
    points.push({ values: named, serviceLevel: level, replicaHours: summary.replicaHours, isOnFront: false, summary });
    yield { done: points.length, total: mine.length };
  }
  const { objectiveSeconds = 10 } = grid;
  const part = shard === WHOLE ? {} : { shard };
  return { kind: "sweep", serviceLevel, objectiveSeconds, ...part, points: withFront(points) };
}

const WHOLE: SweepShard = { index: 1, of: 1 };

/** Points with those marked that are on the front of all of them. */
export function withFront(points: readonly SweepPoint[]): readonly SweepPoint[] {
  const isOnFront = paretoFront(points.map(({ replicaHours: cost, serviceLevel: level }) => ({ cost, level })));
  return points.map((point, at) => ({ ...point, isOnFront: itemAt(isOnFront, at) }));
}

function shardFaults({ index, of }: SweepShard): Fault[] {
  if (Number.isInteger(of) && Number.isInteger(index) && index >= 1 && index <= of) return [];
  const params = { index: String(index), of: String(of) };
  return [fault({ code: "not-a-shard", params }, { keys: ["shard"] })];
}

function combinations(axes: readonly SweepAxis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

function gridFaults(axes: readonly SweepAxis[], rules: readonly Rule[]): Fault[] {
  if (!Array.isArray(axes)) return [noAxis(axes, ["axes"], "axes")];
  const faults = axes.flatMap((axis: SweepAxis, at) => {
    const keys = ["axes", at];
    if (!isRecord(axis)) return noAxis(axis, keys, "axis");
    const odd = axisFaults(axis, keys, rules);
    return odd.length > 0 ? odd : [...valueFaults(axis, keys, rules), ...twiceFaults(axis, keys, axes.slice(0, at))];
  });
  if (faults.length > 0) return faults;
  const count = combinations(axes);
  if (count <= MOST_POINTS) return [];
  const params = { quantity: "combinations", count, max: MOST_POINTS } as const;
  return [fault({ code: "too-large", params }, { keys: ["axes"], value: axes })];
}

function noAxis(value: unknown, keys: Keys, type: "axes" | "axis"): Fault {
  const help = 'name what varies: [{ rule: "out", field: "threshold", values: [70, 80] }]';
  return fault(aType(type), { keys, value, help });
}

function serviceLevelFaults(value: ServiceLevel): Fault[] {
  if (SERVICE_LEVELS.includes(value)) return [];
  const place = { keys: ["serviceLevel"], value, help: "leave it out for the scenario's objectives" };
  return [fault(aWord(SERVICE_LEVELS), place)];
}

/** The nth combination; the last axis varies fastest. */
function valuesOf(axes: readonly SweepAxis[], nth: number): number[] {
  let rest = nth;
  return axes
    .toReversed()
    .map(({ values }) => {
      const value = itemAt(values, rest % values.length);
      rest = Math.floor(rest / values.length);
      return value;
    })
    .toReversed();
}

/** What an axis is called in tables: `out.threshold`, `cycleSeconds`. */
function labelOf({ rule, field }: SweepAxis): string {
  return rule === undefined ? field : `${rule}.${field}`;
}

/** Refuses a combination that is no scenario, before the first of them is simulated. */
function refuseOdd(
  scenario: Scenario,
  axes: readonly SweepAxis[],
  values: readonly number[],
  faultsOf: typeof checkScenario,
): void {
  const faults = faultsOf(combined(scenario, axes, values));
  if (faults.length === 0) return;
  const told = axes.map((axis, at) => `${labelOf(axis)} ${itemAt(values, at)}`).join(", ");
  const place = (path: string) => (told === "" ? path : `${told}: ${path}`);
  throw new ScenarioError(faults.map((each) => placedAt(each.keys, each, place(each.path))));
}

function combined(scenario: Scenario, axes: readonly SweepAxis[], values: readonly number[]): Scenario {
  return axes.reduce((changed, axis, at) => varied(changed, axis, itemAt(values, at)), scenario);
}

/** A scenario with one value changed. */
function varied(scenario: Scenario, { rule: id, field }: SweepAxis, value: number): Scenario {
  if (id === undefined) return { ...scenario, [field]: value };
  return { ...scenario, rules: scenario.rules.map((rule) => (rule.id === id ? withFigure(rule, field, value) : rule)) };
}

/** A rule with one value changed. */
export function withFigure(rule: Rule, field: string, value: number | string): Rule {
  return { ...rule, [field]: value };
}

function axisFaults({ rule: id, field, values }: SweepAxis, place: Keys, rules: readonly Rule[]): Fault[] {
  const faults: Fault[] = [];
  const rule = rules.find((each) => each.id === id);
  const fields: readonly string[] =
    rule === undefined ? SCENARIO_FIELDS : RULE_FIELDS.filter((figure) => figure in rule);
  if (id !== undefined && rule === undefined) {
    const ids = rules.map((each) => each.id);
    faults.push(fault({ code: "unknown-rule", params: { ids } }, { keys: [...place, "rule"], value: id }));
  } else if (!fields.some((each) => each === field)) {
    const help = "name a value that is there";
    faults.push(fault(aWord(fields), { keys: [...place, "field"], value: field, help }));
  }
  if (!Array.isArray(values) || values.length === 0 || !values.every((value) => typeof value === "number")) {
    const help = "list the values to try";
    faults.push(fault(aType("numbers"), { keys: [...place, "values"], value: values, help }));
  }
  return faults;
}

/** Values with which a rule would be another one: that turn its direction round, take it away, or are no time or count. */
function valueFaults({ rule: id, field, values }: SweepAxis, place: Keys, rules: readonly Rule[]): Fault[] {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined || !COUNTED.has(field)) return [];
  const isOut = rule.stepSize > 0;
  const { accepts, expects, help } =
    field === "stepSize"
      ? {
          accepts: (value: number) => (isOut ? value > 0 : value < 0),
          expects: isOut ? anInteger(1) : anInteger(-1e6, -1),
          help: "a step keeps the direction of its rule",
        }
      : {
          accepts: (value: number) => value >= 0,
          expects: aNumber({ min: 0 }),
          help: "give values that a rule can have",
        };
  return values.flatMap((value, nth) =>
    accepts(value) ? [] : fault(expects, { keys: [...place, "values", nth], value, help }),
  );
}

const COUNTED: ReadonlySet<SweepAxis["field"]> = new Set(["stepSize", "cooldownSeconds", "minReplicas", "maxReplicas"]);

/** An axis that varies what an earlier one varies, or tries a value twice. */
function twiceFaults(axis: SweepAxis, place: Keys, earlier: readonly SweepAxis[]): Fault[] {
  const { field, values } = axis;
  if (earlier.some((each) => isRecord(each) && labelOf(each) === labelOf(axis))) {
    const used = earlier.filter(({ rule }) => rule === axis.rule).map((each) => each.field);
    const others = (axis.rule === undefined ? SCENARIO_FIELDS : RULE_FIELDS).filter((each) => !used.includes(each));
    const help = "an axis before it varies the same; list all values in one";
    return [fault(aWord(others), { keys: [...place, "field"], value: field, help })];
  }
  if (new Set(values).size === values.length) return [];
  return [fault(aType("numbers"), { keys: [...place, "values"], value: values, help: "name each value once" })];
}

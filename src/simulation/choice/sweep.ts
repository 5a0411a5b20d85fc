import { type Fault, fault, placedAt, show } from "../../model/fault.ts";
import type { Rule } from "../../model/rule.ts";
import { isRecord } from "../../util/is-record.ts";
import { itemAt } from "../../util/item-at.ts";
import { choice } from "../../util/words.ts";
import { checkScenario } from "../check-scenario.ts";
import { simulate } from "../run/simulate.ts";
import { type Summary, type SummaryOptions, summarize } from "../run/summarize.ts";
import type { Scenario } from "../scenario.ts";
import { ScenarioError } from "../scenario-error.ts";
import { paretoFront } from "./pareto.ts";
import { defaultServiceLevel, SERVICE_LEVELS, type ServiceLevel, serviceLevelOf } from "./service-level.ts";

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
export interface SweepGrid extends SummaryOptions {
  readonly scenario: Scenario;
  /** Every combination of their values is simulated. */
  readonly axes: readonly SweepAxis[];
  /** What counts as service. Absent: `objectives` where the scenario has any, else `within-objective`. */
  readonly serviceLevel?: ServiceLevel;
  /** Told after each run, for progress bars. */
  readonly onProgress?: (done: number, total: number) => void;
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
export function sweep({ scenario, axes, serviceLevel: asked, onProgress, ...options }: SweepGrid): Sweep {
  const serviceLevel = asked ?? defaultServiceLevel(scenario);
  const faults = [...gridFaults(axes, scenario.rules), ...serviceLevelFaults(serviceLevel)];
  if (faults.length > 0) throw new ScenarioError(faults, "the grid cannot be swept:");
  const all = Array.from({ length: combinations(axes) }, (_, nth) => valuesOf(axes, nth));
  for (const values of all) refuseOdd(scenario, axes, values);

  const runs = all.map((values, at) => {
    const summary = summarize(simulate(combined(scenario, axes, values)), options);
    onProgress?.(at + 1, all.length);
    return { values: Object.fromEntries(axes.map((axis, nth) => [labelOf(axis), itemAt(values, nth)])), summary };
  });
  const isOnFront = paretoFront(
    runs.map(({ summary }) => ({ cost: summary.replicaHours, level: serviceLevelOf(summary, serviceLevel) })),
  );
  const points = runs.map(({ values, summary }, at) => ({
    values,
    serviceLevel: serviceLevelOf(summary, serviceLevel),
    replicaHours: summary.replicaHours,
    isOnFront: itemAt(isOnFront, at),
    summary,
  }));
  return { kind: "sweep", serviceLevel, objectiveSeconds: options.objectiveSeconds ?? 10, points };
}

function combinations(axes: readonly SweepAxis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

function gridFaults(axes: readonly SweepAxis[], rules: readonly Rule[]): Fault[] {
  if (!Array.isArray(axes)) return [noAxis(axes, "axes", "an array of axes")];
  const faults = axes.flatMap((axis: SweepAxis, at) => {
    const path = `axes[${at}]`;
    return isRecord(axis) ? axisFaults(axis, path, rules) : noAxis(axis, path, "an axis");
  });
  if (faults.length > 0 || combinations(axes) <= MOST_POINTS) return faults;
  const facts = { code: "out-of-range", path: "axes", found: `${combinations(axes)} combinations` } as const;
  return [fault({ ...facts, expected: `at most ${MOST_POINTS}`, help: "take fewer values" })];
}

function noAxis(found: unknown, path: string, expected: string): Fault {
  const help = 'name what varies: [{ rule: "out", field: "threshold", values: [70, 80] }]';
  return fault({ code: "wrong-type", path, found: show(found), expected, help });
}

function serviceLevelFaults(value: ServiceLevel): Fault[] {
  if (SERVICE_LEVELS.includes(value)) return [];
  const facts = {
    code: "not-one-of",
    path: "serviceLevel",
    found: show(value),
    expected: choice(SERVICE_LEVELS),
  } as const;
  return [fault({ ...facts, help: "leave it out for the scenario's objectives" })];
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
function refuseOdd(scenario: Scenario, axes: readonly SweepAxis[], values: readonly number[]): void {
  const faults = checkScenario(combined(scenario, axes, values));
  if (faults.length === 0) return;
  const told = axes.map((axis, at) => `${labelOf(axis)} ${itemAt(values, at)}`).join(", ");
  const place = (path: string) => (told === "" ? path : `${told}: ${path}`);
  throw new ScenarioError(faults.map((each) => placedAt(place(each.path), each)));
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

function axisFaults({ rule: id, field, values }: SweepAxis, path: string, rules: readonly Rule[]): Fault[] {
  const faults: Fault[] = [];
  const rule = rules.find((each) => each.id === id);
  const fields: readonly string[] =
    rule === undefined ? SCENARIO_FIELDS : RULE_FIELDS.filter((figure) => figure in rule);
  if (id !== undefined && rule === undefined) {
    const facts = {
      code: "not-one-of",
      path: `${path}.rule`,
      found: show(id),
      help: "leave it out for the scenario's own",
    } as const;
    faults.push(fault({ ...facts, expected: `a rule's id: ${choice(rules.map((each) => each.id))}` }));
  } else if (!fields.some((each) => each === field)) {
    const facts = { code: "not-one-of", path: `${path}.field`, found: show(field), expected: choice(fields) } as const;
    faults.push(fault({ ...facts, help: "name a value that is there" }));
  }
  if (!Array.isArray(values) || values.length === 0 || !values.every((value) => typeof value === "number")) {
    const facts = {
      code: "wrong-type",
      path: `${path}.values`,
      found: show(values),
      expected: "an array of numbers, at least one",
    } as const;
    faults.push(fault({ ...facts, help: "list the values to try" }));
  }
  return faults;
}

import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, evaluatePrepared, factsOfMetric, type PreparedRules, prepare, type Rule } from "../../src/index.ts";
import { compareRules, type Difference, type Effect, type Reading } from "../../src/verify/index.ts";
import type { BruteInput } from "./brute-force.ts";
import { smallRuleSet } from "./rule-sets.ts";
import { verifierInput } from "./verifier-input.ts";

/** Digits enough for sums and products of what the rule sets have. */
const Exact = Decimal.clone({ defaults: true, precision: 2000 });

type Metric = Pick<Rule, "metricSource" | "metricName" | "aggregation">;

const keyOf = ({ metricSource, metricName, aggregation = "average" }: Metric) =>
  JSON.stringify([metricSource, metricName, aggregation]);
const keyOfReading = ({ source, name, aggregation = "average" }: Omit<Reading, "value">) =>
  JSON.stringify([source, name, aggregation]);

function thresholdsOf(each: Rule): Decimal[] {
  const all = each.type === "threshold" ? [each.threshold] : [each.minThreshold, each.maxThreshold];
  return all.flatMap((threshold) => (threshold === null ? [] : [new Exact(threshold)]));
}

/** A reading in every part into which thresholds cut a metric's domain, and none. */
function valuesOf(rules: readonly Rule[], domain: { readonly min?: string; readonly max?: string } = {}) {
  const { min = "0", max = "1e500" } = domain;
  const points = rules.flatMap(thresholdsOf).sort((one, other) => one.comparedTo(other));
  const between = points.slice(1).map((each, at) => each.plus(points[at] ?? 0).div(2));
  const ends = [points[0]?.minus(1), points.at(-1)?.plus(1)].filter((each) => each !== undefined);
  const inside = [...points, ...between, ...ends].filter((each) => each.gte(min) && each.lte(max));
  return [null, ...new Set(inside.map((each) => each.toFixed()))];
}

const knownToHold = new WeakMap<Rule, Map<string, boolean>>();

/** Asked of each rule and value again and again. */
function holds(rule: Rule, value: string): boolean {
  const values = knownToHold.get(rule) ?? new Map<string, boolean>();
  knownToHold.set(rule, values);
  const isKnown = values.get(value) ?? evaluatedAlone(rule, value);
  values.set(value, isKnown);
  return isKnown;
}

function evaluatedAlone(each: Rule, value: string): boolean {
  const rules = [{ ...each, minReplicas: null, maxReplicas: null, cooldownSeconds: 0, enabled: true }];
  const metrics = [
    {
      endpointId: "e",
      source: each.metricSource,
      name: each.metricName,
      value,
      ...(each.aggregation === undefined ? {} : { aggregation: each.aggregation }),
    },
  ];
  const endpoints = [{ id: "e", replicas: 100 }];
  const { decisions } = evaluate({ now: 1e12, endpoints, rules, metrics, lastTriggered: new Map() });
  return decisions[0]?.outcomes[0]?.kind !== "not-met";
}

/** Whether a metric has a reading where there are no replicas. */
function isReadAtZero({ domain }: BruteInput, { source, name }: Reading): boolean {
  return domain?.[name] !== undefined || factsOfMetric({ source, name }).facts.atZero !== false;
}

const preparations = new WeakMap<BruteInput, PreparedRules>();

function preparedOf(input: BruteInput): PreparedRules {
  const prepared = preparations.get(input) ?? prepare(input.rules, input.semantics);
  preparations.set(input, prepared);
  return prepared;
}

/** The count after one cycle, by the evaluator. */
function afterCycle(input: BruteInput, replicas: number, readings: readonly Reading[]) {
  const metrics = readings.map((each) => ({ ...each, endpointId: "e" }));
  const endpoints = [{ id: "e", replicas, ...input.endpoint }];
  const { decisions } = evaluatePrepared(preparedOf(input), {
    now: 1e12,
    endpoints,
    metrics,
    lastTriggered: new Map(),
  });
  return decisions[0]?.desired;
}

type Interval = { from: string | null; to: string | null; fromClosed: boolean; toClosed: boolean };

function isIn(value: string, { from, to, fromClosed, toClosed }: Interval): boolean {
  const low = from === null ? 1 : new Exact(value).comparedTo(from);
  const high = to === null ? -1 : new Exact(value).comparedTo(to);
  return (low > 0 || (low === 0 && fromClosed)) && (high < 0 || (high === 0 && toClosed));
}

/** Where an effect leads from a count. */
function led(count: number, { kind, replicas }: Effect): number {
  return kind === "add" ? count + replicas : replicas;
}

/** What a comparison says of these readings, at whatever count. */
function differencesAt(
  differences: readonly Difference[],
  rules: readonly Rule[],
  readings: readonly Reading[],
): readonly Difference[] {
  const readAs = (key: string) => readings.find((each) => keyOfReading(each) === key)?.value;
  const keys = [...new Set(rules.map(keyOf))];
  return differences.filter((each) =>
    keys.every((key) => {
      const value = readAs(key);
      const named = each.readings.find(({ metric }) => keyOfReading(metric) === key);
      if (named !== undefined) return value !== undefined && named.stretches.some((stretch) => isIn(value, stretch));
      return value === undefined || !rules.some((rule) => keyOf(rule) === key && holds(rule, value));
    }),
  );
}

/** What differences say of a count: where either set leads, or that both lead to the same. */
function reported(differences: readonly Difference[], count: number): (readonly [number, number])[] {
  const counts = differences.flatMap((each) => each.counts);
  const at = counts.filter(({ min, max }) => min <= count && count <= (max ?? count));
  return at.map((each) => [led(count, each.old), led(count, each.new)] as const);
}

/** Two sets of one endpoint: the second may have the first one's bounds, or some of its rules. */
const twoSets = fc
  .tuple(smallRuleSet, smallRuleSet, fc.boolean(), fc.boolean())
  .map(([old, other, sameBounds, sameRules]): readonly [BruteInput, BruteInput] => {
    const { endpoint: _, ...rest } = other;
    const bounded = sameBounds ? { ...rest, ...(old.endpoint && { endpoint: old.endpoint }) } : other;
    const rules = sameRules ? other.rules.map((each, at) => (at === 0 ? each : (old.rules[at] ?? each))) : other.rules;
    const ids = new Set(rules.map(({ id }) => id));
    return [old, ids.size === rules.length ? { ...bounded, rules } : bounded];
  });

/** Of counts without end there can be very many loads. */
const MOST = 30;

/** Past all bounds and steps too. */
const COUNTS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 20, 40, 41];

describe("two rule sets are compared", () => {
  test("exactly: within the reported regions the evaluator decides as reported, and outside of them the same", () => {
    fc.assert(
      fc.property(twoSets, fc.infiniteStream(fc.nat()), ([old, now], chosen) => {
        const { differences, complete } = compareRules(verifierInput(old), verifierInput(now));
        expect(complete).toBe(true);
        const rules = [...old.rules, ...now.rules].filter(({ enabled }) => enabled !== false);
        const metrics = [...new Map(rules.map((each) => [keyOf(each), each])).values()].map((metric) => {
          const own = rules.filter((each) => keyOf(each) === keyOf(metric));
          return { metric, values: valuesOf(own, now.domain?.[metric.metricName]) };
        });
        for (let trial = 0; trial < 25; trial += 1) {
          const readings = metrics.flatMap(({ metric, values }): Reading[] => {
            const value = values[chosen.next().value % values.length] ?? null;
            const { metricSource: source, metricName: name, aggregation } = metric;
            return value === null
              ? []
              : [{ source, name, value, ...(aggregation === undefined ? {} : { aggregation }) }];
          });
          const readAtZero = readings.filter((each) => isReadAtZero(now, each));
          const knownAtZero = differencesAt(differences, rules, readAtZero);
          const known = differencesAt(differences, rules, readings);
          for (const count of COUNTS) {
            const read = count === 0 ? readAtZero : readings;
            const [before, later] = [afterCycle(old, count, read), afterCycle(now, count, read)];
            const expected = before === later ? [] : [[before, later]];
            const found = reported(count === 0 ? knownAtZero : known, count);
            expect({ read, count, reported: found }).toEqual({ read, count, reported: expected });
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test("with a witness that the evaluator confirms, at one of the counts and in the reported stretches", () => {
    fc.assert(
      fc.property(twoSets, ([old, now]) => {
        const { differences } = compareRules(verifierInput(old), verifierInput(now));
        for (const { readings, counts, witness, reachable } of differences) {
          const { replicas } = witness;
          expect(afterCycle(old, replicas, witness.readings)).toBe(witness.old.after);
          expect(afterCycle(now, replicas, witness.readings)).toBe(witness.new.after);
          expect(witness.old.after).not.toBe(witness.new.after);
          const reported = counts.find(({ min, max }) => min <= replicas && replicas <= (max ?? replicas));
          expect(reported && [led(replicas, reported.old), led(replicas, reported.new)]).toEqual([
            witness.old.after,
            witness.new.after,
          ]);
          for (const { metric, stretches } of readings) {
            const { value = "none" } =
              witness.readings.find((each) => keyOfReading(each) === keyOfReading(metric)) ?? {};
            expect(stretches.some((stretch) => isIn(value, stretch))).toBe(true);
          }
          if (old.initial.includes(replicas) || now.initial.includes(replicas)) expect(reachable).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("as no different from themselves", () => {
    fc.assert(
      fc.property(smallRuleSet, (input) => {
        expect(compareRules(verifierInput(input), verifierInput(input))).toEqual({
          differences: [],
          complete: true,
          restsOn: [],
          notCompared: [],
        });
      }),
    );
  });

  test("on the facts that are named alone: without the ranges of other metrics they differ in the same", () => {
    fc.assert(
      fc.property(twoSets, ([old, now]) => {
        const [one, other] = [verifierInput(old), verifierInput(now)];
        const { differences, restsOn } = compareRules(one, other);
        const needed = new Set(restsOn.flatMap(({ fact, metric }) => (fact === "integer" ? [] : [metric.name])));
        const names = [...old.rules, ...now.rules].map(({ metricName }) => metricName);
        const open = names.filter((name) => !needed.has(name)).map((name) => [name, { min: null }] as const);
        const domain = { ...other.domain, ...Object.fromEntries(open) };
        const without = compareRules(one, { ...other, domain });
        const countsOf = (all: readonly Difference[]) => all.map(({ counts }) => JSON.stringify(counts)).sort();
        expect(countsOf(without.differences)).toEqual(countsOf(differences));
      }),
    );
  });

  test("by the loads: each lies in the reported readings, divided by one of the counts", () => {
    fc.assert(
      fc.property(twoSets, ([old, now]) => {
        const { differences } = compareRules(verifierInput(old), verifierInput(now));
        for (const { readings, counts, loads } of differences) {
          const [only] = readings;
          if (readings.length !== 1 || only === undefined) {
            expect(loads).toEqual([]);
            continue;
          }
          const all = counts.flatMap(({ min, max }) => {
            const first = Math.max(1, min);
            return Array.from({ length: (max ?? first + MOST + 10) - first + 1 }, (_, nth) => first + nth);
          });
          for (const [at, load] of loads.slice(0, MOST).entries()) {
            const next = loads[at + 1];
            expect(next === undefined || load.to === null || new Exact(next.from).gte(load.to)).toBe(true);
            const ends = load.to === null ? [load.from] : [load.from, load.to];
            const inside = load.to === null ? justAbove(load.from) : new Exact(load.from).plus(load.to).div(2);
            for (const [value, closed] of [
              [inside, true],
              ...ends.map((end, nth) => [new Exact(end), nth === 0 ? load.fromClosed : load.toClosed] as const),
            ] as const) {
              const isTold = all.some((count) =>
                only.stretches.some((stretch) => {
                  const scaled = { ...stretch, from: times(stretch.from, count), to: times(stretch.to, count) };
                  return isIn(value.toFixed(), scaled);
                }),
              );
              expect([value.toFixed(), isTold]).toEqual([value.toFixed(), closed]);
            }
          }
        }
      }),
    );
  });
});

function times(end: string | null, count: number): string | null {
  return end === null ? null : new Exact(end).times(count).toFixed();
}

/** Nearer than the loads of any of the next counts. */
function justAbove(load: string): Decimal {
  return load === "0" ? new Exact("1e-450") : new Exact(load).times("1.001");
}

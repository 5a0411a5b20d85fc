import { Decimal } from "decimal.js";
import {
  type DecimalLike,
  type Endpoint,
  evaluate,
  type MetricAverage,
  type Rule,
  type Semantics,
  type ThresholdRule,
} from "../../src/index.ts";

/** The rules of one endpoint, and what is asked about them. */
export interface BruteInput {
  readonly rules: readonly Rule[];
  readonly endpoint?: Pick<Endpoint, "minReplicas" | "maxReplicas">;
  readonly semantics: Semantics;
  /** The counts at which the endpoint may be found at first. */
  readonly initial: readonly number[];
  /** The counts of which is asked whether they can be reached. */
  readonly counts: { readonly min: number; readonly max: number };
  /** Between which readings a metric stays, ends included, by name. Absent: from 0 upwards. */
  readonly domain?: Readonly<Record<string, { readonly min?: string; readonly max?: string }>>;
  /** The metric that reads a constant load divided by the count. */
  readonly load?: { readonly metric: string };
  /** Seconds between two ticks, for the model with cooldowns. */
  readonly cycleSeconds?: number;
}

export type BruteModel = "free" | "held" | "load" | "held-timed" | "load-timed";

/** A set of loads without gaps; `to` is null where it has no end. */
export interface LoadInterval {
  readonly from: string;
  readonly to: string | null;
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
}

export interface BruteFinding {
  readonly code: string;
  readonly model: BruteModel;
  readonly rules?: readonly string[];
  readonly counts?: readonly number[];
  readonly loads?: readonly LoadInterval[];
}

export interface BruteVerdict {
  /** In the free model, ascending. */
  readonly reachable: readonly number[];
  /** By code, model and rules, ascending. */
  readonly findings: readonly BruteFinding[];
}

/**
 * Everything that can be found out about a rule set by trying all of it: every count, every reading that makes a
 * difference, every order, every load. Each step is a call of the public `evaluate`; nothing here knows how rules combine.
 *
 * Of a set that is not bounded ({@link isBounded}) it gives the reachable counts up to `counts.max`, and `runaway`.
 */
export function bruteForce(input: BruteInput): BruteVerdict {
  const system = new System(input);
  const reachable = reach(system, input.initial);
  const bounded = isBounded(input);
  const findings = bounded
    ? [
        ...ruleFindings(system, reachable),
        ...contradictions(system, reachable),
        ...countFindings(system, reachable, input),
        ...heldFindings(system, reachable),
        ...loadFindings(system, reachable),
        ...orderFindings(system, reachable),
        ...zeroTraps(system, reachable),
      ]
    : [];
  return {
    reachable: bounded ? reachable : reachable.filter((count) => count <= input.counts.max),
    findings: sorted([
      ...findings,
      ...runaways(system, reachable),
      ...timedFindings(system, reachable).filter(({ code }) => bounded || code === "runaway"),
    ]),
  };
}

/** Whether no run can pass the greatest of all bounds and initial counts: whatever adds replicas has a maximum. */
export function isBounded({ rules, endpoint }: Pick<BruteInput, "rules" | "endpoint">): boolean {
  if (typeof endpoint?.maxReplicas === "number") return true;
  return rules.filter(isEnabled).every((rule) => rule.maxReplicas !== null || !canAdd(rule));
}

function canAdd(rule: Rule): boolean {
  if (rule.type === "threshold") return rule.stepSize > 0;
  return rule.stepSize > 0 ? rule.maxThreshold !== null : rule.stepSize < 0 && rule.minThreshold !== null;
}

function isEnabled({ enabled }: Rule): boolean {
  return enabled !== false;
}

/** By code, model and rules: an order in which two lists of the same findings are equal. */
export function sorted(findings: readonly BruteFinding[]): BruteFinding[] {
  const key = ({ code, model, rules = [] }: BruteFinding) => JSON.stringify([code, model, rules]);
  return findings.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

// ---------------------------------------------------------------- readings

/**
 * Digits enough for every sum and product below to be exact, of 1e-400 and 1e400 in one rule set too. Quotients alone are
 * rounded: `System` checks that what is left of them stands to the thresholds as they do.
 */
const Exact = Decimal.clone({ defaults: true, precision: 2000 });

/** What a metric reads: a total over a number of replicas. Kept as two, because the quotient may not be a decimal. */
interface Reading {
  readonly total: Decimal;
  readonly over: number;
}

/** One way for all readings to be, as far as the rules can distinguish. */
interface ReadingClass {
  /** Two classes with one key are the same to every rule. */
  readonly key: string;
  /** For each rule what it adds to the count, null where its condition does not hold. */
  readonly steps: readonly (number | null)[];
  readonly metrics: () => readonly MetricAverage[];
  /** What of it is read where there are no replicas. */
  readonly atZero: () => ReadingClass;
}

function compare({ total, over }: Reading, threshold: DecimalLike): number {
  return total.cmp(new Exact(threshold).mul(over));
}

/** What a rule adds to the count at a reading; null where its condition does not hold. */
function stepAt(rule: Rule, reading: Reading): number | null {
  if (rule.type === "threshold") return holds(rule, reading) ? rule.stepSize : null;
  if (rule.maxThreshold !== null && compare(reading, rule.maxThreshold) > 0) return rule.stepSize;
  if (rule.minThreshold !== null && compare(reading, rule.minThreshold) < 0) return 0 - rule.stepSize;
  return null;
}

function holds({ comparator, threshold }: ThresholdRule, reading: Reading): boolean {
  const sign = compare(reading, threshold);
  switch (comparator) {
    case "LESS_THAN":
      return sign < 0;
    case "LESS_THAN_OR_EQUAL":
      return sign <= 0;
    case "GREATER_THAN":
      return sign > 0;
    case "GREATER_THAN_OR_EQUAL":
      return sign >= 0;
  }
}

function metricOf({ metricSource, metricName, aggregation = "average" }: Rule): string {
  return JSON.stringify([metricSource, metricName, aggregation]);
}

/** The thresholds of some rules, each once, ascending. */
function thresholdsOf(rules: readonly Rule[]): Decimal[] {
  const all = rules.flatMap((rule) =>
    rule.type === "threshold" ? [rule.threshold] : [rule.minThreshold, rule.maxThreshold],
  );
  const decimals = all.flatMap((threshold) => (threshold === null ? [] : [new Exact(threshold)]));
  // No reading meets an infinite threshold.
  return ascending(decimals.filter((threshold) => threshold.isFinite()));
}

function ascending(values: readonly Decimal[]): Decimal[] {
  const sorted = values.toSorted((one, other) => one.cmp(other));
  return sorted.filter((value, at) => at === 0 || !value.eq(sorted[at - 1] ?? Number.NaN));
}

/** A value from every part into which points cut the line from `min` to `max`, ends included: the points too. */
function samples(points: readonly Decimal[], min: Decimal, max: Decimal | null): Decimal[] {
  if (max?.lt(min)) return [];
  const inside = points.filter((point) => point.gte(min) && (max === null || point.lte(max)));
  const last = inside.at(-1) ?? min;
  const marks = ascending([min, ...inside, max ?? last.add(1)]);
  return marks.flatMap((mark, at) => {
    const next = marks[at + 1];
    return next === undefined ? [mark] : [mark, mark.add(next).div(2)];
  });
}

/** Every choice of one item from each list. */
function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((chosen, list) => chosen.flatMap((items) => list.map((item) => [...items, item])), [[]]);
}

// ---------------------------------------------------------------- one tick

/** What one tick at rest does. */
interface Tick {
  readonly desired: number;
  /** By rule: from where to where, of those that triggered. */
  readonly triggered: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
}

/** The bounds that hold a rule: the tighter of its own and its endpoint's. */
interface Bounds {
  readonly min: number;
  readonly max: number;
}

const NOW = Date.parse("2026-03-02T12:00:00.000Z");

/** The rules in force, and what one tick does with them. Remembers every tick that it was asked for. */
class System {
  /** In the order in which they are evaluated, so that leaving priorities out changes nothing. */
  readonly rules: readonly Rule[];
  readonly input: BruteInput;
  /** Every way in which readings inside their domains can differ. */
  readonly classes: readonly ReadingClass[];
  readonly #ticks = new Map<string, Tick>();
  readonly #alone = new Map<string, number | null>();

  constructor(input: BruteInput) {
    this.input = input;
    this.rules = input.rules
      .filter(isEnabled)
      .toSorted((one, other) => (other.priority ?? 0) - (one.priority ?? 0))
      .map(({ enabled: _, ...rule }) => rule);
    this.classes = this.#freeClasses();
  }

  #freeClasses(): readonly ReadingClass[] {
    const metrics = [...new Set(this.rules.map(metricOf))];
    const readings = metrics.map((metric): (Reading | null)[] => {
      const rules = this.rules.filter((rule) => metricOf(rule) === metric);
      const { min = "0", max } = this.input.domain?.[rules[0]?.metricName ?? ""] ?? {};
      const values = samples(thresholdsOf(rules), new Exact(min), max === undefined ? null : new Exact(max));
      return [null, ...values.map((total) => ({ total, over: 1 }))];
    });
    const classes = product(readings).map((chosen) =>
      this.readingClass((rule) => chosen[metrics.indexOf(metricOf(rule))] ?? null),
    );
    return [...new Map(classes.map((readingClass) => [readingClass.key, readingClass])).values()];
  }

  readingClass(readingOf: (rule: Rule) => Reading | null): ReadingClass {
    const seen = this.rules.map((rule) => {
      const reading = readingOf(rule);
      return reading === null ? "absent" : stepAt(rule, reading);
    });
    return {
      key: JSON.stringify(seen),
      steps: seen.map((step) => (step === "absent" ? null : step)),
      metrics: () => averages(this.rules, readingOf),
      atZero: () => this.readingClass((rule) => (this.#isReadAtZero(rule) ? readingOf(rule) : null)),
    };
  }

  /** Nothing is measured without replicas. Whoever states a domain says that any reading in it can come at any tick. */
  #isReadAtZero({ metricName }: Rule): boolean {
    return this.input.domain?.[metricName] !== undefined;
  }

  /** What of a class is read at a count. */
  seen(readingClass: ReadingClass, count: number): ReadingClass {
    return count === 0 ? readingClass.atZero() : readingClass;
  }

  /** One tick with every cooldown over. */
  tick(count: number, whole: ReadingClass): Tick {
    const readingClass = this.seen(whole, count);
    const key = `${count} ${readingClass.key}`;
    const known = this.#ticks.get(key);
    if (known !== undefined) return known;
    const tick = this.evaluate(this.rules, count, readingClass, new Map());
    this.#ticks.set(key, tick);
    return tick;
  }

  next(count: number, readingClass: ReadingClass): number {
    return this.tick(count, readingClass).desired;
  }

  /** Where a rule by itself takes a count; null where it does not trigger, be it for a bound. */
  alone(at: number, count: number, whole: ReadingClass): number | null {
    const readingClass = this.seen(whole, count);
    const key = `${at} ${count} ${readingClass.steps[at]}`;
    const known = this.#alone.get(key);
    if (known !== undefined) return known;
    const rule = this.rules[at];
    const tick = this.evaluate(rule === undefined ? [] : [rule], count, readingClass, new Map());
    const to = tick.triggered.get(rule?.id ?? "")?.to ?? null;
    this.#alone.set(key, to);
    return to;
  }

  /** One tick of some of the rules. `secondsAgo`: when each last triggered, of those that did. */
  evaluate(rules: readonly Rule[], count: number, whole: ReadingClass, secondsAgo: ReadonlyMap<string, number>): Tick {
    const readingClass = this.seen(whole, count);
    const { endpoint, semantics } = this.input;
    const id = rules[0]?.endpointId ?? "none";
    const snapshot = {
      now: NOW,
      endpoints: [{ id, replicas: count, ...endpoint }],
      rules,
      metrics: readingClass.metrics(),
      lastTriggered: new Map([...secondsAgo].map(([rule, seconds]) => [rule, NOW - seconds * 1000])),
    };
    const [decision] = evaluate(snapshot, semantics).decisions;
    if (decision === undefined || decision.fault !== undefined) throw new Error("the endpoint has no decision");
    const triggered = new Map<string, { from: number; to: number }>();
    for (const outcome of decision.outcomes) {
      if (outcome.kind === "invalid-input") throw new Error(outcome.fault.message);
      if (outcome.kind === "triggered") triggered.set(outcome.ruleId, outcome);
      // That the classes are right is checked here, as is that rounding a quotient moved it past no threshold.
      const unseen = outcome.kind === "superseded" && outcome.because === "came-later";
      const expected = readingClass.steps[this.rules.findIndex((rule) => rule.id === outcome.ruleId)] ?? null;
      const step = "step" in outcome ? outcome.step : null;
      if (!unseen && step !== expected) throw new Error(`${outcome.ruleId}: step ${step}, expected ${expected}`);
    }
    return { desired: decision.desired, triggered };
  }

  boundsOf({ minReplicas, maxReplicas }: Rule): Bounds {
    const { endpoint } = this.input;
    return {
      min: Math.max(minReplicas ?? 0, endpoint?.minReplicas ?? 0),
      max: Math.min(maxReplicas ?? Number.POSITIVE_INFINITY, endpoint?.maxReplicas ?? Number.POSITIVE_INFINITY),
    };
  }

  /** Above this count no bound is in reach of one tick, so that all counts are alike. */
  get large(): number {
    const { initial, counts, endpoint } = this.input;
    const bounds = [endpoint, ...this.rules].flatMap((each) => [each?.minReplicas ?? 0, each?.maxReplicas ?? 0]);
    return Math.max(counts.max, ...initial, ...bounds) + this.reach;
  }

  /** The most by which one tick can move a count. */
  get reach(): number {
    return this.rules.reduce((sum, { stepSize }) => sum + Math.abs(stepSize), 0);
  }
}

function averages(rules: readonly Rule[], readingOf: (rule: Rule) => Reading | null): MetricAverage[] {
  const byMetric = new Map(
    rules.flatMap((rule): [string, MetricAverage][] => {
      const { endpointId, metricSource: source, metricName: name, aggregation = "average" } = rule;
      const reading = readingOf(rule);
      if (reading === null) return [];
      const { total, over } = reading;
      const value = over === 1 ? total.toString() : total.div(over).toString();
      return [[metricOf(rule), { endpointId, source, name, aggregation, value }]];
    }),
  );
  return [...byMetric.values()];
}

// ---------------------------------------------------------------- free: the reading is anything at every tick

/**
 * The counts that some readings lead to. Of an unbounded set those within a horizon: above `large` a run that comes back
 * can take its steps in an order in which it never strays further than twice their reach, up first while it is low.
 */
function reach(system: System, from: readonly number[]): number[] {
  const horizon = system.large + 6 * system.reach;
  const seen = new Set(from);
  // A set hands out what is added to it on the way.
  for (const count of seen) {
    if (count > horizon) continue;
    for (const readingClass of system.classes) seen.add(system.next(count, readingClass));
  }
  return [...seen].sort((one, other) => one - other);
}

/** A rule in a class in which its condition holds, at a count. */
interface MatchedRule {
  readonly rule: Rule;
  readonly at: number;
  readonly step: number;
  readonly count: number;
  readonly readingClass: ReadingClass;
}

function matchedRules(system: System, reachable: readonly number[]): MatchedRule[] {
  return reachable.flatMap((count) =>
    system.classes.flatMap((whole) => {
      const readingClass = system.seen(whole, count);
      return system.rules.flatMap((rule, at): MatchedRule[] => {
        const step = readingClass.steps[at] ?? null;
        return step === null ? [] : [{ rule, at, step, count, readingClass }];
      });
    }),
  );
}

function ruleFindings(system: System, reachable: readonly number[]): BruteFinding[] {
  const all = matchedRules(system, reachable);
  return system.rules.flatMap((rule): BruteFinding[] => {
    const own = all.filter((matchedRule) => matchedRule.rule === rule);
    const moves = own.flatMap(
      ({ count, readingClass }) => system.tick(count, readingClass).triggered.get(rule.id) ?? [],
    );
    return [
      ...(moves.length === 0 ? ["dead-rule"] : []),
      ...(moves.some(({ from, to }) => from === to) ? ["no-op"] : []),
      ...(own.some((matchedRule) => isLockedUp(system, matchedRule)) ? ["lock-up"] : []),
      ...(own.some((matchedRule) => isOnWrongSide(system, matchedRule)) ? ["wrong-side"] : []),
    ].map((code) => ({ code, model: "free", rules: [rule.id] }));
  });
}

/** The rule's bound is nearer than its step, and no rule moves the count that way. Clamped, it would fit. */
function isLockedUp(system: System, { rule, step, count, readingClass }: MatchedRule): boolean {
  if (system.input.semantics.bounds === "clamp") return false;
  const { min, max } = system.boundsOf(rule);
  const { desired } = system.tick(count, readingClass);
  if (step > 0) return count < max && max < count + step && desired <= count;
  return step < 0 && Math.max(0, count + step) < min && min < count && desired >= count;
}

/** The step leads towards the bounds from outside, and is not taken because it does not reach them. A clamped step does. */
function isOnWrongSide(system: System, { rule, step, count }: MatchedRule): boolean {
  if (system.input.semantics.bounds === "clamp") return false;
  const { min, max } = system.boundsOf(rule);
  const target = Math.max(0, count + step);
  return (step > 0 && target < min) || (step < 0 && target > max);
}

/** Pairs of rules of which, at one count and one reading, one wants out and the other in, and each by itself could. */
function contradictions(system: System, reachable: readonly number[]): BruteFinding[] {
  const pairs = new Map<string, readonly string[]>();
  const moves = (at: number, count: number, readingClass: ReadingClass) =>
    ![null, count].includes(system.alone(at, count, readingClass));
  for (const one of matchedRules(system, reachable)) {
    const { count, readingClass, at } = one;
    if (one.step <= 0 || !moves(at, count, readingClass)) continue;
    for (const [other, rule] of system.rules.entries()) {
      if ((readingClass.steps[other] ?? 0) >= 0 || !moves(other, count, readingClass)) continue;
      const ids = [one.rule.id, rule.id];
      pairs.set(JSON.stringify(ids), ids);
    }
  }
  return [...pairs.values()].map((rules) => ({ code: "contradiction", model: "free", rules }));
}

function countFindings(system: System, reachable: readonly number[], { counts, initial }: BruteInput): BruteFinding[] {
  const stuck = reachable.filter((count) =>
    system.classes.every((readingClass) => system.next(count, readingClass) === count),
  );
  const asked = Array.from({ length: Math.max(0, counts.max - counts.min + 1) }, (_, nth) => counts.min + nth);
  const unreachable = asked.filter((count) => !reachable.includes(count));
  const leavesForEver = initial.some((start) =>
    reach(system, [start]).some((count) => !reach(system, [count]).includes(start)),
  );
  return [
    ...(stuck.length > 0 ? [{ code: "stuck-count", model: "free" as const, counts: stuck }] : []),
    ...(unreachable.length > 0 ? [{ code: "unreachable-count", model: "free" as const, counts: unreachable }] : []),
    ...(leavesForEver ? [{ code: "no-way-back", model: "free" as const }] : []),
  ];
}

/** Under `sequential` alone the order of the rules decides, and between rules of one priority it is nobody's but the list's. */
function orderFindings(system: System, reachable: readonly number[]): BruteFinding[] {
  if (system.input.semantics.combine !== "sequential") return [];
  const depends = system.classes.some((readingClass) => {
    // `evaluate` brings any order back into that of the priorities.
    const orders = permutations(system.rules.filter((_, at) => (readingClass.steps[at] ?? null) !== null));
    return reachable.some((count) => {
      const given = system.next(count, readingClass);
      return orders.some((order) => system.evaluate(order, count, readingClass, new Map()).desired !== given);
    });
  });
  return depends ? [{ code: "order-dependence", model: "free" }] : [];
}

/** Nothing is measured at 0 replicas, so that a count that gets there stays, unless the endpoint's own bounds raise it. */
function zeroTraps(system: System, reachable: readonly number[]): BruteFinding[] {
  const blind = system.readingClass(() => null);
  const rises = system.classes.some(({ steps }) => steps.some((step) => (step ?? 0) > 0));
  const trapped = rises && reachable.includes(0) && system.next(0, blind) === 0;
  return trapped ? [{ code: "zero-trap", model: "free" }] : [];
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

// ---------------------------------------------------------------- held: one reading for ever

function heldFindings(system: System, reachable: readonly number[]): BruteFinding[] {
  const cycles = system.classes.some((readingClass) =>
    endsInCycle(reachable, reachable.length, (count) => system.next(count, readingClass)),
  );
  return cycles ? [{ code: "limit-cycle", model: "held" }] : [];
}

/** Whether some run comes round two counts or more. After as many steps as there are counts, every run is where it ends. */
function endsInCycle(starts: readonly number[], states: number, next: (count: number) => number): boolean {
  return starts.some((start) => {
    let count = start;
    for (let step = 0; step < states; step += 1) count = next(count);
    return next(count) !== count;
  });
}

/** Whether some run rises where all counts are alike: then it does so for ever. */
function runaways(system: System, reachable: readonly number[]): BruteFinding[] {
  const { load } = system.input;
  const found: BruteFinding[] = [];
  if (system.classes.some((readingClass) => runsAway(system, reachable, () => readingClass))) {
    found.push({ code: "runaway", model: "free" });
  }
  if (load === undefined) return found;
  // A load that lets the count grow without end reads less than every threshold from some count on, and where one run
  // gets that far under a greater load, the count it gets to is a start from which a smaller load does at once.
  const [least] = positive(loadThresholds(system, load.metric));
  const tiny = (least ?? new Exact(1)).div(2);
  const starts = reachable.filter((count) => count >= 1);
  if (runsAway(system, starts, (count) => classUnderLoad(system, load.metric, tiny, count))) {
    found.push({ code: "runaway", model: "load" });
  }
  return found;
}

function runsAway(system: System, starts: readonly number[], classAt: (count: number) => ReadingClass): boolean {
  return starts.some((start) => {
    const seen = new Set<number>();
    let count = start;
    while (!seen.has(count)) {
      seen.add(count);
      const next = system.next(count, classAt(count));
      if (count > system.large && next > count) return true;
      count = next;
    }
    return false;
  });
}

// ---------------------------------------------------------------- load: the reading is one load over the count

function loadThresholds(system: System, metric: string): Decimal[] {
  return thresholdsOf(system.rules.filter(({ metricName }) => metricName === metric));
}

/** No replicas, no reading; and nothing is known of other metrics. A reading stays in its domain, at its end if need be. */
function classUnderLoad(system: System, metric: string, total: Decimal, over: number): ReadingClass {
  const { min = "0", max = "Infinity" } = system.input.domain?.[metric] ?? {};
  const [least, greatest] = [new Exact(min), new Exact(max)];
  const reading = { total, over };
  const kept = total.lt(least.mul(over))
    ? { total: least, over: 1 }
    : greatest.isFinite() && total.gt(greatest.mul(over))
      ? { total: greatest, over: 1 }
      : reading;
  return system.readingClass(({ metricName }) => (metricName === metric && over > 0 ? kept : null));
}

function positive(values: readonly Decimal[]): Decimal[] {
  return values.filter((value) => value.gt(0));
}

/** Loads between which nothing differs: one alone, or all between two. */
interface LoadRange {
  readonly load: Decimal;
  readonly from: Decimal;
  readonly to: Decimal | null;
  readonly isPoint: boolean;
}

function loadFindings(system: System, reachable: readonly number[]): BruteFinding[] {
  const { load } = system.input;
  if (load === undefined) return [];
  const starts = reachable.filter((count) => count >= 1);
  const counts = loadCounts(system, load.metric, reachable);
  const graphs = loadRangesOf(loadBreaks(system, load.metric, counts)).map((range) => {
    const nexts = new Map(
      counts.map((count) => [count, system.next(count, classUnderLoad(system, load.metric, range.load, count))]),
    );
    return { range, next: (count: number) => nexts.get(count) ?? Number.NaN };
  });
  const cycles = graphs.filter(({ next }) => endsInCycle(starts, counts.length, next));
  const reversals = graphs.filter(({ next }) =>
    starts.some((start) => next(start) > start && next(next(start)) < next(start)),
  );
  const loadsOf = (found: typeof graphs) =>
    intervals(
      graphs.map(({ range }) => range),
      new Set(found.map(({ range }) => range)),
    );
  return [
    ...(cycles.length > 0 ? [{ code: "limit-cycle", model: "load" as const, loads: loadsOf(cycles) }] : []),
    ...(reversals.length > 0 ? [{ code: "reversal", model: "load" as const, loads: loadsOf(reversals) }] : []),
  ];
}

/** The counts that any load, even a changing one, leads to from the reachable ones. */
function loadCounts(system: System, metric: string, reachable: readonly number[]): number[] {
  const readings = loadRangesOf(positive(loadThresholds(system, metric)));
  const seen = new Set(reachable);
  for (const count of seen) {
    for (const { load } of readings) {
      seen.add(system.next(count, classUnderLoad(system, metric, load.mul(count), count)));
    }
  }
  return [...seen];
}

/** The loads at which the reading of some count meets a threshold. */
function loadBreaks(system: System, metric: string, counts: readonly number[]): Decimal[] {
  const thresholds = positive(loadThresholds(system, metric));
  const breaks = counts.filter((count) => count >= 1).flatMap((count) => thresholds.map((each) => each.mul(count)));
  return ascending(breaks);
}

/** All loads above 0, cut at the breaks. */
function loadRangesOf(breaks: readonly Decimal[]): LoadRange[] {
  const gap = (from: Decimal, to: Decimal | undefined): LoadRange => {
    const load = to === undefined ? from.add(1) : from.add(to).div(2);
    return { load, from, to: to ?? null, isPoint: false };
  };
  return [
    gap(new Exact(0), breaks[0]),
    ...breaks.flatMap((load, at) => [{ load, from: load, to: load, isPoint: true }, gap(load, breaks[at + 1])]),
  ];
}

/** The chosen ranges, neighbours joined. */
function intervals(ranges: readonly LoadRange[], chosen: ReadonlySet<LoadRange>): LoadInterval[] {
  return ranges.flatMap((first, at): LoadInterval[] => {
    const before = ranges[at - 1];
    if (!chosen.has(first) || (before !== undefined && chosen.has(before))) return [];
    const end = ranges.findIndex((range, later) => later > at && !chosen.has(range));
    const last = ranges[end === -1 ? ranges.length - 1 : end - 1] ?? first;
    return [
      {
        from: first.from.toString(),
        to: last.to?.toString() ?? null,
        fromClosed: first.isPoint,
        toClosed: last.isPoint,
      },
    ];
  });
}

// ---------------------------------------------------------------- held-timed: one reading for ever, with cooldowns

/** A count, and for each rule the ticks since it last triggered; null where its cooldown is over. */
interface TimedState {
  readonly count: number;
  readonly ticksAgo: readonly (number | null)[];
}

function timedFindings(system: System, reachable: readonly number[]): BruteFinding[] {
  const { cycleSeconds } = system.input;
  if (cycleSeconds === undefined) return [];
  const fates = new Set(
    system.classes.flatMap((readingClass) => [...timedFates(system, reachable, readingClass, cycleSeconds)]),
  );
  return [...fates].map((code) => ({ code, model: "held-timed" }));
}

type Fate = "limit-cycle" | "runaway";

/** What becomes of runs under one reading, but for those that come to rest. */
function timedFates(
  system: System,
  starts: readonly number[],
  readingClass: ReadingClass,
  cycleSeconds: number,
): Set<Fate> {
  const fates = new Set<Fate>();
  // Runs that meet go on as one.
  const followed = new Set<string>();
  for (const start of starts) {
    const run: TimedState[] = [];
    const placeOf = new Map<string, number>();
    let state: TimedState = { count: start, ticksAgo: system.rules.map(() => null) };
    let key = JSON.stringify(state);
    while (!placeOf.has(key) && !followed.has(key)) {
      placeOf.set(key, run.length);
      run.push(state);
      if (isRising(run, system.large)) {
        fates.add("runaway");
        break;
      }
      state = timedTick(system, state, readingClass, cycleSeconds);
      key = JSON.stringify(state);
    }
    const round = run.slice(placeOf.get(key) ?? run.length);
    if (!isRising(run, system.large) && new Set(round.map(({ count }) => count)).size >= 2) fates.add("limit-cycle");
    for (const known of placeOf.keys()) followed.add(known);
  }
  return fates;
}

/** Whether a run is where it was before but higher, and no bound was in reach in between: then it rises for ever. */
function isRising(run: readonly TimedState[], large: number): boolean {
  const last = run.at(-1);
  if (last === undefined) return false;
  const clocks = JSON.stringify(last.ticksAgo);
  for (let at = run.length - 1; at >= 0; at -= 1) {
    const state = run[at];
    if (state === undefined || state.count <= large) return false;
    if (state.count < last.count && JSON.stringify(state.ticksAgo) === clocks) return true;
  }
  return false;
}

function timedTick(
  system: System,
  { count, ticksAgo }: TimedState,
  readingClass: ReadingClass,
  cycleSeconds: number,
): TimedState {
  const secondsAgo = system.rules.flatMap(({ id }, at): [string, number][] => {
    const ticks = ticksAgo[at] ?? null;
    return ticks === null ? [] : [[id, ticks * cycleSeconds]];
  });
  const { desired, triggered } = system.evaluate(system.rules, count, readingClass, new Map(secondsAgo));
  return {
    count: desired,
    ticksAgo: system.rules.map(({ id, cooldownSeconds }, at) => {
      const before = ticksAgo[at] ?? null;
      if (before === null && !triggered.has(id)) return null;
      const ticks = triggered.has(id) ? 1 : (before ?? 0) + 1;
      return ticks * cycleSeconds > cooldownSeconds ? null : ticks;
    }),
  };
}

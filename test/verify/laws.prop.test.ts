import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyEvaluation,
  type Decision,
  type Evaluation,
  evaluate,
  evaluatePrepared,
  type MetricAverage,
  prepare,
  type Rule,
  type RuleOutcome,
} from "../../src/index.ts";
import {
  type Finding,
  type FindingCode,
  replay,
  type Verification,
  type Witness,
  type WitnessStep,
} from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { RUNS } from "../support/runs.ts";
import type { BruteInput } from "./brute-force.ts";
import { boundedRuleSet, smallRuleSet } from "./rule-sets.ts";
import { verifierInput } from "./verifier-input.ts";

/** What the evaluator says of each step of a witness. */
function decisionsOf(evaluations: readonly Evaluation[]): Decision[] {
  return evaluations.map(({ decisions: [decision] }) => {
    if (decision === undefined) throw new Error("the witness has no endpoint");
    return decision;
  });
}

function outcomeOf({ outcomes }: Decision, id: string | undefined): RuleOutcome | undefined {
  return outcomes.find(({ ruleId }) => ruleId === id);
}

/** The step of a rule whose condition holds; null where it does not. */
function stepOf(outcome: RuleOutcome | undefined): number | null {
  return outcome !== undefined && "step" in outcome ? outcome.step : null;
}

/** What becomes of a rule by itself in a step of a witness. */
function alone(witness: Witness, id: string | undefined, { readings, before }: WitnessStep): RuleOutcome | undefined {
  const endpoints = [{ ...witness.endpoint, replicas: before }];
  const metrics = readings.map((each) => ({ ...each, endpointId: witness.endpoint.id }));
  const rule = ruleById(witness, id);
  const { decisions } = evaluate(
    { now: 0, endpoints, rules: [rule], metrics, lastTriggered: new Map() },
    witness.semantics,
  );
  return decisions[0]?.outcomes[0];
}

function ruleById({ rules }: Witness, id: string | undefined): Rule {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

/** That a witness shows, by the evaluator's own words, what its finding claims. */
function expectShown(finding: Finding, witness: Witness): void {
  const decisions = decisionsOf(replay(witness));
  expect(decisions.map(({ desired }) => desired)).toEqual(witness.steps.map(({ after }) => after));
  const { shownFrom, steps } = witness;
  const shown = decisions[shownFrom];
  const step = steps[shownFrom];
  const [first, second] = finding.rules;
  switch (finding.code) {
    case "contradiction": {
      if (step === undefined) throw new Error("nothing is shown");
      const up = alone(witness, first, step);
      const down = alone(witness, second, step);
      expect(up?.kind === "triggered" && up.to > step.before).toBe(true);
      expect(down?.kind === "triggered" && down.to < step.before).toBe(true);
      return;
    }
    case "no-op": {
      const outcome = shown === undefined ? undefined : outcomeOf(shown, first);
      expect(outcome?.kind === "triggered" && outcome.from === outcome.to).toBe(true);
      return;
    }
    case "lock-up":
    case "wrong-side": {
      if (step === undefined) throw new Error("nothing is shown");
      const refused = alone(witness, first, step);
      expect(refused?.kind).toBe("out-of-bounds");
      const way = Math.sign(stepOf(refused) ?? 0);
      if (finding.code === "lock-up") expect(Math.sign(step.after - step.before)).not.toBe(way);
      return;
    }
    case "dead-rule":
      for (const decision of decisions) expect(outcomeOf(decision, first)?.kind).not.toBe("triggered");
      return;
    case "stuck-count":
      expect(step?.after).toBe(step?.before);
      return;
    case "order-dependence": {
      const order = witness.otherOrder?.order ?? [];
      const last = steps.at(-1);
      const rest = witness.rules.filter(({ id }) => !order.includes(id));
      const rules = [...order.map((id) => ruleById(witness, id)), ...rest];
      const other = decisionsOf(replay({ ...witness, rules, replicas: last?.before ?? 0, steps: steps.slice(-1) }));
      expect(other[0]?.desired).toBe(witness.otherOrder?.after);
      expect(other[0]?.desired).not.toBe(last?.after);
      return;
    }
    case "limit-cycle":
      expectLoop(witness);
      return;
    case "reversal": {
      const [rise, fall] = steps.slice(shownFrom);
      expect(rise !== undefined && rise.after > rise.before).toBe(true);
      expect(fall !== undefined && fall.after < fall.before).toBe(true);
      return;
    }
    case "runaway":
      expect(steps.at(-1)?.after).toBeGreaterThan(steps[shownFrom]?.before ?? Number.POSITIVE_INFINITY);
      return;
    default:
      return;
  }
}

/** A loop goes on, three times over, as the evaluator runs it with the cooldowns that it left. */
function expectLoop(witness: Witness): void {
  const { steps, loopFrom, loopSeconds } = witness;
  if (loopFrom === null || loopSeconds === null) throw new Error("the witness has no loop");
  const loop = steps.slice(loopFrom);
  expect(new Set(loop.map(({ before }) => before)).size).toBeGreaterThan(1);
  const again = [1, 2, 3].flatMap((round) => loop.map((step) => ({ ...step, at: step.at + round * loopSeconds })));
  const decisions = decisionsOf(replay({ ...witness, steps: [...steps, ...again] }));
  expect(decisions.map(({ desired }) => desired)).toEqual([...steps, ...again].map(({ after }) => after));
}

/** Under a load, every reading is its quotient by the count, or says that it is cut, and stands to every threshold as that does. */
function expectSharedLoad({ load, steps, shownFrom, rules }: Witness): void {
  if (load === null) return;
  const Exact = Decimal.clone({ precision: 1000, defaults: true });
  for (const { readings, before } of steps.slice(shownFrom)) {
    for (const { name, value, isCut } of readings) {
      const left = new Exact(load).minus(new Exact(value).times(before));
      expect(left.isZero()).toBe(isCut !== true);
      expect(left.isNegative() && !left.isZero()).toBe(false);
      for (const rule of rules) {
        if (rule.metricName !== name) continue;
        const thresholds = rule.type === "band" ? [rule.minThreshold, rule.maxThreshold] : [rule.threshold];
        for (const threshold of thresholds) {
          if (threshold === null) continue;
          const product = new Exact(threshold).times(before);
          expect(new Exact(load).cmp(product)).toBe(new Exact(value).cmp(new Exact(threshold)));
        }
      }
    }
  }
}

test("every witness shows by the evaluator itself what its finding claims", () => {
  const cooldown = fc.constantFrom(0, 10, 25, 60);
  const cooldownSeconds = fc.option(fc.record({ out: cooldown, in: cooldown }), { nil: undefined });
  fc.assert(
    fc.property(smallRuleSet, cooldownSeconds, (input, cooldowns) => {
      const plain = verifierInput(input);
      const endpoint = { id: "e", replicas: 0, ...plain.endpoint };
      const { findings } = verifyOnce(
        cooldowns === undefined ? plain : { ...plain, endpoint: { ...endpoint, cooldownSeconds: cooldowns } },
      );
      for (const finding of findings) {
        if (finding.witness === null) continue;
        expectShown(finding, finding.witness);
        if (input.domain === undefined) expectSharedLoad(finding.witness);
      }
    }),
  );
});

test("the certificate holds: evaluated again, every reading leads from every reachable count to one of them", () => {
  fc.assert(
    fc.property(smallRuleSet, (input) => {
      const { reachable, readingClasses, horizon, unexplored } = verifyOnce(verifierInput(input));
      expect(unexplored.filter(({ model }) => model === "free")).toEqual([]);
      const known = new Set(reachable);
      const id = input.rules[0]?.endpointId ?? "e";
      const prepared = prepare(input.rules, input.semantics);
      for (const replicas of reachable) {
        for (const readingClass of readingClasses) {
          const metrics = readingClass.map((reading) => ({ ...reading, endpointId: id }));
          const endpoints = [{ ...input.endpoint, id, replicas }];
          const read = readable(input, { endpoints }, metrics);
          const state = { now: 0, endpoints, metrics: read, lastTriggered: new Map<string, number>() };
          const desired = evaluatePrepared(prepared, state).decisions[0]?.desired ?? Number.NaN;
          expect(known.has(desired) || (horizon !== null && desired > horizon)).toBe(true);
        }
      }
    }),
  );
});

/** What of some readings can be read: nothing without replicas, but for what a domain was stated of. */
function readable(
  { domain }: BruteInput,
  { endpoints }: { readonly endpoints: readonly { readonly replicas: number }[] },
  metrics: readonly MetricAverage[],
): readonly MetricAverage[] {
  return endpoints[0]?.replicas === 0 ? metrics.filter(({ name }) => domain?.[name] !== undefined) : metrics;
}

/** A walk of the evaluator through readings that a generator chose, from a count. */
interface Walk {
  readonly decisions: readonly Decision[];
}

/** Any reading near any threshold, or none. */
function randomReadings(rules: readonly Rule[], next: () => number): MetricAverage[] {
  const metrics = new Map(
    rules.map((rule) => [JSON.stringify([rule.metricSource, rule.metricName, rule.aggregation]), rule]),
  );
  return [...metrics.values()].flatMap(({ endpointId, metricSource: source, metricName: name, aggregation }) => {
    if (next() % 4 === 0) return [];
    const values = [
      "0",
      "0.05",
      "0.1",
      "7",
      "10",
      "15",
      "20",
      "25",
      "33.3",
      "50",
      "66.6",
      "70",
      "100",
      "1000",
      "1e401",
    ];
    const value = values[next() % values.length] ?? "0";
    return [{ endpointId, source, name, value, ...(aggregation === undefined ? {} : { aggregation }) }];
  });
}

/** Seconds in which every cooldown ends, that of a rule that paces the others too. */
const LONG = 1_000_000;

function walk(
  input: Parameters<typeof verifierInput>[0],
  start: number,
  ticks: number,
  readings: (tick: number) => readonly MetricAverage[],
  clock: "rested" | { readonly gap: () => number },
): Walk {
  const { rules, endpoint, semantics } = input;
  let state = {
    now: 0,
    endpoints: [{ ...endpoint, id: rules[0]?.endpointId ?? "e", replicas: start }],
    lastTriggered: new Map<string, number>() as ReadonlyMap<string, number>,
  };
  const decisions: Decision[] = [];
  const prepared = prepare(rules, semantics);
  for (let tick = 0; tick < ticks; tick += 1) {
    const evaluation = evaluatePrepared(prepared, { ...state, metrics: readable(input, state, readings(tick)) });
    const [decision] = evaluation.decisions;
    if (decision === undefined) throw new Error("no decision");
    decisions.push(decision);
    const after = applyEvaluation(state, evaluation);
    state = { ...state, ...after, now: state.now + (clock === "rested" ? LONG : clock.gap()) * 1000 } as typeof state;
  }
  return { decisions };
}

/** What a decision does against one of the proofs of the free model; null where nothing. */
function breach(
  code: FindingCode,
  { outcomes, replicas, desired }: Decision,
  rules: readonly Rule[],
  endpoint: { readonly minReplicas?: number | null; readonly maxReplicas?: number | null },
): string | null {
  for (const outcome of outcomes) {
    if (code === "no-op" && outcome.kind === "triggered" && outcome.from === outcome.to) return outcome.ruleId;
    const step = stepOf(outcome) ?? 0;
    const rule = rules.find(({ id }) => id === outcome.ruleId);
    const bounds = [rule, endpoint];
    const min = Math.max(...bounds.map((each) => each?.minReplicas ?? 0));
    const max = Math.min(...bounds.map((each) => each?.maxReplicas ?? Number.POSITIVE_INFINITY));
    const target = Math.max(0, replicas + step);
    if (code === "wrong-side" && ((step > 0 && target < min) || (step < 0 && target > max))) return outcome.ruleId;
    const straddles = (step > 0 && replicas < max && target > max) || (step < 0 && replicas > min && target < min);
    const moves = Math.sign(desired - replicas) === Math.sign(step);
    if (code === "lock-up" && straddles && !moves) return outcome.ruleId;
  }
  return null;
}

/** The last quarter of a long run is where it goes for ever. */
function goesRound({ decisions }: Walk): boolean {
  return new Set(decisions.slice(-Math.floor(decisions.length / 4)).map(({ desired }) => desired)).size > 1;
}

function proves({ proved }: Verification, code: FindingCode, model: string, cooldowns: "ended" | "any"): boolean {
  return proved.some(
    (each) =>
      each.code === code &&
      each.model === model &&
      (cooldowns === "ended" ? each.cooldowns !== "as-set" : each.cooldowns === "any"),
  );
}

describe("no walk of 10,000 cycles contradicts a proof", () => {
  const clocks = [
    ["where every cooldown has ended", "ended"],
    ["with cooldowns as they run", "any"],
  ] as const;

  /** Without a domain, so that no reading is outside it. */
  const anyReadings = boundedRuleSet.map(({ domain: _, ...input }) => input);

  test.each(clocks)("%s: whatever is read", (_, cooldowns) => {
    fc.assert(
      fc.property(anyReadings, fc.nat(), (input, seed) => {
        const next = numbers(seed);
        const verification = verifyOnce(verifierInput(input));
        const reachable = new Set(verification.reachable);
        const codes = (["no-op", "wrong-side", "lock-up"] as const).filter(
          (code) =>
            (code === "no-op" || input.semantics.bounds === "skip") && proves(verification, code, "free", cooldowns),
        );
        const clock = cooldowns === "ended" ? "rested" : { gap: () => [1, 10, 10, 61, 300][next() % 5] ?? 10 };
        const { decisions } = walk(
          input,
          input.initial[0] ?? 1,
          10_000,
          () => randomReadings(input.rules, next),
          clock,
        );
        const breaches = decisions.flatMap((decision) => [
          ...codes.flatMap((code) => breach(code, decision, input.rules, input.endpoint ?? {}) ?? []),
          ...(cooldowns === "ended" && !reachable.has(decision.desired) ? [`reached ${decision.desired}`] : []),
        ]);
        expect(breaches).toEqual([]);
      }),
      { numRuns: RUNS / 10 },
    );
  });

  test.each(clocks)("%s: under readings and loads that last", (_, cooldowns) => {
    fc.assert(
      fc.property(anyReadings, fc.nat(), (input, seed) => {
        const next = numbers(seed);
        const verification = verifyOnce(verifierInput(input));
        const clock = cooldowns === "ended" ? "rested" : { gap: () => 10 };
        for (let round = 0; round < 10; round += 1) {
          const start = verification.reachable[next() % verification.reachable.length] ?? 1;
          const held = randomReadings(input.rules, next);
          if (proves(verification, "limit-cycle", "held", cooldowns)) {
            expect(goesRound(walk(input, start, 500, () => held, clock))).toBe(false);
          }
          if (input.load === undefined || start === 0) continue;
          if (!proves(verification, "limit-cycle", "load", cooldowns)) continue;
          const load = new Decimal(next() % 10_000).plus(1).div(10);
          expect(goesRound(walkUnder(input, start, load, clock))).toBe(false);
        }
      }),
      { numRuns: RUNS / 5 },
    );
  });
});

/** Numbers that look random, by a linear congruence: a stream that fast-check need not print. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

/** A walk in which the load's metric always reads load / count. */
function walkUnder(
  input: Parameters<typeof verifierInput>[0],
  start: number,
  load: Decimal,
  clock: Parameters<typeof walk>[4],
): Walk {
  const { rules } = input;
  let count = start;
  const decisions: Decision[] = [];
  const own = rules.filter(({ metricName }) => metricName === input.load?.metric);
  const Exact = Decimal.clone({ precision: 60, defaults: true });
  const readings = (): MetricAverage[] => {
    if (count === 0) return [];
    const value = new Exact(load).div(count).toString();
    const seen = new Map(own.map((rule) => [JSON.stringify([rule.metricSource, rule.aggregation]), rule]));
    return [...seen.values()].map(({ endpointId, metricSource: source, metricName: name, aggregation }) => ({
      endpointId,
      source,
      name,
      value,
      ...(aggregation === undefined ? {} : { aggregation }),
    }));
  };
  const prepared = prepare(rules, input.semantics);
  let lastTriggered: ReadonlyMap<string, number> = new Map();
  for (let tick = 0; tick < 500; tick += 1) {
    const now = tick * 10_000;
    const state = {
      now,
      endpoints: [{ ...input.endpoint, id: rules[0]?.endpointId ?? "e", replicas: count }],
      lastTriggered,
    };
    const evaluation = evaluatePrepared(prepared, { ...state, metrics: readings() });
    decisions.push(...evaluation.decisions);
    lastTriggered = clock === "rested" ? new Map() : applyEvaluation(state, evaluation).lastTriggered;
    count = evaluation.decisions[0]?.desired ?? count;
  }
  return { decisions };
}

test("two rules away from their bounds reverse under exactly the loads of the closed form: from h n to l (n + s)", () => {
  const pair = fc
    .record({
      low: fc.integer({ min: 1, max: 60 }),
      gap: fc.integer({ min: 0, max: 60 }),
      out: fc.integer({ min: 1, max: 4 }),
      back: fc.integer({ min: 1, max: 4 }),
    })
    .filter(({ out, back }) => back <= out);
  fc.assert(
    fc.property(pair, ({ low, gap, out, back }) => {
      const high = low + gap;
      const most = 12;
      const common = { type: "threshold", endpointId: "e", metricSource: "KERNEL", metricName: "qps" } as const;
      const bounds = { cooldownSeconds: 0, minReplicas: 1, maxReplicas: most };
      const rules: Rule[] = [
        { ...common, ...bounds, id: "out", comparator: "GREATER_THAN", threshold: high, stepSize: out },
        { ...common, ...bounds, id: "in", comparator: "LESS_THAN", threshold: low, stepSize: -back },
      ];
      const initial = Array.from({ length: most }, (_, at) => at + 1);
      const { findings } = verifyOnce({ rules, initial, load: { metric: "qps" } });
      const loads = findings.find(({ code }) => code === "reversal")?.loads ?? [];
      const expected = initial
        .filter((n) => n + out <= most && high * n < low * (n + out))
        .map((n): [number, number] => [high * n, low * (n + out)]);
      const merged: [number, number][] = [];
      for (const [from, to] of expected) {
        const last = merged.at(-1);
        if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
        else merged.push([from, to]);
      }
      expect(loads.map(({ from, to }) => [Number(from), Number(to)])).toEqual(merged);
      for (const { fromClosed, toClosed } of loads) expect([fromClosed, toClosed]).toEqual([false, false]);
    }),
  );
});

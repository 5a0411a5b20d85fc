import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EndpointMemory, evaluatePrepared, type MetricAverage, prepare, type Rule } from "../../src/index.ts";
import { replay, type Verification } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";
import { assertUntilSeen } from "../support/until-seen.ts";
import { countsOf, coursesOf, type Ruled } from "./courses.ts";

const CYCLE_SECONDS = 10;
/** Past every wait, from every count to any other, and round once more. */
const CYCLES = 80;
const NAMES = ["busy", "queue"] as const;
/** One of each kind: every threshold is 20 or 80. */
const READINGS = [10, 50, 90] as const;

const cooldownSeconds = fc.constantFrom(0, 10, 25);
const onFailure = fc.record({
  afterSeconds: fc.constantFrom(0, 20, 45),
  count: fc.integer({ min: 0, max: 6 }),
  how: fc.constantFrom("static", "if-higher", "if-lower", "current"),
});

/** Up to three rules on one metric or two, of which most fall back. */
const fallbackCase: fc.Arbitrary<Ruled> = fc
  .record({
    given: fc.array(
      fc.record({
        metricName: fc.constantFrom(...NAMES),
        isOut: fc.boolean(),
        size: fc.integer({ min: 1, max: 2 }),
        cooldownSeconds,
        minReplicas: fc.constantFrom(null, 1, 2),
        maxReplicas: fc.constantFrom(null, 3, 5),
        onFailure: fc.option(onFailure, { nil: undefined, freq: 3 }),
        forSeconds: fc.constantFrom(undefined, undefined, undefined, 20),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    semantics: any.semantics(),
    maxReplicas: fc.integer({ min: 3, max: 6 }),
    endpointCooldown: fc.constantFrom(undefined, undefined, { out: 15, in: 30 }),
  })
  .map(({ given, semantics, maxReplicas, endpointCooldown }) => ({
    semantics,
    endpoint: {
      id: "chat",
      replicas: 1,
      minReplicas: 1,
      maxReplicas,
      ...(endpointCooldown !== undefined && { cooldownSeconds: endpointCooldown }),
    },
    rules: given.map(
      ({ isOut, size, onFailure: fallback, forSeconds, ...rule }, at): Rule => ({
        ...rule,
        type: "threshold",
        id: `rule-${at}`,
        endpointId: "chat",
        metricSource: "KERNEL",
        comparator: isOut ? "GREATER_THAN" : "LESS_THAN",
        threshold: isOut ? 80 : 20,
        stepSize: isOut ? size : -size,
        ...(fallback !== undefined && { onFailure: fallback }),
        ...(forSeconds !== undefined && { forSeconds }),
      }),
    ),
  }));

/** What is read of each metric; null: it is missing. */
type Read = Readonly<Record<string, number | null>>;

const product = (values: readonly (number | null)[]): Read[] =>
  values.flatMap((busy) => values.map((queue) => ({ busy, queue })));
const ALL_READ = product([...READINGS, null]);

function metricsOf(read: Read): readonly MetricAverage[] {
  return NAMES.flatMap((name) => {
    const value = read[name] ?? null;
    return value === null ? [] : [{ endpointId: "chat", source: "KERNEL" as const, name, value }];
  });
}

function verified({ rules, endpoint, semantics }: Ruled): Verification {
  return verifyOnce({ rules, endpoint, semantics, load: null, cycleSeconds: CYCLE_SECONDS });
}

function isWhole({ unexplored }: Verification): boolean {
  return unexplored.every(({ key }) => key !== "fallbacks");
}

/** Where a cycle at rest leads from a count, and the rules that trigger in it. */
interface Edge {
  readonly to: number;
  readonly triggered: readonly string[];
}

/**
 * Every cycle at rest: whichever metrics are missing have been so for a time, no matter how long, so that rules on each of them
 * fall back that wait for no longer.
 */
function edgesFrom(given: Ruled, count: number): Edge[] {
  const { endpoint, semantics } = given;
  const rules = given.rules.map(({ forSeconds: _, ...rule }): Rule => rule);
  const prepared = prepare(rules, semantics);
  const waits = [-1, 0, 20, 45];
  return ALL_READ.flatMap((read) => {
    const times = (name: string) => (read[name] === null ? waits : [-1]);
    return times("busy").flatMap((busy) =>
      times("queue").map((queue) => {
        const since: Read = { busy, queue };
        const failing = rules.flatMap(({ id, metricName, onFailure: fallback }) =>
          (since[metricName] ?? -1) >= (fallback?.afterSeconds ?? Number.POSITIVE_INFINITY) ? [[id, 0] as const] : [],
        );
        const memory: EndpointMemory = { failingSince: Object.fromEntries(failing) };
        const endpoints = [{ ...endpoint, replicas: count, memory }];
        const state = { now: 1e6, endpoints, metrics: metricsOf(read), lastTriggered: new Map() };
        const { decisions, triggered } = evaluatePrepared(prepared, state);
        return { to: decisions[0]?.desired ?? count, triggered: [...triggered.keys()] };
      }),
    );
  });
}

/** The edges from each count, worked out when somebody asks. */
function edgesOf(given: Ruled): (count: number) => readonly Edge[] {
  const known = new Map<number, readonly Edge[]>();
  return (count) => {
    const edges = known.get(count) ?? edgesFrom(given, count);
    known.set(count, edges);
    return edges;
  };
}

function reachedFrom(edges: (count: number) => readonly Edge[], start: number): Set<number> {
  const reached = new Set([start]);
  for (const count of reached) for (const { to } of edges(count)) reached.add(to);
  return reached;
}

describe("fallbacks run in the verifier as they do in the evaluator:", () => {
  test("under readings that last, or are missing, the count oscillates just where the verifier says", () => {
    const seen = { fallbackCycles: 0, proofs: 0 };
    assertUntilSeen(
      fc.property(fallbackCase, (given) => {
        const verification = verified(given);
        if (!isWhole(verification)) return;
        const { findings, proved, reachable } = verification;
        const found = findings.filter(({ code, model }) => code === "limit-cycle" && model === "held-timed");
        const claims = proved.filter(({ model }) => model === "held-timed").map(({ code }) => code);
        const decide = coursesOf(given);
        const lastCounts = (start: number, metrics: readonly MetricAverage[]) => {
          const course = { start, metricsAt: () => metrics, cycles: CYCLES, cycleSeconds: CYCLE_SECONDS };
          return new Set(countsOf(decide(course)).slice(-CYCLES / 2));
        };
        const oscillates = reachable.some((start) =>
          ALL_READ.some((read) => lastCounts(start, metricsOf(read)).size > 1),
        );
        expect(found.length > 0).toBe(oscillates);
        expect(claims.includes("limit-cycle")).toBe(!oscillates);
        if (found.some(({ key }) => key === "limit-cycle.fallback")) seen.fallbackCycles += 1;
        if (!oscillates && given.rules.some((rule) => rule.onFailure !== undefined)) seen.proofs += 1;
      }),
      seen,
    );
  });

  test("what the verifier shows happens in the evaluator, and shows the fallbacks", () => {
    const seen = { falls: 0 };
    assertUntilSeen(
      fc.property(fallbackCase, (given) => {
        for (const { witness, key } of verified(given).findings) {
          if (witness === null) continue;
          const decisions = replay(witness).map(({ decisions: [decision] }) => decision);
          expect(decisions.map((decision) => decision?.desired)).toEqual(witness.steps.map(({ after }) => after));
          if (!key.endsWith(".fallback")) continue;
          const falls = decisions.map((decision) => {
            const outcomes = decision?.outcomes ?? [];
            return outcomes.flatMap((each) => (each.kind === "fallback" && each.to !== null ? [each.ruleId] : []));
          });
          const shown = witness.steps.map(({ fallbacks = [] }) => fallbacks.map(({ ruleId }) => ruleId));
          expect(shown.flat().length).toBeGreaterThan(0);
          for (const [at, ids] of shown.entries()) expect(falls[at]).toEqual(expect.arrayContaining(ids));
          seen.falls += 1;
        }
      }),
      seen,
    );
  });

  test("they lead to just the counts that the verifier says can be reached, be left, and lead back", () => {
    const seen = { more: 0, lost: 0, proofs: 0, left: 0 };
    assertUntilSeen(
      fc.property(fallbackCase, (given) => {
        const verification = verified(given);
        if (!isWhole(verification)) return;
        const { findings, proved, reachable } = verification;
        const edges = edgesOf(given);
        const reached = reachedFrom(edges, 1);
        expect(reachable).toEqual([...reached].sort((one, other) => one - other));
        const isLost = [...reached].some((count) => !reachedFrom(edges, count).has(1));
        const claims = new Set(proved.filter(({ model }) => model === "free").map(({ code }) => code));
        const codes = new Set(findings.map(({ code }) => code));
        expect(codes.has("no-way-back")).toBe(isLost);
        if (claims.has("no-way-back")) expect(isLost).toBe(false);
        const stuck = [...reached].filter((count) => edges(count).every(({ to }) => to === count));
        expect(findings.find(({ code }) => code === "stuck-count")?.counts ?? []).toEqual(
          stuck.sort((one, other) => one - other),
        );
        const triggered = new Set([...reached].flatMap((count) => edges(count).flatMap((edge) => edge.triggered)));
        const dead = findings.flatMap(({ code, rules }) => (code === "dead-rule" ? rules : []));
        expect(new Set(dead)).toEqual(new Set(given.rules.map(({ id }) => id).filter((id) => !triggered.has(id))));
        const steps = given.rules.map(({ onFailure: _, ...rule }): Rule => rule);
        if (reached.size > reachedFrom(edgesOf({ ...given, rules: steps }), 1).size) seen.more += 1;
        if (findings.some(({ key }) => key === "no-way-back.fallback")) seen.lost += 1;
        if (claims.has("no-way-back") && given.rules.some((rule) => rule.onFailure !== undefined)) seen.proofs += 1;
        if (given.rules.length > 1 && dead.length === 0) seen.left += 1;
      }),
      seen,
    );
  });
});

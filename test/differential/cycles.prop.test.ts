import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryStore, type MemoryStore, runCycle } from "../../src/host/index.ts";
import {
  applyEvaluation,
  type Endpoint,
  evaluate,
  type MetricAverage,
  type Rule,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { formatSnapshot, parseSnapshot } from "../../src/schema/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { average, endpoint, NOON, rule } from "../support/build.ts";
import { RUNS } from "../support/runs.ts";
import { difference } from "./difference.ts";

type State = Omit<Snapshot, "now" | "metrics">;

/** What should be: the state as the model leads it from cycle to cycle, never written nor read. */
interface Model {
  now: number;
  endpoints: Endpoint[];
  rules: Rule[];
  readonly lastTriggered: Map<string, number>;
}

/** What is: the state by evaluate and applyEvaluation, and a store that a manager's cycles run on. */
interface Real {
  pure: State;
  store: MemoryStore;
}

type Command = fc.AsyncCommand<Model, Real>;

function command(text: string, run: (model: Model, real: Real) => void | Promise<void>): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      // Neither of the two may ever drift away from the model.
      expect(plain(real.pure)).toEqual(plain(model));
      expect(plain(real.store.state())).toEqual(plain(model));
    },
    toString: () => text,
  };
}

/** A state as plain data, its last-triggered times in the order of ids. */
function plain({ endpoints, rules, lastTriggered }: State | Model) {
  return { endpoints, rules, lastTriggered: [...lastTriggered].toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

/** One cycle some milliseconds later, with these averages, everywhere. */
function cycle(passed: number, metrics: readonly MetricAverage[], rules: Semantics): Command {
  return command(`cycle(${passed}, ${JSON.stringify(metrics)}, ${JSON.stringify(rules)})`, async (model, real) => {
    model.now += passed;
    const { now } = model;
    const expected = referenceEvaluate({ ...model, metrics }, rules);

    const snapshot: Snapshot = { ...real.pure, now, metrics };
    const evaluation = evaluate(snapshot, rules);
    expect(difference(evaluation, expected)).toBeNull();
    real.pure = { ...real.pure, ...applyEvaluation(snapshot, evaluation) };

    const report = await runCycle({
      store: real.store,
      sources: { KERNEL: { load: async (requests) => metrics.filter((one) => requests.some(isRequestFor(one))) } },
      clock: () => now,
      semantics: rules,
    });
    expect(report).toMatchObject({
      status: "completed",
      conflicts: [],
      orphans: expected.orphans,
      decisions: expected.decisions.map(({ endpointId, replicas, desired, delta, outcomes }) => ({
        endpointId,
        replicas,
        desired,
        delta,
        outcomes: outcomes.map(({ ruleId, kind }) => ({ ruleId, kind })),
      })),
    });

    model.endpoints = model.endpoints.map((one): Endpoint => {
      const delta = expected.deltas.get(one.id);
      if (delta === undefined) return one;
      const before = one.lastScaledAt ?? { out: null, in: null };
      const lastScaledAt =
        delta > 0
          ? { ...before, out: Math.max(now, before.out ?? now) }
          : { ...before, in: Math.max(now, before.in ?? now) };
      return { ...one, replicas: one.replicas + delta, lastScaledAt };
    });
    for (const id of expected.triggered.keys()) {
      model.lastTriggered.set(id, Math.max(now, model.lastTriggered.get(id) ?? now));
    }
  });
}

function isRequestFor({ endpointId, name }: MetricAverage) {
  return (request: { readonly endpointId: string; readonly name: string }) =>
    request.endpointId === endpointId && request.name === name;
}

/** Adds a rule, or puts it in the place of the one of that id. */
function putRule(one: Rule): Command {
  const put = (rules: readonly Rule[]): Rule[] =>
    rules.some(({ id }) => id === one.id) ? rules.map((rule) => (rule.id === one.id ? one : rule)) : [...rules, one];
  return command(`putRule(${JSON.stringify(one)})`, (model, real) => {
    model.rules = put(model.rules);
    real.pure = { ...real.pure, rules: put(real.pure.rules) };
    real.store.putRule(one);
  });
}

/** Removes a rule, and when it last triggered with it. */
function removeRule(id: string): Command {
  return command(`removeRule(${id})`, (model, real) => {
    model.rules = model.rules.filter((rule) => rule.id !== id);
    model.lastTriggered.delete(id);
    const { rules, lastTriggered, ...rest } = real.pure;
    real.pure = {
      ...rest,
      rules: rules.filter((rule) => rule.id !== id),
      lastTriggered: new Map([...lastTriggered].filter(([key]) => key !== id)),
    };
    real.store.deleteRule(id);
  });
}

/** A user sets a count, whatever the cooldowns. */
function setCount(id: string, replicas: number): Command {
  return command(`setCount(${id}, ${replicas})`, (model, real) => {
    const set = (endpoints: readonly Endpoint[]) =>
      endpoints.map((one) => (one.id === id ? { ...one, replicas } : one));
    model.endpoints = set(model.endpoints);
    real.pure = { ...real.pure, endpoints: set(real.pure.endpoints) };
    for (const one of model.endpoints) if (one.id === id) real.store.putEndpoint(one);
  });
}

function setClockBack(milliseconds: number): Command {
  return command(`setClockBack(${milliseconds})`, (model) => {
    model.now -= milliseconds;
  });
}

/** Everything is written as JSON, and a new process reads it. */
function restart(): Command {
  return command("restart()", (model, real) => {
    const again = (state: State): State => {
      // A store's state has revisions too, which no snapshot has.
      const { endpoints, rules, lastTriggered } = state;
      const given = { now: model.now, endpoints, rules, metrics: [], lastTriggered };
      const read = parseSnapshot(JSON.parse(JSON.stringify(formatSnapshot(given))));
      return { endpoints: read.endpoints, rules: read.rules, lastTriggered: read.lastTriggered };
    };
    real.pure = again(real.pure);
    real.store = createMemoryStore(again(real.store.state()));
  });
}

const endpointId = fc.constantFrom("chat", "code");
const ruleId = fc.constantFrom("a", "b", "c", "d", "__proto__");
const metricName = fc.constantFrom("cuda_util", "mem");
const bound = fc.option(fc.integer({ min: 0, max: 6 }));

const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    id: ruleId,
    endpointId: fc.constantFrom("chat", "chat", "code", "gone"),
    metricName,
    comparator: fc.constantFrom("LESS_THAN", "GREATER_THAN", "GREATER_THAN_OR_EQUAL"),
    threshold: fc.constantFrom("10", "10.0", "10.00000000000000000001"),
    stepSize: fc.integer({ min: -2, max: 2 }),
    cooldownSeconds: fc.constantFrom(0, 1, 60),
    minReplicas: bound,
    maxReplicas: bound,
  })
  .chain((figures) => fc.constantFrom(rule(figures), rule({ ...figures, priority: 1 })));

const averages = fc
  .array(fc.tuple(endpointId, metricName, fc.constantFrom("9", "10", "11", "10.00000000000000000001")), {
    maxLength: 4,
  })
  .map((all) => {
    const byMetric = new Map(all.map(([id, name, value]) => [`${id} ${name}`, { endpointId: id, name, value }]));
    return [...byMetric.values()].map(({ value, ...where }) => average(value, where));
  });

const passed = fc.constantFrom(0, 0.001, 999.999, 1000, 30_000, 59_999.999, 60_000, 60_000.001);

test("over any course of cycles, edits, clocks set back and restarts, neither state nor store leaves the model", {
  timeout: 300_000,
}, async () => {
  const commands = fc.commands(
    [
      fc.tuple(passed, averages, any.semantics()).map((given) => cycle(...given)),
      fc.tuple(passed, averages, any.semantics()).map((given) => cycle(...given)),
      anyRule.map(putRule),
      ruleId.map(removeRule),
      fc.tuple(endpointId, fc.nat({ max: 6 })).map((given) => setCount(...given)),
      fc.constantFrom(0.001, 1000, 90_000).map(setClockBack),
      fc.constant(restart()),
    ],
    { maxCommands: 60, size: "max" },
  );
  const numRuns = 2 * RUNS;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (given) => {
      const chat = endpoint({ cooldownSeconds: { out: 1, in: 60 }, maxReplicas: 8 });
      const initial: State = { endpoints: [chat, endpoint({ id: "code" })], rules: [], lastTriggered: new Map() };
      await fc.asyncModelRun(
        () => ({
          model: { now: NOON, endpoints: [...initial.endpoints], rules: [], lastTriggered: new Map<string, number>() },
          real: { pure: initial, store: createMemoryStore(initial) },
        }),
        given,
      );
      for (const _ of given) run += 1;
    }),
    { numRuns },
  );
  expect(run).toBeGreaterThan(numRuns * 15);
});

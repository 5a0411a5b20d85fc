import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  backendAi25,
  type Evaluation,
  evaluate,
  type MetricAverage,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { checkLaws, laws, referenceEvaluate, relationalLaws, runScenario } from "../../src/testing/index.ts";
import { agreeingSemantics, agreeingSnapshot } from "../differential/agreeing.ts";
import { any } from "../support/arbitraries.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { plain } from "../support/plain.ts";
import { crowds } from "./crowds.ts";
import { type Change, faults } from "./faults.ts";

describe("the library obeys", () => {
  test("every law by itself, and all of them at once", () => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), (given, semantics) => {
        const evaluation = evaluate(given, semantics);
        expect(checkLaws(given, evaluation, semantics)).toEqual([]);
      }),
    );
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), fc.constantFrom(...laws), (given, semantics, { holds }) => {
        expect(holds(given, evaluate(given, semantics), semantics)).toBe(true);
      }),
    );
  });

  test.each(relationalLaws)("$name", ({ holds }) => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), (given, semantics) => {
        expect(holds(evaluate, given, semantics)).toBe(true);
      }),
    );
  });

  test.each([1_768_103_854_495.0002, -86_400_000.4321, 0, 2_208_988_800_000.5])(
    "all laws at the clock %d, be it finer than a microsecond or coarser",
    (now) => {
      fc.assert(
        fc.property(any.snapshot({ now }), any.semantics(), (given, semantics) => {
          expect(checkLaws(given, evaluate(given, semantics), semantics)).toEqual([]);
        }),
      );
    },
  );

  test("all laws where many rules compare one metric, so that proposals tie and rules object", () => {
    fc.assert(
      fc.property(crowds, any.semantics(), (given, semantics) => {
        expect(checkLaws(given, evaluate(given, semantics), semantics)).toEqual([]);
      }),
    );
  });

  test("all laws where rules have to agree", () => {
    fc.assert(
      fc.property(agreeingSnapshot, agreeingSemantics, (given, semantics) => {
        expect(checkLaws(given, evaluate(given, semantics), semantics)).toEqual([]);
      }),
    );
  });

  test("all laws at every cycle of a scenario, counts past 32 bits included", () => {
    fc.assert(
      fc.property(any.scenario(), any.semantics(), (scenario, semantics) => {
        for (const { snapshot, evaluation } of runScenario(scenario, (given) => evaluate(given, semantics))) {
          expect(checkLaws(snapshot, evaluation, semantics)).toEqual([]);
        }
      }),
    );
  });

  test("all laws on snapshots with faults of every kind", () => {
    fc.assert(
      fc.property(
        any.snapshot(),
        any.semantics(),
        fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 2 }),
        (given, semantics, broken) => {
          const faulty = broken.reduce((so, make) => make(so), given);
          expect(checkLaws(faulty, evaluate(faulty, semantics), semantics)).toEqual([]);
        },
      ),
    );
  });
});

describe("the reference obeys", () => {
  test.each(relationalLaws)("$name", ({ holds }) => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), (given, semantics) => {
        expect(holds(referenceEvaluate, given, semantics)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(agreeingSnapshot, agreeingSemantics, (given, semantics) => {
        expect(holds(referenceEvaluate, given, semantics)).toBe(true);
      }),
    );
  });
});

test("laws have names of their own, and those that begin a message are plain sentences", () => {
  const names = [...laws, ...relationalLaws].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, says } of [...laws, ...relationalLaws]) {
    expect(name).not.toMatch(/[.;]$/);
    expect(says).toMatch(/\.$/);
  }
});

test("the laws let a band rule with text for a step object to a lower count, as the library does", () => {
  const band = { ...rule(), type: "band", minThreshold: "10", maxThreshold: null } as const;
  const unclear = JSON.parse(JSON.stringify({ ...band, id: "unclear", stepSize: "-1" }));
  const given = snapshot({ rules: [unclear, inRule()], metrics: [average("15")] });
  const evaluation = evaluate(given, recommended);
  expect(evaluation.decisions[0]?.outcomes[1]).toMatchObject({ kind: "superseded", because: "vetoed", by: "unclear" });
  expect(checkLaws(given, evaluation, recommended)).toEqual([]);
});

test("the laws know why a rule's own query has no answer", () => {
  const query = rule({ metricSource: "PROMETHEUS", metricName: "latency" });
  const missing = { endpointId: "chat", source: "PROMETHEUS", name: "latency" } as const;
  const given = snapshot({
    rules: [query],
    missing: [
      { ...missing, reason: "histogram" },
      { ...missing, ruleId: "out", reason: "no-stats" },
    ],
  });
  const { decisions, ...evaluation } = evaluate(given, recommended);
  expect(decisions[0]?.outcomes).toMatchObject([{ kind: "no-metric", reason: "no-stats" }]);
  expect(checkLaws(given, { decisions, ...evaluation }, recommended)).toEqual([]);
  const told = JSON.parse(JSON.stringify(decisions).replace("no-stats", "histogram"));
  expect(JSON.stringify(checkLaws(given, { ...evaluation, decisions: told }, recommended))).toContain(
    '`reason` is \\"histogram\\", must be \\"no-stats\\"',
  );
});

test.each([{}, { isNaN: true }, JSON.parse("null")])(
  "the laws take an average of %j for no decimal, as the library does",
  (value) => {
    const given = snapshot({ rules: [rule()], metrics: [average(value)] });
    const evaluation = evaluate(given, recommended);
    expect(evaluation.decisions[0]?.outcomes).toMatchObject([{ kind: "invalid-metric", reason: "not-a-number" }]);
    expect(checkLaws(given, evaluation, recommended)).toEqual([]);
  },
);

test("the laws tell times apart by the microsecond and no further, and the first of 1970 from none", () => {
  const rules = [rule(), inRule({ threshold: 95 })];
  const broken = (now: number, pausedUntil: number, change: (evaluation: Evaluation) => object) => {
    const given = snapshot({
      now,
      endpoints: [endpoint({ paused: "in", pausedUntil })],
      rules,
      metrics: [average(90)],
    });
    const evaluation = evaluate(given, recommended);
    expect(evaluation).toMatchObject({ recheckAt: pausedUntil, triggered: new Map([["out", now]]) });
    const told = { ...evaluation, ...change(evaluation) };
    return checkLaws(given, told, recommended).map(({ message }) => message);
  };
  expect(broken(-1000, 1, () => ({ recheckAt: 1.0004, triggered: new Map([["out", -1000.0004]]) }))).toEqual([]);
  expect(broken(-1000, 1, () => ({ recheckAt: 1.0006, triggered: new Map([["out", -1000.0006]]) }))).toEqual([
    "rule `out`: its time in `triggered` is -1000.0006, must be 1969-12-31T23:59:59.000Z",
    "the evaluation: `recheckAt` is 1970-01-01T00:00:00.0010006Z, must be 1970-01-01T00:00:00.001Z",
  ]);
  expect(broken(-1000, 0, () => ({ recheckAt: null }))).toEqual([
    "the evaluation: `recheckAt` is null, must be 1970-01-01T00:00:00.000Z",
  ]);
});

test("the laws hold at the end of the calendar, where a double holds no microseconds", () => {
  const end = 8.64e15;
  const pausedUntil = end - 30_000;
  const endpoints = [endpoint({ paused: "both", pausedUntil })];
  const given = snapshot({ now: end - 60_000, endpoints, rules: [rule()], metrics: [average("90")] });
  const evaluation = referenceEvaluate(given, recommended);
  expect(evaluation.recheckAt).toBe(pausedUntil);
  expect(checkLaws(given, { ...evaluation, recheckAt: pausedUntil + 1 }, recommended)).toEqual([]);
  expect(checkLaws(given, { ...evaluation, recheckAt: pausedUntil + 3 }, recommended)).toHaveLength(1);
});

describe("the law on memories says nothing of what is kept for want of a sound", () => {
  const since = (at: number) => ({ at, direction: "out" }) as const;
  const memory = { breachedSince: { out: since(NOON - 60_000), gone: since(NOON - 60_000) } };
  const waiting = rule({ forSeconds: 300 });
  const verdicts = (given: Snapshot) =>
    relationalLaws
      .filter(({ name }) => name.startsWith("each rule's entry"))
      .map(({ holds }) => holds(evaluate, given));

  test("endpoint: the entries of its rules, and of rules that are gone", () => {
    const endpoints = [endpoint({ replicas: Number.NaN, memory }), endpoint({ id: "sound" })];
    const given = snapshot({ endpoints, rules: [waiting], metrics: [average("90")] });
    expect(evaluate(given).memories).toBeUndefined();
    expect(verdicts(given)).toEqual([true]);
  });

  test("rule: its own entry", () => {
    const rules = [rule({ ...waiting, threshold: "many" })];
    const given = snapshot({ endpoints: [endpoint({ memory })], rules, metrics: [average("90")] });
    expect(evaluate(given).memories?.get("chat")).toEqual({ breachedSince: { out: since(NOON - 60_000) } });
    expect(verdicts(given)).toEqual([true]);
  });
});

test("an outcome of a kind that there is not breaks the law of outcomes", () => {
  const given = snapshot({ rules: [rule()], metrics: [average("90")] });
  const evaluation = evaluate(given, recommended);
  const decisions = evaluation.decisions.map((decision) => ({
    ...decision,
    outcomes: decision.outcomes.map((outcome) => Object.assign({ ...outcome }, { kind: "exploded" })),
  }));
  const [violation] = checkLaws(given, { ...evaluation, decisions } as unknown as Evaluation, recommended);
  expect(violation?.message).toContain('`kind` is "exploded", must be "triggered"');
});

test("there is nothing to look again for after the end of the calendar", () => {
  const now = 8.64e15;
  const rules = [rule({ maxAgeSeconds: 30 })];
  const given = snapshot({ now, rules, metrics: [average("90", { at: now })] });
  expect(referenceEvaluate(given, recommended).recheckAt).toBeNull();
});

describe("one slip is named once, by the earliest step in the order of work:", () => {
  const cooled = rule({ id: "cooled", cooldownSeconds: 60, priority: 1 });
  const given = snapshot({
    rules: [rule(), inRule({ threshold: "95" }), cooled],
    metrics: [average("90")],
    lastTriggered: new Map([["cooled", NOON]]),
  });
  const named = (wrong: Snapshot, semantics: Semantics) =>
    checkLaws(given, referenceEvaluate(wrong, semantics), semantics);

  test("a rule that is free too early, not the counts that rules after it start from", () => {
    expect(named({ ...given, lastTriggered: new Map() }, backendAi25)).toEqual([
      {
        law: "a rule is cooling down exactly until its last trigger and its cooldown are over",
        message:
          "endpoint `chat`, rule `cooled`: is triggered (90 > 80: 3 -> 4), " +
          "must be cooling down (its own cooldown until 2026-03-02T12:01:00.000Z)",
      },
    ]);
  });

  test("a rule that does not wait, not the proposals that it outbids", () => {
    const laws = named({ ...given, lastTriggered: new Map() }, recommended).map(({ law }) => law);
    expect(laws).toEqual(["a rule is cooling down exactly until its last trigger and its cooldown are over"]);
  });

  test("a metric that is not found, not its condition, and another rule's slip beside it", () => {
    const metrics: MetricAverage[] = [];
    expect(named({ ...given, metrics }, recommended).map(({ message }) => message)).toEqual([
      "endpoint `chat`, rule `cooled`: is without an average (no reason given), " +
        "must be cooling down (its own cooldown until 2026-03-02T12:01:00.000Z)",
      "endpoint `chat`, rule `out`: is without an average (no reason given), " +
        "must be cooling down (the cooldown of rule `cooled` on its signal until 2026-03-02T12:01:00.000Z)",
      "endpoint `chat`, rule `in`: is without an average (no reason given), must be vetoed by rule `cooled` (objection)",
    ]);
  });
});

test("of an evaluator that changes its snapshot, a law tells what it was and what it is", () => {
  const given = snapshot({ endpoints: [endpoint({ id: "b" }), endpoint({ id: "a" })] });
  const sorting: typeof evaluate = (one, semantics) => {
    Object.assign(one, { endpoints: one.endpoints.toSorted((a, b) => (a.id < b.id ? -1 : 1)) });
    return evaluate(one, semantics);
  };
  const law = relationalLaws.find(({ name }) => name === "evaluating changes nothing in the snapshot");
  expect(law?.holds(sorting, given)).toMatchInlineSnapshot(
    `"the snapshot was {"now":1772452800000,"endpoints":[{"id":"b","replicas":3},{"id":"a","replicas":3}],"rules":[],"metrics":[],"lastTriggered":[]}, and is {"now":1772452800000,"endpoints":[{"id":"a","replicas":3},{"id":"b","replicas":3}],"rules":[],"metrics":[],"lastTriggered":[]}"`,
  );
});

const allRules =
  (change: (rule: Rule) => object): Change =>
  (snapshot) => ({ ...snapshot, rules: snapshot.rules.map((rule) => ({ ...rule, ...change(rule) })) });

describe("together the laws settle the answer:", () => {
  /** Small changes of a snapshot, of which each can change the answer at an edge. */
  const nudges = fc.constantFrom<Change>(
    (snapshot) => ({ ...snapshot, now: snapshot.now + 0.001 }),
    (snapshot) => ({ ...snapshot, now: snapshot.now - 0.001 }),
    (snapshot) => ({ ...snapshot, rules: snapshot.rules.toReversed() }),
    (snapshot) => ({ ...snapshot, rules: snapshot.rules.slice(1) }),
    (snapshot) => ({ ...snapshot, metrics: snapshot.metrics.slice(1) }),
    (snapshot) => ({ ...snapshot, metrics: snapshot.metrics.toReversed() }),
    (snapshot) => ({
      ...snapshot,
      metrics: snapshot.metrics.map(({ value, ...rest }) => ({ ...rest, value: Number(value) })),
    }),
    (snapshot) => ({ ...snapshot, metrics: snapshot.metrics.map(({ at, ...rest }) => rest) }),
    (snapshot) => ({ ...snapshot, lastTriggered: new Map() }),
    (snapshot) => ({ ...snapshot, missing: [] }),
    allRules(({ maxReplicas }) => ({ maxReplicas: maxReplicas === null ? null : maxReplicas + 1 })),
    allRules(({ minReplicas }) => ({ minReplicas: minReplicas === null ? null : minReplicas - 1 })),
    allRules(() => ({ priority: 0 })),
    allRules(() => ({ enabled: true })),
    allRules(({ stepSize }) => ({ stepSize: -stepSize })),
    (snapshot) => ({ ...snapshot, endpoints: snapshot.endpoints.map(({ id, replicas }) => ({ id, replicas })) }),
    (snapshot) => ({
      ...snapshot,
      endpoints: snapshot.endpoints.map(({ minReplicas: _min, maxReplicas: _max, ...rest }) => rest),
    }),
    (snapshot) => ({ ...snapshot, endpoints: snapshot.endpoints.map(({ advisory: _, ...rest }) => rest) }),
    (snapshot) => ({ ...snapshot, endpoints: snapshot.endpoints.map(({ pausedUntil: _, ...rest }) => rest) }),
  );

  /** The answer without what the laws leave open: how a decimal is written. */
  const meaning = (evaluation: Evaluation) => plain({ ...evaluation }).replace(/"value":("[^"]*"|[^,}]*)/g, "");

  const other = (given: Snapshot, evaluation: Evaluation, semantics: Semantics) => {
    if (meaning(evaluation) === meaning(evaluate(given, semantics))) return;
    expect(checkLaws(given, evaluation, semantics)).not.toEqual([]);
  };

  test("another one, made under other semantics, breaks one", () => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), any.semantics(), (given, semantics, others) => {
        other(given, evaluate(given, others), semantics);
      }),
    );
  });

  test("another one, made of a snapshot that differs in one thing, breaks one", () => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), nudges, (given, semantics, nudge) => {
        const { now } = given;
        const evaluation = evaluate(nudge(given), semantics);
        // What tells the time says nothing of the decisions.
        const triggered = new Map([...evaluation.triggered.keys()].map((id) => [id, now]));
        other(given, { ...evaluation, triggered }, semantics);
      }),
    );
  });
});

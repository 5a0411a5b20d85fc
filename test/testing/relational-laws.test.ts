import { describe, expect, test } from "vitest";
import {
  backendAi25,
  type Endpoint,
  type Evaluation,
  evaluate,
  type MetricAverage,
  type Rule,
  type RuleOutcome,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { type Evaluator, relationalLaws } from "../../src/testing/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { seeing } from "./seeing.ts";

/** What the law with this beginning says of an evaluator. */
function saidOf(start: string, evaluator: Evaluator, given: Snapshot, semantics?: Semantics): string | true {
  const law = relationalLaws.find(({ name }) => name.startsWith(start));
  if (law === undefined) throw new Error(`no law begins with: ${start}`);
  return law.holds(evaluator, given, semantics);
}

/** An evaluator that answers something else than what is right. */
const answering =
  (change: (right: Evaluation, given: Snapshot) => Partial<Evaluation>): Evaluator =>
  (given, semantics) => {
    const right = evaluate(given, semantics);
    return { ...right, ...change(right, given) };
  };

const withMemory = (memories: ReadonlyMap<string, Endpoint["memory"] & object>) => answering(() => ({ memories }));
const since = (at: number) => ({ at, direction: "out" }) as const;
const isHot = average("90");
const isIdle = average("10");

/** Something that breaks a law in one place, and what the law says there. */
type Slip = readonly [
  what: string,
  law: string,
  evaluator: Evaluator,
  given: Snapshot,
  says: string,
  under?: Semantics,
];

function testSlips(slips: readonly Slip[]) {
  for (const [what, law, evaluator, given, says, under = backendAi25] of slips) {
    test(what, () => {
      expect(saidOf(law, evaluate, given, under), "it holds for the library").toBe(true);
      expect(saidOf(law, evaluator, given, under)).toBe(says);
    });
  }
}

const AGAIN = "evaluating again";
const HELD = "a condition that has not been held throughout";
const ENTRIES = "each rule's entry in a memory";
const CONSENT = "under `agreement` no signal with unknown data";
const SETTLING = "with `settle: hold` no count moves";
const FALLS = "a fall does not make";
const AVERAGES = "the order of averages";
const PLACE = "the place of a rule that cannot trigger";
const NOTATION = "writing a decimal otherwise";
const SCALING = "scaling averages and thresholds";
const TIMES = "moving all times";
const RECHECK = "nothing changes before `recheckAt`";
const ADVICE = "advice differs";

const patient = rule({ forSeconds: 30 });
const REMEMBERED = { breachedSince: { out: since(NOON - 60_000) } };
const waiting = (changes: Partial<Snapshot> = {}) =>
  snapshot({ endpoints: [endpoint({ memory: REMEMBERED })], rules: [patient], metrics: [isHot], ...changes });

describe("of waits a law says", () => {
  const hasty = seeing(({ rules }) => ({ rules: rules.map(({ forSeconds: _, ...others }): Rule => others) }));
  const keeping = seeing(({ rules }) => ({ rules: rules.map((one): Rule => ({ ...one, onUnknown: "keep" })) }));
  testSlips([
    [
      "that a rule does not wait at all",
      HELD,
      hasty,
      waiting(),
      'rule "out" triggers in its first cycle\nrule "out" triggers after a cycle without readings',
    ],
    [
      "that a rule keeps its time without readings",
      HELD,
      keeping,
      waiting(),
      'rule "out" triggers after a cycle without readings',
    ],
    [
      "which of two rules does not wait",
      HELD,
      hasty,
      waiting({ rules: [rule({ id: "free" }), rule({ id: "kept", forSeconds: 30, onUnknown: "keep" })] }),
      'rule "kept" triggers in its first cycle',
    ],
    [
      "that a rule waits in the other direction alone",
      HELD,
      hasty,
      waiting({
        rules: [
          rule({ id: "at-once", forSeconds: { out: 0, in: 60 } }),
          rule({ id: "late", forSeconds: { out: 60, in: 0 } }),
        ],
      }),
      'rule "late" triggers in its first cycle\nrule "late" triggers after a cycle without readings',
    ],
  ]);
});

test("of an outcome of a rule that there is not, the laws on waits and memories say nothing", () => {
  const strayed = answering(({ decisions }) => ({
    decisions: decisions.map((each) => ({
      ...each,
      outcomes: each.outcomes.map((outcome) => ({ ...outcome, ruleId: "nobody" })),
    })),
  }));
  expect(saidOf(HELD, strayed, waiting())).toBe(true);
  expect(saidOf(ENTRIES, strayed, snapshot({ rules: [rule()], metrics: [isHot] }))).toBe(true);
});

describe("of memories a law says", () => {
  const failing = (id: string, ...rules: string[]) =>
    withMemory(new Map([[id, { failingSince: Object.fromEntries(rules.map((each) => [each, NOON])) }]]));
  const ended = (kind: string) =>
    `rule "out" ends alike without its entry: {"kind":"${kind}","ruleId":"out","metric":{"source":"KERNEL","name":"cuda_util"}`;
  const triggered = `${ended("triggered")},"value":"90","comparator":"GREATER_THAN","threshold":"80","step":1,"direction":"out","field":"threshold","from":3,"to":4}`;
  const two = [endpoint(), endpoint({ id: "other" })];
  testSlips([
    [
      "that an entry changes nothing",
      ENTRIES,
      failing("chat", "out"),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      triggered,
    ],
    [
      "that a rule is gone",
      ENTRIES,
      failing("chat", "gone"),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      'endpoint "chat" remembers "gone", which is no rule that it evaluated',
    ],
    [
      "that a rule is another endpoint's",
      ENTRIES,
      failing("other", "out"),
      snapshot({ endpoints: two, rules: [rule()], metrics: [isHot] }),
      'endpoint "other" remembers "out", which is no rule that it evaluated',
    ],
    [
      "that a rule has no outcome",
      ENTRIES,
      (given, semantics) => {
        const right = failing("chat", "out")(given, semantics);
        return { ...right, decisions: right.decisions.map((each) => ({ ...each, outcomes: [] })) };
      },
      snapshot({ rules: [rule()], metrics: [isHot] }),
      'endpoint "chat" remembers "out", which is no rule that it evaluated',
    ],
    [
      "that an entry changes nothing beside an endpoint that is faulty",
      ENTRIES,
      failing("chat", "out"),
      snapshot({
        endpoints: [endpoint({ id: "broken", replicas: 0.5 }), endpoint()],
        rules: [rule()],
        metrics: [isHot],
      }),
      triggered,
    ],
    [
      "that an entry changes nothing beside a rule that is faulty",
      ENTRIES,
      failing("chat", "broken", "out"),
      snapshot({ rules: [rule({ id: "broken", stepSize: 0.5 }), rule()], metrics: [isHot] }),
      triggered,
    ],
    [
      "that a breach is kept without readings, where its rule does not ask for it",
      ENTRIES,
      withMemory(new Map([["chat", REMEMBERED]])),
      waiting({ metrics: [] }),
      `${ended("no-metric")},"reason":null}`,
    ],
    [
      "that a breach is remembered for which its rule need not wait",
      ENTRIES,
      withMemory(new Map([["chat", REMEMBERED]])),
      snapshot({ rules: [rule({ onUnknown: "keep" })], metrics: [isHot] }),
      triggered,
    ],
    [
      "that a failure is kept without readings, where its rule does not fall back",
      ENTRIES,
      failing("chat", "out"),
      waiting({ rules: [rule({ forSeconds: 30, onUnknown: "keep" })], metrics: [] }),
      `${ended("no-metric")},"reason":null}`,
    ],
  ]);

  test.each<[string, Snapshot]>([
    [
      "of a breach that a rule keeps without readings",
      waiting({ rules: [rule({ forSeconds: 30, onUnknown: "keep" })], metrics: [] }),
    ],
    [
      "of a breach that a rule keeps while too few replicas report",
      waiting({
        rules: [rule({ forSeconds: 30, onUnknown: "keep", minCoverage: "0.9" })],
        metrics: [average("90", { coverage: { reported: 1, of: 3 } })],
      }),
    ],
    [
      "of readings that are as old when the wait is over",
      waiting({ rules: [rule({ forSeconds: 300, maxAgeSeconds: 10 })], metrics: [average("90", { at: NOON - 9000 })] }),
    ],
    [
      "of a failure that is shorter than a wait",
      snapshot({ rules: [rule({ onFailure: { afterSeconds: 30, how: "static", count: 5 } })] }),
    ],
    [
      "of waits in both directions",
      snapshot({
        rules: [rule({ forSeconds: { out: 30, in: 600 } }), inRule({ forSeconds: { out: 600, in: 30 } })],
        metrics: [isHot],
      }),
    ],
  ])("nothing %s", (_, given) => {
    expect(saidOf(ENTRIES, evaluate, given)).toBe(true);
    expect(saidOf(ENTRIES, evaluate, given, recommended)).toBe(true);
  });
});

describe("of consent a law says", () => {
  /** Rules of which nothing is read are left out of the agreement. */
  const without = (isRead: (average: MetricAverage, rule: Rule) => boolean) =>
    seeing(({ rules, metrics }) => ({
      rules: rules.filter((one) => metrics.some((average) => isRead(average, one))),
    }));
  const blind = without(({ name }, one) => name === one.metricName);
  const other = inRule({ id: "other", metricName: "queue" });
  const both = [inRule(), other];
  const readings = [isIdle, average("1", { name: "queue" })];
  const falls = (id: string) => `without readings of the signal of rule "${id}" the count falls by 1`;
  testSlips([
    [
      "without which signals the count falls",
      CONSENT,
      blind,
      snapshot({ rules: both, metrics: readings }),
      `${falls("in")}\n${falls("other")}`,
      recommended,
    ],
    [
      "nothing of rules that cannot lower a count, and of disabled ones",
      CONSENT,
      blind,
      snapshot({
        rules: [
          rule({ metricName: "ttft" }),
          inRule({ enabled: false }),
          other,
          inRule({ id: "third", metricName: "waits" }),
        ],
        metrics: [...readings, average("1", { name: "waits" })],
      }),
      `${falls("other")}\n${falls("third")}`,
      recommended,
    ],
    [
      "another thing of another aggregation of the same metric",
      CONSENT,
      without(({ aggregation }, one) => aggregation === one.aggregation),
      snapshot({
        rules: [inRule({ aggregation: "average" }), inRule({ id: "late", aggregation: "p95" })],
        metrics: [average("10", { aggregation: "average" }), average("10", { aggregation: "p95" })],
      }),
      `${falls("in")}\n${falls("late")}`,
      recommended,
    ],
    [
      "that a band rule's signal is needed as any",
      CONSENT,
      blind,
      snapshot({ rules: [bandRule(), other], metrics: readings }),
      `${falls("band")}\n${falls("other")}`,
      recommended,
    ],
    [
      "another thing of another source of the same name",
      CONSENT,
      without(({ source }, one) => source === one.metricSource),
      snapshot({
        rules: [inRule(), inRule({ id: "engine", metricSource: "INFERENCE_FRAMEWORK" })],
        metrics: [isIdle, average("10", { source: "INFERENCE_FRAMEWORK" })],
      }),
      `${falls("in")}\n${falls("engine")}`,
      recommended,
    ],
  ]);

  test("nothing of two queries of one preset, which are one signal", () => {
    const query = (id: string): Rule =>
      inRule({ id, metricSource: "PROMETHEUS", metricName: `of ${id}`, queryPresetId: "waits" });
    const answer = (ruleId: string): MetricAverage => average("10", { source: "PROMETHEUS", name: "answer", ruleId });
    const given = snapshot({ rules: [query("in"), query("more")], metrics: [answer("in"), answer("more")] });
    expect(evaluate(given, recommended).deltas.get("chat")).toBe(-1);
    expect(saidOf(CONSENT, evaluate, given, recommended)).toBe(true);
  });

  test("nothing under other semantics, nor of fallbacks", () => {
    const given = snapshot({ rules: both, metrics: readings });
    expect(saidOf(CONSENT, blind, given, backendAi25)).toBe(true);
    const rules = [...both, rule({ onFailure: { afterSeconds: 30, how: "static", count: 5 } })];
    expect(saidOf(CONSENT, blind, { ...given, rules }, recommended)).toBe(true);
  });
});

describe("of what endpoints ask for a law says", () => {
  const unsettled = seeing(({ endpoints }) => ({ endpoints: endpoints.map(({ settle: _, ...others }) => others) }));
  const unprojected = seeing(({ rules }) => ({ rules: rules.map(({ scales: _, ...others }): Rule => others) }));
  const scaling = [rule({ scales: "per-replica" }), inRule({ threshold: "70", stepSize: -2 })];
  testSlips([
    [
      "that a count moves while a replica starts",
      SETTLING,
      unsettled,
      snapshot({ endpoints: [endpoint(), endpoint({ id: "idle" })], rules: [rule()], metrics: [isHot] }),
      'endpoint "chat" moves by 1 while a replica starts',
    ],
    [
      "that a move counts as one even where the endpoint's own limits would stop it",
      SETTLING,
      unsettled,
      snapshot({
        endpoints: [endpoint({ settleAtMostSeconds: 10, maxReplicas: 3 })],
        rules: [rule()],
        metrics: [isHot],
      }),
      'endpoint "chat" moves by 1 while a replica starts',
    ],
    [
      "that `hold` is not `count`",
      SETTLING,
      seeing(({ endpoints }) => ({
        endpoints: endpoints.map((one): Endpoint => (one.settle === "hold" ? { ...one, settle: "count" } : one)),
      })),
      snapshot({ rules: [rule({ stepSize: 2 })], metrics: [isHot] }),
      'endpoint "chat" moves by 1 while a replica starts',
    ],
    [
      "that a fall brings a rule back",
      FALLS,
      unprojected,
      snapshot({ rules: [...scaling, rule({ id: "plain", threshold: "30" })].reverse(), metrics: [average("29")] }),
      'after 3 -> 1 rule "out" scales out again',
    ],
  ]);

  test("nothing of other endpoints, nor of falls that bring nothing back", () => {
    const falls = (value: string, ...more: Rule[]) =>
      saidOf(FALLS, unprojected, snapshot({ rules: [...scaling, ...more], metrics: [average(value)] }));
    expect(falls("26")).toBe(true);
    expect(falls("29", rule({ id: "elsewhere", endpointId: "other" }))).toBe(
      'after 3 -> 1 rule "out" scales out again',
    );
  });

  test("nothing of an endpoint whose rules scale out while another one falls, nor of a fall to 0", () => {
    const endpoints = [endpoint(), endpoint({ id: "other" })];
    const elsewhere = rule({ id: "elsewhere", endpointId: "other", scales: "per-replica" });
    const metrics = [average("26"), average("90", { endpointId: "other" })];
    const given = snapshot({ endpoints, rules: [...scaling, elsewhere], metrics });
    expect([...evaluate(given).deltas]).toEqual([
      ["chat", -2],
      ["other", 1],
    ]);
    expect(saidOf(FALLS, evaluate, given)).toBe(true);
    const unused = snapshot({ endpoints: [endpoint({ replicas: 2 })], rules: scaling, metrics: [average("0")] });
    expect(evaluate(unused).decisions[0]?.desired).toBe(0);
    expect(saidOf(FALLS, evaluate, unused)).toBe(true);
  });

  test("nothing of an older average where the latest one cannot be written for fewer replicas", () => {
    const metrics = [average("25", { at: NOON }), average("60", { at: NOON - 60_000 })];
    const given = snapshot({
      endpoints: [endpoint({ replicas: 4 })],
      rules: [scaling[0] ?? rule(), inRule({ threshold: "70" })],
      metrics,
    });
    expect(evaluate(given).decisions[0]?.desired).toBe(3);
    expect(saidOf(FALLS, evaluate, given)).toBe(true);
  });

  test("nothing of averages that have no end, though rounded they would be at a threshold", () => {
    const twoThirds = "0.66666666666666666667";
    const comparator = "GREATER_THAN_OR_EQUAL";
    const rules = [rule({ scales: "per-replica", comparator, threshold: twoThirds }), inRule({ threshold: "1" })];
    const given = snapshot({ endpoints: [endpoint({ replicas: 4 })], rules, metrics: [average("0.5")] });
    expect(evaluate(given).deltas.get("chat")).toBe(-1);
    expect(saidOf(FALLS, evaluate, given)).toBe(true);
  });
});

describe("of orders a law says", () => {
  const ends = (kind: string) => `[["out","${kind}"]]`;
  testSlips([
    [
      "which rules end otherwise",
      AVERAGES,
      (given, semantics) => {
        const right = evaluate(given, semantics);
        const isFirst = given.metrics[0]?.name === "cuda_util";
        const told = (outcome: RuleOutcome): RuleOutcome => (isFirst ? outcome : { ...outcome, kind: "disabled" });
        return {
          ...right,
          decisions: right.decisions.map((each) => ({ ...each, outcomes: each.outcomes.map(told) })),
        };
      },
      snapshot({ rules: [rule()], metrics: [average("50"), average("1", { name: "queue" })] }),
      `the rules' ends with the averages in reverse: ${ends("disabled")} instead of ${ends("not-met")}`,
    ],
    [
      "what is done otherwise where idle rules change places",
      PLACE,
      seeing(({ rules, metrics }) => ({ metrics: rules.at(-1)?.id === "a" ? [] : metrics })),
      snapshot({
        rules: [rule(), rule({ id: "a", threshold: 95 }), rule({ id: "b", threshold: 95 })],
        metrics: [isHot],
      }),
      'what to do with such rules last: [[],[]] instead of [[["chat",1]],["out"]]',
    ],
  ]);

  const idle: Readonly<Record<string, Partial<Parameters<typeof rule>[0]>>> = {
    disabled: { enabled: false },
    "not-met": { threshold: 95 },
    "no-metric": { metricName: "queue" },
    "stale-metric": { metricName: "old", maxAgeSeconds: 10 },
    "invalid-metric": { metricName: "text" },
    "cooling-down": { cooldownSeconds: 60 },
    paused: { stepSize: -1 },
    pending: { forSeconds: 60 },
    uncovered: { minCoverage: "0.9" },
  };
  test.each(Object.entries(idle))("what is done otherwise where a rule that is %s comes first", (kind, changes) => {
    const given = snapshot({
      endpoints: [endpoint({ paused: "in" })],
      rules: [rule({ id: "idle", ...changes }), rule()],
      metrics: [
        average("90", { coverage: { reported: 1, of: 3 } }),
        average("90", { name: "old", at: NOON - 60_000 }),
        average("much", { name: "text" }),
      ],
      lastTriggered: new Map([["idle", NOON - 1000]]),
    });
    const [first] = evaluate(given).decisions[0]?.outcomes ?? [];
    expect(first?.kind).toBe(kind);
    expect(saidOf(PLACE, evaluate, given)).toBe(true);
    const nearsighted = seeing(({ rules }) => ({ rules: rules.slice(0, 1) }));
    expect(saidOf(PLACE, nearsighted, given)).toBe(
      'what to do with such rules last: [[["chat",1]],["out"]] instead of [[],[]]',
    );
  });

  test("nothing of the order in which endpoints and rules are given", () => {
    const given = snapshot({
      endpoints: [endpoint({ id: "b" }), endpoint({ id: "a" })],
      rules: [rule({ id: "z", endpointId: "b" }), rule({ id: "y", endpointId: "a" })],
      metrics: [average("90", { endpointId: "b" }), average("90", { endpointId: "a" })],
    });
    expect(evaluate(given).deltas.size).toBe(2);
    for (const law of ["the order of endpoints", "the order of averages", "under `agreement` the order of rules"]) {
      expect(saidOf(law, evaluate, given, recommended)).toBe(true);
    }
  });
});

describe("of values and times a law says", () => {
  const asleep = endpoint({
    zero: {
      activation: [{ metricSource: "PROMETHEUS", metricName: "queue", comparator: "GREATER_THAN", threshold: "3" }],
      idleSeconds: 0,
    },
  });
  const queue = average("5", { source: "PROMETHEUS", name: "queue" });
  testSlips([
    [
      "what decimals as objects change",
      NOTATION,
      seeing(({ metrics }) => ({ metrics: metrics.filter(({ value }) => typeof value === "string") })),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      [
        'what to do with decimals as objects: [[],[]] instead of [[["chat",1]],["out"]]',
        'the rules\' ends with decimals as objects: [["out","no-metric"]] instead of [["out","triggered"]]',
      ].join("\n"),
    ],
    [
      "that the answer is the same at `recheckAt`",
      RECHECK,
      answering((_, { now }) => ({ recheckAt: now + 1 })),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      "at 1772452800001, `recheckAt`, the answer is the same",
    ],
    [
      "that the answer is another one before `recheckAt`",
      RECHECK,
      answering(() => ({ recheckAt: NOON + 90_000 })),
      snapshot({ rules: [rule({ cooldownSeconds: 60 })], metrics: [isHot], lastTriggered: new Map([["out", NOON]]) }),
      "at 1772452889999.999, before `recheckAt`, the answer is another one",
    ],
    [
      "which rules trigger otherwise as advice, and how rules end otherwise",
      ADVICE,
      (given, semantics) =>
        (given.endpoints[0]?.advisory ? seeing(() => ({ metrics: [] })) : evaluate)(given, semantics),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      [
        'the rules that trigger, as advice: [] instead of [["out",1772452800000]]',
        'the outcomes, as advice: [{"kind":"no-metric","ruleId":"out","metric":{"source":"KERNEL","name":"cuda_util"},"reason":null}] instead of [{"kind":"triggered","ruleId":"out","metric":{"source":"KERNEL","name":"cuda_util"},"value":"90","comparator":"GREATER_THAN","threshold":"80","step":1,"direction":"out","field":"threshold","from":3,"to":4}]',
      ].join("\n"),
    ],
    [
      "that the answer is another one half way to `recheckAt`",
      RECHECK,
      answering((right, { now }) => (now === NOON + 30_000 ? { triggered: new Map() } : right)),
      snapshot({
        rules: [rule({ id: "free" }), rule({ cooldownSeconds: 60 })],
        metrics: [isHot],
        lastTriggered: new Map([["out", NOON]]),
      }),
      "at 1772452830000, before `recheckAt`, the answer is another one",
    ],
    [
      "that the answer is another one a microsecond later",
      RECHECK,
      answering((right, { now }) => (now === NOON + 0.001 ? { deltas: new Map() } : right)),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      "at 1772452800000.001, before `recheckAt`, the answer is another one",
    ],
    [
      "what is decided otherwise by small numbers alone",
      SCALING,
      seeing(({ metrics }) => ({ metrics: metrics.filter(({ value }) => Number(value) > 1) })),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      [
        'what to do times 10^-2: [[],[]] instead of [[["chat",1]],["out"]]',
        'the rules\' ends times 10^-2: [["out","no-metric"]] instead of [["out","triggered"]]',
      ].join("\n"),
    ],
    [
      "what is decided otherwise on another day",
      TIMES,
      seeing(({ now, metrics }) => ({ metrics: now === NOON ? metrics : [] })),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      ["86400", "-3600.25"]
        .flatMap((seconds) => [
          `what to do ${seconds} s later: [[],[]] instead of [[["chat",1]],["out"]]`,
          `the rules' ends ${seconds} s later: [["out","no-metric"]] instead of [["out","triggered"]]`,
        ])
        .join("\n"),
    ],
    [
      "that equal copies count as two where they are written otherwise",
      "a rule that is given twice",
      (given, semantics) => {
        const seen = new Map<string, string>();
        const rules = given.rules.map((one) => {
          const first = seen.get(one.id);
          seen.set(one.id, first ?? JSON.stringify(one));
          return first === undefined || first === JSON.stringify(one) ? one : { ...one, id: `${one.id} again` };
        });
        return evaluate({ ...given, rules }, semantics);
      },
      snapshot({ rules: [rule()], metrics: [isHot] }),
      [
        'what to do with each rule given twice: [[["chat",2]],["out","out again"]] instead of [[["chat",1]],["out"]]',
        'the rules\' ends with each rule given twice: [["out again","triggered"],["out","triggered"]] instead of [["out","triggered"]]',
      ].join("\n"),
    ],
    [
      "that a second look changes something else",
      AGAIN,
      (() => {
        let looks = 0;
        return answering((right) => {
          looks += 1;
          // The first two looks are those of the library itself.
          return looks % 2 === 0 ? { deltas: new Map([["chat", looks]]) } : right;
        });
      })(),
      snapshot({ rules: [rule()], metrics: [isHot] }),
      "the second evaluation of one snapshot differs from the first",
    ],
    [
      "that a second look differs",
      AGAIN,
      (given, semantics) => ({ ...evaluate(given, semantics), recheckAt: performance.now() }),
      snapshot(),
      "the second evaluation of one snapshot differs from the first",
    ],
  ]);

  test.each<[string, string, Snapshot]>([
    ["conditions of activation scale with averages", SCALING, snapshot({ endpoints: [asleep], metrics: [queue] })],
    [
      "times without use move with the clock",
      TIMES,
      snapshot({
        endpoints: [{ ...asleep, memory: { idleSince: NOON - 600_000 } }],
        metrics: [average("0", { source: "PROMETHEUS", name: "queue" })],
      }),
    ],
    [
      "times of failures, pauses and changes move with the clock",
      TIMES,
      snapshot({
        endpoints: [
          endpoint({
            memory: {
              failingSince: { out: NOON - 20_000 },
              breachedSince: { in: { at: NOON - 20_000, direction: "in" } },
            },
            lastScaledAt: { out: null, in: NOON - 10_000 },
            cooldownSeconds: { out: 60, in: 60 },
            createdAt: NOON - 100_000,
            settle: "hold",
            settleAtMostSeconds: 120,
            starting: 1,
          }),
          endpoint({ id: "paused", paused: "both", pausedUntil: NOON + 5000 }),
        ],
        rules: [
          rule({ metricName: "gone", onFailure: { afterSeconds: 30, how: "static", count: 5 } }),
          inRule({ forSeconds: 30 }),
        ],
        metrics: [average("10", { at: NOON - 1000 })],
      }),
    ],
    [
      "a start counts from the endpoint's creation, as it has never been scaled",
      TIMES,
      snapshot({
        endpoints: [
          endpoint({
            lastScaledAt: { out: null, in: null },
            createdAt: NOON - 100_000,
            settle: "hold",
            settleAtMostSeconds: 120,
            starting: 1,
          }),
        ],
        rules: [rule()],
        metrics: [isHot],
      }),
    ],
    [
      "replicas that are silent are counted against a rule, whatever its unit",
      SCALING,
      snapshot({
        rules: [inRule({ unreported: "argue" })],
        metrics: [average("10", { coverage: { reported: 1, of: 3 } })],
      }),
    ],
    [
      "a faulty endpoint is named by another place",
      "endpoints are independent",
      snapshot({
        endpoints: [endpoint(), endpoint({ id: "broken", replicas: 0.5 })],
        rules: [rule()],
        metrics: [isHot],
      }),
    ],
  ])("nothing where %s", (_, law, given) => {
    expect(saidOf(law, evaluate, given)).toBe(true);
    expect(saidOf(law, evaluate, given, recommended)).toBe(true);
  });
});

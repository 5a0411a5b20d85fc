import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Decision,
  type Endpoint,
  type Evaluation,
  evaluate,
  type MetricAverage,
  type Rule,
  type RuleOutcome,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { type Evaluator, laws, relationalLaws } from "../../src/testing/index.ts";
import { any, NOW } from "../support/arbitraries.ts";
import { once } from "../support/once.ts";

/** Generated cases, the same at every run: each bug must show in one of them. */
const cases = once(() => fc.sample(fc.tuple(any.snapshot(), any.semantics()), { numRuns: 3000, seed: 20260302 }));

const onRules =
  (change: (rule: Rule) => Partial<Rule>): Evaluator =>
  (given, semantics) =>
    evaluate({ ...given, rules: given.rules.map((rule): Rule => Object.assign({}, rule, change(rule))) }, semantics);

const onEndpoints =
  (change: (endpoint: Endpoint, given: Snapshot) => Endpoint): Evaluator =>
  (given, semantics) =>
    evaluate({ ...given, endpoints: given.endpoints.map((endpoint) => change(endpoint, given)) }, semantics);

const onMetrics =
  (change: (metrics: readonly MetricAverage[]) => readonly MetricAverage[]): Evaluator =>
  (given, semantics) =>
    evaluate({ ...given, metrics: change(given.metrics) }, semantics);

const under =
  (changes: (semantics: Semantics) => Partial<Semantics>): Evaluator =>
  (given, semantics) =>
    evaluate(given, { ...semantics, ...changes(semantics) });

const after =
  (change: (evaluation: Evaluation, given: Snapshot) => Partial<Evaluation>): Evaluator =>
  (given, semantics) => {
    const evaluation = evaluate(given, semantics);
    return { ...evaluation, ...change(evaluation, given) };
  };

const onDecisions = (change: (decision: Decision, given: Snapshot) => Decision): Evaluator =>
  after(({ decisions }, given) => ({ decisions: decisions.map((decision) => change(decision, given)) }));

const onOutcomes = (change: (outcome: RuleOutcome, given: Snapshot, endpoint: Endpoint) => RuleOutcome): Evaluator =>
  onDecisions((decision, given) => {
    const endpoint = given.endpoints.find(({ id }) => id === decision.endpointId);
    if (endpoint === undefined) return decision;
    return { ...decision, outcomes: decision.outcomes.map((outcome) => change(outcome, given, endpoint)) };
  });

const ruleOf = ({ ruleId }: RuleOutcome, { rules }: Snapshot) => rules.find(({ id }) => id === ruleId);

/** The bug, the law that must find it, and a part of what the law must say. */
const BUGS: readonly [string, Evaluator, string, RegExp][] = [
  [
    "a cooldown's end, taken the other way",
    under(({ cooldownEnd }) => ({ cooldownEnd: cooldownEnd === "inclusive" ? "exclusive" : "inclusive" })),
    "a rule is cooling down exactly",
    /rule `.*`: is .*, but its cooldown end(s|ed) at 2026-01-11T03:57:34.495123Z \((in|ex)clusive\), and it is 2026-01-11T03:57:34.495123Z/,
  ],
  [
    "a clock cut to whole milliseconds",
    (given, semantics) => evaluate({ ...given, now: Math.floor(given.now) }, semantics),
    "a rule is cooling down exactly",
    /is cooling-down, but its cooldown ended at 2026-01-11T03:57:34.495123Z/,
  ],
  [
    "times compared in whole seconds",
    (given, semantics) =>
      evaluate(
        {
          ...given,
          lastTriggered: new Map([...given.lastTriggered].map(([id, at]) => [id, Math.floor(at / 1000) * 1000])),
        },
        semantics,
      ),
    "a rule is cooling down exactly",
    /but its cooldown ends at/,
  ],
  [
    "cooldowns in milliseconds",
    onRules(({ cooldownSeconds }) => ({ cooldownSeconds: cooldownSeconds / 1000 })),
    "a rule is cooling down exactly",
    /cooldown ends at/,
  ],
  [
    "a last trigger in the future forgotten",
    (given, semantics) =>
      evaluate(
        { ...given, lastTriggered: new Map([...given.lastTriggered].filter(([, at]) => at <= given.now)) },
        semantics,
      ),
    "a rule is cooling down exactly",
    /cooldown ends at/,
  ],
  [
    "a maximum off by one",
    onRules(({ maxReplicas }) => ({ maxReplicas: maxReplicas === null ? null : maxReplicas + 1 })),
    "a rule is out of bounds exactly",
    /may not land within .* to \d+ \((skip|clamp)\)|bounds in force/,
  ],
  [
    "a minimum off by one",
    onRules(({ minReplicas }) => ({ minReplicas: minReplicas === null ? null : minReplicas + 1 })),
    "a rule is out of bounds exactly",
    /may land at \d+ within \d+ to/,
  ],
  [
    "bounds skipped where they clamp, and the other way",
    under(({ bounds }) => ({ bounds: bounds === "skip" ? "clamp" : "skip" })),
    "a rule is out of bounds exactly",
    /may (not )?land/,
  ],
  [
    "comparison as floats",
    (given, semantics) =>
      evaluate(
        {
          ...given,
          rules: given.rules.map((rule) =>
            rule.type === "band" ? rule : { ...rule, threshold: Number(rule.threshold) },
          ),
          metrics: given.metrics.map((metric) => ({ ...metric, value: Number(metric.value) })),
        },
        semantics,
      ),
    "a rule is met exactly",
    /10\.0000000000000000000|9\.99999999999999999999/,
  ],
  [
    "an equal average taken for above",
    onRules((rule) =>
      rule.type === "threshold" && rule.comparator === "GREATER_THAN" ? { comparator: "GREATER_THAN_OR_EQUAL" } : {},
    ),
    "a rule is met exactly",
    /but (\S+) > \S+ is false/,
  ],
  [
    "both ends of a band taken for one",
    onRules((rule) => (rule.type === "band" ? { minThreshold: rule.maxThreshold } : {})),
    "a rule is met exactly",
    /is true|is false|are false/,
  ],
  [
    "a step with its sign turned",
    onRules(({ stepSize }) => ({ stepSize: -stepSize })),
    "an outcome shows the figures",
    /"step":/,
  ],
  [
    "priority forgotten",
    onRules(() => ({ priority: 0 })),
    "every rule of an endpoint is explained once",
    /the rules explained is \[.*\], must be \[/,
  ],
  ["a disabled rule tried", onRules(() => ({ enabled: true })), "a rule is disabled exactly", /but `enabled` is false/],
  [
    "an average of any age taken",
    onRules(() => ({ maxAgeSeconds: 1e9 })),
    "an average is stale exactly",
    /was read at .*, more than [\d.]+ s before/,
  ],
  [
    "an average at its last fresh moment refused",
    onRules(({ maxAgeSeconds = 1e9 }) => ({ maxAgeSeconds: Math.max(0, maxAgeSeconds - 0.001) })),
    "an average is stale exactly",
    /and counts until/,
  ],
  [
    "aggregations mixed up",
    (given, semantics) =>
      evaluate({ ...given, metrics: given.metrics.map(({ aggregation: _, ...rest }) => rest) }, semantics),
    "a rule has no metric exactly",
    /the snapshot has (no|an) average/,
  ],
  [
    "the answer to a rule's own query given to others",
    onMetrics((metrics) => metrics.map(({ ruleId: _, ...rest }) => rest)),
    "an outcome shows the figures",
    /shows .*, but its average is/,
  ],
  [
    "the first reading taken instead of the latest",
    onMetrics((metrics) => metrics.map(({ at, ...rest }) => (at === undefined ? rest : { ...rest, at: -at }))),
    "an outcome shows the figures",
    /shows .*, but its average is/,
  ],
  [
    "contradicting averages taken",
    onMetrics((metrics) =>
      metrics.filter(
        (one, nth) =>
          metrics.findIndex(
            (other) => one.name === other.name && one.endpointId === other.endpointId && one.source === other.source,
          ) === nth,
      ),
    ),
    "averages are in conflict exactly",
    /contradict each other/,
  ],
  [
    "NaN taken for 0",
    onMetrics((metrics) =>
      metrics.map((metric) => (Number.isNaN(Number(metric.value)) ? { ...metric, value: 0 } : metric)),
    ),
    "an average is invalid exactly",
    /is no decimal/,
  ],
  [
    "an infinity taken for no figure",
    onMetrics((metrics) =>
      metrics.map((metric) => (/inf/i.test(String(metric.value)) ? { ...metric, value: "NaN" } : metric)),
    ),
    "an average is invalid exactly",
    /an average of -?Infinity .* is a decimal|an average of -inf/,
  ],
  [
    "a pause that ends a microsecond late",
    onEndpoints((endpoint) =>
      endpoint.pausedUntil === undefined ? endpoint : { ...endpoint, pausedUntil: endpoint.pausedUntil + 0.001 },
    ),
    "a rule is left alone exactly",
    /the endpoint is not paused at/,
  ],
  [
    "a pause forgotten",
    onEndpoints(({ paused: _, ...endpoint }) => endpoint),
    "a rule is left alone exactly",
    /but the endpoint is paused/,
  ],
  [
    "a pause of one direction taken for both",
    onEndpoints((endpoint) => (endpoint.paused === undefined ? endpoint : { ...endpoint, paused: "both" })),
    "a rule is left alone exactly",
    /paused in the direction `(in|out)` alone/,
  ],
  [
    "the endpoint's bounds forgotten",
    onEndpoints(({ minReplicas: _min, maxReplicas: _max, ...endpoint }) => endpoint),
    "a count is where the rules left it",
    /`desired` is \d+, must be \d+/,
  ],
  [
    "the endpoint's bounds kept by rules alone",
    onDecisions((decision) =>
      decision.chain.some(({ stage }) => stage === "rules")
        ? decision
        : { ...decision, desired: decision.replicas, delta: 0 },
    ),
    "a count is where the rules left it",
    /`desired` is/,
  ],
  [
    "an endpoint's cooldown forgotten",
    onEndpoints(({ cooldownSeconds: _, ...endpoint }) => endpoint),
    "a rule waits for its endpoint's cooldown",
    /the endpoint's cooldown ends at/,
  ],
  [
    "an endpoint's cooldown that runs for too long",
    onEndpoints((endpoint) =>
      endpoint.cooldownSeconds === undefined
        ? endpoint
        : {
            ...endpoint,
            cooldownSeconds: { out: endpoint.cooldownSeconds.out + 1, in: endpoint.cooldownSeconds.in + 1 },
          },
    ),
    "a rule waits for its endpoint's cooldown",
    /is cooling-down, but the endpoint's cooldown ended at/,
  ],
  [
    "an endpoint's cooldown counted from changes in one direction",
    onEndpoints(({ lastScaledAt, ...endpoint }) =>
      lastScaledAt === undefined ? endpoint : { ...endpoint, lastScaledAt: { ...lastScaledAt, in: null } },
    ),
    "a rule waits for its endpoint's cooldown",
    /the endpoint's cooldown ends at/,
  ],
  [
    "advice acted on",
    onEndpoints(({ advisory: _, ...endpoint }) => endpoint),
    "a count is where the rules left it",
    /`desired` is/,
  ],
  [
    "advice that is not told",
    onDecisions(({ wouldBe: _, ...decision }) => decision),
    "an endpoint that takes advice",
    /`wouldBe` is nothing, must be -?\d+/,
  ],
  [
    "rules that go on after the first triggered",
    under(({ combine }) => (combine === "first" ? { combine: "sequential" } : {})),
    "under `first` the first rule",
    /but rule `.*` before it triggered/,
  ],
  [
    "rules that stop after the first",
    under(({ combine }) => (combine === "sequential" ? { combine: "first" } : {})),
    "under `sequential` no rule supersedes",
    /is superseded by/,
  ],
  [
    "rules that start from the endpoint's count",
    under(({ combine }) => (combine === "sequential" ? { combine: "agreement" } : {})),
    "a rule starts from the count",
    /`from` is \d+, must be \d+/,
  ],
  [
    "a count lowered without consent",
    onOutcomes((outcome) =>
      outcome.kind !== "superseded" || outcome.because !== "vetoed"
        ? outcome
        : { ...outcome, kind: "triggered", to: outcome.proposed },
    ),
    "under `agreement` a count falls only",
    /lowers the count to \d+, but rule `.*` can lower it too and does not agree/,
  ],
  [
    "a proposal that prevails too",
    onOutcomes((outcome) =>
      outcome.kind !== "superseded" || outcome.because !== "outbid"
        ? outcome
        : { ...outcome, kind: "triggered", to: outcome.proposed },
    ),
    "under `agreement` one rule at most",
    /the rules that trigger is \[.*,.*\], must be \[.*\]/,
  ],
  [
    "a veto told as outbidding",
    onOutcomes((outcome) =>
      outcome.kind === "superseded" && outcome.because === "vetoed" ? { ...outcome, because: "outbid" } : outcome,
    ),
    "under `agreement` a rule that did not prevail",
    /must be \["vetoed"/,
  ],
  [
    "cooldown asked before bounds",
    onOutcomes((outcome, given) => {
      const last = given.lastTriggered.get(outcome.ruleId);
      const until = (last ?? Number.NaN) + 1000 * (ruleOf(outcome, given)?.cooldownSeconds ?? 0);
      if (outcome.kind !== "out-of-bounds" || !(until > given.now)) return outcome;
      const { bound: _b, limit: _l, minReplicas: _min, maxReplicas: _max, ...met } = outcome;
      return { ...met, kind: "cooling-down", until, scope: "rule" };
    }),
    "a rule is out of bounds exactly",
    /is cooling-down, but .* may not land/,
  ],
  [
    "cooldown asked before the comparison",
    onOutcomes((outcome, given) => {
      const last = given.lastTriggered.get(outcome.ruleId);
      const { cooldownSeconds = 0, minReplicas = null, maxReplicas = null } = ruleOf(outcome, given) ?? {};
      const until = (last ?? Number.NaN) + 1000 * cooldownSeconds;
      const [condition] = outcome.kind === "not-met" ? outcome.conditions : [];
      if (outcome.kind !== "not-met" || condition === undefined || !(until > given.now)) return outcome;
      if (minReplicas !== null || maxReplicas !== null) return outcome;
      const { ruleId, metric, value } = outcome;
      return {
        kind: "cooling-down",
        ruleId,
        metric,
        value,
        ...condition,
        from: 0,
        proposed: condition.step,
        until,
        scope: "rule",
      };
    }),
    "a rule is met exactly",
    /is cooling-down, but .* false/,
  ],
  [
    "the pause asked before `enabled`",
    onOutcomes(({ ruleId, metric, ...outcome }, _given, { paused }) =>
      outcome.kind === "disabled" && paused === "both"
        ? { kind: "paused", ruleId, metric, paused: "both", until: null }
        : Object.assign({ ruleId, metric }, outcome),
    ),
    "a rule is disabled exactly",
    /is paused, but `enabled` is false/,
  ],
  [
    "a rule without a metric told as not met",
    onOutcomes((outcome) =>
      outcome.kind === "no-metric" ? { ...outcome, kind: "not-met", value: 0, conditions: [] } : outcome,
    ),
    "a rule has no metric exactly",
    /is not-met, but the snapshot has no average/,
  ],
  [
    "a fault made up",
    onOutcomes((outcome) => {
      const { ruleId, metric } = outcome;
      return outcome.kind === "not-met" ? { kind: "invalid-input", ruleId, metric, fault: FAULT } : outcome;
    }),
    "a rule's cooldown cannot be told",
    /is invalid-input, but nothing is wrong/,
  ],
  [
    "an outcome lost",
    onDecisions((decision) => ({ ...decision, outcomes: decision.outcomes.slice(1) })),
    "every rule of an endpoint is explained once",
    /the rules explained is \[\], must be \["/,
  ],
  [
    "an endpoint lost",
    after(({ decisions }) => ({ decisions: decisions.slice(1) })),
    "every endpoint has one decision",
    /the endpoints with a decision is \[.*\], must be \["/,
  ],
  ["orphans lost", after(() => ({ orphans: [] })), "orphans are exactly", /`orphans` is \[\], must be \["/],
  [
    "a change lost",
    after(({ deltas }) => ({ deltas: new Map([...deltas].slice(1)) })),
    "`deltas` are the deltas",
    /`deltas` is \[\], must be \[\["/,
  ],
  [
    "the time of a trigger rounded to seconds",
    after(({ triggered }) => ({
      triggered: new Map([...triggered].map(([id, at]) => [id, Math.floor(at / 1000) * 1000])),
    })),
    "`triggered` are exactly",
    /its time in `triggered` is 1768103854000, must be 1768103854495/,
  ],
  [
    "triggers without a move not stored",
    after(({ triggered, deltas }) => ({ triggered: deltas.size === 0 ? new Map() : triggered })),
    "`triggered` are exactly",
    /its outcome is triggered, but it is not in `triggered`/,
  ],
  [
    "triggers stored in another order",
    after(({ triggered }) => ({ triggered: new Map([...triggered].reverse()) })),
    "`triggered` is in the order",
    /the order of `triggered`/,
  ],
  [
    "a delta of its own",
    onDecisions((decision) => ({ ...decision, delta: -decision.delta })),
    "`delta` is desired − replicas",
    /`delta` is -?\d+, must be/,
  ],
  [
    "a count below 0",
    onDecisions((decision) => ({ ...decision, desired: -1, delta: -1 - decision.replicas })),
    "`delta` is desired − replicas",
    /`desired` is -1/,
  ],
  [
    "a link of the chain lost",
    onDecisions((decision) => ({ ...decision, chain: decision.chain.slice(1) })),
    "a chain tells every stage",
    /the end of the chain is \d+, must be \d+/,
  ],
  [
    "a pause of one direction forgotten",
    onEndpoints(({ paused, ...endpoint }) => (paused === "both" ? { ...endpoint, paused } : endpoint)),
    "a rule that is met is held by a pause exactly",
    /is triggered \(\d+ -> \d+\), but the endpoint is paused `(in|out)`/,
  ],
  [
    "a fault that is not told",
    (given, semantics) => {
      const { decisions, ...rest } = evaluate({ ...given, now: Number.NaN }, semantics);
      return { ...rest, decisions: decisions };
    },
    "an endpoint that is faulty",
    /`fault` is "now", must be nothing/,
  ],
  [
    "no time to look again",
    after(() => ({ recheckAt: null })),
    "`recheckAt` is the first moment",
    /`recheckAt` is null, must be 20\d\d-/,
  ],
  [
    "a time to look again that is past",
    after((_, { now }) => ({ recheckAt: now })),
    "`recheckAt` is in the future",
    /`recheckAt` is 2026-01-11T03:57:34.495123Z, and it is/,
  ],
  [
    "a count moved against a pause",
    onDecisions((decision, given) =>
      given.endpoints.some(({ id, paused }) => id === decision.endpointId && paused === "both")
        ? { ...decision, desired: decision.replicas + 1, delta: 1 }
        : decision,
    ),
    "no count moves against a pause",
    /goes from \d+ to \d+, but is paused \(both\)/,
  ],
];

const FAULT = { code: "missing", path: "rules", found: "", expected: "", help: "", message: "" } as const;

/** The first answer of a law to a case that says what it should; all that it said where none does. */
function answer(says: RegExp, judge: (given: Snapshot, semantics: Semantics) => true | string): string {
  const said: string[] = [];
  for (const [given, semantics] of cases()) {
    const verdict = judge(given, semantics);
    if (verdict === true) continue;
    if (says.test(verdict)) return verdict;
    said.push(verdict);
  }
  return said.slice(0, 5).join("\n");
}

const BROKEN = "a rule is not judged exactly when the clock, its endpoint or itself is faulty";

describe("a planted bug is found by its law:", () => {
  const saidOf = ([, buggy, name, says]: (typeof BUGS)[number]): string => {
    const law = laws.find((each) => each.name.startsWith(name));
    return answer(says, (given, semantics) => law?.holds(given, buggy(given, semantics), semantics) ?? true);
  };

  test.each(BUGS)("%s", (...bug) => {
    expect(saidOf(bug)).toMatch(bug[3]);
  });

  test("in the words that were recorded", async () => {
    const lines = BUGS.map((bug) => `${bug[0]}: ${saidOf(bug)}`);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/planted-bugs.txt");
  });

  test("a rule with a broken step that is judged all the same", () => {
    const law = laws.find(({ name }) => name === BROKEN);
    const says = /rule `.*`: is not-met, but rule `.*`: rules\[0\].stepSize is 1.5, expected an integer/;
    const said = answer(says, (given, semantics) => {
      const rules = given.rules.map((rule, at) => (at === 0 ? { ...rule, stepSize: 1.5 } : rule));
      return law?.holds({ ...given, rules }, evaluate(given, semantics), semantics) ?? true;
    });
    expect(said).toMatch(says);
  });

  test("a sound rule that is called faulty", () => {
    const law = laws.find(({ name }) => name.startsWith("a rule's cooldown cannot be told"));
    const says = /is invalid-input, but nothing is wrong with the clock, the endpoint, the rule or the time/;
    const said = answer(says, (given, semantics) => {
      const faulty = { ...given, rules: given.rules.map((rule) => ({ ...rule, stepSize: 1.5 })) };
      return law?.holds(given, evaluate(faulty, semantics), semantics) ?? true;
    });
    expect(said).toMatch(says);
  });

  test("a chain that begins elsewhere", () => {
    const law = laws.find(({ name }) => name.startsWith("a chain tells every stage"));
    const says = /the link `rules` starts at -?\d+, where the one before ended at \d+/;
    const torn = onDecisions((decision) => ({
      ...decision,
      chain: decision.chain.map((link, at) => (at === 0 ? { ...link, from: link.from - 1 } : link)),
    }));
    expect(answer(says, (given, semantics) => law?.holds(given, torn(given, semantics), semantics) ?? true)).toMatch(
      says,
    );
  });

  test("every law finds one", () => {
    const found = [...BUGS.map(([, , name]) => name), BROKEN];
    const idle = laws.filter(({ name }) => !found.some((start) => name.startsWith(start)));
    expect(idle.map(({ name }) => name)).toEqual([]);
  });
});

/** Another answer at every other look. */
const fickle = (): Evaluator => {
  let looks = 0;
  return (given, semantics) => {
    looks += 1;
    return evaluate(looks % 2 === 0 ? { ...given, metrics: [] } : given, semantics);
  };
};

/** Decides by some of what the snapshot has. */
const seeing =
  (part: (given: Snapshot, semantics: Semantics) => Partial<Snapshot>): Evaluator =>
  (given, semantics) =>
    evaluate({ ...given, ...part(given, semantics) }, semantics);

const RELATIONAL_BUGS: readonly [string, () => Evaluator, string, RegExp][] = [
  ["a memory of earlier looks", fickle, "evaluating again", /the second evaluation of one snapshot differs/],
  [
    "a snapshot that is sorted in place",
    () => (given, semantics) => {
      Object.assign(given, { rules: given.rules.toSorted((one, other) => (one.id < other.id ? -1 : 1)) });
      return evaluate(given, semantics);
    },
    "evaluating changes nothing",
    /the snapshot was /,
  ],
  [
    "figures that endpoints share",
    () => seeing(({ endpoints, metrics }) => ({ metrics: endpoints.length > 1 ? metrics : [] })),
    "endpoints are independent",
    /endpoint ".*" without ".*"/,
  ],
  [
    "only the first endpoint's figures seen",
    () =>
      seeing(({ endpoints, metrics }) => ({ metrics: metrics.filter((one) => one.endpointId === endpoints[0]?.id) })),
    "the order of endpoints",
    /with the endpoints in reverse/,
  ],
  [
    "the first of contradicting averages taken",
    () =>
      seeing(({ metrics }) => ({
        metrics: metrics.map((metric, at) => ({ ...metric, at: NOW - at })),
      })),
    "the order of averages",
    /with the averages in reverse/,
  ],
  [
    "every rule after the first ignored",
    () => seeing(({ rules }) => ({ rules: rules.slice(0, 1) })),
    "the place of a rule that cannot trigger",
    /what to do with such rules last/,
  ],
  [
    "a disabled rule that keeps others from acting",
    () => seeing(({ rules, metrics }) => ({ metrics: rules.some(({ enabled }) => enabled === false) ? [] : metrics })),
    "a disabled rule changes nothing",
    /with rule ".*" disabled instead of gone/,
  ],
  [
    "the first proposal taken instead of the highest",
    () => (given, semantics) => evaluate(given, { ...semantics, combine: "first" }),
    "under `agreement` the order of rules",
    /with the rules in reverse/,
  ],
  [
    "decimals compared as text",
    () =>
      seeing(({ metrics }) => ({
        metrics: metrics.filter(({ value }) => typeof value !== "string" || !value.includes("e")),
      })),
    "writing a decimal otherwise",
    /with exponents/,
  ],
  [
    "decimals compared within a billionth",
    () =>
      seeing(({ metrics }) => ({
        metrics: metrics.map((metric) => ({ ...metric, value: Math.round(Number(metric.value) * 1e9) / 1e9 })),
      })),
    "scaling averages and thresholds",
    /times 10\^-?\d+/,
  ],
  [
    "a rule for even days",
    () => seeing(({ now, metrics }) => ({ metrics: Math.floor(now / 86_400_000) % 2 === 0 ? metrics : [] })),
    "moving all times",
    /86400 s later/,
  ],
  [
    "an end that `recheckAt` leaves out",
    () => (given, semantics) => ({ ...evaluate(given, semantics), recheckAt: null }),
    "nothing changes before `recheckAt`",
    /before `recheckAt`, the answer is another one/,
  ],
  [
    "a time to look again for nothing",
    () => (given, semantics) => ({ ...evaluate(given, semantics), recheckAt: given.now + 0.001 }),
    "nothing changes before `recheckAt`",
    /`recheckAt`, the answer is the same/,
  ],
  [
    "rules of advisory endpoints that spend no cooldown",
    () => (given, semantics) => {
      const evaluation = evaluate(given, semantics);
      return given.endpoints.some(({ advisory }) => advisory) ? { ...evaluation, triggered: new Map() } : evaluation;
    },
    "advice differs",
    /the rules that trigger, as advice/,
  ],
];

describe("a planted bug is found by its relational law:", () => {
  test.each(RELATIONAL_BUGS)("%s", (_, plant, name, says) => {
    const law = relationalLaws.find((each) => each.name.startsWith(name));
    const buggy = plant();
    expect(answer(says, (given, semantics) => law?.holds(buggy, { ...given }, semantics) ?? true)).toMatch(says);
  });

  test("every law finds one", () => {
    const unproven = relationalLaws.filter(
      ({ name }) => !RELATIONAL_BUGS.some(([, , start]) => name.startsWith(start)),
    );
    expect(unproven.map(({ name }) => name)).toEqual([]);
  });
});

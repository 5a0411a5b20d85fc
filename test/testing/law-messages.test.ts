import { describe, expect, test } from "vitest";
import {
  backendAi25,
  type ChainLink,
  type Decision,
  type EndpointMemory,
  evaluate,
  type Fallback,
  type RuleOutcome,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { checkLaws } from "../../src/testing/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";

const triggers = snapshot({ rules: [rule()], metrics: [average("90")] });

/** What the laws say of a decision in the place of the right one: the first message, without the endpoint's name. */
function saidOf(given: Snapshot, change: (right: Decision) => Partial<Decision>, semantics?: Semantics): string {
  const right = evaluate(given, semantics);
  const decisions = right.decisions.map((decision) => ({ ...decision, ...change(decision) }));
  const [{ message = "nothing" } = {}] = checkLaws(given, { ...right, decisions }, semantics);
  return message.replace("endpoint `chat`", "").replace(/^, rule `out`: |^: /, "");
}

/** The same of a decision whose first outcome is another one in some parts. */
function saidOfFirst(given: Snapshot, change: object, semantics?: Semantics): string {
  const changed = (outcome: RuleOutcome, nth: number) => (nth === 0 ? { ...outcome, ...change } : outcome);
  return saidOf(given, ({ outcomes }) => ({ outcomes: outcomes.map(changed) }), semantics);
}

const metric = { source: "KERNEL", name: "cuda_util", aggregation: "average" } as const;
const OF = { ruleId: "out", metric } as const;
const UNMET = { comparator: "GREATER_THAN", threshold: "80", step: 1, direction: "out", field: "threshold" } as const;
const MET = { ...OF, ...UNMET, value: "90", from: 3, proposed: 4 } as const;
const BOUND = { bound: "max", limit: 3, scope: "rule", minReplicas: null, maxReplicas: 3 } as const;
const FALLBACK = {
  failure: "no-metric",
  since: NOON,
  how: "static",
  by: null,
  from: 3,
  proposed: 5,
  to: 5,
  direction: "out",
} as const;

function faultOf(given: Snapshot) {
  const [outcome] = evaluate(given).decisions[0]?.outcomes ?? [];
  if (outcome?.kind !== "invalid-input") throw new Error("a broken rule is invalid");
  return outcome.fault;
}

const BROKEN = faultOf({ ...triggers, rules: [rule({ stepSize: 0.5 })] });
const soon = NOON + 1000;
const until = "until 2026-03-02T12:00:01.000Z";

describe("the laws say what an outcome is in the place of one that triggered:", () => {
  const outcomes: readonly (readonly [says: string, outcome: RuleOutcome])[] = [
    ["disabled", { ...OF, kind: "disabled" }],
    ["invalid input (not-an-integer at rules[0].stepSize)", { ...OF, kind: "invalid-input", fault: BROKEN }],
    ["left alone, as the endpoint is paused", { ...OF, kind: "paused", paused: "both", until: null }],
    [`left alone, as the endpoint is paused ${until}`, { ...OF, kind: "paused", paused: "both", until: soon }],
    [`held by a pause \`out\` ${until}`, { ...MET, kind: "paused", paused: "out", until: soon }],
    ["without an average (no reason given)", { ...OF, kind: "no-metric", reason: null }],
    ["without an average (source-failed)", { ...OF, kind: "no-metric", reason: "source-failed" }],
    [
      "stale (read at 2026-03-02T11:59:00.000Z, accepted within 30 s)",
      { ...OF, kind: "stale-metric", at: NOON - 60_000, maxAgeSeconds: 30 },
    ],
    [
      "invalid (its average much: not-a-number)",
      { ...OF, kind: "invalid-metric", value: "much", reason: "not-a-number" },
    ],
    ["not met (it has no threshold)", { ...OF, kind: "not-met", value: "90", conditions: [] }],
    ["not met (90 > 80 is false)", { ...OF, kind: "not-met", value: "90", conditions: [UNMET] }],
    [
      "not met (90 > 80 and 90 < 20 are false)",
      {
        ...OF,
        kind: "not-met",
        value: "90",
        conditions: [UNMET, { ...UNMET, comparator: "LESS_THAN", threshold: "20" }],
      },
    ],
    ["out of bounds (3 + 1 against the rule's maximum of 3)", { ...MET, ...BOUND, kind: "out-of-bounds" }],
    [
      "out of bounds (3 + 1 against the endpoint's minimum of 5)",
      { ...MET, ...BOUND, kind: "out-of-bounds", bound: "min", limit: 5, scope: "endpoint" },
    ],
    [`cooling down (its own cooldown ${until})`, { ...MET, kind: "cooling-down", scope: "rule", until: soon }],
    [
      `cooling down (its endpoint's cooldown ${until})`,
      { ...MET, kind: "cooling-down", scope: "endpoint", until: soon },
    ],
    [
      `cooling down (the cooldown of rule \`other\` on its signal ${until})`,
      { ...MET, kind: "cooling-down", scope: "signal", by: "other", until: soon },
    ],
    ["superseded by rule `other`, which came first", { ...OF, kind: "superseded", because: "came-later", by: "other" }],
    [
      "vetoed by rule `other` (no-consent)",
      { ...MET, kind: "superseded", because: "vetoed", veto: "no-consent", by: "other" },
    ],
    [`paced by rule \`other\` ${until}`, { ...MET, kind: "superseded", because: "paced", by: "other", until: soon }],
    ["taken back (projection)", { ...MET, kind: "superseded", because: "projection" }],
    ["taken back (zero)", { ...MET, kind: "superseded", because: "zero" }],
    ["taken back (settling)", { ...MET, kind: "superseded", because: "settling" }],
    ["outbid by rule `other`", { ...MET, kind: "superseded", because: "outbid", by: "other" }],
    [
      "pending (since 2026-03-02T12:00:00.000Z until 2026-03-02T12:00:01.000Z)",
      { ...MET, kind: "pending", since: NOON, until: soon, remainingSeconds: 1 },
    ],
    ["uncovered (1 of 4 reported)", { ...MET, kind: "uncovered", reported: 1, of: 4, filled: null }],
    ["a fallback (static: 3 -> 5)", { ...OF, ...FALLBACK, kind: "fallback", heldBy: null }],
    ["a fallback (static: 3 -> 5, held: paused)", { ...OF, ...FALLBACK, kind: "fallback", heldBy: "paused" }],
  ];
  test.each(outcomes)("%s", (says, outcome) => {
    const said = saidOf(triggers, () => ({ outcomes: [outcome] }));
    expect(said).toBe(`is ${says}, must be triggered (90 > 80: 3 -> 4)`);
  });
});

describe("the laws say which part of a decision is wrong, and what it must be:", () => {
  const limited = { ...triggers, endpoints: [endpoint({ maxReplicas: 3 })] };
  const cases: readonly (readonly [says: string, given: Snapshot, change: (right: Decision) => Partial<Decision>])[] = [
    ["`replicas` is 4, must be 3", triggers, () => ({ replicas: 4 })],
    ["`desired` is 5, must be 4", triggers, () => ({ desired: 5 })],
    ["`delta` is 2, must be 1", triggers, () => ({ delta: 2 })],
    ["`wouldBe` is 4, must be nothing", triggers, () => ({ wouldBe: 4 })],
    ['the rules explained is [], must be ["out"]', triggers, () => ({ outcomes: [] })],
    ["the chain has no further link, must have rules by `out`: 3 -> 4", triggers, () => ({ chain: [] })],
    [
      "the chain has bounds: 4 -> 4, must have no further link",
      triggers,
      ({ chain }) => ({ chain: [...chain, { stage: "bounds", from: 4, to: 4 }] }),
    ],
    [
      "the chain has rules by `in`: 3 -> 4, must have rules by `out`: 3 -> 4",
      triggers,
      () => ({ chain: [{ stage: "rules", by: "in", from: 3, to: 4 }] }),
    ],
    ['`fault` is "not-an-integer at rules[0].stepSize", must be nothing', limited, () => ({ fault: BROKEN })],
  ];
  test.each(cases)("%s", (says, given, change) => {
    expect(saidOf(given, change)).toBe(says);
  });
});

describe("of one outcome the laws name the first part that is wrong:", () => {
  const cooling = {
    ...triggers,
    rules: [rule({ cooldownSeconds: 60 })],
    lastTriggered: new Map([["out", NOON - 1000]]),
  };
  const bounded = { ...triggers, rules: [rule({ maxReplicas: 3 })] };
  const unmet = { ...triggers, rules: [rule(), inRule({ id: "other" })], metrics: [average("50")] };
  const cases: readonly (readonly [says: string, given: Snapshot, change: object])[] = [
    ['`value` is "91", must be "90"', triggers, { value: "91" }],
    ["`from` is 2, must be 3", triggers, { from: 2 }],
    ["`to` is 5, must be 4", triggers, { to: 5 }],
    ["`until` is 2026-03-02T12:00:01.000Z, must be 2026-03-02T12:00:59.000Z", cooling, { until: soon }],
    ["`limit` is 4, must be 3", bounded, { limit: 4 }],
    ['`scope` is "endpoint", must be "rule"', bounded, { scope: "endpoint" }],
    ["`proposed` is 6, must be 4", bounded, { proposed: 6 }],
  ];
  test.each(cases)("%s", (says, given, change) => {
    expect(saidOfFirst(given, change)).toBe(says);
  });

  const of = (kind: RuleOutcome["kind"], given: Snapshot, change: object, semantics?: Semantics) => {
    expect(evaluate(given, semantics).decisions[0]?.outcomes[0]?.kind).toBe(kind);
    return saidOfFirst(given, change, semantics);
  };

  test("also where it waits, too few replicas reported, a pause holds it, or another one came before", () => {
    const reported = average("90", { coverage: { reported: 1, of: 3 } });
    const value = '`value` is "91", must be "90"';
    expect(of("pending", { ...triggers, rules: [rule({ forSeconds: 60 })] }, { value: "91" })).toBe(value);
    const sparse = { ...triggers, rules: [rule({ minCoverage: "0.9" })], metrics: [reported] };
    expect(of("uncovered", sparse, { value: "91" })).toBe(value);
    const held = { ...triggers, endpoints: [endpoint({ paused: "out" })] };
    expect(of("paused", held, { value: "91" })).toBe(value);
    const outbid = { ...triggers, rules: [rule(), rule({ id: "z", stepSize: 2 })] };
    expect(of("superseded", outbid, { value: "91" }, recommended)).toBe(value);
    expect(of("superseded", outbid, { from: 2 }, recommended)).toBe("`from` is 2, must be 3");
  });

  test("a time as a time, whatever stands there", () => {
    const old = { ...triggers, rules: [rule({ maxAgeSeconds: 10 })], metrics: [average("90", { at: NOON - 60_000 })] };
    expect(of("stale-metric", old, { at: NOON })).toBe(
      "`at` is 2026-03-02T12:00:00.000Z, must be 2026-03-02T11:59:00.000Z",
    );
    expect(of("stale-metric", old, { at: "soon" })).toBe('`at` is "soon", must be 2026-03-02T11:59:00.000Z');
  });

  test("a metric in either of its forms", () => {
    expect(of("triggered", triggers, { metric })).toBe("nothing");
  });

  test("that a host's answer leaves out", () => {
    const { conditions, ...others } = Object.assign({ conditions: [] }, evaluate(unmet).decisions[0]?.outcomes[0]);
    expect(conditions).toHaveLength(1);
    const told: RuleOutcome = JSON.parse(JSON.stringify(others));
    expect(saidOf(unmet, ({ outcomes }) => ({ outcomes: outcomes.with(0, told) }))).toMatch(
      /^`conditions` is nothing, must be \[\{/,
    );
    expect(saidOf(triggers, () => ({ outcomes: [Object.assign(told, { value: "90" })] }))).toMatch(
      /^is not met \(it has no threshold\), must be /,
    );
  });

  test("what condition held, and what conditions did not", () => {
    const comparator = "LESS_THAN" as const;
    const held = saidOf(triggers, ({ outcomes }) => ({
      outcomes: outcomes.map((each) => (each.kind === "triggered" ? { ...each, comparator } : each)),
    }));
    expect(held).toMatchInlineSnapshot(
      `"the condition that holds is {"comparator":"LESS_THAN","threshold":"80","step":1,"direction":"out","field":"threshold"}, must be {"comparator":"GREATER_THAN","threshold":"80","step":1,"direction":"out","field":"threshold"}"`,
    );
    const missed = saidOf(unmet, ({ outcomes }) => ({
      outcomes: outcomes.map((each) => (each.kind === "not-met" ? { ...each, conditions: [] } : each)),
    }));
    expect(missed).toMatchInlineSnapshot(
      `"\`conditions\` is [], must be [{"comparator":"GREATER_THAN","threshold":"80","step":1,"direction":"out","field":"threshold"}]"`,
    );
  });
});

describe("the laws know whose link of a chain is wrong:", () => {
  const [CHAIN, BOUNDS] = [
    "a chain names every stage that had a say, from `replicas` to `desired`",
    "a count is within its endpoint's bounds, whether or not a rule triggered",
  ];
  const links: readonly (readonly [link: ChainLink, law: string])[] = [
    [{ stage: "rules", by: "in", from: 3, to: 4 }, CHAIN],
    [{ stage: "paused", by: "in", from: 3, to: 3 }, CHAIN],
    [{ stage: "cooldown", by: "in", from: 3, to: 3 }, CHAIN],
    [
      { stage: "projection", by: "in", from: 3, to: 4 },
      "a count does not fall to where a rule that scales per replica would scale out again",
    ],
    [
      { stage: "zero", from: 3, to: 4 },
      "an endpoint with `zero` goes to 0 exactly after `idleSeconds` without use, and comes back in use",
    ],
    [{ stage: "settling", from: 3, to: 4 }, "an endpoint that settles makes no move of its rules while replicas start"],
    [
      { stage: "settling-timeout", from: 3, to: 3 },
      "an endpoint that settles makes no move of its rules while replicas start",
    ],
    [{ stage: "bounds", from: 3, to: 4 }, BOUNDS],
    [{ stage: "paused", from: 3, to: 4 }, "no count moves against a pause"],
    [
      { stage: "advisory", from: 3, to: 4 },
      "an endpoint that takes advice keeps its count and says what the change had been",
    ],
  ];
  const lawOf = (given: Snapshot, change: (chain: readonly ChainLink[]) => readonly ChainLink[]) => {
    const right = evaluate(given);
    const decisions = right.decisions.map((each) => ({ ...each, chain: change(each.chain) }));
    return checkLaws(given, { ...right, decisions }).map(({ law }) => law);
  };
  test.each(links)("$stage", (link, law) => {
    expect(
      lawOf({ ...triggers, rules: [] }, () => [link]),
      "one too many",
    ).toEqual([law]);
    expect(
      lawOf(triggers, () => [link]),
      "in the place of a rule's",
    ).toEqual([CHAIN]);
    const limited = { ...triggers, rules: [], endpoints: [endpoint({ minReplicas: 4 })] };
    expect(
      lawOf(limited, () => [link]),
      "in the place of the bounds'",
    ).toEqual([BOUNDS]);
    expect(
      lawOf(limited, () => []),
      "one too few",
    ).toEqual([BOUNDS]);
  });
});

describe("the laws compare", () => {
  const FAILING = [endpoint({ memory: { failingSince: { out: NOON - 60_000 } } })];
  const breach = (at: number) => ({ at, direction: "out" }) as const;
  const rules = [rule({ forSeconds: 60 }), rule({ id: "a", forSeconds: 60 })];
  const waiting = { ...triggers, rules, endpoints: [endpoint({ memory: { breachedSince: { gone: breach(NOON) } } })] };
  const remembering = (breachedSince: EndpointMemory["breachedSince"] & object) =>
    checkAlone(waiting, { memory: { breachedSince } });
  const checkAlone = (given: Snapshot, change: Partial<Decision>) => {
    const right = evaluate(given);
    const decisions = right.decisions.map((each) => ({ ...each, ...change }));
    const memories = new Map(
      decisions.flatMap(({ memory }) => (memory === undefined ? [] : [["chat", memory] as const])),
    );
    return checkLaws(given, { ...right, decisions, memories }).map(({ message }) => message);
  };

  test("the entries of a memory, in whatever order", () => {
    expect(remembering({ out: breach(NOON), a: breach(NOON) })).toEqual([]);
    expect(remembering({ a: breach(NOON), out: breach(NOON) })).toEqual([]);
    expect(remembering({ a: breach(NOON), out: breach(NOON - 1) })).toEqual([
      `endpoint \`chat\`: \`memory\` is [[["a",${NOON},"out"],["out",${NOON - 1},"out"]],[],null,null], must be [[["a",${NOON},"out"],["out",${NOON},"out"]],[],null,null]`,
    ]);
    expect(remembering({ a: breach(NOON), out: { at: NOON, direction: "in" } })).toHaveLength(1);
    expect(remembering({ a: breach(NOON) })).toHaveLength(1);
  });

  test("counts that are no numbers", () => {
    expect(checkAlone(triggers, { desired: Number.NaN })).toEqual(['endpoint `chat`: `desired` is "NaN", must be 4']);
    expect(checkAlone(triggers, { desired: Number.POSITIVE_INFINITY })).toEqual([
      'endpoint `chat`: `desired` is "Infinity", must be 4',
    ]);
  });

  test("under `sequential` every outcome up to one that leaves another count", () => {
    const three = {
      ...triggers,
      rules: [rule({ threshold: 95 }), rule({ id: "b", threshold: 95 }), rule({ id: "c" })],
    };
    const without = ({ ruleId, metric: of }: RuleOutcome) =>
      ({ kind: "no-metric", ruleId, metric: of, reason: null }) as const;
    const placesOf = (given: Snapshot, change: (outcome: RuleOutcome, nth: number) => RuleOutcome) => {
      const right = evaluate(given);
      const decisions = right.decisions.map((each) => ({ ...each, outcomes: each.outcomes.map(change) }));
      return checkLaws(given, { ...right, decisions })
        .map(({ message }) => /^endpoint `chat`, rule `(.*?)`: is/.exec(message)?.[1])
        .filter((id) => id !== undefined);
    };
    expect(placesOf(three, without)).toEqual(["out", "b", "c"]);
    const overshot = (outcome: RuleOutcome) =>
      outcome.kind === "triggered" ? { ...outcome, to: 5 } : without(outcome);
    expect(placesOf({ ...three, rules: [rule(), rule({ id: "b", threshold: 95 })] }, overshot)).toEqual([]);
    const first = { ...three, rules: [rule(), rule({ id: "b", threshold: 95 })] };
    expect(placesOf(first, without), "what follows from another count is not named").toEqual(["out"]);
    const failing = {
      ...first,
      endpoints: FAILING,
      rules: [
        rule({ metricName: "gone", onFailure: { afterSeconds: 30, how: "static", count: 5 } }),
        rule({ id: "b", threshold: 95 }),
      ],
    };
    expect(evaluate(failing).decisions[0]?.outcomes[0]?.kind).toBe("fallback");
    expect(placesOf(failing, without), "nor from that of a fallback").toEqual(["out"]);
    const held = (outcome: RuleOutcome): RuleOutcome =>
      outcome.kind === "fallback" ? { ...outcome, heldBy: "paused", to: 3 } : without(outcome);
    expect(placesOf(failing, held)).toEqual([]);
  });

  test("under `agreement` every outcome, whatever count it leaves", () => {
    const given = { ...triggers, rules: [rule(), rule({ id: "b", threshold: 95 })] };
    const right = evaluate(given, recommended);
    const decisions = right.decisions.map((each) => ({
      ...each,
      outcomes: each.outcomes.map(({ ruleId, metric: of }): RuleOutcome => ({ kind: "disabled", ruleId, metric: of })),
    }));
    const found = checkLaws(given, { ...right, decisions }, recommended).map(({ message }) => message.slice(0, 34));
    expect(found.slice(0, 2)).toEqual(["endpoint `chat`, rule `out`: is di", "endpoint `chat`, rule `b`: is disa"]);
  });

  test("the parts of a decision in their order, and name the first that is wrong", () => {
    const messages = checkAlone(triggers, { chain: [], desired: 9, delta: 8, wouldBe: 7 });
    expect(messages.filter((each) => each.startsWith("endpoint"))).toEqual([
      "endpoint `chat`: the chain has no further link, must have rules by `out`: 3 -> 4",
    ]);
  });

  test("decisions in another order with those of their endpoints", () => {
    const given = { ...triggers, endpoints: [endpoint(), endpoint({ id: "b" }), endpoint({ id: "c" })] };
    const right = evaluate(given);
    const [chat, b, c] = right.decisions;
    if (chat === undefined || b === undefined || c === undefined) throw new Error("a decision is missing");
    const found = checkLaws(given, { ...right, decisions: [c, chat, { ...b, desired: 9 }] });
    expect(found.map(({ message }) => message)).toEqual([
      'the evaluation: the endpoints with a decision is ["c","chat","b"], must be ["chat","b","c"]',
      "endpoint `b`: `desired` is 9, must be 3",
    ]);
  });

  test("the metric of an outcome", () => {
    const other = { source: "KERNEL", name: "queue" };
    expect(saidOfFirst(triggers, { metric: other })).toBe(
      '`metric` is {"source":"KERNEL","name":"queue"}, must be {"source":"KERNEL","name":"cuda_util"}',
    );
  });

  test("each part of a fallback", () => {
    const onFailure = { afterSeconds: 30, how: "static", count: 5 } as const;
    const failing = { ...triggers, endpoints: FAILING, metrics: [], rules: [rule({ onFailure })] };
    expect(evaluate(failing).decisions[0]?.outcomes).toMatchObject([{ kind: "fallback" }]);
    const changed = (change: Partial<Fallback>) => saidOfFirst(failing, change);
    expect(changed({})).toBe("nothing");
    expect(changed({ from: 2 })).toBe("`from` is 2, must be 3");
    expect(changed({ direction: null })).toBe('`direction` is null, must be "out"');
    expect(changed({ since: NOON })).toBe("`since` is 2026-03-02T12:00:00.000Z, must be 2026-03-02T11:59:00.000Z");
    expect(changed({ proposed: 6 })).toBe("`proposed` is 6, must be 5");
    expect(changed({ heldBy: "paused" })).toBe('`heldBy` is "paused", must be null');
  });

  test("decimals in any notation", () => {
    const wordy = { ...triggers, metrics: [average("much")] };
    expect(saidOfFirst(triggers, { value: "9e1", threshold: 80 })).toBe("nothing");
    expect(saidOfFirst(wordy, { value: "many" })).toBe('`value` is "many", must be "much"');
    const coverage = { reported: 2, of: 3 };
    const argued = { ...triggers, rules: [rule({ unreported: "argue" })], metrics: [average("90", { coverage })] };
    const [outcome] = evaluate(argued).decisions[0]?.outcomes ?? [];
    expect(outcome).toMatchObject({ kind: "uncovered", filled: "60" });
    expect(saidOfFirst(argued, { filled: 60 })).toBe("nothing");
    expect(saidOfFirst(argued, { filled: null })).toBe('`filled` is null, must be "60"');
    const sparse = { ...argued, rules: [rule({ minCoverage: "0.9" })] };
    expect(saidOfFirst(sparse, { filled: null })).toBe("nothing");
    expect(saidOfFirst(sparse, { filled: "60" })).toBe('`filled` is "60", must be null');
  });

  test("why there is no average, in detail", () => {
    const missing = [{ endpointId: "chat", ...metric, reason: "source-failed", detail: { says: "busy" } }] as const;
    const given = { ...triggers, metrics: [], missing };
    expect(saidOfFirst(given, { detail: { says: "gone" } })).toBe(
      '`detail` is {"says":"gone"}, must be {"says":"busy"}',
    );
  });
});

describe("the laws call a difference by the first step that went wrong:", () => {
  const lawsOf = (given: Snapshot, outcome: object, semantics: Semantics, nth = 0) => {
    const right = evaluate(given, semantics);
    const told: Partial<RuleOutcome> = JSON.parse(JSON.stringify(outcome));
    const decisions = right.decisions.map((each) => ({
      ...each,
      outcomes: each.outcomes.map((was, at) => (at === nth ? Object.assign({ ...was }, told) : was)),
    }));
    return checkLaws(given, { ...right, decisions }, semantics)
      .filter(({ message }) => message.startsWith("endpoint"))
      .map(({ law }) => law);
  };
  const lost = (because: string) => ({ kind: "superseded", because, by: "z", proposed: 4 });
  const outbid = { ...triggers, rules: [rule(), rule({ id: "z", stepSize: 2 })] };
  const falling = {
    ...triggers,
    metrics: [average("10")],
    rules: [inRule(), inRule({ id: "z", stepSize: -2, priority: -1 })],
  };
  const settling = { ...triggers, endpoints: [endpoint({ settle: "hold", starting: 1 })] };

  test("of where a step leads, by the bounds", () => {
    const bounds =
      "a step leads as far as the rule's and the endpoint's bounds allow, and is out of bounds exactly where they do not";
    expect(lawsOf(triggers, { to: 5 }, backendAi25)).toEqual([bounds]);
    expect(lawsOf(outbid, { proposed: 9 }, recommended)).toEqual([bounds]);
  });

  test("of who wins, by the way in which it leads", () => {
    expect(lawsOf(outbid, { kind: "triggered", to: 4 }, recommended)).toEqual([
      "under `agreement` a count rises to the highest free proposal",
    ]);
    expect(lawsOf(falling, { kind: "triggered", to: 2 }, recommended)).toEqual([
      "under `agreement` a count falls to the highest of the signals' bids",
    ]);
  });

  test("of rules in sequence, by what the endpoint takes back, or else by their sequence", () => {
    expect(lawsOf(settling, lost("outbid"), backendAi25)).toEqual(["what an endpoint takes back costs no cooldown"]);
    expect(lawsOf(triggers, { ...lost("vetoed"), veto: "objection" }, backendAi25)).toEqual([
      "under `sequential` no rule supersedes another",
    ]);
    expect(lawsOf(triggers, lost("came-later"), backendAi25)).toEqual([
      "under `sequential` no rule supersedes another",
    ]);
  });
});

test("the laws tell a time to look again from none, and from what is no time", () => {
  const given = { ...triggers, now: -1000 };
  const told = (recheckAt: unknown) =>
    checkLaws(given, Object.assign({ ...evaluate(given) }, { recheckAt })).map(({ message }) => message);
  expect(evaluate(given).recheckAt).toBeNull();
  expect(told(null)).toEqual([]);
  expect(told(0)).toEqual(["the evaluation: `recheckAt` is 1970-01-01T00:00:00.000Z, must be null"]);
});

import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  type Decision,
  type Endpoint,
  evaluate,
  type MetricAverage,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

type Policy = NonNullable<Rule["onFailure"]>;
type Memory = NonNullable<Endpoint["memory"]>;

const SINCE = NOON - 60_000;
const FAILING: Memory = { failingSince: { out: SINCE } };

/** A rule that proposes a count after a minute without a reading. */
function blind(policy: Partial<Policy> = {}, changes: Parameters<typeof rule>[0] = {}): Rule {
  return rule({ onFailure: { afterSeconds: 60, count: 8, how: "static", ...policy }, ...changes });
}

/** What becomes of `chat`, whose metric has failed for a minute. */
function decideBlind(
  rules: readonly Rule[],
  changes: Partial<Snapshot> = {},
  settings: Partial<Endpoint> = {},
  semantics: Semantics = recommended,
): Decision {
  const endpoints = [endpoint({ memory: FAILING, ...settings })];
  return decideEverywhere({ endpoints, rules, ...changes }, semantics);
}

describe("a rule whose metric fails proposes its count", () => {
  test("from exactly its seconds after the first cycle without a reading on", () => {
    expect(decideBlind([blind()], { now: NOON - 0.001 })).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "no-metric" }],
    });
    expect(decideBlind([blind()])).toMatchObject({
      desired: 8,
      outcomes: [
        {
          kind: "fallback",
          failure: "no-metric",
          since: SINCE,
          how: "static",
          from: 3,
          proposed: 8,
          to: 8,
          direction: "out",
          heldBy: null,
        },
      ],
      chain: [{ stage: "rules", from: 3, to: 8, by: "out" }],
    });
  });

  test("by every semantics, at that very instant", () => {
    for (const semantics of [backendAi25, backendAi26, recommended])
      expect(decideBlind([blind()], {}, {}, semantics).desired).toBe(8);
  });

  test("in the first cycle where it does not wait", () => {
    expect(decideBlind([blind({ afterSeconds: 0 })], {}, { memory: {} }).desired).toBe(8);
  });

  test.each<[Policy["how"], number, number]>([
    ["static", 8, 8],
    ["static", 1, 1],
    ["current", 8, 3],
    ["if-higher", 8, 8],
    ["if-higher", 1, 3],
    ["if-lower", 8, 3],
    ["if-lower", 1, 1],
  ])("%s: at 3 replicas a count of %i leads to %i", (how, count, desired) => {
    expect(decideBlind([blind({ how, count })])).toMatchObject({
      desired,
      outcomes: [{ kind: "fallback", how, proposed: desired, to: desired, heldBy: null }],
    });
  });

  test.each<[string, Partial<Snapshot>]>([
    ["no-metric", {}],
    ["no-metric", { metrics: [average(90, { coverage: { reported: 0, of: 3 } })] }],
    ["invalid-metric", { metrics: [average("NaN")] }],
    ["invalid-metric", { metrics: [average(90), average(95)] }],
    ["invalid-metric", { metrics: [average(90, { at: Number.NaN })] }],
    ["stale-metric", { metrics: [average(90, { at: NOON - 30_001 })] }],
  ])("whether it is a %s: %o", (failure, changes) => {
    const careful = blind({}, { maxAgeSeconds: 30, minCoverage: "0.1" });
    expect(decideBlind([careful], changes)).toMatchObject({
      desired: 8,
      outcomes: [{ kind: "fallback", failure }],
    });
  });

  test("and does not trigger: no cooldown starts, and its own does not hold it", () => {
    const cooling = blind({}, { cooldownSeconds: 600 });
    const state = snapshot({
      endpoints: [endpoint({ memory: FAILING })],
      rules: [cooling],
      lastTriggered: new Map([["out", NOON - 1000]]),
    });
    const evaluation = evaluate(state, recommended);
    expect(evaluation.deltas.get("chat")).toBe(5);
    expect(evaluation.triggered.size).toBe(0);
  });

  test("and none where there are no replicas", () => {
    const at0 = { replicas: 0, memory: FAILING };
    expect(decideBlind([blind()], {}, at0)).toMatchObject({
      desired: 0,
      outcomes: [{ kind: "fallback", from: 0, proposed: 0, to: 0, direction: null, heldBy: null }],
    });
  });

  test("and is looked at again when it will do so", () => {
    const recheckWith = (memory: Memory) =>
      evaluate(
        snapshot({ now: NOON - 5000, endpoints: [endpoint({ memory })], rules: [blind()] }),
        recommended,
      ).recheckAt;
    expect(recheckWith(FAILING)).toBe(NOON);
    expect(recheckWith({})).toBeNull();
  });

  test("and is looked at again when its average, which is from the future, is fresh", () => {
    const ahead = blind({}, { maxAgeSeconds: 30 });
    const state = snapshot({
      endpoints: [endpoint({ memory: FAILING })],
      rules: [ahead],
      metrics: [average(50, { at: NOON + 31_000 })],
    });
    expect(evaluate(state, recommended).recheckAt).toBe(NOON + 1000);
  });

  test("and is looked at again for that whatever is remembered of rules that wait for nothing", () => {
    const known = blind({}, { id: "known" });
    const others = [rule(), blind({}, { id: "fresh" })];
    const failingSince = { out: SINCE, known: NOON - 10_000 };
    const endpoints = [endpoint({ memory: { failingSince } })];
    for (const other of others) {
      const state = snapshot({ endpoints, rules: [known, other] });
      expect(evaluate(state, recommended).recheckAt).toBe(NOON + 50_000);
    }
  });
});

describe("the time for which a metric has failed", () => {
  const memoryAt = (
    rules: readonly Rule[],
    metrics: readonly MetricAverage[],
    settings: Partial<Endpoint> = {},
  ) => decideBlind(rules, { metrics }, settings).memory;

  test("starts in the first cycle without a reading, and is written once", () => {
    expect(memoryAt([blind()], [], { memory: {} })).toEqual({ failingSince: { out: NOON } });
    expect(memoryAt([blind()], [])).toBeUndefined();
  });

  test("starts anew where the clock was set back", () => {
    const memory = { failingSince: { out: NOON + 1000 } };
    const found = decideBlind([blind()], {}, { memory });
    expect(found).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "no-metric" }],
      memory: { failingSince: { out: NOON } },
    });
  });

  test("ends with a reading that can be compared, whether or not a condition holds for it", () => {
    expect(memoryAt([blind()], [average(90)])).toEqual({});
    expect(memoryAt([blind()], [average(50)])).toEqual({});
    const uncovered = blind({}, { minCoverage: "1" });
    expect(memoryAt([uncovered], [average(90, { coverage: { reported: 1, of: 2 } })])).toEqual({});
  });

  test("ends when the rule is disabled, or does not fall back any more", () => {
    expect(memoryAt([blind({}, { enabled: false })], [])).toEqual({});
    expect(memoryAt([rule()], [])).toEqual({});
  });

  test("goes on where the rule, or the endpoint, has a fault", () => {
    expect(memoryAt([blind({}, { stepSize: 0.5 })], [])).toBeUndefined();
    expect(memoryAt([blind()], [], { replicas: -1 })).toBeUndefined();
  });

  test("is forgotten while the whole endpoint is paused, as a host need not load its metrics then", () => {
    expect(memoryAt([blind()], [], { paused: "both" })).toEqual({});
    expect(memoryAt([blind()], [], { paused: "in" })).toBeUndefined();
  });
});

test("a rule that `first` does not reach fails all the same", () => {
  const rules = [rule({ id: "busy" }), rule({ metricName: "gone", onFailure: FALLBACK_OF_FIVE })];
  const found = decideEverywhere({ rules, metrics: [average(90)] }, backendAi26);
  expect(found).toMatchObject({
    outcomes: [{ kind: "triggered" }, { kind: "superseded", because: "came-later" }],
    memory: { failingSince: { out: NOON } },
  });
});

const FALLBACK_OF_FIVE = { afterSeconds: 60, count: 5, how: "static" } as const;

describe("a fallback is held", () => {
  const heldBy = (
    rules: readonly Rule[],
    settings: Partial<Endpoint> = {},
    changes: Partial<Snapshot> = {},
    semantics: Semantics = recommended,
  ) => {
    const { outcomes, desired } = decideBlind(rules, changes, settings, semantics);
    const [outcome] = outcomes;
    return outcome?.kind === "fallback" ? [outcome.heldBy, outcome.to, desired] : outcome;
  };

  test("by a pause in its direction", () => {
    expect(heldBy([blind()], { paused: "out" })).toEqual(["paused", 3, 3]);
    expect(heldBy([blind()], { paused: "in" })).toEqual([null, 8, 8]);
    expect(heldBy([blind({ count: 1 })], { paused: "in" })).toEqual(["paused", 3, 3]);
    expect(heldBy([blind()], { paused: "both" })).toMatchObject({ kind: "paused", paused: "both" });
  });

  test("by bounds that it cannot move within; clamping, it goes as far as they allow", () => {
    expect(heldBy([blind({}, { maxReplicas: 3 })])).toEqual(["out-of-bounds", 3, 3]);
    expect(heldBy([blind({}, { maxReplicas: 5 })])).toEqual([null, 5, 5]);
    expect(heldBy([blind()], { maxReplicas: 6 })).toEqual([null, 6, 6]);
    expect(heldBy([blind({}, { maxReplicas: 5 })], {}, {}, backendAi25)).toEqual([
      "out-of-bounds",
      3,
      3,
    ]);
  });

  test("by the endpoint's cooldown, after which it is looked at again", () => {
    const cooling = {
      cooldownSeconds: { out: 60, in: 60 },
      lastScaledAt: { out: NOON - 1000, in: null },
    };
    expect(heldBy([blind()], cooling)).toEqual(["cooling-down", 3, 3]);
    expect(heldBy([blind({ count: 1 })], cooling)).toEqual(["cooling-down", 3, 3]);
    const state = snapshot({
      endpoints: [endpoint({ memory: FAILING, ...cooling })],
      rules: [blind()],
    });
    expect(evaluate(state, recommended).recheckAt).toBe(NOON + 59_000);
    const coolsIn = { ...cooling, cooldownSeconds: { out: 0, in: 60 } };
    const falls = snapshot({
      endpoints: [endpoint({ memory: FAILING, ...coolsIn })],
      rules: [blind({ count: 1 })],
    });
    expect(evaluate(falls, recommended).recheckAt).toBe(NOON + 59_000);
  });

  test("by a higher proposal", () => {
    const more = rule({ id: "more", metricName: "other", stepSize: 9 });
    const metrics = [average(90, { name: "other" })];
    expect(heldBy([blind(), more], {}, { metrics })).toEqual(["outbid", 3, 12]);
    const less = rule({ id: "less", metricName: "other" });
    expect(heldBy([blind(), less], {}, { metrics })).toEqual([null, 8, 8]);
  });

  test("not by a rule that would lower the count: it is outbid, as no condition objects to it", () => {
    const fall = inRule({ metricName: "other" });
    const metrics = [average(10, { name: "other" })];
    expect(decideBlind([blind(), fall], { metrics })).toMatchObject({
      desired: 8,
      outcomes: [
        { kind: "fallback", heldBy: null, to: 8 },
        { kind: "superseded", because: "outbid", by: "out" },
      ],
    });
  });

  test("from lowering the count by a rule that objects", () => {
    const busy = rule({ id: "busy", metricName: "other", maxReplicas: 3 });
    const metrics = [average(90, { name: "other" })];
    expect(heldBy([blind({ count: 1 }), busy], {}, { metrics })).toEqual(["objection", 3, 3]);
  });

  test("from lowering the count by a signal that does not consent", () => {
    const other = inRule({ id: "other", metricName: "other" });
    const at = (value: number) => ({ metrics: [average(value, { name: "other" })] });
    expect(heldBy([blind({ count: 1 }), other], {}, at(50))).toEqual(["no-consent", 3, 3]);
    expect(heldBy([blind({ count: 1 }), other], {}, at(10))).toEqual(["outbid", 3, 2]);
  });

  test("from lowering the count by the pace of a rule that can lower it", () => {
    const paced = inRule({ id: "other", metricName: "other", cooldownSeconds: 60, minReplicas: 3 });
    const state = { metrics: [average(10, { name: "other" })] };
    const fell = { lastScaledAt: { out: null, in: NOON - 1000 } };
    expect(heldBy([blind({ count: 1 }), paced], fell, state)).toEqual(["paced", 3, 3]);
  });
});

test("a fallback that lowers the count is its own signal's consent, and its bid", () => {
  const blindIn = inRule({ id: "out", onFailure: { afterSeconds: 60, count: 1, how: "static" } });
  const other = inRule({ id: "other", metricName: "other", stepSize: -2 });
  const metrics = [average(10, { name: "other" })];
  expect(decideBlind([blindIn, other], { metrics }).desired).toBe(1);
});

test("a fallback that leaves the count as it is does not consent to a fall", () => {
  const staying = inRule({ id: "out", onFailure: { afterSeconds: 60, count: 1, how: "current" } });
  const other = inRule({ id: "other", metricName: "other" });
  const metrics = [average(10, { name: "other" })];
  expect(decideBlind([staying, other], { metrics })).toMatchObject({
    desired: 3,
    outcomes: [{ kind: "fallback" }, { because: "vetoed", veto: "no-consent", by: "out" }],
  });
});

describe("a rule that falls back", () => {
  const next = rule({ id: "next", metricName: "other" });
  const metrics = [average(90, { name: "other" })];

  test("starts from the running count where rules come one after the other", () => {
    expect(decideBlind([next, blind()], { metrics }, {}, backendAi25)).toMatchObject({
      desired: 8,
      outcomes: [{ to: 4 }, { kind: "fallback", from: 4, to: 8 }],
    });
    expect(decideBlind([blind(), next], { metrics }, {}, backendAi25).desired).toBe(9);
  });

  test("decides where it comes first", () => {
    expect(decideBlind([blind(), next], { metrics }, {}, backendAi26)).toMatchObject({
      desired: 8,
      outcomes: [{ kind: "fallback" }, { because: "came-later", by: "out" }],
    });
  });

  test("lets the next one decide where it leaves the count as it is", () => {
    const staying = blind({ how: "current" });
    expect(decideBlind([staying, next], { metrics }, {}, backendAi26)).toMatchObject({
      desired: 4,
      outcomes: [{ kind: "fallback", heldBy: null }, { kind: "triggered" }],
    });
  });

  test("loses its time of holding as well, unless it keeps that", () => {
    const memory: Memory = { ...FAILING, breachedSince: { out: { at: SINCE, direction: "out" } } };
    const both = (onUnknown: "reset" | "keep") => [blind({}, { forSeconds: 60, onUnknown })];
    expect(decideBlind(both("reset"), {}, { memory }).memory).toEqual(FAILING);
    expect(decideBlind(both("keep"), {}, { memory }).memory).toBeUndefined();
  });
});

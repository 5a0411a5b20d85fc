import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryStore, runCycle } from "../../src/host/index.ts";
import { backendAi26, type CycleRecord, evaluate, recommended } from "../../src/index.ts";
import { formatRecord, parseLog } from "../../src/schema/index.ts";
import { backtest, constant, replay, type Scenario, simulate, step } from "../../src/simulation/index.ts";
import { average, inRule, NOON, rule } from "../support/build.ts";
import { fluid, llm, scenario, scenarios } from "./scenarios.ts";

function record(given: Scenario): CycleRecord[] {
  const records: CycleRecord[] = [];
  simulate(given, { onRecord: (each) => records.push(each) });
  return records;
}

const log = (records: readonly CycleRecord[]) =>
  records.map((each) => `${JSON.stringify(formatRecord(each))}\n`).join("");

describe("a recorded run", () => {
  test("of any simulation, read back from its log, is replayed byte for byte", () => {
    fc.assert(
      fc.property(scenarios(fc.oneof(fluid, llm)), (given) => {
        const short = {
          ...given,
          trace: { ...given.trace, requests: given.trace.requests.slice(0, 12) },
          startAt: NOON,
        };
        const records = record(short);
        expect(replay(records)).toEqual({ cycles: records.length, parting: null });
        expect(replay(parseLog(log(records)))).toEqual({ cycles: records.length, parting: null });
      }),
      { numRuns: 60 },
    );
  });

  test("has the figures that the decisions saw, exact decimals too", () => {
    const third = record(
      scenario({
        service: { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } },
        trace: constant({ rate: 100, seconds: 20 }),
        initialReplicas: 3,
        rules: [rule({ threshold: "33.33333333333333333333333333", maxReplicas: 9 })],
      }),
    );
    expect(JSON.parse(log(third).split("\n")[0] ?? "").snapshot.metrics[0].value).toBe("33.33333333333333333333333333");
    expect(replay(parseLog(log(third))).parting).toBeNull();
  });

  test("of a host's cycles is of the same form", async () => {
    const records: CycleRecord[] = [];
    const store = createMemoryStore({
      endpoints: [{ id: "chat", replicas: 3 }],
      rules: [rule({ cooldownSeconds: 60 })],
      lastTriggered: new Map(),
    });
    const load = async (requests: readonly object[]) =>
      requests.map((request) => ({ ...request, value: "90" }) as never);
    for (const second of [0, 10, 70]) {
      const clock = () => NOON + second * 1000;
      await runCycle({
        store,
        sources: { KERNEL: { load } },
        clock,
        semantics: backendAi26,
        onRecord: (each) => records.push(each),
      });
    }
    expect(records.map(({ decisions }) => decisions[0]?.desired)).toEqual([4, 4, 5]);
    expect(replay(parseLog(log(records)))).toEqual({ cycles: 3, parting: null });
    const failing = await runCycle({
      store,
      sources: {},
      clock: () => NOON,
      onRecord: () => {
        throw new Error("disk full");
      },
    });
    expect(failing).toMatchObject({ status: "completed", hookErrors: ["Error: disk full"] });
  });
});

describe("replay", () => {
  const records = record(scenario({ trace: step({ from: 4, to: 16, at: 60, seconds: 300 }), startAt: NOON }));

  test("says where decisions part, with both", () => {
    const at = records.findIndex(({ decisions }) => decisions[0]?.delta === 1);
    const other = records.map((each, index) =>
      index < at ? each : { ...each, decisions: each.decisions.map((decision) => ({ ...decision, desired: 99 })) },
    );
    const { cycles, parting } = replay(other);
    expect(cycles).toBe(at + 1);
    expect(parting).toMatchObject({ cycle: at, now: NOON + (at + 1) * 10_000, endpointId: "chat" });
    expect([parting?.recorded?.desired, parting?.replayed?.desired]).toEqual([99, 3]);
  });

  test("says so where a decision is missing or too many", () => {
    const [first] = records;
    if (first === undefined) throw new Error("no records");
    expect(replay([{ ...first, decisions: [] }]).parting).toMatchObject({ endpointId: null, recorded: null });
    const none = { ...first, snapshot: { ...first.snapshot, endpoints: [] } };
    expect(replay([none]).parting).toMatchObject({ endpointId: null, replayed: null });
    expect(replay([])).toEqual({ cycles: 0, parting: null });
  });

  test("tells figures apart that JSON has no numbers for", () => {
    const [first] = records;
    if (first === undefined) throw new Error("no records");
    const given = (value: number) => {
      const snapshot = { ...first.snapshot, metrics: [average(value)] };
      return { ...first, snapshot, decisions: evaluate(snapshot, first.semantics).decisions };
    };
    const high = given(Number.POSITIVE_INFINITY);
    expect(replay([high]).parting).toBeNull();
    expect(replay([{ ...high, decisions: given(Number.MAX_VALUE).decisions }]).parting).not.toBeNull();
  });
});

describe("backtest", () => {
  const snapshots = record(
    scenario({ trace: step({ from: 4, to: 16, at: 60, seconds: 600 }), rules: [], endpoint: { id: "chat" } }),
  ).map(({ snapshot }) => snapshot);

  test("says what other rules would have asked for at each moment, with cooldowns of their own", () => {
    const { rows, rules, changes } = backtest(snapshots, [
      rule({ cooldownSeconds: 100 }),
      inRule({ id: "never", threshold: 0 }),
    ]);
    expect(rows).toHaveLength(60);
    expect(rows.slice(5, 8).map(({ delta }) => delta)).toEqual([0, 1, 0]);
    // From second 70 to 600, and 110 s apart, as a cooldown that ends at the cycle still holds.
    expect(rules[0]).toEqual({
      ruleId: "out",
      triggered: 5,
      outcomes: { "not-met": 6, triggered: 5, "cooling-down": 49 },
    });
    expect(rules[1]?.triggered).toBe(0);
    expect(changes).toBe(5);
  });

  test("lets a condition hold from cycle to cycle, whatever the recorded rules waited for", () => {
    const slow = rule({ forSeconds: 60 });
    const waiting = record(
      scenario({ trace: step({ from: 4, to: 16, at: 60, seconds: 600 }), rules: [{ ...slow, forSeconds: 500 }] }),
    ).map(({ snapshot }) => snapshot);
    const [fast, own] = [backtest(waiting, [slow]), backtest(snapshots, [slow])];
    expect(own.rules[0]?.triggered).toBeGreaterThan(0);
    expect(fast.rules[0]?.triggered).toBe(own.rules[0]?.triggered);
    expect(own.rules[0]?.outcomes.pending).toBeGreaterThan(0);
    const failing = waiting.map((each) => ({ ...each, metrics: [] }));
    const fallback = rule({ onFailure: { afterSeconds: 60, count: 7, how: "static" } });
    expect(backtest(failing, [fallback]).rows.map(({ desired }) => desired)).toContain(7);
  });

  test("of a single snapshot gives the evaluator's own decision", () => {
    const [first] = snapshots;
    if (first === undefined) throw new Error("no snapshots");
    const rules = [rule({ threshold: 1 })];
    const [row] = backtest([first], rules, recommended).rows;
    expect(row?.desired).toBe(evaluate({ ...first, rules }, recommended).decisions[0]?.desired);
  });
});

import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/index.ts";
import {
  type CustomService,
  chart,
  checkScenario,
  constant,
  diurnal,
  type Scenario,
  ScenarioError,
  simulate,
  step,
  summarize,
  timelineRows,
} from "../../src/simulation/index.ts";
import { NOON, rule } from "../support/build.ts";
import { deepFreeze } from "../support/deep-freeze.ts";
import { scenario, utilisationRules } from "./scenarios.ts";

describe("simulate", () => {
  test("scales out on a step of load, and the backlog is gone once help is ready", () => {
    const timeline = simulate(
      scenario({ trace: step({ from: 4, to: 14, at: 300, seconds: 3600 }), startupSeconds: 120, initialReplicas: 2 }),
    );
    const { withinObjective, changes, meanWaitSeconds, unfinished } = summarize(timeline);
    expect(timeline.replicas[0]).toBe(2);
    expect(timeline.desired.at(-1)).toBeGreaterThanOrEqual(4);
    expect(changes).toBeGreaterThanOrEqual(2);
    expect(withinObjective).toBeLessThan(1);
    expect(meanWaitSeconds).toBeGreaterThan(0);
    expect(unfinished).toBe(0);
  });

  test("remembers since when a condition holds, so that a rule with `forSeconds` triggers when that is long enough ago", () => {
    const { desired, outcomes } = simulate(
      scenario({
        rules: [rule({ forSeconds: 30, cooldownSeconds: 3600 })],
        initialReplicas: 1,
        trace: constant({ rate: 8, seconds: 60 }),
      }),
    );
    expect(outcomes.map(({ kinds }) => kinds)).toEqual([
      ["pending", "pending", "pending", "triggered", "cooling-down", "cooling-down"],
    ]);
    expect(desired).toEqual([1, 1, 1, 2, 2, 2]);
  });

  test("has no average over no replicas, and says so", () => {
    const records: string[] = [];
    simulate(scenario({ initialReplicas: 0, cycleSeconds: 60, trace: constant({ rate: 8, seconds: 60 }) }), {
      onRecord: ({ snapshot: { metrics, missing = [] } }) => {
        records.push(...metrics.map(({ name }) => name), ...missing.map(({ name, reason }) => `${name}: ${reason}`));
      },
    });
    expect(records).toEqual([
      "requests_per_second",
      "vllm:num_requests_running: no-replicas",
      "vllm:num_requests_waiting: no-replicas",
      "cuda_util: no-replicas",
    ]);
  });

  test("decides at the end of each cycle on what was measured in it", () => {
    const { seconds, metrics, desired } = simulate(
      scenario({ cycleSeconds: 60, trace: constant({ rate: 8, seconds: 180 }) }),
    );
    expect(seconds).toEqual([0, 60, 120]);
    const utilisation = metrics.find(({ name }) => name === "cuda_util");
    // Two replicas at their limit, one that starts and reports nothing.
    expect(utilisation?.values).toEqual([100, 100, 100]);
    expect(desired).toEqual([3, 3, 4]);
  });

  test("by the readiness of replicas, a start counts from the decision to the millisecond", () => {
    const { supply } = simulate(
      scenario({ startupSeconds: 12.345, cycleSeconds: 60, trace: constant({ rate: 8, seconds: 180 }) }),
    );
    expect(supply).toEqual({ seconds: [0, 72.345], values: [2, 3] });
  });

  test("draws the start-up from a list, and starts again what failed to start", () => {
    const starts = (changes: Partial<Scenario>) =>
      simulate(scenario({ ...changes, trace: constant({ rate: 40, seconds: 3600 }) })).supply.seconds;
    expect(starts({ startupSeconds: [30, 90] })).not.toEqual(starts({ startupSeconds: 30 }));
    expect(starts({ startupSeconds: [30] })).toEqual(starts({ startupSeconds: 30 }));
    const failing = starts({ startupSeconds: 30, startFailureProbability: 0.6 });
    expect(failing.at(-1)).toBeGreaterThan(starts({ startupSeconds: 30 }).at(-1) ?? 0);
  });

  test("lets the decision see readings late or lost", () => {
    const seen = (changes: Partial<Scenario>) => {
      const { metrics, outcomes } = simulate(
        scenario({
          trace: step({ from: 0, to: 8, at: 30, seconds: 60 }),
          cycleSeconds: 10,
          rules: [rule({ cooldownSeconds: 60 })],
          ...changes,
        }),
      );
      const values = metrics.find(({ name }) => name === "cuda_util")?.values;
      return { values, first: outcomes[0]?.kinds };
    };
    expect(seen({}).values).toEqual([0, 0, 0, 100, 100, 100]);
    expect(seen({ metricLagSeconds: 20 }).values).toEqual([null, null, 0, 0, 0, 100]);
    expect(seen({ metricLoss: 1 })).toEqual({ values: undefined, first: Array(6).fill("no-metric") });
  });

  test("tells of every reading how it was put together, of one that is lost as well", () => {
    const slowest: CustomService = () => () => ({
      ...{ served: 0, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed: null },
      metrics: [{ source: "INFERENCE_FRAMEWORK", name: "wait", aggregation: "p95", value: "9" }],
    });
    const rules = [
      rule({ metricSource: "INFERENCE_FRAMEWORK", metricName: "wait", aggregation: "p95", threshold: "8" }),
    ];
    const told = (metricLoss: number) => {
      const keys: unknown[] = [];
      const trace = constant({ rate: 1, seconds: 10 });
      const { outcomes } = simulate(scenario({ rules, service: slowest, metricLoss, trace }), {
        onRecord: ({ snapshot: { metrics, missing = [] } }) => {
          keys.push(...[...metrics, ...missing].map(({ name, aggregation }) => [name, aggregation]));
        },
      });
      return { keys, kinds: outcomes[0]?.kinds };
    };
    expect(told(0)).toEqual({ keys: [["wait", "p95"]], kinds: ["triggered"] });
    expect(told(1)).toEqual({ keys: [["wait", "p95"]], kinds: ["no-metric"] });
  });

  test("has no traffic after the trace has ended", () => {
    for (const service of [{ model: "fluid", requestsPerSecond: 4 }, { model: "llm" }] as const) {
      const { arrived, served } = simulate(
        scenario({ service, trace: constant({ rate: 2, seconds: 20 }), seconds: 600, initialReplicas: 9 }),
      );
      expect(arrived).toHaveLength(60);
      expect(arrived.map((requests) => requests > 0)).toEqual([true, true, ...Array(58).fill(false)]);
      expect(served.at(-1)).toBe(0);
    }
  });

  test("writes a figure that is no number down as null, as JSON does", () => {
    const broken: CustomService = () => () => ({
      ...{ served: 0, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed: Number.NaN },
      metrics: [{ source: "KERNEL", name: "cuda_util", value: "NaN" }],
    });
    const timeline = simulate(scenario({ service: broken, trace: constant({ rate: 1, seconds: 20 }) }));
    expect(timeline.needed).toEqual([null, null]);
    expect(timeline.metrics[0]?.values).toEqual([null, null]);
    expect(JSON.parse(JSON.stringify(timeline))).toEqual(timeline);
  });

  test("takes a function for a service model, and starts it anew at every run", () => {
    const counting: CustomService = ({ random }) => {
      let cycles = 0;
      const noise = random("noise");
      return ({ requests }) => {
        cycles += 1;
        const value = cycles + noise.fraction() / 2;
        const metrics = [{ source: "KERNEL" as const, name: "cuda_util", value: Math.floor(value) }];
        return { served: requests, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed: null, metrics };
      };
    };
    const run = () => simulate(scenario({ service: counting, trace: constant({ rate: 1, seconds: 50 }) }));
    expect(run().metrics[0]?.values).toEqual([1, 2, 3, 4, 5]);
    expect(run().digest).toBe(run().digest);
    expect(summarize(run()).elasticity).toBeNull();
    expect(summarize(run()).withinObjective).toBeNull();
  });

  test("of an ideal service reads load / replicas, to the last digit", () => {
    const third = simulate(
      scenario({
        service: { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 0.2 },
        trace: constant({ rate: 0.3, seconds: 20 }),
        initialReplicas: 3,
        // In doubles 0.3 / 3 is less than 0.1.
        rules: [rule({ comparator: "GREATER_THAN_OR_EQUAL", threshold: "0.1", maxReplicas: 4 })],
      }),
    );
    expect(third.desired).toEqual([4, 4]);
    expect(third.needed).toEqual([2, 2]);
  });

  test("of an ideal service reads nothing at no replica, and no load after the trace", () => {
    const service = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
    const run = (changes: Partial<Scenario>) => {
      const trace = constant({ rate: 3, seconds: 20 });
      const { metrics, latencies } = simulate(scenario({ service, trace, initialReplicas: 1, rules: [], ...changes }));
      return [metrics[0]?.values, latencies.queue.requests];
    };
    expect(run({})).toEqual([[3, 3], [60]]);
    expect(run({ initialReplicas: 0 })).toEqual([undefined, [60]]);
    expect(run({ seconds: 40 })).toEqual([[3, 3, 0, 0], [60]]);
    expect(run({ trace: constant({ rate: 0, seconds: 20 }) })).toEqual([[0, 0], []]);
  });

  test("changes no scenario, and needs none of its own", () => {
    const frozen = deepFreeze(scenario({ endpoint: { maxReplicas: 3 }, startAt: NOON, name: "frozen" }));
    expect(simulate(frozen).digest).toBe(simulate(structuredClone(frozen)).digest);
    expect(simulate({ ...scenario(), rules: [] }).desired.every((count) => count === 2)).toBe(true);
  });

  test("goes on to the end of the cycle in which the trace ends, and past it where told to", () => {
    const trace = constant({ rate: 1, seconds: 25 });
    expect(simulate(scenario({ trace })).seconds).toEqual([0, 10, 20]);
    expect(simulate(scenario({ trace, seconds: 40 })).arrived).toEqual([10, 10, 5, 0]);
  });

  test("gives these digests on every machine", () => {
    const day = diurnal({ low: 2, high: 20, seconds: 86_400, binSeconds: 60 });
    const chance = {
      failuresPerReplicaHour: 2,
      metricLoss: 0.05,
      startFailureProbability: 0.1,
      startupSeconds: [60, 180, 600],
    };
    const digests = [
      scenario({ trace: day }),
      scenario({ trace: day, ...chance, seed: 7 }),
      scenario({
        trace: day,
        service: { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 3 },
      }),
    ].map((each) => simulate(each).digest);
    expect(digests).toMatchInlineSnapshot(`
      [
        "c9becf87425173ae",
        "a66eaab2f718f6be",
        "e070882fea5c3513",
      ]
    `);
  });
});

describe("timelineRows", () => {
  test("has a flat row for each cycle", () => {
    const rows = timelineRows(simulate(scenario({ startAt: NOON, trace: constant({ rate: 8, seconds: 20 }) })));
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchInlineSnapshot(`
      {
        "arrived": 80,
        "cuda_util": 100,
        "desired": 3,
        "good": 80,
        "lost": 0,
        "needed": 2,
        "queueSeconds": 0,
        "ready": 2,
        "replicaSeconds": 30,
        "replicas": 3,
        "requests_per_second": 8,
        "rule:in": "not-met",
        "rule:out": "cooling-down",
        "running": 0,
        "seconds": 10,
        "served": 80,
        "time": 1772452810000,
        "vllm:num_requests_running": 0.6666666666666666,
        "vllm:num_requests_waiting": 0,
        "waiting": 0,
      }
    `);
  });
});

describe("one metric aggregated in several ways", () => {
  const source = "INFERENCE_FRAMEWORK";
  const waits = [
    { source, name: "wait", value: 1 },
    { source, name: "wait", aggregation: "p50", value: 2 },
    { source, name: "wait", aggregation: "p95", value: 9 },
    { source: "PROMETHEUS", name: "wait", value: 4 },
  ] as const;
  const step = { waiting: 0, running: 0, served: 0, lost: 0, queueSeconds: 0, needed: null };
  const slow = rule({
    metricSource: source,
    metricName: "wait",
    aggregation: "p95",
    threshold: "8",
  });
  const timeline = simulate(
    scenario({
      rules: [slow],
      trace: constant({ rate: 1, seconds: 20 }),
      service: () => () => ({ ...step, metrics: waits }),
    }),
  );

  test("has a column in the timeline for each", () => {
    expect(timeline.metrics).toEqual(waits.map(({ value, ...metric }) => ({ ...metric, values: [value, value] })));
  });

  test("has a cell in each row for each", () => {
    expect(timelineRows(timeline)[0]).toMatchObject({
      "wait (INFERENCE_FRAMEWORK)": 1,
      "wait (PROMETHEUS)": 4,
      "p50 of wait": 2,
      "p95 of wait": 9,
    });
  });

  test("has a panel in the chart for each that a rule reads", () => {
    expect(JSON.stringify(chart(timeline))).toContain('"text":"p95 of wait"');
    expect(JSON.stringify(chart(timeline))).not.toContain('"text":"p50 of wait"');
    expect(JSON.stringify(chart(timeline))).not.toContain('"text":"wait (');
  });
});

describe("checkScenario", () => {
  test("finds nothing in sound scenarios", () => {
    expect(checkScenario(scenario())).toEqual([]);
    expect(checkScenario(scenario({ startupSeconds: [30, 180], seed: -5, metricLoss: 1 }))).toEqual([]);
  });

  test("lists every fault at once, each with its place and its mend", () => {
    const bad = {
      rules: [rule({ endpointId: "chat", stepSize: 1.5 }), rule({ id: "stray", endpointId: "other" })],
      endpoint: { minReplicas: -1 },
      initialReplicas: -2,
      trace: {
        binSeconds: 0,
        requests: [1, -1, Number.NaN],
        inputTokens: [1],
        outputTokens: [0, "x", 3],
        arrivals: "often",
      },
      service: { model: "fluid", requestsPerSecond: 0, targetUtilisation: 2 },
      cycleSeconds: 0.0001,
      seconds: "day",
      startupSeconds: [],
      startFailureProbability: 1,
      drainSeconds: -1,
      failuresPerReplicaHour: -1,
      metricLagSeconds: Number.NaN,
      metricLoss: 2,
      averaging: "routes",
      startAt: Number.POSITIVE_INFINITY,
      seed: 1.5,
    };
    const faults = checkScenario(bad as unknown as Scenario);
    expect(faults.map(({ message, help }) => `${message}; ${help}`).join("\n")).toMatchInlineSnapshot(`
      "scenario.initialReplicas is -2, expected an integer from 0 to 1,000,000; give the count at the start
      scenario.cycleSeconds is 0.0001, expected seconds in whole milliseconds, above 0 and at most 1,000,000,000; leave it out for 10
      scenario.seconds is "day", expected seconds in whole milliseconds, above 0 and at most 1,000,000,000; leave it out for the length of the trace
      scenario.startupSeconds is an array, expected a number of seconds from 0 to 1,000,000,000, or a list of them; leave it out for 180
      scenario.startFailureProbability is 1, expected a number from 0 to 0.99; leave it out for 0
      scenario.drainSeconds is -1, expected a number of seconds from 0 to 1,000,000,000; leave it out for 300
      scenario.failuresPerReplicaHour is -1, expected a number from 0 to 3,600; leave it out for 0
      scenario.metricLagSeconds is NaN, expected a number of seconds from 0 to 1,000,000,000; leave it out for 0
      scenario.metricLoss is 2, expected a number from 0 to 1; leave it out for 0
      scenario.averaging is "routes", expected backend-ai-25, backend-ai-26 or prometheus; leave it out for backend-ai-25
      scenario.startAt is Infinity, expected milliseconds since 1970; leave it out for 0
      scenario.seed is 1.5, expected an integer from -2,147,483,648 to 4,294,967,295; leave it out for 1
      rule \`out\`: scenario.rules[0].stepSize is 1.5, expected an integer; use 2 to add two replicas, -1 to remove one
      endpoint \`chat\`: scenario.endpoint.minReplicas is -1, expected an integer of 0 or more, or null; use null for no bound
      rule \`stray\`: scenario.rules[1].endpointId is "other", expected "chat", the only endpoint here; take each endpoint alone, with its own rules
      scenario.trace.binSeconds is 0, expected seconds in whole milliseconds, above 0 and at most 1,000,000,000; give the length of a bin
      scenario.trace.arrivals is "often", expected counted or poisson; leave it out for counted
      scenario.trace.requests[1] is -1, expected a number from 0 to 1,000,000,000, or null; give what arrives in the bin, null for a gap
      scenario.trace.requests[2] is NaN, expected a number from 0 to 1,000,000,000, or null; give what arrives in the bin, null for a gap
      scenario.trace.inputTokens is an array of 1, expected an array of 3 values; give one value for each bin
      scenario.trace.outputTokens[1] is "x", expected a number from 0 to 1,000,000,000; give what arrives in the bin
      scenario.service.requestsPerSecond is 0, expected a number above 0; give what one ready replica serves at most
      scenario.service.targetUtilisation is 2, expected a number above 0 and at most 1; leave it out for 1"
    `);
    expect(() => simulate(bad as unknown as Scenario)).toThrow(ScenarioError);
  });

  test("names counts and sums of a trace that are no list", () => {
    const told = (trace: object) =>
      checkScenario({ ...scenario(), trace: { binSeconds: 1, ...trace } } as unknown as Scenario).map(
        ({ path, found, expected }) => `${path}: ${found}, ${expected}`,
      );
    expect(told({ requests: "many", inputTokens: 5 })).toEqual([
      'scenario.trace.requests: "many", an array of 1 to 10,000,000 values',
    ]);
    expect(told({ requests: [] })).toEqual([
      "scenario.trace.requests: an array of 0, an array of 1 to 10,000,000 values",
    ]);
    expect(told({ requests: [1], inputTokens: 5, outputTokens: [] })).toEqual([
      "scenario.trace.inputTokens: 5, an array of 1 value",
      "scenario.trace.outputTokens: an array of 0, an array of 1 value",
    ]);
  });

  test("names what is missing", () => {
    const of = (given: unknown) => checkScenario(given as Scenario).map(({ path, found }) => `${path}: ${found}`);
    expect(of(null)).toEqual(["scenario: null"]);
    expect(of({})).toEqual([
      "scenario.initialReplicas: missing",
      "scenario.rules: missing",
      "scenario.trace: missing",
      "scenario.service: missing",
    ]);
    const service = (given: unknown) => of(scenario({ service: given as Scenario["service"] }));
    expect(service({ model: "magic" })).toEqual(['scenario.service.model: "magic"']);
    expect(service({ model: "ideal" })).toEqual(["scenario.service.metric: missing"]);
    expect(of(scenario({ trace: { binSeconds: 1, requests: [] } }))).toEqual([
      "scenario.trace.requests: an array of 0",
    ]);
  });

  test("refuses a run that would not come to its end", () => {
    const [fault] = checkScenario(scenario({ seconds: 1e9, cycleSeconds: 0.001 }));
    expect(fault?.message).toBe("scenario is 1,000,000,000,000 cycles long, expected at most 10,000,000");
  });

  test("says so of different rules with one id", () => {
    const [fault] = checkScenario(scenario({ rules: [rule(), rule({ threshold: 81 })] }));
    expect(fault?.path).toBe("scenario.rules[1].id");
    expect(fault?.message).toContain("scenario.rules[1].id is");
  });
});

test("the evaluator that decides is the public one: a single cycle gives its very decision", () => {
  const timeline = simulate(scenario({ trace: constant({ rate: 8, seconds: 10 }), initialReplicas: 2 }));
  const { decisions } = evaluate({
    now: 10_000,
    endpoints: [{ id: "chat", replicas: 2 }],
    rules: utilisationRules,
    metrics: [{ endpointId: "chat", source: "KERNEL", name: "cuda_util", value: 100 }],
    lastTriggered: new Map(),
  });
  expect(timeline.desired).toEqual([decisions[0]?.desired]);
  expect(timeline.outcomes.map(({ kinds }) => kinds[0])).toEqual(decisions[0]?.outcomes.map(({ kind }) => kind));
});

test("all of a trace arrives, also where its last cycle is a part of one", () => {
  for (const service of [{ model: "fluid", requestsPerSecond: 4 }, { model: "llm" }] as const) {
    for (const bins of [1, 9, 10, 11, 25]) {
      const trace = { binSeconds: 1, requests: Array<number>(bins).fill(2) };
      const { arrived, seconds } = simulate(scenario({ service, trace, rules: [] }));
      expect(arrived.reduce((sum, each) => sum + each, 0)).toBeCloseTo(2 * bins, 9);
      expect(seconds).toHaveLength(Math.ceil(bins / 10));
      expect(simulate(scenario({ service, trace, rules: [], seconds: 15 })).seconds).toHaveLength(1);
    }
  }
});

import { describe, expect, test } from "vitest";
import { type CycleRecord, recommended } from "../../src/index.ts";
import {
  checkScenario,
  constant,
  type Scenario,
  scenarioWarnings,
  simulate,
  timelineRows,
} from "../../src/simulation/index.ts";
import { itemAt } from "../../src/util/item-at.ts";
import { inRule, rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

function recordsOf(given: Scenario): readonly CycleRecord[] {
  const records: CycleRecord[] = [];
  simulate(given, { onRecord: (record) => records.push(record) });
  return records;
}

/** What each decision saw of its endpoint. */
const endpointsOf = (given: Scenario) => recordsOf(given).map(({ snapshot }) => itemAt(snapshot.endpoints, 0));

/** What each decision saw of one metric: its value, how many of how many reported it, or why it is missing. */
function seenOf(given: Scenario, name: string): readonly string[] {
  return recordsOf(given).map(({ snapshot: { metrics, missing = [] } }) => {
    const average = metrics.find((each) => each.name === name);
    if (average === undefined) return missing.find((each) => each.name === name)?.reason ?? "nothing";
    const { value, coverage } = average;
    return coverage === undefined ? String(value) : `${value}, ${coverage.reported} of ${coverage.of}`;
  });
}

const queue = { metricSource: "PROMETHEUS", metricName: "queue_length" } as const;
const arrivals = { metricSource: "PROMETHEUS", metricName: "arrivals_per_second" } as const;
const covered = rule({ cooldownSeconds: 60, minCoverage: "0.5", maxReplicas: 4 });
const minute = { trace: constant({ rate: 4, seconds: 60 }), initialReplicas: 4 };

const SERVICES: Readonly<Record<string, Scenario["service"]>> = {
  fluid: { model: "fluid", requestsPerSecond: 4 },
  llm: { model: "llm", lengths: "constant", concurrency: 64 },
  ideal: { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } },
  "of one's own":
    () =>
    ({ requests, replicas }) => ({
      ...{ waiting: 3, running: 0, served: requests, lost: 0, queueSeconds: 0, needed: null },
      metrics: [{ source: "KERNEL", name: "cuda_util", each: new Array<number>(replicas).fill(10) }],
    }),
};
const services = Object.entries(SERVICES);

describe("replicas that start", () => {
  const starts = { rules: [], initialReplicas: 1, startupSeconds: 25, endpoint: { minReplicas: 3 } };

  test("are counted where the endpoint settles, up to the decision at which they are ready", () => {
    const seen = endpointsOf(scenario({ ...minute, ...starts, endpoint: { minReplicas: 3, settle: "hold" } }));
    expect(seen.map(({ replicas, starting }) => [replicas, starting])).toEqual([
      [1, 0],
      [3, 2],
      [3, 2],
      [3, 0],
      [3, 0],
      [3, 0],
    ]);
  });

  test("are not in the snapshots of other endpoints", () => {
    expect(endpointsOf(scenario({ ...minute, ...starts })).filter((each) => "starting" in each)).toEqual([]);
  });

  test("are not counted for a service to which they make no difference, such as an ideal one", () => {
    const ideal = itemAt(services, 2)[1];
    const seen = endpointsOf(
      scenario({ ...minute, ...starts, service: ideal, endpoint: { minReplicas: 3, settle: "hold" } }),
    );
    expect(seen.map(({ starting }) => starting)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("hold nothing back once they have started for too long, which the timeline says", () => {
    const endpoint = { settle: "hold", settleAtMostSeconds: 30 } as const;
    const slow = { trace: constant({ rate: 40, seconds: 120 }), startupSeconds: 600, initialReplicas: 1, endpoint };
    const timeline = simulate(scenario({ ...slow, rules: [rule({ cooldownSeconds: 0, maxReplicas: 9 })] }));
    expect(timeline.desired).toEqual([2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]);
    const rows = timelineRows(timeline);
    expect(rows.map((row) => row["stage:settling"])).toEqual(
      [null, 1, 1, null, 1, 1, null, 1, 1, null, 1, 1].map((each, at) =>
        each === null ? null : 2 + Math.floor(at / 3),
      ),
    );
    expect(rows.map((row) => row["stage:settling-timeout"]).filter((each) => each !== null)).toHaveLength(3);
  });
});

describe("what an endpoint remembers", () => {
  test("is handed from cycle to cycle, so that a condition is held for long enough", () => {
    const asking = rule({ cooldownSeconds: 600, maxReplicas: 4, forSeconds: 20 });
    const given = scenario({ trace: constant({ rate: 4, seconds: 60 }), initialReplicas: 1, rules: [asking] });
    const seen = endpointsOf(given);
    expect(seen.map(({ memory }) => memory?.breachedSince?.["out"]?.at)).toEqual([
      undefined,
      ...[10_000, 10_000, 10_000, 10_000, 10_000],
    ]);
    expect(simulate(given).outcomes[0]?.kinds.slice(0, 4)).toEqual([
      ...["pending", "pending", "triggered", "cooling-down"],
    ]);
  });

  test("changes nothing in a timeline without it: no stage is listed", () => {
    expect("stages" in simulate(scenario())).toBe(false);
  });
});

test("how far a fall goes by its projection is in the timeline, of an endpoint without settings as well", () => {
  const rules = [rule({ scales: "per-replica" }), inRule({ threshold: "60", stepSize: -3, cooldownSeconds: 600 })];
  const trace = constant({ rate: 8, seconds: 60 });
  const { stages, desired } = simulate(scenario({ rules, trace, initialReplicas: 4 }));
  expect(stages?.map(({ stage }) => stage)).toEqual(["projection"]);
  expect(stages?.[0]?.counts.find((count) => count !== null)).toBe(3);
  expect(desired.at(-1)).toBe(3);
});

describe("the gateway", () => {
  const zero = { activation: [{ ...queue, comparator: "GREATER_THAN", threshold: 0 } as const], idleSeconds: 20 };

  test.each(services)(
    "measures the queue and the arrivals at any count, 0 too: in front of a service %s",
    (_, service) => {
      const both = [rule({ ...queue, id: "q" }), rule({ ...arrivals, id: "a" })];
      const given = scenario({ ...minute, service, initialReplicas: 0, rules: both });
      const { arrived, waiting } = simulate(given);
      expect(seenOf(given, "arrivals_per_second")).toEqual(arrived.map((each) => String(each / 10)));
      expect(seenOf(given, "queue_length")).toEqual(waiting.map(String));
    },
  );

  test("measures nothing that nobody reads", () => {
    expect(seenOf(scenario(minute), "queue_length")[0]).toBe("nothing");
  });

  test("gives way to a service that exports the same metric", () => {
    const ideal = { model: "ideal", metric: { source: "PROMETHEUS", name: "queue_length" } } as const;
    const given = scenario({ ...minute, service: ideal, rules: [rule({ ...queue, threshold: 9 })] });
    expect(seenOf(given, "queue_length")).toEqual(["1", "1", "1", "1", "1", "1"]);
  });

  test("wakes an endpoint of whose condition alone no rule speaks", () => {
    const given = scenario({
      ...minute,
      rules: [],
      initialReplicas: 0,
      endpoint: { zero, memory: { zeroBy: "rules" } },
    });
    expect(simulate(given).desired[0]).toBe(1);
    expect(scenarioWarnings(given)).toEqual([]);
  });

  test("is where activation conditions read from: others that the service does not export are named", () => {
    const activation = [{ ...itemAt(zero.activation, 0), metricName: "requests_waiting" }];
    const [warning] = scenarioWarnings(scenario({ ...minute, endpoint: { zero: { ...zero, activation } } }));
    expect(warning?.path).toBe("scenario.endpoint.zero.activation[0].metricName");
    expect(warning?.message).toContain("an activation condition reads `requests_waiting` from PROMETHEUS");
  });
});

describe("coverage", () => {
  test.each(services)("is in the readings of rules that ask for it: of a service %s", (_, service) => {
    const given = scenario({ ...minute, service, rules: [covered] });
    expect(seenOf(given, "cuda_util").map((seen) => seen.split(", ")[1])).toEqual(new Array(6).fill("4 of 4"));
    expect(seenOf({ ...given, rules: [rule()] }, "cuda_util").every((seen) => !seen.includes(" of "))).toBe(true);
  });

  test.each(services)(
    "falls while replicas are silent, from the first second to before the last: of a service %s",
    (_, service) => {
      const silences = [{ fromSeconds: 20, toSeconds: 40, share: 0.5 }];
      const seen = seenOf(scenario({ ...minute, service, rules: [covered], silences }), "cuda_util");
      expect(seen.map((each) => each.split(", ")[1])).toEqual([
        ...["4 of 4", "2 of 4", "2 of 4", "4 of 4", "4 of 4", "4 of 4"],
      ]);
    },
  );

  test.each(services)("leaves nothing to read where all are silent: of a service %s", (_, service) => {
    const silences = [{ fromSeconds: 0, toSeconds: 60, share: 1 }];
    const seen = seenOf(scenario({ ...minute, service, rules: [covered], silences }), "cuda_util");
    expect(new Set(seen.slice(0, 5))).toEqual(new Set(["no-stats"]));
  });

  test.each(services)("leaves nothing to read where there are none, silent or not: of a service %s", (_, service) => {
    const silences = [{ fromSeconds: 0, toSeconds: 60, share: 0.5 }];
    const given = { ...minute, service, rules: [covered], initialReplicas: 0 };
    const seen = seenOf(scenario({ ...given, silences }), "cuda_util");
    expect(seen).toEqual(seenOf(scenario(given), "cuda_util"));
  });

  test("counts replicas that start as silent, and of several silences the largest share, to the nearest replica", () => {
    const unit = { fromSeconds: 0, toSeconds: 61 };
    const silences = [
      { ...unit, share: 0.4 },
      { ...unit, share: 0.2 },
    ];
    const given = { ...minute, rules: [covered], startupSeconds: 900, endpoint: { minReplicas: 6 }, silences };
    expect(seenOf(scenario(given), "cuda_util").map((seen) => seen.split(", ")[1])).toEqual([
      ...["2 of 4", "2 of 6", "2 of 6", "2 of 6", "2 of 6", "2 of 6"],
    ]);
  });

  test("of draining replicas is asked where the host asks them", () => {
    const service: Scenario["service"] =
      () =>
      ({ requests, replicas, draining }) => ({
        ...{ waiting: 0, running: 0, served: requests, lost: 0, queueSeconds: 0, needed: null, busy: draining },
        metrics: [
          {
            source: "KERNEL",
            name: "cuda_util",
            each: new Array<number>(replicas).fill(10),
            draining: draining.map(() => 90),
          },
        ],
      });
    const given = { ...minute, service, rules: [covered], endpoint: { maxReplicas: 2 } };
    const silences = [{ fromSeconds: 40, toSeconds: 60, share: 0.5 }];
    expect(seenOf(scenario({ ...given, silences }), "cuda_util")).toEqual([
      "10, 4 of 4",
      "50, 4 of 4",
      "50, 4 of 4",
      ...["50, 2 of 4", "50, 2 of 4", "50, 4 of 4"],
    ]);
    expect(seenOf(scenario({ ...given, averaging: "backend-ai-26" }), "cuda_util")[1]).toBe("10, 2 of 2");
  });

  test("of one source leaves the others alone, and a sum over all routes falls with those that report", () => {
    const running = rule({
      ...{ metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_running" },
      ...{ minCoverage: 1, threshold: 90 },
    });
    const silences = [{ source: "INFERENCE_FRAMEWORK", fromSeconds: 30, toSeconds: 60, share: 0.5 } as const];
    const given = scenario({ ...minute, rules: [running, rule({ id: "gpu", threshold: 90 })], silences });
    expect(seenOf(given, "vllm:num_requests_running").slice(1, 3)).toEqual(["0.25, 4 of 4", "0.125, 2 of 4"]);
    expect(new Set(seenOf(given, "cuda_util"))).toEqual(new Set(["25, 4 of 4"]));
    // All are alike, so that the mean of those that report is that of all.
    const kernels = { ...given, silences: [{ source: "KERNEL", fromSeconds: 30, toSeconds: 60, share: 0.5 } as const] };
    expect(seenOf(kernels, "cuda_util").slice(1, 3)).toEqual(["25, 4 of 4", "25, 2 of 4"]);
  });
});

describe("an outage", () => {
  test.each(services)("of a source makes its metrics missing, and no others: of a service %s", (_, service) => {
    const outages = [{ source: "KERNEL", fromSeconds: 20, toSeconds: 40 } as const];
    const given = scenario({ ...minute, service, rules: [rule(), rule({ ...queue, id: "q" })], outages });
    const failed = (name: string) => seenOf(given, name).map((seen) => seen === "source-failed");
    expect(failed("cuda_util")).toEqual([false, true, true, false, false, false]);
    expect(failed("queue_length")).not.toContain(true);
  });

  test("of every source is one without a source", () => {
    const given = scenario({
      ...minute,
      rules: [rule(), rule({ ...queue, id: "q" })],
      outages: [{ fromSeconds: 0, toSeconds: 60 }],
    });
    expect(seenOf(given, "cuda_util")[0]).toBe("source-failed");
    expect(seenOf(given, "queue_length")[0]).toBe("source-failed");
  });

  test("lets fallbacks act after the time that they ask for", () => {
    const failing = inRule({ onFailure: { afterSeconds: 20, count: 6, how: "if-higher" } });
    const given = {
      ...minute,
      semantics: recommended,
      rules: [failing],
      outages: [{ fromSeconds: 20, toSeconds: 60 }],
    };
    expect(simulate(scenario(given)).desired).toEqual([4, 4, 4, 6, 6, 6]);
  });
});

describe("a scenario is refused", () => {
  const faultsOf = (changes: object) =>
    checkScenario(Object.assign({}, scenario(), changes)).map(({ path, code }) => `${path}: ${code}`);

  test.each([
    [{ outages: 5 }, "outages: wrong-form"],
    [{ outages: [5] }, "outages[0]: wrong-type"],
    [{ outages: [{ fromSeconds: 5, toSeconds: 5 }] }, "outages[0].toSeconds: not-a-number"],
    [{ outages: [{ toSeconds: 5 }] }, "outages[0].fromSeconds: not-a-number"],
    [{ outages: [{ fromSeconds: -1, toSeconds: 5 }] }, "outages[0].fromSeconds: not-a-number"],
    [{ outages: [{ source: "DISK", fromSeconds: 1, toSeconds: 5 }] }, "outages[0].source: not-one-of"],
    [{ silences: {} }, "silences: wrong-form"],
    [{ silences: [{ fromSeconds: 1, toSeconds: 5 }] }, "silences[0].share: not-a-number"],
    [{ silences: [{ fromSeconds: 1, toSeconds: 5, share: 1.5 }] }, "silences[0].share: not-a-number"],
    [{ silences: [{ fromSeconds: 6, toSeconds: 5, share: 0.5 }] }, "silences[0].toSeconds: not-a-number"],
  ])("with a fault that names what is invalid: %j", (changes, expected) => {
    expect(faultsOf(changes)).toEqual([`scenario.${expected}`]);
  });

  test("with windows that end before they begin, each named, and how to fix it", () => {
    const outages = [
      { fromSeconds: 1, toSeconds: 5 },
      { fromSeconds: 60, toSeconds: 30 },
    ];
    const [odd] = checkScenario(scenario({ outages }));
    expect(`${odd?.message}; ${odd?.help}`).toBe(
      "scenario.outages[1].toSeconds is 30, expected a number of seconds above 60 and at most 1,000,000,000; give a time later than fromSeconds, or swap the two",
    );
    expect(checkScenario(scenario({ outages: [], silences: [] }))).toEqual([]);
  });

  test.each([
    [{ decodeMs: { base: 20 } }, "decodeMs.perRequest is missing, expected a number of 0 or more; base and perRequest"],
    [{ decodeMs: { perRequest: 1 } }, "decodeMs.base is missing, expected a number above 0; base and perRequest"],
    [{ prefillMs: { base: 5 } }, "prefillMs.perToken is missing, expected a number of 0 or more; base and perToken"],
    [{ prefixCache: { warmRequests: 5 } }, "prefixCache.hitShare is missing, expected a number from 0 to 1; give"],
  ])("with values of a service that lack another: %j", (values, expected) => {
    const faults = checkScenario(Object.assign({}, scenario(), { service: { model: "llm", ...values } }));
    expect(faults.map(({ message, help }) => `${message}; ${help}`)).toEqual([
      expect.stringContaining(`scenario.service.${expected}`),
    ]);
  });

  test("with a count of replicas that start, which the simulation counts, and with faults of what the endpoint asks", () => {
    const endpoint = { settle: "soon", starting: 2, zero: { activation: [], idleSeconds: -1 } };
    expect(faultsOf({ endpoint })).toEqual([
      "scenario.endpoint.starting: starting-counted",
      ...["scenario.endpoint.settle: not-one-of", "scenario.endpoint.zero.idleSeconds: not-a-number"],
    ]);
    expect(faultsOf({ endpoint: { settle: "hold", settleAtMostSeconds: 60 } })).toEqual([]);
  });
});

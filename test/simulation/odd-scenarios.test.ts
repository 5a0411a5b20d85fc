import { expect, test } from "vitest";
import { checkScenario, type Scenario } from "../../src/simulation/index.ts";
import { inRule, rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

const NUMBERS = [
  -2_147_483_649, -2_147_483_648, -1, -0.001, 0, 0.0005, 0.001, 0.5, 0.99, 0.995, 1, 1.5, 3600, 3601,
].concat([1e5, 100_001, 1e6, 1_000_001, 1e9, 1_000_000_001, 4_294_967_295, 4_294_967_296, 8.64e15, 1e16]);
const WORDS = ["1", "prometheus", "shared", "constant", "sglang", "other", "toString"];
const VALUES: readonly unknown[] = [
  ...[...NUMBERS, Number.POSITIVE_INFINITY, Number.NaN, ...WORDS, true, null, undefined],
  ...[
    [],
    [1],
    [1, -1],
    ["ideal"],
    {},
    { source: "KERNEL", name: "x" },
    { source: "DISK", name: "x" },
    { source: "KERNEL" },
  ],
  ...[
    { base: 0, perRequest: 0, perToken: 0 },
    { base: 1, perRequest: 1, perToken: 1 },
    { base: 1, perRequest: -1 },
    { base: 1, perRequest: 1, perCacheToken: -1 },
    { hitShare: 0.5 },
    { hitShare: 2 },
    { hitShare: 0.5, warmRequests: 0 },
    { hitShare: 0.5, warmRequests: 9 },
  ],
  () => 1,
];

const SCENARIO = ["initialReplicas", "cycleSeconds", "seconds", "startupSeconds", "startFailureProbability"].concat(
  ["drainSeconds", "failuresPerReplicaHour", "metricLagSeconds", "metricLoss", "averaging", "startAt", "seed"],
  ["rules", "endpoint", "trace", "service"],
);
const metric = { source: "KERNEL", name: "cuda_util" } as const;
const MODELS = {
  ideal: { sound: { model: "ideal", metric }, fields: ["metric", "capacity", "startupSeconds"] },
  fluid: {
    sound: { model: "fluid", requestsPerSecond: 4 },
    fields: ["requestsPerSecond", "concurrency", "targetUtilisation", "model"],
  },
  llm: {
    sound: { model: "llm" },
    fields: [
      "concurrency",
      "decodeMs",
      "prefillMs",
      "cacheTokens",
      "queueLimit",
      "routing",
      "lengths",
      "engine",
    ].concat("waitObjectiveSeconds", "stepTokens", "prefixCache", "patienceSeconds", "retries", "retryAfterSeconds"),
  },
} as const;

function shown(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** Which values are taken, and what is said of each of the others. */
function judged(place: string, make: (value: unknown) => unknown): readonly string[] {
  const taken: string[] = [];
  const refused = new Map<string, string[]>();
  for (const value of VALUES) {
    const faults = checkScenario(make(value) as Scenario).map(
      ({ code, message, help }) => `${code}: ${message}; ${help}`,
    );
    const said = faults.join(" | ").replace(/ is (?:[^,|]|(?<=\d),(?=\d))*, expected/g, " is …, expected");
    if (faults.length === 0) taken.push(shown(value));
    else refused.set(said, [...(refused.get(said) ?? []), shown(value)]);
  }
  return [
    `${place} takes ${taken.join(" ")}`,
    ...[...refused].map(([said, values]) => `  ${values.join(" ")}\n    ${said}`),
  ];
}

test("what is said of scenarios with one odd thing each was recorded", async () => {
  const fields = SCENARIO.flatMap((field) => judged(field, (value) => ({ ...scenario(), [field]: value })));
  const services = Object.entries(MODELS).flatMap(([model, { sound, fields: names }]) =>
    names.flatMap((field) =>
      judged(`${model}.${field}`, (value) => ({ ...scenario(), service: { ...sound, [field]: value } })),
    ),
  );
  await expect(`${[...fields, ...services].join("\n")}\n`).toMatchFileSnapshot("./recorded/odd-scenarios.txt");
});

test("what is said of odd rules, endpoints and lengths was recorded", async () => {
  const odd: readonly (Partial<Scenario> | null)[] = [
    null,
    { rules: [rule({ stepSize: 0.5 }), inRule({ endpointId: "other" })] },
    { rules: [rule({ endpointId: "other" }), inRule({ endpointId: "other" })] },
    { rules: [rule(), rule({ threshold: 81 })], initialReplicas: -1 },
    { endpoint: { minReplicas: 5, maxReplicas: 2 }, initialReplicas: 0.5 },
    { endpoint: { id: "mine" }, rules: [rule({ endpointId: "mine" }), inRule()] } as Partial<Scenario>,
    { seconds: 1e9, cycleSeconds: 99 },
    { seconds: 1e9, cycleSeconds: 100 },
    { seconds: 1e8 + 10, cycleSeconds: 10 },
    { seconds: 1e8 },
  ];
  const lines = odd.map((changes) =>
    checkScenario((changes === null ? changes : scenario(changes)) as Scenario).map(
      ({ code, path, message, help }) => `${path} ${code}: ${message}; ${help}`,
    ),
  );
  await expect(`${lines.map((faults) => faults.join("\n") || "sound").join("\n\n")}\n`).toMatchFileSnapshot(
    "./recorded/odd-rules.txt",
  );
});

test("more requests than can be followed one by one are refused of the llm service, and of no other", () => {
  const trace = { binSeconds: 10, requests: [1.5e7, null, 1.5e7, 1] };
  const llm = { model: "llm" } as const;
  expect(checkScenario(scenario({ trace, service: llm })).map(({ message }) => message)).toEqual([
    "scenario.trace.requests is 30,000,001 requests, expected at most 30,000,000 altogether, as the llm service follows each request",
  ]);
  expect(checkScenario(scenario({ trace }))).toEqual([]);
  const fewer = { ...trace, requests: trace.requests.slice(0, 3) };
  expect(checkScenario(scenario({ trace: fewer, service: llm }))).toEqual([]);
});

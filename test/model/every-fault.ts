import { rowFromRule, rowInForm, ruleFromRow, rulesFromRows, semanticsOfRelease } from "../../src/backend-ai/index.ts";
import { checkSnapshot, type Fault } from "../../src/index.ts";
import {
  applyRulePatch,
  parseLog,
  parseRule,
  parseRuleInput,
  parseRulePatch,
  parseSnapshot,
} from "../../src/schema/index.ts";
import {
  checkScenario,
  constant,
  fitService,
  mergeSweeps,
  readTrace,
  type Scenario,
  serviceCurve,
  sweep,
  traceOfRequests,
} from "../../src/simulation/index.ts";
import { verifyRules } from "../../src/verify/index.ts";
import { go } from "../cli/go.ts";
import { scenario } from "../simulation/scenarios.ts";
import { average, bandRule, endpoint, rule, snapshot } from "../support/build.ts";

/** The faults of what was thrown. */
function thrownBy(run: () => unknown): readonly Fault[] {
  try {
    run();
  } catch (error) {
    if (error instanceof Error && "faults" in error) return error.faults as readonly Fault[];
    throw error;
  }
  throw new Error(`nothing is wrong with ${run}`);
}

/** The faults that the bin prints of files. */
async function printedBy(args: string, files: Readonly<Record<string, unknown>>): Promise<readonly Fault[]> {
  const { out } = await go(args, files);
  const { faults }: { readonly faults: readonly (Fault & Readonly<Record<string, unknown>>)[] } = JSON.parse(out);
  return faults.map(({ file: _, line: __, column: ___, ...fault }) => fault as Fault);
}

const unreadable = new Proxy({}, { get: () => expectNothing() });
function expectNothing(): never {
  throw new Error("a getter that throws");
}

/** Faults of snapshots. */
const ofSnapshots = (): readonly Fault[] => [
  ...checkSnapshot(unreadable as never),
  ...checkSnapshot(
    snapshot({
      now: Number.NaN,
      endpoints: [endpoint(), endpoint({ minReplicas: 3, maxReplicas: 1, settle: "hold" })],
      rules: [
        rule(),
        rule({ threshold: "x" }),
        bandRule({ id: "b", endpointId: "gone", priority: 1e12 }),
        rule({ id: "ever", unreported: "argue", aggregation: "p90", scales: "per-replica" }),
      ],
      metrics: [average("1"), average("2"), average("2", { coverage: { reported: 1, of: 2 } })],
      lastTriggered: new Map([["a b", Number.POSITIVE_INFINITY]]),
    }),
  ),
  ...checkSnapshot({ endpoints: 7, rules: [null], metrics: [new Map()], lastTriggered: () => 1 } as never),
];

/** Faults of what is parsed. */
const ofInputs = (): readonly Fault[] => {
  const { comparator: _, threshold: __, ...common } = rule();
  const band = { ...common, type: "band", minThreshold: "80", maxThreshold: "20" };
  const wire = { ...snapshot(), lastTriggered: {} };
  return [
    ...thrownBy(() => parseRuleInput({})),
    ...thrownBy(() => parseRuleInput({ ...rule(), stepSize: "1", limit: 3, minCoverage: 2, aggregation: "mean" })),
    ...thrownBy(() => parseRuleInput({ ...rule(), maxThreshold: "9", stepSize: 0, queryPresetId: "q", id: "" })),
    ...thrownBy(() => parseRuleInput({ ...rule(), cooldownSeconds: -5, enabled: "yes" })),
    ...thrownBy(() => parseRuleInput({ ...band, stepSize: -1 })),
    ...thrownBy(() => parseRuleInput({ ...band, minThreshold: null, maxThreshold: null })),
    ...thrownBy(() => parseRulePatch({ id: "x", forSeconds: [], metricName: "m".repeat(600) })),
    ...thrownBy(() => applyRulePatch(rule(), { maxThreshold: "85" })),
    ...thrownBy(() =>
      parseSnapshot({ ...wire, now: 1_772_443_200, lastTriggered: { "a b": "2026-03-29T02:30:00" }, rules: [null] }),
    ),
    ...thrownBy(() => parseSnapshot({ ...wire, rules: new Array(3), metrics: new Array(10_000_001) })),
    ...thrownBy(() => parseRule("{")),
    ...thrownBy(() => parseRule(" ")),
    ...thrownBy(() => parseRule(unreadable)),
    ...thrownBy(() => parseLog("{}\n[]")),
  ];
};

/** Faults of Backend.AI's rows. */
const ofRows = (): readonly Fault[] => {
  const row = rowFromRule(rule());
  const { threshold: _, ...half } = row;
  return [
    ...thrownBy(() => rowFromRule(rule({ enabled: false, cooldownSeconds: 0.5, forSeconds: 60 }))),
    ...thrownBy(() => rowInForm(bandRule(), "legacy-node")),
    ...thrownBy(() => rowInForm(bandRule({ minThreshold: null, maxThreshold: null }), "legacy-node")),
    ...thrownBy(() =>
      rowInForm(bandRule({ minThreshold: null, queryPresetId: "q", metricSource: "PROMETHEUS" }), "legacy-node"),
    ),
    ...thrownBy(() => rowInForm(rule(), "strawberry")),
    ...thrownBy(() => ruleFromRow(half)),
    ...thrownBy(() => ruleFromRow({ ...row, last_triggered_at: "noon" })),
    ...thrownBy(() => semanticsOfRelease("next")),
    ...thrownBy(() => ruleFromRow({ ...row, comparator: "LESS_THAN" })),
    ...thrownBy(() => ruleFromRow({ ...row, comparator: "LESS_THAN_OR_EQUAL" }, { release: "26.8" })),
    ...thrownBy(() => rulesFromRows({ a: 1 })),
    ...thrownBy(() => rulesFromRows(7)),
    ...thrownBy(() => ruleFromRow([row, row] as never)),
    ...thrownBy(() => rulesFromRows([rule()])),
  ];
};

/** Faults of traffic, services, scenarios and searches. */
const ofSimulations = (): readonly Fault[] => {
  const odd = (changes: object): readonly Fault[] => checkScenario({ ...scenario(), ...changes } as Scenario);
  const range = (result: unknown, resultType = "matrix") => JSON.stringify({ data: { resultType, result } });
  return [
    ...odd({
      cycleSeconds: 0.0001,
      startupSeconds: -1,
      capacity: -1,
      outages: 7,
      silences: 7,
      objectives: { wait: -1 },
    }),
    ...odd({ objectives: { queue: -1, firstToken: -1 }, trace: { binSeconds: 1, requests: [] } }),
    ...odd({
      service: { model: "ideal", metric: 7 },
      trace: { binSeconds: 1, requests: [-1] },
      endpoint: { starting: 1 },
    }),
    ...odd({ service: { model: "llm", decodeMs: 1, prefillMs: 1, prefixCache: 1, stepTokens: 1 } }),
    ...odd({ service: 7, seed: 0.5, rules: 7, semantics: 7 }),
    ...odd({ service: { model: "best" }, seconds: 1e9, cycleSeconds: 0.001, metricLoss: 2 }),
    ...odd({ seconds: 1e9, cycleSeconds: 0.001 }),
    ...odd({ service: { model: "llm" }, trace: { binSeconds: 1, requests: [4e8] } }),
    ...thrownBy(() => sweep({ scenario: scenario(), axes: [{ rule: "x", field: "threshold", values: [] }] })),
    ...thrownBy(() =>
      sweep({ scenario: scenario(), axes: [{ field: "seed", values: [1] }], shard: { index: 3, of: 2 } }),
    ),
    ...thrownBy(() =>
      sweep({ scenario: scenario(), axes: [{ field: "seed", values: Array.from({ length: 100_001 }, () => 1) }] }),
    ),
    ...thrownBy(() =>
      sweep({ scenario: scenario({ rules: [] }), axes: [{ rule: "x", field: "stepSize", values: [1] }] }),
    ),
    ...thrownBy(() => serviceCurve({ model: "llm" }, { loads: [1] })),
    ...thrownBy(() => traceOfRequests([])),
    ...odd({ trace: { binSeconds: 1, requests: [1], inputTokens: [], outputTokens: [1, 2] } }),
    ...odd({ trace: { binSeconds: 1, requests: 7 } }),
    ...thrownBy(() => mergeSweeps([])),
    ...thrownBy(() => mergeSweeps([sweep({ scenario: scenario(), axes: [], shard: { index: 2, of: 2 } })])),
    ...thrownBy(() => fitService([{ concurrency: 1, inputTokens: 1, outputTokens: 1 }])),
    ...thrownBy(() => constant({ rate: -1, seconds: 1, binSeconds: 0 })),
    ...thrownBy(() => readTrace("{ nothing")),
    ...thrownBy(() => readTrace("[1]")),
    ...thrownBy(() => readTrace(range([{ metric: {}, value: [1, "1"] }], "vector"))),
    ...thrownBy(() => readTrace(range([]))),
    ...thrownBy(() => readTrace("metric_name,timestamp,metric_value\nvus,1,1")),
    ...thrownBy(() => readTrace("a - - [10/Oct/2026:13:55:36 +0000] 1\nb")),
    ...thrownBy(() => readTrace("a,b\n1,2")),
    ...thrownBy(() => readTrace("t,requests\nx,1\ny,2")),
    ...thrownBy(() => readTrace("t,requests\n0,x\n60,1")),
    ...thrownBy(() => readTrace("t,requests\n0,1")),
    ...thrownBy(() => readTrace("t,requests\n0,1\n10,1\n10,1")),
    ...thrownBy(() => readTrace("Time,cpu_util\n0,1\n10,1")),
    ...thrownBy(() => readTrace(range([{ metric: { __name__: "x_bucket" }, values: [[1, "1"]] }]))),
    ...thrownBy(() => readTrace(JSON.stringify({ status: "error", error: "parse error" }))),
    ...thrownBy(() => readTrace(JSON.stringify({ MetricDataResults: [], NextToken: "x" }))),
    ...thrownBy(() => readTrace("t,requests,input_tokens\n0,1,x\n60,1,1")),
    ...thrownBy(() => readTrace("")),
    ...thrownBy(() => readTrace("t,requests\n0,1\n10,1\n20,1\n34,1")),
  ];
};

/** Faults of what is verified. */
const ofVerifications = (): readonly Fault[] => [
  ...thrownBy(() => verifyRules({ rules: [rule(), rule({ id: "b", endpointId: "other" })], maxSteps: 0 })),
  ...thrownBy(() => verifyRules({ rules: [rule()], domain: { cuda_util: { min: "5", max: "3" } }, cycleSeconds: 0 })),
];

/** Faults that the bin reports. */
const ofFiles = async (): Promise<readonly Fault[]> => {
  const verify = "verify rules.json --format json";
  const { trace: _, ...others } = scenario();
  const scenarioFile = { ...others, semantics: "backend-ai-26", trace: { file: "none.csv" } };
  return [
    ...(await printedBy(verify, { "rules.json": "" })),
    ...(await printedBy(verify, { "rules.json": "[".repeat(20_000) })),
    ...(await printedBy(verify, { "rules.json": "{ rules: [" })),
    ...(await printedBy(verify, { "rules.json": "some words" })),
    ...(await printedBy(verify, { "rules.json": '{ "rules": [], "rules": [] }' })),
    ...(await printedBy(verify, { "rules.json": { wules: [] } })),
    ...(await printedBy(verify, { "rules.json": { rules: [] } })),
    ...(await printedBy(`${verify} --load nope`, { "rules.json": [rule()] })),
    ...(await printedBy(`${verify} --accept a.json`, {
      "rules.json": [rule()],
      "a.json": { accepted: [{ endpointId: "chat", id: "x", reason: "it may", date: "soon" }] },
    })),
    ...(await printedBy("simulate s.json --json", { "s.json": scenarioFile })),
    ...(await printedBy("simulate s.json --json", { "s.json": { ...scenarioFile, variants: [{}], sweep: {} } })),
    ...(await printedBy("merge a.json --json", { "a.json": "{" })),
  ];
};

/** Faults as people get them, of every kind. */
export async function everyFault(): Promise<readonly Fault[]> {
  return [...ofSnapshots(), ...ofInputs(), ...ofRows(), ...ofSimulations(), ...ofVerifications(), ...(await ofFiles())];
}

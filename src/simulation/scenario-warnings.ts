import { ENGINES } from "../fields/scenario-domains.ts";
import { factsOfMetric } from "../model/facts-of-metric.ts";
import { isSameMetric, type MetricKey, metricOf } from "../model/metric.ts";
import { quoted } from "../model/show.ts";
import { branchesOf, holdsOn } from "../rules/branch.ts";
import { objectivesOf } from "./objectives.ts";
import { isOfGateway } from "./run/gateway.ts";
import type { Scenario } from "./scenario.ts";
import { type Engine, exportsOf, gaugeNames, type Quantity } from "./service/engine-metrics.ts";
import { FLUID_QUANTITIES, SERVED } from "./service/fluid.ts";
import type { Latency } from "./service/latencies.ts";
import { LLM_QUANTITIES } from "./service/llm.ts";
import { completeLlm } from "./service/llm-service.ts";
import { traceSeconds } from "./traffic/trace.ts";
import { MEAN_TOKENS, Traffic } from "./traffic/traffic.ts";

/** Something about a scenario that can be simulated, and perhaps is not what was meant. */
export interface ScenarioWarning {
  /** Where in the scenario: `scenario.trace`. */
  readonly path: string;
  readonly message: string;
}

/**
 * What a sound scenario leaves to assumptions, and what cannot come of it: token lengths that the trace does not tell, rules on
 * metrics that the service does not export or on values that it cannot have, objectives for what it does not tell, times
 * that the run does not reach.
 *
 * @param scenario - one in which {@link checkScenario} finds nothing
 * @example
 * for (const { path, message } of scenarioWarnings(scenario)) console.warn(`${path}: ${message}`);
 */
export function scenarioWarnings(scenario: Scenario): readonly ScenarioWarning[] {
  return [
    ...lengthWarnings(scenario),
    ...cacheWarnings(scenario),
    ...metricWarnings(scenario),
    ...objectiveWarnings(scenario),
    ...unitWarnings(scenario),
    ...startWarnings(scenario),
    ...reachWarnings(scenario),
    ...timeWarnings(scenario),
    ...boundWarnings(scenario),
    ...retryWarnings(scenario),
  ];
}

function lengthWarnings({ service, trace }: Scenario): ScenarioWarning[] {
  if (typeof service === "function" || service.model !== "llm") return [];
  const { inputTokens, outputTokens } = trace;
  const assumed = [
    ...(inputTokens === undefined ? [`${MEAN_TOKENS.input} tokens in`] : []),
    ...(outputTokens === undefined ? [`${MEAN_TOKENS.output} tokens out`] : []),
  ];
  if (assumed.length === 0) return [];
  const { length: unknown } = assumed;
  const what = unknown === 2 ? "token lengths" : outputTokens === undefined ? "answer lengths" : "prompt lengths";
  const message = `the trace has no ${what}: ${assumed.join(" and ")} a request are assumed, as in the Azure conversation trace`;
  return [{ path: "scenario.trace", message }];
}

function cacheWarnings({ service, trace }: Scenario): ScenarioWarning[] {
  if (typeof service === "function" || service.model !== "llm") return [];
  const traffic = new Traffic(trace);
  const tokens = Math.ceil(traffic.meanTokens("input") + traffic.meanTokens("output"));
  const { cacheTokens } = completeLlm(service);
  if (tokens <= cacheTokens) return [];
  const message = `a request has ${tokens} tokens in the mean, and the cache of a replica holds ${cacheTokens}: an engine refuses those that do not fit; here each is served alone`;
  return [{ path: "scenario.service.cacheTokens", message }];
}

function startWarnings({ rules, startupSeconds = 180, seconds, trace }: Scenario): ScenarioWarning[] {
  const shortest = typeof startupSeconds === "number" ? startupSeconds : Math.min(...startupSeconds);
  const length = seconds ?? traceSeconds(trace);
  if (rules.length === 0 || shortest === 0 || shortest < length) return [];
  const message = `a replica takes ${shortest} s to start, and the run ends after ${length} s: none that is added ever serves`;
  return [{ path: "scenario.startupSeconds", message }];
}

function metricWarnings({ rules, service, endpoint }: Scenario): ScenarioWarning[] {
  const readers = [
    ...rules.map((rule, at) => ({
      reads: rule,
      reader: `rule ${quoted(rule.id)}`,
      effect: "it never triggers",
      path: `scenario.rules[${at}].metricName`,
    })),
    ...(endpoint?.zero?.activation ?? []).map((condition, at) => ({
      reads: condition,
      reader: "an activation condition",
      effect: "the endpoint neither goes to 0 nor wakes up by it",
      path: `scenario.endpoint.zero.activation[${at}].metricName`,
    })),
  ];
  return readers.flatMap(({ reads, reader, effect, path }) => {
    const names = isOfGateway(metricOf(reads)) ? null : missingFrom(service, metricOf(reads));
    if (names === null) return [];
    const { metricSource, metricName } = reads;
    const message = `${reader} reads ${quoted(metricName)} from ${metricSource}, which the service does not export: ${effect}; it exports ${names.join(", ")}`;
    return [{ path, message }];
  });
}

/** Null where a service exports a metric, or may; else the names that it exports. */
function missingFrom(service: Scenario["service"], metric: MetricKey): readonly string[] | null {
  if (typeof service === "function") return null;
  switch (service.model) {
    case "ideal":
      return isSameMetric(service.metric, metric) ? null : [service.metric.name];
    case "fluid":
      if (isSameMetric(SERVED, metric)) return null;
      return missing(ENGINES, FLUID_QUANTITIES, metric, [...FLUID_NAMES, SERVED.name]);
    case "llm": {
      const engine = service.engine ?? "vllm";
      return missing([engine], LLM_QUANTITIES, metric, gaugeNames([engine]));
    }
  }
}

/** Names of what a fluid service tells, as vLLM calls it. */
const FLUID_NAMES = exportsOf(["vllm"], [], FLUID_QUANTITIES).map(({ key }) => key.name);

function missing(
  engines: readonly [Engine, ...Engine[]],
  has: readonly Quantity[],
  metric: MetricKey,
  names: readonly string[],
): readonly string[] | null {
  return exportsOf(engines, [metric], has).some(({ key }) => isSameMetric(key, metric)) ? null : names;
}

function objectiveWarnings({ service, objectives = {} }: Scenario): ScenarioWarning[] {
  if (typeof service === "function" || service.model === "llm") return [];
  const told: Latency = "queue";
  return objectivesOf(objectives).flatMap(({ latency }) => {
    if (latency === told) return [];
    const message = `${service.model === "ideal" ? "an" : "a"} ${service.model} service does not tell ${quoted(latency)}: whether this objective is kept is not known, and a search counts it as not kept`;
    return [{ path: `scenario.objectives.${latency}`, message }];
  });
}

/** The most that anybody promises: more is likely to be meant as milliseconds. */
const LONGEST = { queue: 1800, firstToken: 600, perToken: 5, endToEnd: 7200 } as const;

function unitWarnings({ objectives = {} }: Scenario): ScenarioWarning[] {
  return objectivesOf(objectives).flatMap(({ latency, seconds }) => {
    if (seconds < LONGEST[latency]) return [];
    const message = `the objective is ${seconds} s; if milliseconds are meant, write ${seconds / 1000}`;
    return [{ path: `scenario.objectives.${latency}`, message }];
  });
}

/** Thresholds beyond what the service can report: a percentage of a share, or the other way round. */
function reachWarnings({ rules, service }: Scenario): ScenarioWarning[] {
  if (typeof service === "function" || service.model === "ideal") return [];
  return rules.flatMap((rule, at) => {
    const metric = metricOf(rule);
    const { min = null, max = null } = missingFrom(service, metric) === null ? factsOfMetric(metric).facts : {};
    if (min === null || max === null) return [];
    return branchesOf(rule).flatMap(({ when: { comparator, threshold }, field }) => {
      const holds = [min, max].map((end) => holdsOn(comparator, Number(end) - Number(threshold)));
      const isBeyond = Number(threshold) < Number(min) || Number(threshold) > Number(max);
      if (holds.includes(true) && !(isBeyond && !holds.includes(false))) return [];
      const range = `${quoted(rule.metricName)} is ${String(min)} to ${String(max)}`;
      const effect = holds.includes(true) ? "always" : "never";
      const message = `rule ${quoted(rule.id)}: ${range} and the threshold is ${String(threshold)}: the condition ${effect} holds`;
      return [{ path: `scenario.rules[${at}].${field}`, message }];
    });
  });
}

/** Seconds since 1970 of this century and the next, in milliseconds are a day of 1970. */
const SECONDS_SINCE_1970 = { from: 9.5e8, to: 5e9 } as const;

function timeWarnings(scenario: Scenario): ScenarioWarning[] {
  const { cycleSeconds = 10, startAt, metricLagSeconds = 0, outages = [], silences = [], seconds, trace } = scenario;
  const length = seconds ?? traceSeconds(trace);
  const late = Object.entries({ outages, silences }).flatMap(([field, windows]) =>
    windows.flatMap(({ fromSeconds }, at) => {
      if (fromSeconds < length) return [];
      const message = `it begins at ${fromSeconds} s, and the run ends after ${length} s: it has no effect`;
      return [{ path: `scenario.${field}[${at}]`, message }];
    }),
  );
  const { from, to } = SECONDS_SINCE_1970;
  return [
    ...warningIf(
      seconds !== undefined && seconds > 0 && seconds < cycleSeconds,
      "seconds",
      `the run has ${length} s, and a cycle ${cycleSeconds} s: no cycle is simulated`,
    ),
    ...warningIf(
      startAt !== undefined && startAt >= from && startAt <= to,
      "startAt",
      `startAt is in 1970, in milliseconds; if seconds are meant, write ${1000 * (startAt ?? 0)}`,
    ),
    ...warningIf(
      metricLagSeconds > 0 && metricLagSeconds >= length,
      "metricLagSeconds",
      `a reading is ${metricLagSeconds} s old when it is seen, and the run ends after ${length} s: no rule sees any`,
    ),
    ...late,
  ];
}

function boundWarnings({ rules, initialReplicas, capacity = Number.POSITIVE_INFINITY }: Scenario): ScenarioWarning[] {
  const space =
    typeof capacity === "number"
      ? capacity
      : (capacity.find(({ fromSeconds }) => fromSeconds === 0)?.replicas ?? Number.POSITIVE_INFINITY);
  const inverted = rules.flatMap(({ id, minReplicas, maxReplicas }, at) =>
    warningIf(
      (minReplicas ?? 0) > (maxReplicas ?? Number.POSITIVE_INFINITY),
      `rules[${at}].minReplicas`,
      `rule ${quoted(id)}: minReplicas is ${minReplicas} and maxReplicas ${maxReplicas}: no count is within both`,
    ),
  );
  return [
    ...warningIf(
      initialReplicas > space,
      "initialReplicas",
      `the run begins with ${initialReplicas} replicas, and capacity has space for ${space}: all of them serve until rules remove them`,
    ),
    ...inverted,
  ];
}

function retryWarnings({ service }: Scenario): ScenarioWarning[] {
  if (typeof service === "function" || service.model !== "llm") return [];
  const { retries, patienceSeconds } = completeLlm(service);
  const none = "requests come again only after giving up, and none does without patienceSeconds: there are no retries";
  const unused = "nothing comes again without retries: retryAfterSeconds has no effect";
  return [
    ...warningIf(retries > 0 && patienceSeconds === Number.POSITIVE_INFINITY, "service.retries", none),
    ...warningIf(retries === 0 && service.retryAfterSeconds !== undefined, "service.retryAfterSeconds", unused),
  ];
}

function warningIf(isSo: boolean, place: string, message: string): ScenarioWarning[] {
  return isSo ? [{ path: `scenario.${place}`, message }] : [];
}

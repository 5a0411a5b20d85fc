import { checkRules } from "../check/check-snapshot.ts";
import { endpointFaults } from "../check/endpoint-faults.ts";
import { semanticsFaults } from "../check/semantics-faults.ts";
import { type Fault, type FaultCode, fault, named, placedAt, show } from "../model/fault.ts";
import { isInstant } from "../model/instant.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { isRecord } from "../util/is-record.ts";
import { choice } from "../util/words.ts";
import { objectiveFaults } from "./objective-faults.ts";
import { AVERAGINGS, endpointIdOf, type Scenario } from "./scenario.ts";
import { serviceFaults } from "./service/service-faults.ts";
import { traceSeconds } from "./traffic/trace.ts";
import { traceFaults } from "./traffic/trace-faults.ts";

/**
 * Lists everything that keeps a scenario from being simulated, each fault with its path. An empty list: {@link simulate}
 * takes it.
 *
 * @throws never
 * @example
 * for (const { path, message, help } of checkScenario(scenario)) console.warn(`${path}: ${message}; ${help}`);
 */
export function checkScenario(scenario: Scenario): readonly Fault[] {
  if (!isRecord(scenario)) return [fault({ ...OBJECT, path: "scenario", found: show(scenario) })];
  const faults = [
    ...fieldFaults(scenario),
    ...ruleListFaults(scenario),
    ...traceFaults(scenario.trace, "scenario.trace"),
    ...serviceFaults(scenario.service),
    ...objectiveFaults(scenario.objectives),
    ...crowdFaults(scenario),
    ...(scenario.semantics === undefined ? [] : semanticsFaults(scenario.semantics, "scenario.semantics")),
  ];
  return faults.length > 0 ? faults : lengthFaults(scenario);
}

/** Most requests that are followed one by one: what fits into memory, were all of them to wait. */
const MOST_FOLLOWED = 30_000_000;

function crowdFaults({ service, trace }: Scenario): Fault[] {
  if (!isRecord(service) || service.model !== "llm" || !isRecord(trace) || !Array.isArray(trace.requests)) return [];
  const total = trace.requests.reduce((sum: number, count) => (typeof count === "number" ? sum + count : sum), 0);
  if (!(total > MOST_FOLLOWED)) return [];
  const expected = "at most 30,000,000 altogether, as the llm service follows each request";
  const facts = {
    code: "out-of-range",
    path: "scenario.trace.requests",
    found: `${total} requests`,
    expected,
  } as const;
  return [fault({ ...facts, help: "slice or scale the trace, or take the fluid service" })];
}

const OBJECT = {
  code: "wrong-type",
  expected: "an object",
  help: "give rules, initialReplicas, trace and service",
} as const;

interface Check {
  readonly field: keyof Scenario;
  readonly accepts: (value: unknown) => boolean;
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
}

const isNumberFrom =
  (least: number, most = Number.POSITIVE_INFINITY) =>
  (value: unknown): value is number =>
    typeof value === "number" && value >= least && value <= most;

const isMilliseconds = (value: unknown): boolean =>
  typeof value === "number" && value > 0 && value <= 1e9 && Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-6;

const isSeconds = isNumberFrom(0, 1e9);

function isCapacity(value: unknown): boolean {
  if (!Array.isArray(value)) return isNumberFrom(0)(value);
  const times = value.map((each) => (isRecord(each) && isNumberFrom(0)(each["replicas"]) ? each["fromSeconds"] : null));
  return (
    times.length > 0 && times.every((time, at) => isSeconds(time) && (at === 0 || Number(times[at - 1]) < Number(time)))
  );
}

function isListOf(accepts: (item: Readonly<Record<string, unknown>>) => boolean) {
  return (value: unknown): boolean => Array.isArray(value) && value.every((each) => isRecord(each) && accepts(each));
}

function isOutage({ source, fromSeconds, toSeconds }: Readonly<Record<string, unknown>>): boolean {
  const isKnown = source === undefined || METRIC_SOURCES.some((each) => each === source);
  return isKnown && isSeconds(fromSeconds) && isSeconds(toSeconds) && Number(fromSeconds) < Number(toSeconds);
}

const CHECKS: readonly Check[] = [
  {
    field: "initialReplicas",
    accepts: (value) => Number.isInteger(value) && isNumberFrom(0, 1e6)(value),
    code: "not-an-integer",
    expected: "an integer from 0 to 1,000,000",
    help: "give the count at the start",
  },
  {
    field: "cycleSeconds",
    accepts: isMilliseconds,
    code: "out-of-range",
    expected: "seconds above 0, of whole milliseconds",
    help: "leave it out for 10",
  },
  {
    field: "seconds",
    accepts: isMilliseconds,
    code: "out-of-range",
    expected: "seconds above 0, of whole milliseconds",
    help: "leave it out for the length of the trace",
  },
  {
    field: "startupSeconds",
    accepts: (value) => isSeconds(value) || (Array.isArray(value) && value.length > 0 && value.every(isSeconds)),
    code: "out-of-range",
    expected: "seconds of 0 or more, or a list of them",
    help: "leave it out for 180",
  },
  {
    field: "firstStartupSeconds",
    accepts: (value) => isSeconds(value) || (Array.isArray(value) && value.length > 0 && value.every(isSeconds)),
    code: "out-of-range",
    expected: "seconds of 0 or more, or a list of them",
    help: "leave it out for startupSeconds",
  },
  {
    field: "startsAtOnce",
    accepts: (value) => Number.isInteger(value) && isNumberFrom(1)(value),
    code: "not-an-integer",
    expected: "an integer of 1 or more",
    help: "leave it out for no limit",
  },
  {
    field: "capacity",
    accepts: isCapacity,
    code: "out-of-range",
    expected: "a number of 0 or more, or a list of { fromSeconds, replicas } in rising order",
    help: "leave it out for no limit",
  },
  {
    field: "startFailureProbability",
    accepts: isNumberFrom(0, 0.99),
    code: "out-of-range",
    expected: "a number from 0 to 0.99",
    help: "leave it out for 0",
  },
  {
    field: "drainSeconds",
    accepts: isSeconds,
    code: "out-of-range",
    expected: "seconds of 0 or more",
    help: "leave it out for 300",
  },
  {
    field: "failuresPerReplicaHour",
    accepts: isNumberFrom(0, 3600),
    code: "out-of-range",
    expected: "a number from 0 to 3,600",
    help: "leave it out for 0",
  },
  {
    field: "metricLagSeconds",
    accepts: isSeconds,
    code: "out-of-range",
    expected: "seconds of 0 or more",
    help: "leave it out for 0",
  },
  {
    field: "metricLoss",
    accepts: isNumberFrom(0, 1),
    code: "out-of-range",
    expected: "a number from 0 to 1",
    help: "leave it out for 0",
  },
  {
    field: "outages",
    accepts: isListOf(isOutage),
    code: "out-of-range",
    expected: `a list of { source, fromSeconds, toSeconds }, each from before to after, with source ${choice(METRIC_SOURCES)} or absent`,
    help: "leave it out for none; without a source all of them are out",
  },
  {
    field: "silences",
    accepts: isListOf((each) => isOutage(each) && isNumberFrom(0, 1)(each["share"])),
    code: "out-of-range",
    expected: `a list of { source, fromSeconds, toSeconds, share }, each from before to after, with share from 0 to 1 and source ${choice(METRIC_SOURCES)} or absent`,
    help: "leave it out for none; share 0.5 is half of the replicas",
  },
  {
    field: "averaging",
    accepts: (value) => AVERAGINGS.some((each) => each === value),
    code: "not-one-of",
    expected: choice(AVERAGINGS),
    help: "leave it out for backend-ai-25",
  },
  {
    field: "endpoint",
    accepts: isRecord,
    code: "wrong-type",
    expected: "an object",
    help: "leave it out for no bounds, no cooldowns and no pause",
  },
  {
    field: "startAt",
    accepts: isInstant,
    code: "not-an-instant",
    expected: "milliseconds since 1970",
    help: "leave it out for 0",
  },
  {
    field: "seed",
    accepts: (value) => Number.isInteger(value) && isNumberFrom(-2_147_483_648, 4_294_967_295)(value),
    code: "not-an-integer",
    expected: "an integer of 32 bits",
    help: "leave it out for 1",
  },
];

function fieldFaults(scenario: Scenario): Fault[] {
  return CHECKS.flatMap(({ field, accepts, ...facts }) => {
    const value = scenario[field];
    if (accepts(value) || (value === undefined && field !== "initialReplicas")) return [];
    return fault({ ...facts, path: `scenario.${field}`, found: show(value) });
  });
}

/** So many cycles are more than anyone waits for. */
const MOST_CYCLES = 10_000_000;

/** A run that would not come to its end; only where its parts are sound. */
function lengthFaults({ seconds, trace, cycleSeconds = 10 }: Scenario): Fault[] {
  const cycles = (seconds ?? traceSeconds(trace)) / cycleSeconds;
  if (cycles <= MOST_CYCLES) return [];
  const facts = { code: "out-of-range", path: "scenario", found: `${Math.floor(cycles)} cycles long` } as const;
  return [
    fault({ ...facts, expected: `at most ${MOST_CYCLES}`, help: "give a longer cycleSeconds, or fewer seconds" }),
  ];
}

/** What a scenario cannot say, because the simulation counts it. */
function countedFaults(endpoint: unknown): Fault[] {
  if (!isRecord(endpoint) || endpoint["starting"] === undefined) return [];
  const facts = { code: "conflict", path: "scenario.endpoint.starting", found: show(endpoint["starting"]) } as const;
  return [fault({ ...facts, expected: "nothing: the simulation counts it", help: "leave it out" })];
}

function ruleListFaults(scenario: Scenario): Fault[] {
  const { rules, endpoint } = scenario;
  if (!Array.isArray(rules) || !rules.every(isRecord)) {
    const facts = { code: "wrong-type", expected: "an array of rules", help: "list the rules; [] for none" } as const;
    return [fault({ ...facts, path: "scenario.rules", found: show(rules) })];
  }
  const id = endpointIdOf(scenario);
  const strays = scenario.rules.flatMap((rule, at) => {
    if (rule.endpointId === id) return [];
    const help = "simulate each endpoint alone";
    const facts = { code: "unknown-endpoint", expected: `the scenario's one endpoint, ${show(id)}`, help } as const;
    return fault(
      { ...facts, path: `scenario.rules[${at}].endpointId`, found: show(rule.endpointId) },
      named("rule", rule.id),
    );
  });
  return [
    ...checkRules(scenario.rules).map((each) => placedAt(`scenario.${each.path}`, each)),
    ...countedFaults(endpoint),
    // A fault of the count is reported on its own; how many replicas start is counted by the simulation.
    ...endpointFaults({ ...endpoint, id, replicas: 0, starting: 0 }, 0).map((each) =>
      placedAt(each.path.replace("endpoints[0]", "scenario.endpoint"), each),
    ),
    ...strays,
  ];
}

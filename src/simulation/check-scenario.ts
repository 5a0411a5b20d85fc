import { checkRules } from "../check/check-snapshot.ts";
import { endpointFaults } from "../check/endpoint-faults.ts";
import { semanticsFaults } from "../check/semantics-faults.ts";
import { aForm, aNumber, anInteger, aType, aWord } from "../fields/expectations.ts";
import { INSTANT } from "../fields/instant-domain.ts";
import { AVERAGINGS, LONGEST, SEED, WHOLE_MILLISECONDS } from "../fields/scenario-domains.ts";
import { type Fault, fault, placedAt, within } from "../model/fault.ts";
import type { Expectation } from "../model/fault-params.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { idIn } from "../model/show.ts";
import { isRecord } from "../util/is-record.ts";
import { objectiveFaults } from "./objective-faults.ts";
import { type PartCheck, partFaults } from "./part-faults.ts";
import { endpointIdOf, type Scenario } from "./scenario.ts";
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
  if (!isRecord(scenario)) {
    const help = "give rules, initialReplicas, trace and service";
    return [fault(aType("object"), { keys: ["scenario"], value: scenario, help })];
  }
  const faults = [
    ...fieldFaults(scenario),
    ...ruleListFaults(scenario),
    ...traceFaults(scenario.trace, ["scenario", "trace"]),
    ...serviceFaults(scenario.service),
    ...objectiveFaults(scenario.objectives),
    ...crowdFaults(scenario),
    ...(scenario.semantics === undefined ? [] : semanticsFaults(scenario.semantics, ["scenario", "semantics"])),
  ];
  return faults.length > 0 ? faults : lengthFaults(scenario);
}

/** The same for a scenario that differs from a sound one in its rules and its own numbers alone: its trace and service are not checked again. */
export function variantFaults(variant: Scenario): readonly Fault[] {
  const faults = [...fieldFaults(variant), ...ruleListFaults(variant)];
  return faults.length > 0 ? faults : lengthFaults(variant);
}

/** Most requests that are followed one by one: what fits into memory, were all of them to wait. */
const MOST_FOLLOWED = 30_000_000;

function crowdFaults({ service, trace }: Scenario): Fault[] {
  if (!isRecord(service) || service.model !== "llm" || !isRecord(trace) || !Array.isArray(trace.requests)) return [];
  const total = trace.requests.reduce((sum: number, count) => (typeof count === "number" ? sum + count : sum), 0);
  if (!(total > MOST_FOLLOWED)) return [];
  const params = { quantity: "requests", count: total, max: MOST_FOLLOWED } as const;
  return [fault({ code: "too-large", params }, { keys: ["scenario", "trace", "requests"], value: trace.requests })];
}

interface Check {
  readonly field: keyof Scenario;
  readonly accepts: (value: unknown) => boolean;
  readonly expects: Expectation;
  readonly help: string;
  /** What is wrong with the entries, where it is a list of some. */
  readonly entryFaults?: (list: readonly unknown[]) => Fault[];
}

const SECONDS = aNumber({ min: 0, max: LONGEST, unit: "seconds" });

const isNumberFrom =
  (least: number, most = Number.POSITIVE_INFINITY) =>
  (value: unknown): value is number =>
    typeof value === "number" && value >= least && value <= most;

const isSeconds = isNumberFrom(0, LONGEST);

function isCountOrEndless(value: unknown): boolean {
  return isNumberFrom(0)(value) && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY);
}

const REPLICAS: PartCheck = {
  field: "replicas",
  accepts: isCountOrEndless,
  expects: anInteger(0),
  help: "give the most replicas that there is space for from then on",
};

/** A time from 0 on, or above an earlier one. */
function timeAbove(field: string, earlier: number | null, help: string): PartCheck {
  const accepts = (value: unknown) => isSeconds(value) && (earlier === null || value > earlier);
  const expects = earlier === null ? SECONDS : aNumber({ min: earlier, max: LONGEST, open: ["min"], unit: "seconds" });
  return { field, accepts, expects, help };
}

/** What is wrong with each entry of a list, by what its parts must be. */
function faultsOfEntries(
  list: readonly unknown[],
  field: string,
  partsOf: (entry: Readonly<Record<string, unknown>>, at: number) => readonly PartCheck[],
): Fault[] {
  return list.flatMap((entry, at) => {
    const keys = ["scenario", field, at];
    if (isRecord(entry)) return partFaults(partsOf(entry, at), entry, keys);
    return fault(aType("object"), { keys, value: entry, help: "give an object with the keys of the others" });
  });
}

/** Entries of `capacity`, each of which begins later than the one before. */
function capacityFaults(list: readonly unknown[]): Fault[] {
  const times = list.map((entry) => (isRecord(entry) && isSeconds(entry["fromSeconds"]) ? entry["fromSeconds"] : null));
  return faultsOfEntries(list, "capacity", (_, at) => {
    const before = times[at - 1] ?? null;
    const help =
      before === null
        ? "give the seconds from the start of the run"
        : `list the entries by time, each later than the one before: capacity[${at - 1}] is from ${before}`;
    return [timeAbove("fromSeconds", before, help), REPLICAS];
  });
}

const SOURCE: PartCheck = {
  field: "source",
  accepts: (value) => METRIC_SOURCES.some((each) => each === value),
  expects: aWord(METRIC_SOURCES),
  help: "leave it out for all of them",
  optional: true,
};

const SHARE: PartCheck = {
  field: "share",
  accepts: isNumberFrom(0, 1),
  expects: aNumber({ min: 0, max: 1 }),
  help: "write 0.5 for half of the replicas",
};

/** Entries of `outages` and `silences`, each of which ends after it begins. */
function windowFaults(list: readonly unknown[], field: string, more: readonly PartCheck[]): Fault[] {
  return faultsOfEntries(list, field, ({ fromSeconds }) => {
    const from = isSeconds(fromSeconds) ? fromSeconds : null;
    return [
      SOURCE,
      timeAbove("fromSeconds", null, "give the seconds from the start of the run"),
      timeAbove("toSeconds", from, "give a time later than fromSeconds, or swap the two"),
      ...more,
    ];
  });
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

const CHECKS: readonly Check[] = [
  {
    field: "name",
    accepts: (value) => typeof value === "string",
    expects: aType("text"),
    help: "leave it out for scenario",
  },
  {
    field: "initialReplicas",
    accepts: (value) => Number.isInteger(value) && isNumberFrom(0, 1e6)(value),
    expects: anInteger(0, 1e6),
    help: "give the count at the start",
  },
  {
    field: "cycleSeconds",
    accepts: WHOLE_MILLISECONDS.accepts,
    expects: WHOLE_MILLISECONDS.expects,
    help: "leave it out for 10",
  },
  {
    field: "seconds",
    accepts: WHOLE_MILLISECONDS.accepts,
    expects: WHOLE_MILLISECONDS.expects,
    help: "leave it out for the length of the trace",
  },
  {
    field: "startupSeconds",
    accepts: (value) => isSeconds(value) || (Array.isArray(value) && value.length > 0 && value.every(isSeconds)),
    expects: aNumber({ min: 0, max: LONGEST, unit: "seconds", or: "list" }),
    help: "leave it out for 180",
  },
  {
    field: "firstStartupSeconds",
    accepts: (value) => isSeconds(value) || (Array.isArray(value) && value.length > 0 && value.every(isSeconds)),
    expects: aNumber({ min: 0, max: LONGEST, unit: "seconds", or: "list" }),
    help: "leave it out for startupSeconds",
  },
  {
    field: "startsAtOnce",
    accepts: (value) => Number.isInteger(value) && isNumberFrom(1)(value),
    expects: anInteger(1),
    help: "leave it out for no limit",
  },
  {
    field: "capacity",
    accepts: isCountOrEndless,
    expects: aForm("capacity"),
    help: "leave it out for no limit",
    entryFaults: capacityFaults,
  },
  {
    field: "startFailureProbability",
    accepts: isNumberFrom(0, 0.99),
    expects: aNumber({ min: 0, max: 0.99 }),
    help: "leave it out for 0",
  },
  {
    field: "drainSeconds",
    accepts: isSeconds,
    expects: SECONDS,
    help: "leave it out for 300",
  },
  {
    field: "failuresPerReplicaHour",
    accepts: isNumberFrom(0, 3600),
    expects: aNumber({ min: 0, max: 3600 }),
    help: "leave it out for 0",
  },
  {
    field: "metricLagSeconds",
    accepts: isSeconds,
    expects: SECONDS,
    help: "leave it out for 0",
  },
  {
    field: "metricLoss",
    accepts: isNumberFrom(0, 1),
    expects: aNumber({ min: 0, max: 1 }),
    help: "leave it out for 0",
  },
  {
    field: "outages",
    accepts: isEmptyList,
    expects: aForm("outages", METRIC_SOURCES),
    help: "leave it out for none; without a source all of them are out",
    entryFaults: (list) => windowFaults(list, "outages", []),
  },
  {
    field: "silences",
    accepts: isEmptyList,
    expects: aForm("silences", METRIC_SOURCES),
    help: "leave it out for none; share 0.5 is half of the replicas",
    entryFaults: (list) => windowFaults(list, "silences", [SHARE]),
  },
  {
    field: "averaging",
    accepts: (value) => AVERAGINGS.some((each) => each === value),
    expects: aWord(AVERAGINGS),
    help: "leave it out for backend-ai-25",
  },
  {
    field: "endpoint",
    accepts: isRecord,
    expects: aType("object"),
    help: "leave it out for no bounds, no cooldowns and no pause",
  },
  {
    field: "startAt",
    accepts: INSTANT.accepts,
    expects: INSTANT.expects,
    help: "leave it out for 0",
  },
  {
    field: "seed",
    accepts: SEED.accepts,
    expects: SEED.expects,
    help: "leave it out for 1",
  },
];

function fieldFaults(scenario: Scenario): Fault[] {
  return CHECKS.flatMap(({ field, accepts, expects, help, entryFaults }) => {
    const value = scenario[field];
    if (accepts(value) || (value === undefined && field !== "initialReplicas")) return [];
    if (entryFaults !== undefined && Array.isArray(value) && value.length > 0) return entryFaults(value);
    return fault(expects, { keys: ["scenario", field], value, help });
  });
}

/** So many cycles are more than anyone waits for. */
const MOST_CYCLES = 10_000_000;

/** A run that would not come to its end; only where its parts are sound. */
function lengthFaults({ seconds, trace, cycleSeconds = 10 }: Scenario): Fault[] {
  const cycles = (seconds ?? traceSeconds(trace)) / cycleSeconds;
  if (cycles <= MOST_CYCLES) return [];
  const params = { quantity: "cycles", count: Math.floor(cycles), max: MOST_CYCLES } as const;
  return [fault({ code: "too-large", params }, { keys: ["scenario"] })];
}

/** What a scenario cannot say, because the simulation counts it. */
function countedFaults(endpoint: unknown): Fault[] {
  if (!isRecord(endpoint) || endpoint["starting"] === undefined) return [];
  const place = { keys: ["scenario", "endpoint", "starting"], value: endpoint["starting"] };
  return [fault({ code: "starting-counted", params: {} }, place)];
}

function ruleListFaults(scenario: Scenario): Fault[] {
  const { rules, endpoint } = scenario;
  if (!Array.isArray(rules) || !rules.every(isRecord)) {
    return [fault(aType("rules"), { keys: ["scenario", "rules"], value: rules, help: "list the rules; [] for none" })];
  }
  const id = endpointIdOf(scenario);
  const strays = scenario.rules.flatMap((rule, at) => {
    if (rule.endpointId === id) return [];
    const place = { keys: ["scenario", "rules", at, "endpointId"], value: rule.endpointId };
    return fault({ code: "other-endpoint", params: { endpoint: idIn(id) } }, place, { noun: "rule", id: rule.id });
  });
  return [
    ...checkRules(scenario.rules).map((each) => within(["scenario"], each)),
    ...countedFaults(endpoint),
    // A fault of the count is reported on its own; how many replicas start is counted by the simulation.
    ...endpointFaults({ ...endpoint, id, replicas: 0, starting: 0 }, 0).map((each) =>
      placedAt(["scenario", "endpoint", ...each.keys.slice(2)], each),
    ),
    ...strays,
  ];
}

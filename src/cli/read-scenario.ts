import { ENDPOINT_FIELDS } from "../fields/endpoint-fields.ts";
import { aType, aWord, SECONDS_FROM_0 } from "../fields/expectations.ts";
import type { KnownName } from "../fields/nearest-name.ts";
import { withSlipHelp } from "../fields/with-slip-help.ts";
import { withoutRenamed } from "../fields/without-renamed.ts";
import { type Fault, fault, placedAt, within } from "../model/fault.ts";
import type { Keys } from "../model/fault-place.ts";
import type { Rule } from "../model/rule.ts";
import { scenarioEndpointSchema } from "../schema/endpoint-schema.ts";
import { safeParseBy } from "../schema/parse.ts";
import { strictRuleSchema } from "../schema/rule-schema.ts";
import { checkScenario } from "../simulation/check-scenario.ts";
import type { Objective } from "../simulation/choice/recommend.ts";
import type { SweepGrid } from "../simulation/choice/sweep.ts";
import type { Scenario } from "../simulation/scenario.ts";
import { ScenarioError } from "../simulation/scenario-error.ts";
import { isRecord } from "../util/is-record.ts";
import type { Document } from "./document/document.ts";
import { readScenarioTrace, type TraceFiles } from "./read-scenario-trace.ts";
import { notAnObject, unknownFields, unknownKeys } from "./scenario-faults.ts";
import { SEMANTICS_NAMES, semanticsByName } from "./semantics-by-name.ts";

/** What a scenario file asks for. */
export interface ScenarioFile {
  readonly scenario: Scenario;
  /** Scenarios that differ from it in some keys, to be set beside it. */
  readonly variants: readonly Scenario[];
  readonly sweep: Pick<SweepGrid, "axes" | "serviceLevel"> | null;
  readonly recommend: Objective | null;
  readonly objectiveSeconds: number;
}

const KEYS: readonly KnownName[] = [
  { name: "name" },
  { name: "rules" },
  { name: "semantics" },
  { name: "endpoint" },
  { name: "initialReplicas" },
  { name: "trace" },
  { name: "service" },
  { name: "objectives" },
  { name: "cycleSeconds" },
  { name: "seconds" },
  { name: "startupSeconds", aliases: ["coldStart", "coldStartSeconds"] },
  { name: "firstStartupSeconds" },
  { name: "startsAtOnce" },
  { name: "capacity" },
  { name: "startFailureProbability" },
  { name: "drainSeconds" },
  { name: "failuresPerReplicaHour" },
  { name: "metricLagSeconds" },
  { name: "metricLoss" },
  { name: "outages" },
  { name: "silences" },
  { name: "averaging" },
  { name: "startAt" },
  { name: "seed" },
];
const WINDOW_KEYS = ["source", "fromSeconds", "toSeconds"];
/** What stands in the items of lists. */
const ITEM_KEYS = {
  capacity: ["fromSeconds", "replicas"],
  outages: WINDOW_KEYS,
  silences: [...WINDOW_KEYS, "share"],
};
const { replicas: _counted, starting: _alsoCounted, ...SCENARIO_ENDPOINT } = ENDPOINT_FIELDS;
const FILE_KEYS = [...KEYS, ...["objectiveSeconds", "variants", "sweep", "recommend"].map((name) => ({ name }))];
const SWEEP_KEYS = ["axes", "serviceLevel"];
const RECOMMEND_KEYS = ["target", "serviceLevel", "changesPerHour", "mostRuns"];

/** What of a scenario is measured: programs write it with more digits than doubles have. */
const MEASURED = ["trace", "service"];

/** The scenario in a document: its rules to the last digit, and what is measured as doubles. */
export function scenarioIn({ value, rounded }: Pick<Document, "value" | "rounded">): unknown {
  if (!isRecord(value) || !isRecord(rounded)) return value;
  const measured = MEASURED.flatMap((key) => (key in value ? [[key, rounded[key]]] : []));
  const scenario = { ...value, ...Object.fromEntries(measured) };
  const [exact, doubles] = [value["variants"], rounded["variants"]];
  if (!Array.isArray(exact) || !Array.isArray(doubles)) return scenario;
  return { ...scenario, variants: exact.map((each, at) => scenarioIn({ value: each, rounded: doubles[at] })) };
}

/**
 * A scenario as YAML or JSON has it: rules in the wire form, the semantics by name, a trace from a file or a generator.
 * Everything else is checked where it is simulated.
 *
 * @throws ScenarioError with the faults of reading
 */
export async function readScenario(input: unknown, files: TraceFiles): Promise<ScenarioFile> {
  if (!isRecord(input)) {
    const help = "give rules, initialReplicas, trace and service";
    throw new ScenarioError([notAnObject(input, ["scenario"], help)]);
  }
  // A line for editors, which says nothing of the scenario.
  const { $schema: _, ...given } = input;
  const faults = unknownKeys(given, FILE_KEYS, ["scenario"]);
  const { variants = null, sweep = null, recommend = null, objectiveSeconds = 10, ...own } = given;
  const scenario = await scenarioOf(own, ["scenario"], null, files, faults);
  const others: Scenario[] = [];
  const differing: readonly unknown[] = Array.isArray(variants) ? variants : variants === null ? [] : [variants];
  for (const [at, variant] of differing.entries()) {
    const keys = ["scenario", "variants", at];
    if (!isRecord(variant)) faults.push(notAnObject(variant, keys, "name it, and give what differs"));
    else faults.push(...unknownKeys(variant, KEYS, keys));
    others.push(await scenarioOf(isRecord(variant) ? variant : {}, keys, scenario, files, faults));
  }
  for (const [key, value, known] of [
    ["sweep", sweep, SWEEP_KEYS],
    ["recommend", recommend, RECOMMEND_KEYS],
  ] as const) {
    const keys = ["scenario", key];
    if (isRecord(value)) faults.push(...unknownKeys(value, known, keys));
    else if (value !== null) faults.push(notAnObject(value, keys, "leave it out for none"));
  }
  if (typeof objectiveSeconds !== "number" || !(objectiveSeconds >= 0)) {
    const place = { keys: ["scenario", "objectiveSeconds"], value: objectiveSeconds, help: "leave it out for 10" };
    faults.push(fault(SECONDS_FROM_0, place));
  }
  faults.push(...conflicts({ variants: differing.length === 0 ? null : differing, sweep, recommend }));
  // What an axis varies need not be there before.
  if (sweep === null) faults.push(...notFoundYet(checked(scenario, others), faults));
  if (faults.length > 0) throw new ScenarioError(withoutRenamed(faults).map(withSlipHelp));
  // What a sweep or a recommendation takes is checked by it.
  return { scenario, variants: others, sweep, recommend, objectiveSeconds } as ScenarioFile;
}

/** A fault for each of them that is given beside another: they are answered in different ways. */
function conflicts(questions: Readonly<Record<string, unknown>>): Fault[] {
  const given = Object.entries(questions).filter(([, value]) => value !== null);
  const params = { fields: Object.keys(questions) };
  return given
    .slice(1)
    .map(([key, value]) => fault({ code: "not-together", params }, { keys: ["scenario", key], value }));
}

/** Those of faults that are in parts in which none has been found: a part with faults is not there to be checked. */
function notFoundYet(faults: readonly Fault[], found: readonly Fault[]): readonly Fault[] {
  const parts = new Set(found.map(partOf));
  return faults.filter((each) => !parts.has(partOf(each)));
}

/** `trace`, or `variants,0,trace`: the key of a scenario or of a variant that a fault is under. */
function partOf({ keys: [, ...keys] }: Fault): string {
  return keys.slice(0, keys[0] === "variants" ? 3 : 1).join();
}

/** The faults of scenarios that have been read; a variant gets no fault that it only takes over. */
function checked(scenario: Scenario, variants: readonly Scenario[]): readonly Fault[] {
  const own = checkScenario(scenario);
  const theirs = variants.flatMap((variant, at) =>
    checkScenario(variant)
      .filter(({ message }) => !own.some((each) => each.message === message))
      .map((each) => placedAt(["scenario", "variants", at, ...each.keys.slice(1)], each)),
  );
  return [...own, ...theirs];
}

/** A scenario, or one that differs from another in the keys that are given. */
async function scenarioOf(
  given: Readonly<Record<string, unknown>>,
  place: Keys,
  base: Scenario | null,
  files: TraceFiles,
  faults: Fault[],
): Promise<Scenario> {
  const { rules, trace, endpoint, semantics: named, ...rest } = given;
  const semantics = typeof named === "string" ? semanticsByName(named) : named;
  if (named !== undefined && semantics === undefined) {
    const help = "leave it out for backend-ai-25";
    faults.push(fault(aWord(SEMANTICS_NAMES), { keys: [...place, "semantics"], value: named, help }));
  }
  faults.push(...itemFaults(rest, place));
  const isOwn = (value: unknown) => base === null || value !== undefined;
  return {
    ...base,
    ...rest,
    ...(semantics === undefined ? {} : { semantics }),
    ...(endpoint === undefined ? {} : { endpoint: endpointOf(endpoint, [...place, "endpoint"], faults) }),
    ...(isOwn(rules) ? { rules: rulesOf(rules, [...place, "rules"], faults) } : {}),
    ...(isOwn(trace) ? { trace: await readScenarioTrace(trace, [...place, "trace"], files, faults) } : {}),
  } as Scenario;
}

/** Keys without a meaning in the items of a scenario's lists. */
function itemFaults(given: Readonly<Record<string, unknown>>, place: Keys): Fault[] {
  return Object.entries(ITEM_KEYS).flatMap(([field, known]) => {
    const items = given[field];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: unknown, at) =>
      isRecord(item) ? unknownKeys(item, known, [...place, field, at]) : [],
    );
  });
}

/** An endpoint in its wire form, and nothing in it that has no meaning there. */
function endpointOf(given: unknown, keys: Keys, faults: Fault[]): unknown {
  faults.push(...unknownFields(given, SCENARIO_ENDPOINT, keys));
  const parsed = safeParseBy(scenarioEndpointSchema, given);
  if (parsed.success) return parsed.data;
  faults.push(...parsed.error.faults.map((each) => within(keys, each)));
  return given;
}

function rulesOf(given: unknown, keys: Keys, faults: Fault[]): readonly Rule[] {
  if (!Array.isArray(given)) {
    faults.push(fault(aType("rules"), { keys, value: given, help: "list the rules; [] for none" }));
    return [];
  }
  return given.flatMap((each, at) => {
    const parsed = safeParseBy(strictRuleSchema, each);
    if (parsed.success) return [parsed.data];
    faults.push(...parsed.error.faults.map((one) => within([...keys, at], one)));
    return [];
  });
}

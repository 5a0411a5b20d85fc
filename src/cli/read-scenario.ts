import { ENDPOINT_FIELDS } from "../fields/endpoint-fields.ts";
import { type Fault, fault, placedAt, show } from "../model/fault.ts";
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
import { choice } from "../util/words.ts";
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

const KEYS = [
  ...[
    "name",
    "rules",
    "semantics",
    "endpoint",
    "initialReplicas",
    "trace",
    "service",
    "objectives",
    "cycleSeconds",
    "seconds",
  ],
  ...[
    "startupSeconds",
    "firstStartupSeconds",
    "startsAtOnce",
    "capacity",
    "startFailureProbability",
    "drainSeconds",
    "failuresPerReplicaHour",
    "metricLagSeconds",
  ],
  ...["metricLoss", "outages", "silences", "averaging", "startAt", "seed"],
];
const WINDOW_KEYS = ["source", "fromSeconds", "toSeconds"];
/** What stands in the items of lists. */
const ITEM_KEYS = {
  capacity: ["fromSeconds", "replicas"],
  outages: WINDOW_KEYS,
  silences: [...WINDOW_KEYS, "share"],
};
const { replicas: _counted, starting: _alsoCounted, ...SCENARIO_ENDPOINT } = ENDPOINT_FIELDS;
const FILE_KEYS = [...KEYS, "objectiveSeconds", "variants", "sweep", "recommend"];
const SWEEP_KEYS = ["axes", "serviceLevel"];
const RECOMMEND_KEYS = ["target", "serviceLevel", "changesPerHour", "mostRuns"];

/**
 * A scenario as YAML or JSON has it: rules in the wire form, the semantics by name, a trace from a file or a generator.
 * Everything else is checked where it is simulated.
 *
 * @throws ScenarioError with the faults of reading
 */
export async function readScenario(input: unknown, files: TraceFiles): Promise<ScenarioFile> {
  if (!isRecord(input)) {
    const help = "give rules, initialReplicas, trace and service";
    throw new ScenarioError([notAnObject(input, "scenario", help)]);
  }
  // A line for editors, which says nothing of the scenario.
  const { $schema: _, ...given } = input;
  const faults = unknownKeys(given, FILE_KEYS, "scenario");
  const { variants = null, sweep = null, recommend = null, objectiveSeconds = 10, ...own } = given;
  const scenario = await scenarioOf(own, "scenario", null, files, faults);
  const others: Scenario[] = [];
  const differing: readonly unknown[] = Array.isArray(variants) ? variants : variants === null ? [] : [variants];
  for (const [at, variant] of differing.entries()) {
    const path = `scenario.variants[${at}]`;
    if (!isRecord(variant)) faults.push(notAnObject(variant, path, "name it, and give what differs"));
    else {
      faults.push(...unknownKeys(variant, KEYS, path));
      others.push(await scenarioOf(variant, path, scenario, files, faults));
    }
  }
  for (const [key, value, known] of [
    ["sweep", sweep, SWEEP_KEYS],
    ["recommend", recommend, RECOMMEND_KEYS],
  ] as const) {
    const path = `scenario.${key}`;
    if (isRecord(value)) faults.push(...unknownKeys(value, known, path));
    else if (value !== null) faults.push(notAnObject(value, path, "leave it out for none"));
  }
  if (typeof objectiveSeconds !== "number" || !(objectiveSeconds >= 0)) {
    const facts = { code: "out-of-range", found: show(objectiveSeconds), expected: "seconds of 0 or more" } as const;
    faults.push(fault({ ...facts, path: "scenario.objectiveSeconds", help: "leave it out for 10" }));
  }
  faults.push(...conflicts({ variants: differing.length === 0 ? null : differing, sweep, recommend }));
  // What an axis varies need not be there before.
  if (faults.length === 0 && sweep === null) faults.push(...checked(scenario, others));
  if (faults.length > 0) throw new ScenarioError(faults);
  // What a sweep or a recommendation takes is checked by it.
  return { scenario, variants: others, sweep, recommend, objectiveSeconds } as ScenarioFile;
}

/** A fault for each of them that is given beside another: they are answered in different ways. */
function conflicts(questions: Readonly<Record<string, unknown>>): Fault[] {
  const given = Object.entries(questions).filter(([, value]) => value !== null);
  return given.slice(1).map(([key, value]) => {
    const facts = { code: "conflict", path: `scenario.${key}`, found: show(value) } as const;
    return fault({ ...facts, expected: "one of variants, sweep and recommend", help: "ask for one at a time" });
  });
}

/** The faults of scenarios that have been read; a variant gets no fault that it only takes over. */
function checked(scenario: Scenario, variants: readonly Scenario[]): readonly Fault[] {
  const own = checkScenario(scenario);
  const theirs = variants.flatMap((variant, at) =>
    checkScenario(variant)
      .filter(({ message }) => !own.some((each) => each.message === message))
      .map((each) => placedAt(each.path.replace("scenario", `scenario.variants[${at}]`), each)),
  );
  return [...own, ...theirs];
}

/** A scenario, or one that differs from another in the keys that are given. */
async function scenarioOf(
  given: Readonly<Record<string, unknown>>,
  path: string,
  base: Scenario | null,
  files: TraceFiles,
  faults: Fault[],
): Promise<Scenario> {
  const { rules, trace, endpoint, semantics: named, ...rest } = given;
  const semantics = typeof named === "string" ? semanticsByName(named) : named;
  if (named !== undefined && semantics === undefined) {
    const facts = { code: "not-one-of", path: `${path}.semantics`, found: show(named) } as const;
    faults.push(fault({ ...facts, expected: choice(SEMANTICS_NAMES), help: "leave it out for backend-ai-25" }));
  }
  faults.push(...itemFaults(rest, path));
  const isOwn = (value: unknown) => base === null || value !== undefined;
  return {
    ...base,
    ...rest,
    ...(semantics === undefined ? {} : { semantics }),
    ...(endpoint === undefined ? {} : { endpoint: endpointOf(endpoint, `${path}.endpoint`, faults) }),
    ...(isOwn(rules) ? { rules: rulesOf(rules, `${path}.rules`, faults) } : {}),
    ...(isOwn(trace) ? { trace: await readScenarioTrace(trace, `${path}.trace`, files, faults) } : {}),
  } as Scenario;
}

/** Keys without a meaning in the items of a scenario's lists. */
function itemFaults(given: Readonly<Record<string, unknown>>, path: string): Fault[] {
  return Object.entries(ITEM_KEYS).flatMap(([field, known]) => {
    const items = given[field];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: unknown, at) =>
      isRecord(item) ? unknownKeys(item, known, `${path}.${field}[${at}]`) : [],
    );
  });
}

/** An endpoint in its wire form, and nothing in it that has no meaning there. */
function endpointOf(given: unknown, path: string, faults: Fault[]): unknown {
  faults.push(...unknownFields(given, SCENARIO_ENDPOINT, path));
  const parsed = safeParseBy(scenarioEndpointSchema, given);
  if (parsed.success) return parsed.data;
  faults.push(...parsed.error.faults.map((each) => placedWithin(path, each)));
  return given;
}

/** A fault of a part, with its place in the whole. */
function placedWithin(path: string, each: Fault): Fault {
  return placedAt(/^(?:$|\[)/.test(each.path) ? path + each.path : `${path}.${each.path}`, each);
}

function rulesOf(given: unknown, path: string, faults: Fault[]): readonly Rule[] {
  if (!Array.isArray(given)) {
    const facts = { code: "wrong-type", path, found: show(given), expected: "an array of rules" } as const;
    faults.push(fault({ ...facts, help: "list the rules; [] for none" }));
    return [];
  }
  return given.flatMap((each, at) => {
    const place = `${path}[${at}]`;
    const parsed = safeParseBy(strictRuleSchema, each);
    if (parsed.success) return [parsed.data];
    faults.push(...parsed.error.faults.map((one) => placedWithin(place, one)));
    return [];
  });
}

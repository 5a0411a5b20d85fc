import { unknownKeyFault } from "../../fields/unknown-key-fault.ts";
import { type Fault, type FaultCode, fault, show } from "../../model/fault.ts";
import { METRIC_SOURCES } from "../../model/metric.ts";
import { isRecord } from "../../util/is-record.ts";
import { choice } from "../../util/words.ts";
import { ENGINES } from "./engine-metrics.ts";
import { LENGTHS, ROUTINGS } from "./llm-service.ts";

/** What one value of a service model must be. */
interface FigureCheck {
  readonly field: string;
  readonly accepts: (value: unknown) => boolean;
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
  readonly optional?: boolean;
}

const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0;
const isFrom0 = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isShare = (value: unknown): boolean => isPositive(value) && Number(value) <= 1;

const IDEAL: readonly FigureCheck[] = [
  {
    field: "metric",
    accepts: (value) =>
      isRecord(value) &&
      typeof value["name"] === "string" &&
      METRIC_SOURCES.some((source) => source === value["source"]),
    code: "wrong-type",
    expected: "a source and a name",
    help: 'name the metric that reads load / replicas: { source: "KERNEL", name: "cuda_util" }',
  },
  {
    field: "capacity",
    accepts: isPositive,
    code: "out-of-range",
    expected: "a number above 0",
    help: "leave it out where it is unknown",
    optional: true,
  },
  {
    field: "startupSeconds",
    accepts: (value) => isFrom0(value) && Number(value) <= 1e9,
    code: "out-of-range",
    expected: "seconds from 0 to 1e9",
    help: "leave it out for replicas that serve at once",
    optional: true,
  },
];

const FLUID: readonly FigureCheck[] = [
  {
    field: "requestsPerSecond",
    accepts: isPositive,
    code: "out-of-range",
    expected: "a number above 0",
    help: "give what one ready replica serves at most",
  },
  {
    field: "concurrency",
    accepts: isPositive,
    code: "out-of-range",
    expected: "a number above 0",
    help: "leave it out for 1",
    optional: true,
  },
  {
    field: "targetUtilisation",
    accepts: isShare,
    code: "out-of-range",
    expected: "a number above 0, up to 1",
    help: "leave it out for 1",
    optional: true,
  },
];

const isBase = (value: unknown, least: (value: unknown) => boolean, per: string): boolean =>
  isRecord(value) && least(value["base"]) && isFrom0(value[per]);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1e5;

const LLM: readonly FigureCheck[] = [
  {
    field: "concurrency",
    accepts: isCount,
    code: "not-an-integer",
    expected: "an integer from 1 to 100,000",
    help: "leave it out for 256",
    optional: true,
  },
  {
    field: "decodeMs",
    accepts: (value) =>
      isBase(value, isPositive, "perRequest") &&
      isRecord(value) &&
      (value["perCacheToken"] === undefined || isFrom0(value["perCacheToken"])),
    code: "out-of-range",
    expected: "a base above 0, a perRequest and perhaps a perCacheToken of 0 or more, in milliseconds",
    help: "leave it out for { base: 20.58, perRequest: 0.41 }",
    optional: true,
  },
  {
    field: "prefillMs",
    accepts: (value) => isBase(value, isFrom0, "perToken"),
    code: "out-of-range",
    expected: "a base and a perToken of 0 or more, in milliseconds",
    help: "leave it out for { base: 5.2, perToken: 0.1 }",
    optional: true,
  },
  {
    field: "cacheTokens",
    accepts: isPositive,
    code: "out-of-range",
    expected: "a number above 0",
    help: "leave it out for 500,000",
    optional: true,
  },
  {
    field: "queueLimit",
    accepts: isFrom0,
    code: "out-of-range",
    expected: "a number of 0 or more",
    help: "leave it out for no limit",
    optional: true,
  },
  {
    field: "stepTokens",
    accepts: isCount,
    code: "not-an-integer",
    expected: "an integer from 1 to 100,000",
    help: "leave it out for 2,048, or twice the concurrency",
    optional: true,
  },
  {
    field: "prefixCache",
    accepts: (value) =>
      isRecord(value) &&
      isFrom0(value["hitShare"]) &&
      Number(value["hitShare"]) <= 1 &&
      (value["warmRequests"] === undefined || isPositive(value["warmRequests"])),
    code: "out-of-range",
    expected: "a hitShare from 0 to 1, and perhaps warmRequests above 0",
    help: "leave it out for no hits",
    optional: true,
  },
  {
    field: "patienceSeconds",
    accepts: isPositive,
    code: "out-of-range",
    expected: "seconds above 0",
    help: "leave it out for requests that wait forever",
    optional: true,
  },
  {
    field: "retries",
    accepts: (value) => Number.isInteger(value) && isFrom0(value) && Number(value) <= 100,
    code: "not-an-integer",
    expected: "an integer from 0 to 100",
    help: "leave it out for 0",
    optional: true,
  },
  {
    field: "retryAfterSeconds",
    accepts: isFrom0,
    code: "out-of-range",
    expected: "seconds of 0 or more",
    help: "leave it out for 1",
    optional: true,
  },
  { field: "routing", ...word(ROUTINGS), help: "leave it out for least-outstanding", optional: true },
  { field: "lengths", ...word(LENGTHS), help: "leave it out for exponential", optional: true },
  { field: "engine", ...word(ENGINES), help: "leave it out for vllm", optional: true },
  {
    field: "waitObjectiveSeconds",
    accepts: isFrom0,
    code: "out-of-range",
    expected: "seconds of 0 or more",
    help: "leave it out for 1",
    optional: true,
  },
];

function word(words: readonly string[]) {
  const accepts = (value: unknown) => words.some((each) => each === value);
  return { accepts, code: "not-one-of", expected: choice(words) } as const;
}

const MODELS: Readonly<Record<string, readonly FigureCheck[]>> = { ideal: IDEAL, fluid: FLUID, llm: LLM };

/** Everything wrong with a service model. */
export function serviceFaults(service: unknown): readonly Fault[] {
  const path = "scenario.service";
  if (typeof service === "function") return [];
  const model = isRecord(service) ? service["model"] : undefined;
  const checks = typeof model === "string" && Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  if (!isRecord(service) || checks === undefined) {
    const expected = `${choice(Object.keys(MODELS))}, or a function`;
    const help = 'give a model: { model: "fluid", requestsPerSecond: 4 }';
    return [
      fault({
        code: "not-one-of",
        path: isRecord(service) ? `${path}.model` : path,
        found: show(isRecord(service) ? model : service),
        expected,
        help,
      }),
    ];
  }
  const names = ["model", ...checks.map(({ field }) => field)].map((name) => ({ name }));
  const unknown = Object.entries(service)
    .filter(([key]) => !names.some(({ name }) => name === key))
    .map(([key, value]) => unknownKeyFault(key, `${path}.${key}`, value, names));
  const odd = checks.flatMap(({ field, accepts, optional = false, ...facts }) => {
    const value = service[field];
    if (accepts(value) || (optional && value === undefined)) return [];
    const { code, expected, help } = facts;
    return fault({ code, expected, help, path: `${path}.${field}`, found: show(value) });
  });
  return [...unknown, ...odd, ...stepFaults(service, path)];
}

/** A step has to have a token for every request of a full batch. */
function stepFaults({ stepTokens, concurrency = 256 }: Readonly<Record<string, unknown>>, path: string): Fault[] {
  if (!isCount(stepTokens) || !isCount(concurrency) || Number(stepTokens) >= Number(concurrency)) return [];
  const facts = { code: "out-of-range", path: `${path}.stepTokens`, found: show(stepTokens) } as const;
  const help = "leave it out for 2,048, or twice the concurrency";
  return [fault({ ...facts, expected: `at least the concurrency of ${String(concurrency)}`, help })];
}

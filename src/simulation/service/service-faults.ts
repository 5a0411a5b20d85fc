import {
  aForm,
  aNumber,
  anInteger,
  aType,
  aWord,
  FROM_0,
  POSITIVE,
  SECONDS_FROM_0,
} from "../../fields/expectations.ts";
import { ENGINES, LENGTHS, LLM_PRESETS, LONGEST, ROUTINGS } from "../../fields/scenario-domains.ts";
import { unknownKeyFault } from "../../fields/unknown-key-fault.ts";
import { type Fault, fault } from "../../model/fault.ts";
import { METRIC_SOURCES } from "../../model/metric.ts";
import { isRecord } from "../../util/is-record.ts";
import { type PartCheck, partFaults } from "../part-faults.ts";
import { LLM_PRESET_VALUES } from "./llm-presets.ts";

const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0;
const isFrom0 = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isShare = (value: unknown): boolean => isPositive(value) && Number(value) <= 1;

/** A value of several parts. */
function ofParts(parts: readonly PartCheck[]) {
  const accepts = (value: unknown) => isRecord(value) && partFaults(parts, value, []).length === 0;
  return { accepts, parts };
}

const IDEAL: readonly PartCheck[] = [
  {
    field: "metric",
    ...ofParts([
      { field: "source", ...word(METRIC_SOURCES), help: "name the source of the metric beside its name" },
      {
        field: "name",
        accepts: (value) => typeof value === "string",
        expects: aType("text"),
        help: "name the metric beside its source",
      },
    ]),
    expects: aForm("metric", METRIC_SOURCES),
    help: 'name the metric that reads load / replicas: { source: "KERNEL", name: "cuda_util" }',
  },
  {
    field: "capacity",
    accepts: isPositive,
    expects: POSITIVE,
    help: "leave it out where it is unknown",
    optional: true,
  },
  {
    field: "startupSeconds",
    accepts: (value) => isFrom0(value) && Number(value) <= LONGEST,
    expects: aNumber({ min: 0, max: LONGEST, unit: "seconds" }),
    help: "leave it out for replicas that serve at once",
    optional: true,
  },
];

const FLUID: readonly PartCheck[] = [
  {
    field: "requestsPerSecond",
    accepts: isPositive,
    expects: POSITIVE,
    help: "give what one ready replica serves at most",
  },
  {
    field: "concurrency",
    accepts: (value) => isPositive(value) && Number.isInteger(value),
    expects: anInteger(1),
    help: "leave it out for 1",
    optional: true,
  },
  {
    field: "targetUtilisation",
    accepts: isShare,
    expects: aNumber({ min: 0, open: ["min"], max: 1 }),
    help: "leave it out for 1",
    optional: true,
  },
];

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1e5;

const LLM: readonly PartCheck[] = [
  { field: "preset", ...word(LLM_PRESETS), help: "leave it out, and give step times of your own", optional: true },
  {
    field: "concurrency",
    accepts: isCount,
    expects: anInteger(1, 1e5),
    help: "leave it out for 256",
    optional: true,
  },
  {
    field: "decodeMs",
    ...ofParts([
      {
        field: "base",
        accepts: isPositive,
        expects: POSITIVE,
        help: "base and perRequest go together: give the milliseconds of a step, or leave decodeMs out",
      },
      {
        field: "perRequest",
        accepts: isFrom0,
        expects: FROM_0,
        help: "base and perRequest go together: give the milliseconds for each request in a step, or leave decodeMs out",
      },
      {
        field: "perCacheToken",
        accepts: isFrom0,
        expects: FROM_0,
        help: "leave it out for 0",
        optional: true,
      },
    ]),
    expects: aForm("decode-times"),
    help: "leave it out for { base: 20.58, perRequest: 0.41 }",
    optional: true,
  },
  {
    field: "prefillMs",
    ...ofParts([
      {
        field: "base",
        accepts: isFrom0,
        expects: FROM_0,
        help: "base and perToken go together: give the milliseconds of a prompt, or leave prefillMs out",
      },
      {
        field: "perToken",
        accepts: isFrom0,
        expects: FROM_0,
        help: "base and perToken go together: give the milliseconds for each token of a prompt, or leave prefillMs out",
      },
    ]),
    expects: aForm("prefill-times"),
    help: "leave it out for { base: 5.2, perToken: 0.1 }",
    optional: true,
  },
  {
    field: "cacheTokens",
    accepts: isPositive,
    expects: POSITIVE,
    help: "leave it out for 500,000",
    optional: true,
  },
  {
    field: "queueLimit",
    accepts: (value) => isFrom0(value) && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY),
    expects: anInteger(0),
    help: "leave it out for no limit",
    optional: true,
  },
  {
    field: "stepTokens",
    accepts: isCount,
    expects: anInteger(1, 1e5),
    help: "leave it out for 2,048, or twice the concurrency",
    optional: true,
  },
  {
    field: "prefixCache",
    ...ofParts([
      {
        field: "hitShare",
        accepts: (value) => isFrom0(value) && Number(value) <= 1,
        expects: aNumber({ min: 0, max: 1 }),
        help: "give the share of a prompt that is in the cache, or leave prefixCache out",
      },
      {
        field: "warmRequests",
        accepts: isPositive,
        expects: POSITIVE,
        help: "leave it out for a cache that is warm at once",
        optional: true,
      },
    ]),
    expects: aForm("prefix-cache"),
    help: "leave it out for no hits",
    optional: true,
  },
  {
    field: "patienceSeconds",
    accepts: isPositive,
    expects: aNumber({ min: 0, open: ["min"], unit: "seconds" }),
    help: "leave it out for requests that wait forever",
    optional: true,
  },
  {
    field: "retries",
    accepts: (value) => Number.isInteger(value) && isFrom0(value) && Number(value) <= 100,
    expects: anInteger(0, 100),
    help: "leave it out for 0",
    optional: true,
  },
  {
    field: "retryAfterSeconds",
    accepts: isFrom0,
    expects: SECONDS_FROM_0,
    help: "leave it out for 1",
    optional: true,
  },
  { field: "routing", ...word(ROUTINGS), help: "leave it out for least-outstanding", optional: true },
  { field: "lengths", ...word(LENGTHS), help: "leave it out for exponential", optional: true },
  { field: "engine", ...word(ENGINES), help: "leave it out for vllm", optional: true },
  {
    field: "waitObjectiveSeconds",
    accepts: isFrom0,
    expects: SECONDS_FROM_0,
    help: "leave it out for 1",
    optional: true,
  },
];

function word(words: readonly string[]) {
  const accepts = (value: unknown) => words.some((each) => each === value);
  return { accepts, expects: aWord(words) } as const;
}

const MODELS: Readonly<Record<string, readonly PartCheck[]>> = { ideal: IDEAL, fluid: FLUID, llm: LLM };

/** Everything wrong with a service model. */
export function serviceFaults(service: unknown): readonly Fault[] {
  const place = ["scenario", "service"];
  if (typeof service === "function") return [];
  const help = 'give a model: { model: "fluid", requestsPerSecond: 4 }';
  if (!isRecord(service)) return [fault(aType("service"), { keys: place, value: service, help })];
  const { model } = service;
  const checks = typeof model === "string" && Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  if (checks === undefined) {
    return [fault(aWord(Object.keys(MODELS)), { keys: [...place, "model"], value: model, help })];
  }
  const names = ["model", ...checks.map(({ field }) => field)].map((name) => ({ name }));
  const unknown = Object.entries(service)
    .filter(([key]) => !names.some(({ name }) => name === key))
    .map(([key, value]) => unknownKeyFault([...place, key], value, names));
  const odd = partFaults(checks, service, place);
  return [...unknown, ...odd, ...stepFaults(service)];
}

/** A step has to have a token for every request of a full batch. */
function stepFaults(service: Readonly<Record<string, unknown>>): Fault[] {
  const preset = LLM_PRESETS.find((name) => name === service["preset"]);
  const values = preset === undefined ? {} : LLM_PRESET_VALUES[preset];
  const { stepTokens, concurrency = 256 }: Readonly<Record<string, unknown>> = { ...values, ...service };
  if (!isCount(stepTokens) || !isCount(concurrency) || Number(stepTokens) >= Number(concurrency)) return [];
  const keys = ["scenario", "service", "stepTokens"];
  const params = { concurrency: Number(concurrency) };
  return [fault({ code: "step-below-concurrency", params }, { keys, value: stepTokens })];
}

import type { ENGINES } from "../../fields/scenario-domains.ts";
import { type MetricKey, metricKey, toMetricKey } from "../../model/metric.ts";
import type { FigureKey } from "./service-step.ts";

/** A serving engine, for the names of its metrics. */
export type Engine = (typeof ENGINES)[number];

/** What a replica of a serving engine reports at the end of a cycle. */
interface Readings {
  readonly running: number;
  readonly waiting: number;
  /** The share of the cache in use, 0 to 1. */
  readonly cache: number;
  /** Tokens of cache in use. */
  readonly cacheTokens: number;
  /** Tokens generated per second of the cycle. */
  readonly generated: number;
  /** Requests finished per second of the cycle. */
  readonly finished: number;
  /** Requests put off for want of cache, per second of the cycle. */
  readonly preemptions: number;
  /** The share of the cycle in which something ran, in percent: 0 to 100. */
  readonly busy: number;
}

/** Something that replicas report. */
export type Quantity = keyof Readings;

/** A metric that a service exports, and what it reads. */
export interface Export<Known extends Quantity> {
  readonly key: FigureKey;
  readonly quantity: Known;
}

/** Gauges, by engine. TGI exports tokens where the others export a share, and no throughput. */
const GAUGES: Readonly<Record<Engine, Readonly<Record<string, Quantity>>>> = {
  vllm: {
    "vllm:num_requests_running": "running",
    "vllm:num_requests_waiting": "waiting",
    "vllm:kv_cache_usage_perc": "cache",
    "vllm:avg_generation_throughput_toks_per_s": "generated",
  },
  sglang: {
    "sglang:num_running_reqs": "running",
    "sglang:num_queue_reqs": "waiting",
    "sglang:token_usage": "cache",
    "sglang:gen_throughput": "generated",
  },
  tgi: {
    tgi_batch_current_size: "running",
    tgi_queue_size: "waiting",
    tgi_batch_current_max_tokens: "cacheTokens",
  },
};

/** Older names of gauges that rules still read. */
const OLDER: Readonly<Record<Engine, Readonly<Record<string, Quantity>>>> = {
  vllm: { "vllm:gpu_cache_usage_perc": "cache" },
  sglang: { "sglang:num_used_tokens": "cacheTokens" },
  tgi: {},
};

/** Counters, which a Prometheus query reads as a rate per second. */
const COUNTERS: Readonly<Record<Engine, Readonly<Record<string, Quantity>>>> = {
  vllm: {
    "vllm:generation_tokens": "generated",
    "vllm:request_success": "finished",
    "vllm:num_preemptions": "preemptions",
  },
  sglang: { "sglang:generation_tokens": "generated" },
  tgi: { tgi_request_success: "finished" },
};

/** Devices whose utilisation Backend.AI reports, as `cuda_util` and the like. */
const UTILISATION = /^(?:cuda|rocm|ipu|lpu|rngd|gaudi[23]?|atom(?:_plus|_max)?)_util$/;

/**
 * What a service exports: the gauges of its engine and `cuda_util`, and whatever else rules read of what it has. Rules may
 * read a gauge from `INFERENCE_FRAMEWORK` or `PROMETHEUS`, under the engine's name, an older one, or the one with an
 * underscore for the colon that Backend.AI's app proxy reports; a counter from `PROMETHEUS`, as a rate per second; and
 * the utilisation of any device from `KERNEL` or `PROMETHEUS`.
 *
 * @param engines - the engines whose names it knows; the first one's gauges are exported in any case
 * @param has - the values that it can tell
 */
export function exportsOf<Known extends Quantity>(
  engines: readonly [Engine, ...Engine[]],
  asked: readonly MetricKey[],
  has: readonly Known[],
): readonly Export<Known>[] {
  const names = namesOf(engines);
  const own = Object.keys(GAUGES[engines[0]]).map((name): MetricKey => ({ source: "INFERENCE_FRAMEWORK", name }));
  const keys = [...own, UTILISED, ...asked].map(toMetricKey);
  const once = new Map(keys.map((key) => [metricKey(key), key]));
  return [...once.values()].flatMap((key) => {
    const quantity = has.find((each) => each === quantityOf(key, names));
    return quantity === undefined ? [] : [{ key, quantity }];
  });
}

/** Every gauge of an engine, and the utilisation: what a rule could read. */
export function gaugeNames(engines: readonly Engine[]): readonly string[] {
  return [...engines.flatMap((engine) => Object.keys(GAUGES[engine])), UTILISED.name];
}

const UTILISED: MetricKey = { source: "KERNEL", name: "cuda_util" };

interface Names {
  readonly gauges: ReadonlyMap<string, Quantity>;
  readonly counters: ReadonlyMap<string, Quantity>;
}

function namesOf(engines: readonly Engine[]): Names {
  const gauges = engines.flatMap((engine) => Object.entries({ ...GAUGES[engine], ...OLDER[engine] }));
  const counters = engines.flatMap((engine) => Object.entries(COUNTERS[engine]));
  return {
    gauges: new Map(gauges.flatMap(([name, quantity]) => [[name, quantity] as const, [underscored(name), quantity]])),
    counters: new Map(counters.flatMap(([name, quantity]) => [[name, quantity] as const, [`${name}_total`, quantity]])),
  };
}

/** The name under which Backend.AI's app proxy reports a metric. */
function underscored(name: string): string {
  return name.replace(":", "_");
}

function quantityOf({ source, name }: MetricKey, { gauges, counters }: Names): Quantity | undefined {
  if (UTILISATION.test(name)) return source === "INFERENCE_FRAMEWORK" ? undefined : "busy";
  if (source === "KERNEL") return undefined;
  return gauges.get(name) ?? (source === "PROMETHEUS" ? counters.get(name) : undefined);
}

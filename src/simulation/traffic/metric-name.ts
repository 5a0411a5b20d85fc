import type { OtherMetric } from "../../model/fault-params.ts";
import { quoted } from "../../model/show.ts";
import { known } from "../../util/known.ts";

/** What the values under a name are. */
export type Meaning =
  /** Requests since the process began: their differences count. */
  | { readonly kind: "counter" }
  /** Requests of the time up to the next sample. */
  | { readonly kind: "count" }
  /** Requests in so many seconds, whatever the distance of samples is; assumed where the name does not say so. */
  | { readonly kind: "rate"; readonly seconds: number; readonly isAssumed?: boolean }
  /** No requests. */
  | { readonly kind: "other"; readonly holds: OtherMetric };

/** What a column or a metric of this name holds. A name that says nothing is taken for requests per second. */
export function meaningOf(name: string): Meaning {
  const words = wordsOf(name);
  const holds = OTHERS.find(([, pattern]) => pattern.test(words))?.[0];
  if (holds !== undefined) return { kind: "other", holds };
  if (COUNTER.test(words)) return { kind: "counter" };
  const seconds = secondsInName(name);
  if (seconds !== null) return { kind: "rate", seconds };
  if (/count|increase|total/.test(words) && !/rate\(/.test(words)) return { kind: "count" };
  return { kind: "rate", seconds: 1, isAssumed: !/rate/.test(words) };
}

/** What is said of columns or metrics that are taken for requests per second because their names say nothing else. */
export function assumedRates(what: "column" | "metric", names: ReadonlySet<string>): string {
  const [first, ...others] = names;
  const isOne = others.length === 0;
  const subject = isOne ? `${what} ${quoted(first)} is` : `${what}s such as ${quoted(first)} are`;
  const help =
    isOne && what === "column"
      ? "name it by the option columns, as requests if it holds counts, as rate if it holds rates"
      : "set kind to count or rate";
  return `${subject} read as requests per second, as no name says otherwise; ${help}`;
}

/** Whether a name says that a column holds requests in so much time: `rpm`, `Requests (req/m)`, `rate_per_minute`. */
export function isRateOfRequests(name: string): boolean {
  return REQUESTS.test(wordsOf(name)) && secondsInName(name) !== null && meaningOf(name).kind === "rate";
}

const REQUESTS = /(?:^|[^a-z])(?:[rq]p[smh]|reqs?|requests?|queries|calls|hits|rate|invocations?)(?![a-z])/;

/** Seconds that the values of a name count over; null where it does not say. */
export function secondsInName(name: string): number | null {
  const words = wordsOf(name);
  const [, size, unit] = /increase(?:_?|\(.*\[)(\d+)(s|m|h|d)(?:\W.*)?$/.exec(words) ?? [];
  if (unit !== undefined) return Number(size) * known(PER[unit]);
  if (/rate\(.*\*\s*60\)?$/.test(words)) return 60;
  const [, per = ""] = PER_IN_NAME.exec(words) ?? [];
  return PER[per] ?? null;
}

/** Seconds of the units that rates count over: the ends of req/s, requests per minute, rps, rpm, rph. */
export const PER: Readonly<Record<string, number>> = {
  ...{ s: 1, sec: 1, secs: 1, second: 1, seconds: 1, m: 60, min: 60, mins: 60, minute: 60, minutes: 60 },
  ...{ h: 3600, hr: 3600, hrs: 3600, hour: 3600, hours: 3600, d: 86_400, day: 86_400, days: 86_400 },
};

const PER_IN_NAME =
  /(?:\/\s*|(?:^|[^a-z])per[\s_-]*|(?:^|[^a-z])[rq]p|(?:reqs?|requests?|queries|calls|hits|rate)[_\s.-])([a-z]+)\W*$/;

/** A cumulative counter by the names of Prometheus, perhaps with labels or summed over its series. */
const COUNTER = /^(?:sum\s*\(\s*)?[a-z0-9_:]*[a-z0-9]_(?:total|count)(?:\s*\))?$/;

/** Names of what is no traffic: the parts of a histogram, tokens, times, shares, failures, people, requests in flight, sizes. */
const OTHERS: readonly (readonly [OtherMetric, RegExp])[] = [
  ["histogram", /_bucket(?![a-z])/],
  ["tokens", /(?:^|[^a-z])tok(?:en)?s?(?![a-z])/],
  ["time", /latency|duration|response_?time|seconds_(?:sum|total)|(?:^|[^a-z])(?:ttft|tpot|p\d\d|ms)(?![a-z])/],
  ["utilization", /utili[sz]ation|(?:^|[^a-z])(?:util|percent(?:age)?)(?![a-z])|%|^(?:[cg]pu|mem(?:ory)?)(?:$|_|\s)/],
  ["errors", /(?:errors?|fail(?:ed|ures?)|exceptions?|[45]xx)(?![a-z])/],
  ["users", /(?:^|[^a-z])(?:users?|sessions?|vus|replicas?|pods?)(?:[_\s]count)?$/],
  ["in-flight", /(?:running|waiting|in_?flight|pending|queued?|queue_(?:depth|length|size)|connections|concurrency)$/],
  ["bytes", /(?:^|[^a-z])(?:bytes?|[kmgt]i?b)(?![a-z])/],
];

/** The count of a histogram, of whatever it is, is one of requests. */
const HISTOGRAM_COUNT = /[a-z0-9_:]*(?:seconds|duration|latency|time|bytes|request_[a-z_]*tokens)_count(?![a-z])/g;

/** A name in lower case, its humps as underscores, without the labels of a series, which say nothing of its unit. */
function wordsOf(name: string): string {
  return name
    .replaceAll(/\{[^}]*\}|\b(?:by|without)\s*\([^)]*\)/g, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(HISTOGRAM_COUNT, "requests_count")
    .trim();
}

import type * as z from "zod";
import type { Average } from "../metrics/average.ts";
import { averageInferenceMetric } from "../metrics/average-inference-metric.ts";
import { averageKernelMetric } from "../metrics/average-kernel-metric.ts";
import type { LiveStat } from "../metrics/live-stat.ts";
import { readPrometheusAnswer } from "../metrics/read-prometheus-answer.ts";
import { isRecord } from "../model/is-record.ts";
import type { MetricAverage, MissingMetric } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { accepting, expects } from "../schema/expectation.ts";
import { instant, integer, list, oneOf, text } from "../schema/fields.ts";
import { object } from "../schema/object.ts";
import { type Parsed, parseBy, safeParseBy } from "../schema/parse.ts";
import { readLiveStat } from "./live-stat.ts";
import { PROFILES, type Profile, type ProfileRules } from "./profile.ts";
import { type RuleRow, ruleRowSchema } from "./rule-row.ts";

const COUNT = "give the endpoint's target count";

/** Something by id. Not an object schema, which would lose `__proto__`. */
const byId = accepting<Readonly<Record<string, unknown>>>(
  isRecord,
  expects({ code: "wrong-type", expected: "an object by id", help: "use {} for none" }),
);

const routeSchema = object(
  {
    id: text("name the route"),
    session: text("use null for a route without a session").nullable(),
    status: text("give the route's status"),
  },
  "a route",
);

const endpointRowSchema = object(
  {
    id: text("name the endpoint, as rules refer to it"),
    replicas: integer(COUNT, 0),
    desired_replicas: integer(COUNT, 0).nullish(),
    routes: list(routeSchema, "list the routes; [] for none"),
  },
  "an endpoint",
);

const kernelSchema = object(
  { id: text("name the kernel"), session: text("give the session that the kernel belongs to").nullable() },
  "a kernel",
);

const rowsSchema = object(
  {
    profile: oneOf(["pr3277", "v26"], "say whose averaging: pr3277 is Backend.AI 25.x, v26 is 26.x"),
    now: instant("give the manager's clock"),
    endpoints: list(endpointRowSchema, "list the endpoints; [] for none"),
    kernels: list(kernelSchema, "list the kernels; [] for none"),
    kernel_stats: byId,
    endpoint_stats: byId,
    prometheus: byId.nullish(),
    rules: list(ruleRowSchema, "list the rules in evaluation order; [] for none"),
  },
  "the rows",
);

/**
 * What Backend.AI's manager has at hand in one cycle: its rows, its raw live stats by kernel and by endpoint, and what
 * Prometheus answered, by rule.
 */
export interface SnapshotRows {
  /** Whose averaging. */
  readonly profile: Profile;
  /** The manager's clock: ISO 8601 text with an offset, or milliseconds since 1970. */
  readonly now: string | number;
  readonly endpoints: readonly {
    readonly id: string;
    readonly replicas: number;
    /** Of 26.x: where it is not null, the count to start from. */
    readonly desired_replicas?: number | null;
    readonly routes: readonly { readonly id: string; readonly session: string | null; readonly status: string }[];
  }[];
  readonly kernels: readonly { readonly id: string; readonly session: string | null }[];
  /** Kernel id → its live stat, an object or JSON text; null or absent: it never reported. */
  readonly kernel_stats: Readonly<Record<string, unknown>>;
  /** Endpoint id → its live stat, likewise. */
  readonly endpoint_stats: Readonly<Record<string, unknown>>;
  /** Rule id → what its query answered; null or absent for no answer. */
  readonly prometheus?: Readonly<Record<string, unknown>> | null;
  /** In evaluation order. */
  readonly rules: readonly RuleRow[];
}

type ReadRows = z.output<typeof rowsSchema>;
type EndpointRow = ReadRows["endpoints"][number];

/**
 * A snapshot from Backend.AI's own rows and live stats, averaged as the profile's release averages. A metric that cannot
 * be averaged costs its own rules alone, and `missing` says why.
 *
 * @throws SchemaError with every fault at once
 * @example
 * const snapshot = snapshotFromRows({ profile: "v26", now, endpoints, kernels, kernel_stats, endpoint_stats, prometheus, rules });
 * const evaluation = evaluate(snapshot, PROFILES.v26.semantics);
 * @see lablup/backend.ai, `_autoscale_endpoints` (25.x), `calculate_desired_replicas_for_deployment` (26.x)
 */
export function snapshotFromRows(rows: SnapshotRows): Snapshot {
  return toSnapshot(parseBy(rowsSchema, rows));
}

/** {@link snapshotFromRows} without the throw, for input of any kind. */
export function safeSnapshotFromRows(rows: unknown): Parsed<Snapshot> {
  const parsed = safeParseBy(rowsSchema, rows);
  return parsed.success ? { success: true, data: toSnapshot(parsed.data) } : parsed;
}

function toSnapshot(rows: ReadRows): Snapshot {
  const rules = rows.rules.map(({ rule }) => rule);
  const times = rows.rules.flatMap(({ rule, lastTriggeredAt }) =>
    lastTriggeredAt === null ? [] : [[rule.id, lastTriggeredAt] as const],
  );
  return {
    now: rows.now,
    endpoints: rows.endpoints.map(({ id, replicas, desired_replicas }) => ({
      id,
      replicas: desired_replicas ?? replicas,
    })),
    rules,
    ...readMetrics(rules, rows),
    lastTriggered: new Map(times),
  };
}

/** The average of every metric that some rule looks at, each once, or why there is none. */
function readMetrics(rules: readonly Rule[], rows: ReadRows): Required<Pick<Snapshot, "metrics" | "missing">> {
  const metrics: MetricAverage[] = [];
  const missing: MissingMetric[] = [];
  const endpoints = new Map(rows.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const kernelsBySession = groupKernels(rows);
  const done = new Set<string>();
  for (const { id, endpointId, metricSource: source, metricName: name } of rules) {
    const endpoint = endpoints.get(endpointId);
    const key = JSON.stringify([endpointId, source, name, source === "PROMETHEUS" ? id : null]);
    if (endpoint === undefined || done.has(key)) continue;
    done.add(key);
    const whose = { endpointId, source, name, ...(source === "PROMETHEUS" ? { ruleId: id } : {}) };
    const average = averageOf(whose, endpoint, rows, kernelsBySession);
    if ("average" in average) metrics.push({ ...whose, value: average.average });
    else missing.push({ ...whose, reason: average.missing });
  }
  return { metrics, missing };
}

function averageOf(
  { source, name, ruleId }: Omit<MissingMetric, "reason">,
  endpoint: EndpointRow,
  rows: ReadRows,
  kernelsBySession: ReadonlyMap<string, readonly string[]>,
): Average {
  const profile = PROFILES[rows.profile];
  const routes = endpoint.routes.filter(({ status }) => profile.counts(status));
  switch (source) {
    case "KERNEL":
      return averageKernelMetric(kernelStats(routes, rows, kernelsBySession), name, profile.reading);
    case "INFERENCE_FRAMEWORK":
      return averageInferenceMetric(
        own(rows.endpoint_stats, endpoint.id),
        name,
        divisor(routes.length, profile),
        profile.reading,
      );
    case "PROMETHEUS":
      return readPrometheusAnswer(ruleId === undefined ? null : ownValue(rows.prometheus ?? {}, ruleId));
  }
}

function divisor(routes: number, { leastDivisor }: ProfileRules): number {
  return Math.max(routes, leastDivisor);
}

/** What each kernel on the routes last reported, in the order of the routes and, within a session, of the kernels. */
function kernelStats(
  routes: EndpointRow["routes"],
  rows: ReadRows,
  kernelsBySession: ReadonlyMap<string, readonly string[]>,
): (LiveStat | null)[] {
  const kernels = routes.flatMap(({ session }) => (session === null ? [] : (kernelsBySession.get(session) ?? [])));
  return kernels.map((kernel) => own(rows.kernel_stats, kernel));
}

function groupKernels({ kernels }: ReadRows): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, session } of kernels) {
    if (session === null) continue;
    const group = groups.get(session);
    if (group === undefined) groups.set(session, [id]);
    else group.push(id);
  }
  return groups;
}

function own(stats: Readonly<Record<string, unknown>>, id: string): LiveStat | null {
  return readLiveStat(ownValue(stats, id));
}

function ownValue(values: Readonly<Record<string, unknown>>, id: string): unknown {
  return Object.hasOwn(values, id) ? values[id] : undefined;
}

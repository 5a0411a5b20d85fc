import type { Average } from "../metrics/average.ts";
import { averageInferenceMetric } from "../metrics/average-inference-metric.ts";
import { averageKernelMetric } from "../metrics/average-kernel-metric.ts";
import type { LiveStat, UnreadableStat } from "../metrics/live-stat.ts";
import { type PrometheusAnswer, readPrometheusAnswer } from "../metrics/read-prometheus-answer.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import { type MetricAverage, type MissingMetric, readingKey } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { readLiveStat } from "./live-stat.ts";
import { PROFILES } from "./profile.ts";
import type { ReadRows } from "./rows-schema.ts";

/** The average of every metric that some rule looks at, each once, or why there is none. */
export function readMetrics(
  rules: readonly Rule[],
  rows: ReadRows,
): Required<Pick<Snapshot, "metrics" | "missing">> {
  const metrics: MetricAverage[] = [];
  const missing: MissingMetric[] = [];
  const reports = reportsByEndpoint(rows);
  const done = new Set<string>();
  for (const { id, endpointId, metricSource: source, metricName: name } of rules) {
    const whose = { endpointId, source, name, ...(source === "PROMETHEUS" ? { ruleId: id } : {}) };
    const key = readingKey(whose);
    const report = reports.get(endpointId);
    if (report === undefined || done.has(key)) continue;
    done.add(key);
    const average = averageOf(whose, id, report(), rows);
    if ("missing" in average) {
      const { missing: reason, detail } = average;
      missing.push({ ...whose, reason, ...(detail === undefined ? {} : { detail }) });
    } else {
      const { average: value, ...known } = average;
      metrics.push({ ...whose, value, ...known });
    }
  }
  return { metrics, missing };
}

/** All that was reported of one endpoint, read once for all its rules. */
interface Report {
  readonly endpointId: EndpointId;
  /**
   * What each kernel on the routes that count last reported, in the order of the routes and, within a session, of the kernels;
   * null for a route without a kernel, which has not reported either.
   */
  readonly kernels: readonly Stat[];
  /** The kernels' ids, in the same order; of a route without one, the route's. */
  readonly ids: readonly string[];
  readonly endpoint: Stat;
  /** How many routes count. */
  readonly routes: number;
}

type Stat = LiveStat | UnreadableStat | null;

/** A way to each endpoint's report, which is read when it is first asked for. */
function reportsByEndpoint(rows: ReadRows): ReadonlyMap<EndpointId, () => Report> {
  const { counts } = PROFILES[rows.profile];
  const kernelsBySession = groupKernels(rows);
  return new Map(
    rows.endpoints.map(({ id, routes }) => [
      id,
      once((): Report => {
        const counted = routes.filter(({ status }) => counts(status));
        const reporters = counted.flatMap(({ id: route, session }) => {
          const kernels = kernelsBySession.get(session) ?? [];
          if (kernels.length === 0) return [{ id: route, stat: null }];
          return kernels.map((kernel) => ({
            id: kernel,
            stat: readLiveStat(own(rows.kernel_stats, kernel)),
          }));
        });
        return {
          endpointId: id,
          kernels: reporters.map(({ stat }) => stat),
          ids: reporters.map((each) => each.id),
          endpoint: readLiveStat(own(rows.endpoint_stats, id)),
          routes: counted.length,
        };
      }),
    ]),
  );
}

function averageOf(
  { source, name }: Pick<MissingMetric, "source" | "name">,
  ruleId: RuleId,
  report: Report,
  rows: ReadRows,
): Average | PrometheusAnswer {
  const { reading, leastDivisor } = PROFILES[rows.profile];
  switch (source) {
    case "KERNEL":
      return averageKernelMetric(report.kernels, name, { reading, from: report.ids });
    case "INFERENCE_FRAMEWORK":
      return averageInferenceMetric(report.endpoint, name, Math.max(report.routes, leastDivisor), {
        reading,
        from: [report.endpointId],
      });
    case "PROMETHEUS":
      // Of several series Backend.AI takes the first.
      return readPrometheusAnswer(own(rows.prometheus ?? {}, ruleId), { series: "first" });
  }
}

/** Those without a session are of no route, not of the routes without one. */
function groupKernels({ kernels }: ReadRows): ReadonlyMap<string | null, readonly string[]> {
  const groups = new Map<string | null, string[]>();
  for (const { id, session } of kernels) {
    if (session === null) continue;
    const group = groups.get(session);
    if (group === undefined) groups.set(session, [id]);
    else group.push(id);
  }
  return groups;
}

function own(values: Readonly<Record<string, unknown>>, id: string): unknown {
  return Object.hasOwn(values, id) ? values[id] : undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

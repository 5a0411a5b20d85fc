import { aggregate } from "autoscaling-rules";
import type { MetricReading, MetricRequest, MetricSourcePort } from "autoscaling-rules/host";

/** What one replica last said of itself, and when. */
interface Report {
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

/** How long a report counts: a replica that is gone must not weigh in for ever. */
const KEPT_MS = 60_000;

/**
 * INFERENCE_FRAMEWORK metrics, as replicas report them. Kept in memory: after a start they are missing until replicas report
 * again, and until then rules on them have no metric and do nothing.
 */
export class Reports implements MetricSourcePort {
  readonly #clock: () => number;
  /** By endpoint, then by replica. */
  readonly #reports = new Map<string, Map<string, Report>>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  put(endpointId: string, replica: string, values: Report["values"]): void {
    const ofEndpoint = this.#reports.get(endpointId) ?? new Map<string, Report>();
    this.#reports.set(endpointId, ofEndpoint);
    ofEndpoint.set(replica, { at: this.#clock(), values });
  }

  async load(requests: readonly MetricRequest[]): Promise<readonly MetricReading[]> {
    this.#forget();
    return requests.map((request) => this.#read(request));
  }

  #read(request: MetricRequest): MetricReading {
    const { endpointId, name, aggregation = "average" } = request;
    const reports = [...(this.#reports.get(endpointId)?.values() ?? [])];
    const values = reports.flatMap((report) =>
      Object.hasOwn(report.values, name) ? [String(report.values[name])] : [],
    );
    if (reports.length > 0 && values.length === 0) return { ...request, reason: "no-metric" };
    const read = aggregate(values, aggregation);
    if ("missing" in read) return { ...request, reason: read.missing };
    // The oldest of the reports says how old the average is.
    const at = Math.min(...reports.map((report) => report.at));
    return { ...request, value: read.average, at, coverage: { reported: values.length, of: reports.length } };
  }

  #forget(): void {
    const oldest = this.#clock() - KEPT_MS;
    for (const [endpointId, reports] of this.#reports) {
      for (const [replica, { at }] of reports) if (at < oldest) reports.delete(replica);
      if (reports.size === 0) this.#reports.delete(endpointId);
    }
  }
}

import { factsOfMetric, KNOWN_METRICS, METRIC_SOURCES, type MetricFacts } from "autoscaling-rules";

/** A metric to choose from, and what is known of it. */
export interface MetricChoice {
  readonly source: string;
  readonly name: string;
  /** `percent`; null where it is not known. */
  readonly unit: string | null;
  /** Its range, and what a load does to it: `0 to 100 percent, shared by the replicas`. */
  readonly says: string;
}

/** Every metric of which something is known, once for each source that exports it. */
export function catalogue(): readonly MetricChoice[] {
  return METRIC_SOURCES.flatMap((source) =>
    KNOWN_METRICS.filter(({ sources }) => sources.includes(source)).map(({ name }) => {
      const { facts } = factsOfMetric({ source, name });
      return { source, name, unit: facts.unit ?? null, says: factsText(facts) };
    }),
  );
}

function factsText({ unit, min, max, integer, load }: MetricFacts): string {
  const range = max === null || max === undefined ? `${min ?? 0} or more` : `${min ?? 0} to ${max}`;
  const shared = load === "shared" ? ", shared by the replicas" : "";
  return `${range} ${unit ?? ""}${integer === true ? ", whole numbers" : ""}${shared}`.replace("  ", " ");
}

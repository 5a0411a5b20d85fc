import { type PrometheusAnswer, readPrometheusAnswer } from "autoscaling-rules";
import { eachRequest, type MetricSourcePort } from "autoscaling-rules/host";
import type { Database } from "./database.ts";

/** PROMETHEUS metrics: the query that each rule names, some at a time. A query that fails costs its own rules alone. */
export function createPrometheus(database: Database, url: string): MetricSourcePort {
  return {
    load: eachRequest(
      async ({ ruleId }, signal) => {
        const promql = queryOf(database, ruleId);
        return promql === null ? { missing: "no-metric" } : ask(url, promql, signal);
      },
      { concurrency: 20 },
    ),
  };
}

function queryOf(database: Database, ruleId: string | undefined): string | null {
  const [row] = database.query<{ promql: string }>(
    "select promql from query join rule on query.id = rule.body ->> 'queryPresetId' where rule.id = ?",
    ruleId ?? null,
  );
  return row?.promql ?? null;
}

async function ask(url: string, query: string, signal: AbortSignal): Promise<PrometheusAnswer> {
  const body = new URLSearchParams({ query });
  const response = await fetch(new URL("/api/v1/query", url), { method: "POST", body, signal });
  const answer = readPrometheusAnswer(await response.json());
  if ("missing" in answer && answer.missing === "source-failed") throw new Error(answer.detail?.says ?? answer.reason);
  return answer;
}

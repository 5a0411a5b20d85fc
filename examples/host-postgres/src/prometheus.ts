import { type PrometheusAnswer, readPrometheusAnswer } from "autoscaling-rules";
import { eachRequest, type MetricRequest, type MetricSourcePort } from "autoscaling-rules/host";
import { abandon } from "./abandon.ts";
import type { Database } from "./database.ts";

/** PROMETHEUS metrics: each rule's own query, some at a time. A query that fails costs its own rule alone. */
export function createPrometheus(database: Database, url: string): MetricSourcePort {
  return {
    load: async (requests, signal) => {
      const queries = await abandon(queriesOf(database, requests), signal);
      const ask = async ({ ruleId }: MetricRequest, until: AbortSignal): Promise<PrometheusAnswer> => {
        const query = ruleId === undefined ? undefined : queries.get(ruleId);
        return query === undefined ? readPrometheusAnswer(null) : askServer(url, query, until);
      };
      return eachRequest(ask, { concurrency: 20 })(requests, signal);
    },
  };
}

async function queriesOf(database: Database, requests: readonly MetricRequest[]) {
  const ids = requests.map(({ ruleId }) => ruleId);
  const rows = await database.query<{ id: string; query: string }>(
    "select id, query from scaling_rule where id = any($1::text[]) and query is not null",
    [ids],
  );
  return new Map(rows.map(({ id, query }) => [id, query]));
}

async function askServer(url: string, query: string, signal: AbortSignal): Promise<PrometheusAnswer> {
  const body = new URLSearchParams({ query });
  const response = await fetch(new URL("/api/v1/query", url), { method: "POST", body, signal });
  const answer = readPrometheusAnswer(await response.json());
  if ("missing" in answer && answer.missing === "source-failed") throw new Error(answer.detail?.says ?? answer.reason);
  return answer;
}

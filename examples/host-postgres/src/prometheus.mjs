import { readPrometheusAnswer } from "autoscaling-rules";
import { abandon } from "./abandon.mjs";

/**
 * PROMETHEUS metrics: each rule's own query, all at once.
 *
 * @param {import("./database.mjs").Database} database - it knows the rules' queries
 * @param {string} url - of the server, such as `http://127.0.0.1:9090`
 * @returns {import("autoscaling-rules/host").MetricSourcePort}
 */
export function createPrometheus(database, url) {
  return {
    load: async (requests, signal) => {
      if (requests.length === 0) return [];
      const queries = await abandon(queriesOf(database, requests), signal);
      const answers = await Promise.allSettled(
        requests.map(async ({ ruleId }) => {
          const query = queries.get(ruleId);
          return query === undefined ? { missing: "no-metric" } : ask(url, query, signal);
        }),
      );
      // One bad query costs one rule; where every one failed, it is the server, and the report is to say so.
      if (answers.every(({ status }) => status === "rejected")) throw answers[0].reason;
      return requests.map((request, at) => readingOf(request, answers[at]));
    },
  };
}

async function queriesOf(database, requests) {
  const ids = requests.map(({ ruleId }) => ruleId);
  const rows = await database.query(
    "select id, query from scaling_rule where id = any($1::text[]) and query is not null",
    [ids],
  );
  return new Map(rows.map(({ id, query }) => [id, query]));
}

/** @returns {Promise<import("autoscaling-rules").PrometheusAnswer>} */
async function ask(url, query, signal) {
  const response = await fetch(new URL("/api/v1/query", url), {
    method: "POST",
    body: new URLSearchParams({ query }),
    signal,
  });
  // Which of several series is meant is not known: a query has to aggregate them.
  const answer = readPrometheusAnswer(await response.json());
  if (answer.missing === "source-failed") throw new Error(`Prometheus: ${answer.detail.says}`);
  return answer;
}

/** @returns {import("autoscaling-rules/host").MetricReading} */
function readingOf(request, answer) {
  if (answer.status === "rejected") {
    return { ...request, reason: "source-failed", detail: { says: String(answer.reason.message) } };
  }
  const { average, at, missing, detail } = answer.value;
  if (average !== undefined) return { ...request, value: average, ...(at === undefined ? {} : { at }) };
  return { ...request, reason: missing, ...(detail === undefined ? {} : { detail }) };
}

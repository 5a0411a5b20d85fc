import { renamedMetric } from "./engine-metrics.ts";
import { mayHaveSeveralSeries, metricsIn } from "./preset-query.ts";
import type { Preset } from "./read-presets.ts";
import type { Repair } from "./repair-rule.ts";
import { updateSql } from "./sql.ts";

const TABLE = "prometheus_query_presets";
const LABELS = "$" + "{{labels}}";
const GROUP_BY = "$" + "{{group_by}}";

/** A preset that answers with one value, of one deployment, of metrics that are exported. */
export function repairedPreset({
  id,
  name,
  metricName,
  template,
  filterLabels,
  options,
}: Preset): Repair {
  const current = [...new Set(metricsIn(template))].reduce(renamed, template);
  const filtered = current.includes(LABELS) ? current : withLabels(current);
  const query = mayHaveSeveralSeries(filtered) ? `avg by (${GROUP_BY})(${filtered})` : filtered;
  const labels = filterLabels.includes("deployment_id")
    ? filterLabels
    : [...filterLabels, "deployment_id"];
  const stored = { id, name, metric_name: metricName, query_template: template, options };
  const after = {
    ...stored,
    metric_name: renamedMetric(metricName) ?? metricName,
    query_template: query,
    options: { group_labels: [], ...options, filter_labels: labels },
  };
  return { table: TABLE, repaired: after, sql: updateSql(TABLE, stored, after) };
}

/** A query with the name that an engine now has for a metric. */
function renamed(template: string, name: string): string {
  const current = renamedMetric(name);
  if (current === null) return template;
  return template.replace(new RegExp(`${name}(?![\\w:])`, "g"), current);
}

/** A query with a place for labels at each of its metrics. */
function withLabels(template: string): string {
  return [...new Set(metricsIn(template))].reduce(
    (query, name) =>
      query.replace(new RegExp(`${name}(?![\\w:])(\\{)?`, "g"), (_match, brace) =>
        brace === undefined ? `${name}{${LABELS}}` : `${name}{${LABELS},`,
      ),
    template,
  );
}

import { renamedMetric } from "./engine-metrics.ts";
import { type Patient, placeholderStyle } from "./patient.ts";
import {
  hasPlaceFor,
  labelled,
  type PlaceholderStyle,
  placeholder,
  styleOf,
  withoutPlaceholders,
} from "./placeholders.ts";
import { mayHaveSeveralSeries, metricsIn } from "./preset-query.ts";
import type { Preset } from "./read-presets.ts";
import { NO_REPAIR, type Repair } from "./repair-rule.ts";
import { updateOf } from "./sql.ts";

const TABLE = "prometheus_query_presets";

/** A preset that answers with one value, of one deployment, of metrics that are exported; no repair where none is sure. */
export function repairedPreset(
  patient: Patient,
  { id, name, metricName, template, filterLabels, options }: Preset,
): Repair {
  const style = styleOf(template) ?? placeholderStyle(patient);
  const current = [...new Set(metricsIn(template))].reduce(renamed, template);
  const filtered = hasPlaceFor("labels", current) ? current : withLabels(current, style);
  if (filtered === null) return NO_REPAIR;
  const groupBy = placeholder("group_by", style);
  const query = mayHaveSeveralSeries(filtered) ? `avg by (${groupBy})(${filtered})` : filtered;
  const labels = filterLabels.includes("deployment_id")
    ? filterLabels
    : [...filterLabels, "deployment_id"];
  const stored = { id, name, metric_name: metricName, query_template: template, options };
  const after = {
    ...stored,
    metric_name: renamedMetric(metricName) ?? metricName,
    query_template: query,
    // What is there stays in its place, so that only what changes is written.
    options: {
      ...options,
      filter_labels: labels,
      group_labels: options["group_labels"] ?? [],
    },
  };
  return { table: TABLE, repaired: after, script: updateOf(TABLE, stored, after) };
}

/** A query with the name that an engine now has for a metric. */
function renamed(template: string, name: string): string {
  const current = renamedMetric(name);
  if (current === null) return template;
  return template.replace(new RegExp(`${name}(?![\\w:])`, "g"), current);
}

/** A query with a place for labels at each of its metrics; null without a metric, or a sure place beside braces of its own. */
function withLabels(template: string, style: PlaceholderStyle): string | null {
  if (style === "braces" && withoutPlaceholders(template).includes("{")) return null;
  const labels = placeholder("labels", style);
  const names = [...new Set(metricsIn(template))];
  if (names.length === 0) return null;
  return names.reduce(
    (query, name) =>
      query.replace(new RegExp(`${name}(?![\\w:])(\\{)?`, "g"), (_match, brace) =>
        brace === undefined ? labelled(name, style) : `${name}{${labels},`,
      ),
    template,
  );
}

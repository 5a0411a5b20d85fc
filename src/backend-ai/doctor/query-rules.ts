import type { Rule } from "../../model/rule.ts";
import { isEngineMetric, renamedMetric } from "./engine-metrics.ts";
import { readsZero } from "./kernel-metrics.ts";
import { isPossible } from "./metric-range.ts";
import { type Patient, placeholderStyle, readsNothing } from "./patient.ts";
import { labelled, type PlaceholderStyle, placeholder } from "./placeholders.ts";
import { mayHaveSeveralSeries, metricsIn, scopeOf } from "./preset-query.ts";
import type { Preset } from "./read-presets.ts";
import { insertSql } from "./sql.ts";

const PRESETS = "prometheus_query_presets";

/** A rule, and the statements that have to be run before it is stored. */
export interface ReadyRule {
  readonly rule: Rule;
  readonly before: readonly string[];
}

/** A rule that reads a metric by a query preset: one that is there, or else, for a serving engine's metric, a new one. */
export function readingBy(patient: Patient, rule: Rule, metricName: string): ReadyRule | null {
  const preset = goodPreset(patient, metricName);
  if (preset !== null) return { rule: readingPreset(rule, preset), before: [] };
  if (!isEngineMetric(metricName)) return null;
  const row = newPreset(metricName, placeholderStyle(patient));
  return {
    rule: { ...rule, metricName, queryPresetId: row.id },
    before: [insertSql(PRESETS, row)],
  };
}

/** A rule that reads what a preset answers. */
export function readingPreset(rule: Rule, { id: queryPresetId, metricName }: Preset): Rule {
  return { ...rule, metricName, queryPresetId };
}

/** A preset of a metric that answers with one value for one deployment: an average before any other. */
export function goodPreset({ presets }: Patient, metricName: string): Preset | null {
  const good = [...(presets?.values() ?? [])].filter(
    (preset) => preset.metricName === metricName && isGood(preset),
  );
  return good.find(({ template }) => /\bavg\b/.test(template)) ?? good[0] ?? null;
}

/** Whether a preset answers with one value, of one deployment, of metrics that are exported. */
function isGood(preset: Preset): boolean {
  return (
    scopeOf(preset) === "deployment" &&
    !mayHaveSeveralSeries(preset.template) &&
    renamedIn(preset).length === 0
  );
}

/** The metrics that a preset asks for and its engine exports no longer. */
export function renamedIn({ template }: Preset): readonly string[] {
  return [...new Set(metricsIn(template))].filter((name) => renamedMetric(name) !== null);
}

/** Whether a rule can ever read a value. */
export function canRead(patient: Patient, rule: Rule, value: string): boolean {
  const { metricSource, metricName, queryPresetId } = rule;
  if (metricSource === "KERNEL" && readsZero(metricName)) return Number(value) === 0;
  if (readsNothing(patient, rule) || !isPossible(rule, value)) return false;
  const preset = patient.presets?.get(queryPresetId ?? "");
  return preset === undefined || renamedIn(preset).length === 0;
}

/** A preset that averages a metric over the replicas of one deployment. */
function newPreset(metricName: string, style: PlaceholderStyle) {
  const series = labelled(metricName, style);
  const isCounter = metricName.endsWith("_total");
  const values = isCounter ? `rate(${series}[${placeholder("window", style)}])` : series;
  return {
    id: idOf(metricName),
    name: `${metricName}, average over the replicas`,
    metric_name: metricName,
    query_template: `avg by (${placeholder("group_by", style)})(${values})`,
    time_window: null,
    options: { filter_labels: ["deployment_id"], group_labels: [] },
  };
}

/** An id of its own for each name, and the same one every time. */
function idOf(name: string): string {
  const part = (seed: number): string => {
    let hash = 0x811c9dc5 ^ seed;
    for (const character of name) {
      hash = Math.imul(hash ^ Number(character.codePointAt(0)), 0x01000193);
    }
    return (hash >>> 0).toString(16).padStart(8, "0");
  };
  const digits = [1, 2, 3, 4].map(part).join("");
  const [a, b, c, d] = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(13, 16),
    digits.slice(17, 20),
  ];
  // The version and the variant of ids that anyone may make as they like.
  return `${a}-${b}-8${c}-8${d}-${digits.slice(20, 32)}`;
}

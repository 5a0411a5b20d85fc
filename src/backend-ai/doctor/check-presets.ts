import type { Rule } from "../../model/rule.ts";
import { named, quoted } from "../../model/show.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import { movingValues } from "./branch-values.ts";
import { renamedMetric } from "./engine-metrics.ts";
import type { DoctorCode } from "./finding.ts";
import { type Found, findingOf } from "./finding-of.ts";
import { countToShow, type Patient } from "./patient.ts";
import { mayHaveSeveralSeries, scopeOf } from "./preset-query.ts";
import { goodPreset, readingPreset, renamedIn } from "./query-rules.ts";
import type { Preset } from "./read-presets.ts";
import { repairedPreset } from "./repair-preset.ts";
import { NO_REPAIR, type Repair, storing } from "./repair-rule.ts";
import { type Reading, showRule } from "./show-today.ts";
import { onPercentage, soundRule } from "./sound-rule.ts";
import { selectSql } from "./sql.ts";

/** What is wrong with the queries that rules read by. */
export function presetFaults(patient: Patient): readonly Found[] {
  return patient.rules.flatMap((each) => {
    const { metricSource, queryPresetId = null } = each.rule;
    if (metricSource !== "PROMETHEUS" || queryPresetId === null) return [];
    const preset = patient.presets?.get(queryPresetId);
    if (preset === undefined) return [];
    return faultsOf(preset).map((found) => presetFinding(patient, each, preset, found));
  });
}

/** One thing that is wrong with a preset. */
interface PresetFault {
  readonly code: Extract<DoctorCode, `preset-${string}`>;
  readonly says: string;
  readonly help: string;
}

function faultsOf(preset: Preset): readonly PresetFault[] {
  const { template } = preset;
  const scope = scopeOf(preset);
  const faults: PresetFault[] = [];
  if (scope !== "deployment") {
    const whose = scope === "project" ? "its whole project" : "the whole cluster";
    faults.push({
      code: "preset-scope",
      says: `does not filter by deployment_id: the rule reads the values of ${whose}`,
      help: "filter by deployment_id, on a metric that has this label",
    });
  }
  if (mayHaveSeveralSeries(template)) {
    faults.push({
      code: "preset-series",
      says: "may answer with several series, of which the manager takes the first that comes",
      help: "aggregate them to one",
    });
  }
  for (const name of renamedIn(preset)) {
    faults.push({
      code: "preset-metric",
      says: `asks for ${name}, which its engine exports no longer: the rule never has a metric`,
      help: `ask for ${renamedMetric(name)}`,
    });
  }
  return faults;
}

const PRESETS = "prometheus_query_presets";

function presetFinding(
  patient: Patient,
  each: RuleWithRow,
  preset: Preset,
  { code, says, help }: PresetFault,
): Found {
  const { rule } = each;
  const replicas = countToShow(patient, rule);
  return findingOf({
    code,
    rules: [each],
    others: [preset.source],
    message: `${named("rule", rule.id)}: its preset ${quoted(preset.name ?? preset.id)} ${says}`,
    help,
    otherwise: selectSql(PRESETS, ["id", "query_template", "options"], preset.id),
    today: readingsOf(each, code).map((reading) => showRule(patient, rule, reading, replicas)),
    repair: repairOf(patient, each, preset),
  });
}

/** What the rule reads today: values of others, the first of several, or none. */
function readingsOf({ rule }: RuleWithRow, code: PresetFault["code"]): readonly Reading[] {
  if (code === "preset-metric") return [{ missing: "no-metric", detail: { reason: "no-data" } }];
  const moving = movingValues(rule).map((value) => ({ value }));
  return code === "preset-scope" ? moving.slice(0, 1) : moving;
}

/** Another preset that is good, the preset as it should be, or a rule that reads the kernels themselves. */
function repairOf(patient: Patient, each: RuleWithRow, preset: Preset): Repair {
  const { rule } = each;
  const { metricName } = preset;
  const sound = (other: Rule): Repair => storing(each, soundRule(patient, other));
  if (metricName.startsWith("backendai_container")) {
    // These series have no label of the deployment, whatever a preset filters by.
    const { queryPresetId: _, ...rest } = rule;
    return sound(onPercentage(rest, "cpu_util"));
  }
  const other = goodPreset(patient, renamedMetric(metricName) ?? metricName);
  const repair = other === null ? NO_REPAIR : sound(readingPreset(rule, other));
  return repair.repaired === null ? repairedPreset(patient, preset) : repair;
}

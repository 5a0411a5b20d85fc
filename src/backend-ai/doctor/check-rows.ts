import type { Rule } from "../../model/rule.ts";
import { backendAi25 } from "../../model/semantics.ts";
import { BANDS_SINCE, isSince } from "../release.ts";
import { type RowWarning, type RowWarningCode, rowWarnings } from "../row-warnings.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import { moveAt, thresholdsOf, valuesNear, valueThatMoves } from "./branch-values.ts";
import type { DoctorFinding, Today } from "./finding.ts";
import { findingOf } from "./finding-of.ts";
import { isPercentage } from "./kernel-metrics.ts";
import { countToShow, type Patient, readsNothing } from "./patient.ts";
import { readingBy } from "./query-rules.ts";
import { NO_REPAIR, type Repair, repairedBy, withBand } from "./repair-rule.ts";
import { showRule } from "./show-today.ts";
import { deleteSql, selectSql } from "./sql.ts";

/** What is odd about each row by itself: its step, its thresholds, its preset, its age. */
export function oddRows(patient: Patient): readonly DoctorFinding[] {
  return patient.rules.flatMap((each) => {
    const { rule, warnings } = each;
    const known = warnings.some(({ code }) => code === "no-preset");
    const lacksPreset = !known && isWithoutPreset(patient, rule);
    const added = lacksPreset ? rowWarnings({ ...rule, queryPresetId: null }) : [];
    const preset = added.filter(({ code }) => code === "no-preset");
    return [...warnings, ...preset].map((warning) => oddRow(patient, each, warning));
  });
}

/** A rule whose preset is not there: not named at all, or not among the presets that there are. */
function isWithoutPreset(patient: Patient, rule: Rule): boolean {
  const isQuery = rule.metricSource === "PROMETHEUS" && isSince(patient.release, BANDS_SINCE);
  return isQuery && readsNothing(patient, rule);
}

function oddRow(patient: Patient, each: RuleWithRow, warning: RowWarning): DoctorFinding {
  const { code, message } = warning;
  const repair = repairOf(patient, each, warning);
  const today = todayOf(patient, each, code);
  const isGuess = code === "no-threshold" && repair.sql !== null;
  const known = isGuess ? `${warning.help}; ${USUAL} is a usual one of a percentage` : warning.help;
  const help = repair.sql === null ? `${known}: ${deadEnd(each, code)}` : known;
  return findingOf({ code, rules: [each], message, help, today, repair });
}

/** The statement for a row that cannot be repaired from what is known. */
function deadEnd({ rule: { id } }: RuleWithRow, code: RowWarningCode): string {
  if (code !== "derived-comparator") return deleteSql(TABLE, id);
  const columns = ["min_threshold", "max_threshold", "step_size", "prometheus_query_preset_id"];
  return selectSql(TABLE, ["id", ...columns], id);
}

const TABLE = "endpoint_auto_scaling_rules";

/** A threshold to scale out above, of a percentage whose own one is lost. */
const USUAL = "80";

function repairOf(patient: Patient, each: RuleWithRow, { code, repaired }: RowWarning): Repair {
  const { rule } = each;
  switch (code) {
    case "inverted-step":
    case "inverted-band":
      return repairedBy(each, repaired);
    case "no-step":
      return repairedBy(each, withBand(rule, { stepSize: 1 }));
    case "no-threshold":
      // What it was is lost; a percentage can at least have one that is usual.
      return isPercentage(rule.metricName)
        ? repairedBy(
            each,
            withBand(rule, { maxThreshold: USUAL, stepSize: Math.abs(stepOf(rule)) }),
          )
        : NO_REPAIR;
    case "no-preset":
      return readingBy(patient, each, rule.metricName);
    case "derived-comparator":
      return { ...repairedBy(each, rule), sql: null };
  }
}

function stepOf({ stepSize }: Rule): number {
  return stepSize === 0 ? 1 : stepSize;
}

/** What the host does on such a row, at a reading on each side of what is odd about it. */
function todayOf(patient: Patient, { rule }: RuleWithRow, code: RowWarningCode): readonly Today[] {
  const { semantics } = patient;
  const replicas = countToShow(patient, rule);
  const show = (value: string, shown: Rule = rule) =>
    showRule(shown, { value }, replicas, semantics);
  switch (code) {
    case "no-preset":
      return [showRule(rule, { missing: "no-stats" }, replicas, semantics)];
    case "no-threshold":
      return [show("0"), show("1000000")];
    case "inverted-step":
    case "inverted-band":
      return movingValues(rule).map((value) => show(value));
    case "no-step":
      // Where a step of 1 would move the count.
      return movingValues({ ...rule, stepSize: 1 })
        .slice(0, 1)
        .map((value) => show(value));
    case "derived-comparator": {
      const [threshold] = thresholdsOf(rule);
      if (threshold === undefined) return [];
      const [below = "0", , above = "0"] = valuesNear(threshold);
      const value = moveAt(rule, below) === 0 ? above : below;
      const older = showRule(asStored(rule), { value }, replicas, backendAi25);
      return [show(value), { ...older, situation: `as a row of 25.x, ${older.situation}` }];
    }
  }
}

/** What a row with a derived comparator means as a row of the table of 25.x. */
function asStored(rule: Rule): Rule {
  if (rule.type !== "band") return rule;
  const { minThreshold: min, maxThreshold: max, ...common } = rule;
  const isLess = max === null;
  return {
    ...common,
    type: "threshold",
    comparator: isLess ? "LESS_THAN" : "GREATER_THAN",
    threshold: (isLess ? min : max) ?? "0",
  };
}

/** A value at which a rule scales out, and one at which it scales in. */
function movingValues(rule: Rule): readonly string[] {
  return (["out", "in"] as const).flatMap((direction) => valueThatMoves(rule, direction) ?? []);
}

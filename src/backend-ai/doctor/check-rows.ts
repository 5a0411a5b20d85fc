import type { Rule } from "../../model/rule.ts";
import { backendAi25 } from "../../model/semantics.ts";
import { orThrow } from "../../schema/parse.ts";
import { itemAt } from "../../util/item-at.ts";
import { LAST_OF_COMPARATORS } from "../release.ts";
import { type RowWarning, type RowWarningCode, rowWarnings } from "../row-warnings.ts";
import { type RuleWithRow, readRuleRows } from "../rules-from-rows.ts";
import { moveAt, movingValues, valuesNear, withoutSign } from "./branch-values.ts";
import type { Today } from "./finding.ts";
import { type Found, findingOf } from "./finding-of.ts";
import { widestReadings } from "./metric-range.ts";
import { countToShow, type Patient } from "./patient.ts";
import { type Repair, repairOf } from "./repair-rule.ts";
import { showRule } from "./show-today.ts";
import { lacksPreset, UPPER } from "./sound-rule.ts";
import { deleteSql, selectSql, setColumnSql } from "./sql.ts";

/** What is odd about each row alone: its step, its thresholds, its preset, its age. */
export function oddRows(patient: Patient): readonly Found[] {
  return patient.rules.flatMap((each) => {
    const { rule, warnings } = each;
    const others = warnings.filter(({ code }) => code !== "no-preset");
    const lost = lacksPreset(patient, rule) ? rowWarnings({ ...rule, queryPresetId: null }) : [];
    const preset = lost.filter(({ code }) => code === "no-preset");
    return [...others, ...preset].map((warning) => oddRow(patient, each, warning));
  });
}

function oddRow(patient: Patient, each: RuleWithRow, warning: RowWarning): Found {
  const { code, message, help } = warning;
  const repair = repairOfCode(patient, each, code);
  const today = todayOf(patient, each, code);
  const isGuess = code === "no-threshold" && repair.script !== null;
  const known = isGuess ? `${help}; ${UPPER} is a usual one of a percentage` : help;
  const otherwise = statementFor(each, code);
  return findingOf({ code, rules: [each], message, help: known, otherwise, today, repair });
}

const TABLE = "endpoint_auto_scaling_rules";

/** A statement for a person to decide on, where a row cannot be repaired from what is known. */
function statementFor({ rule: { id } }: RuleWithRow, code: RowWarningCode): string {
  switch (code) {
    case "derived-comparator": {
      const columns = ["min_threshold", "max_threshold", "step_size", "prometheus_query_preset_id"];
      return selectSql(TABLE, ["id", ...columns], id);
    }
    case "inverted-band":
      return ["min_threshold", "max_threshold"]
        .map((column) => setColumnSql(TABLE, id, column, null))
        .join(" or ");
    case "inverted-step":
    case "no-threshold":
    case "no-step":
    case "no-preset":
      return deleteSql(TABLE, id);
  }
}

function repairOfCode(patient: Patient, each: RuleWithRow, code: RowWarningCode): Repair {
  const { rule } = each;
  switch (code) {
    case "inverted-step":
      return repairOf(patient, each, { ...rule, stepSize: withoutSign(rule.stepSize) });
    case "no-step":
      return repairOf(patient, each, { ...rule, stepSize: 1 });
    case "inverted-band":
    case "no-threshold":
    case "no-preset":
      return repairOf(patient, each, null);
    case "derived-comparator":
      return { ...repairOf(patient, each, null), script: null };
  }
}

/** What the host does on such a row, at a reading on each side of what is odd about it. */
function todayOf(patient: Patient, each: RuleWithRow, code: RowWarningCode): readonly Today[] {
  const { rule } = each;
  const replicas = countToShow(patient, rule);
  const show = (value: string, shown: Rule = rule) => showRule(patient, shown, { value }, replicas);
  switch (code) {
    case "no-preset":
      return [showRule(patient, rule, { missing: "source-failed", detail: UNASKED }, replicas)];
    case "no-threshold":
      return widestReadings(rule).map((value) => show(value));
    case "inverted-step":
    case "inverted-band":
      return movingValues(rule).map((value) => show(value));
    case "no-step":
      // Where a step of 1 would move the count.
      return movingValues({ ...rule, stepSize: 1 })
        .slice(0, 1)
        .map((value) => show(value));
    case "derived-comparator": {
      const values = valuesNear(rule);
      const value = values.find((one) => moveAt(rule, one) !== 0) ?? itemAt(values, 0);
      const now = show(value);
      const older = showRule(
        { ...patient, semantics: backendAi25 },
        asStored(each),
        { value },
        replicas,
      );
      // Above a threshold both releases do the same.
      if (older.decision.desired === now.decision.desired) return [now];
      return [now, { ...older, situation: `as a row of 25.x, ${older.situation}` }];
    }
  }
}

/** What a rule without a query can say of its reading. */
const UNASKED = { says: "the rule has no query preset that exists" };

/** What a row with a derived comparator means as a row of the table of 25.x. */
function asStored({ row, rule }: RuleWithRow): Rule {
  const options = { release: LAST_OF_COMPARATORS, endpoint: rule.endpointId };
  return itemAt(orThrow(readRuleRows([row.source], options)), 0).rule;
}

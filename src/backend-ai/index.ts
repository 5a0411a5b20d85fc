/**
 * For hosts on Backend.AI: its rows, its live stats and its presets.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export { backendAi25, backendAi26 } from "../model/semantics.ts";
export { SchemaError } from "../schema/schema-error.ts";
export { type DiagnoseInput, diagnose, safeDiagnose } from "./doctor/diagnose.ts";
export {
  DOCTOR_CODES,
  type DoctorCode,
  type DoctorFinding,
  type RepairedTable,
  type Today,
} from "./doctor/finding.ts";
export { RULE_FORMS, type RuleForm } from "./forms/rule-form.ts";
export type {
  AnyRuleRow,
  LegacyRuleNode,
  RestRuleRow,
  RowDecimal,
  RowTime,
  StrawberryRuleNode,
} from "./forms/rule-rows.ts";
export type { RowOptions } from "./forms/table-row.ts";
export { readLiveStat } from "./live-stat.ts";
export { planRollout, type RolloutPlan, type RolloutRows } from "./plan-rollout.ts";
export { PROFILES, type Profile, type ProfileRules } from "./profile.ts";
export { semanticsOfRelease } from "./release.ts";
export {
  type BandRuleRow,
  type RowTimes,
  rowFromRule,
  type ThresholdRuleRow,
} from "./row-from-rule.ts";
export { type RuleOptions, rowInForm } from "./row-in-form.ts";
export { type RowWarning, type RowWarningCode, rowWarnings } from "./row-warnings.ts";
export type { SnapshotRows } from "./rows-schema.ts";
export type { RuleRow } from "./rule-row-schema.ts";
export {
  type RuleOfRow,
  ruleFromRow,
  rulesFromRows,
  safeRulesFromRows,
} from "./rules-from-rows.ts";
export { safeSnapshotFromRows, snapshotFromRows } from "./snapshot-from-rows.ts";

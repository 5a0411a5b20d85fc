/**
 * For hosts on Backend.AI: its rows, its live stats and its presets.
 *
 * @packageDocumentation
 */
export { backendAi25, backendAi26 } from "../model/semantics.ts";
export { SchemaError } from "../schema/schema-error.ts";
export { readLiveStat } from "./live-stat.ts";
export { PROFILES, type Profile, type ProfileRules } from "./profile.ts";
export {
  type BandRuleRow,
  type RowTimes,
  type RowWarning,
  type RuleOfRow,
  type RuleRow,
  rowFromRule,
  rowWarnings,
  ruleFromRow,
  type ThresholdRuleRow,
} from "./rule-row.ts";
export { type SnapshotRows, safeSnapshotFromRows, snapshotFromRows } from "./snapshot-rows.ts";

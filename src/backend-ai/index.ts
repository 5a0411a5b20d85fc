/**
 * For hosts on Backend.AI: its rows, its live stats and its presets.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export { backendAi25, backendAi26 } from "../model/semantics.ts";
export { SchemaError } from "../schema/schema-error.ts";
export { readLiveStat } from "./live-stat.ts";
export { planRollout, type RolloutPlan, type RolloutRows } from "./plan-rollout.ts";
export { PROFILES, type Profile, type ProfileRules } from "./profile.ts";
export { type BandRuleRow, type RowTimes, rowFromRule, type ThresholdRuleRow } from "./row-from-rule.ts";
export type { SnapshotRows } from "./rows-schema.ts";
export { type RowWarning, type RuleOfRow, rowWarnings, ruleFromRow } from "./rule-from-row.ts";
export type { RuleRow } from "./rule-row-schema.ts";
export { safeSnapshotFromRows, snapshotFromRows } from "./snapshot-from-rows.ts";

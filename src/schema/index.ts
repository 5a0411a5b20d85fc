/**
 * The boundary: reads what users and databases hand over, and writes what goes out.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export {
  type Acceptance,
  type Acceptances,
  acceptancesSchema,
  parseAcceptances,
  safeParseAcceptances,
} from "./acceptances-schema.ts";
export { applyRulePatch, type RulePatch } from "./apply-rule-patch.ts";
export { type DecisionSchema, evaluationSchema, type FaultSchema } from "./evaluation-schema.ts";
export { jsonSchema, SCHEMA_NAMES, type SchemaName } from "./json-schema.ts";
export { formatRecord, parseLog, safeParseLog, type WireRecord } from "./log.ts";
export type { Parsed } from "./parse.ts";
export {
  type InputOptions,
  parseRuleInput,
  parseRulePatch,
  type RuleInput,
  safeParseRuleInput,
  safeParseRulePatch,
} from "./parse-rule-input.ts";
export { type FaultyRule, type ParsedRules, parseRules } from "./parse-rules.ts";
export {
  formatDecision,
  formatEvaluation,
  formatRule,
  formatSnapshot,
  formatState,
  parseDecision,
  parseEvaluation,
  parseRule,
  parseRuleSet,
  parseSnapshot,
  parseState,
  type RuleSet,
  type State,
  safeParseDecision,
  safeParseEvaluation,
  safeParseRule,
  safeParseRuleSet,
  safeParseSnapshot,
  safeParseState,
  type WireDecision,
  type WireEvaluation,
  type WireRule,
  type WireSnapshot,
  type WireState,
} from "./parsers.ts";
export { recordSchema } from "./record-schema.ts";
export { ruleInputSchema } from "./rule-input-schema.ts";
export { rulePatchSchema } from "./rule-patch-schema.ts";
export { ruleSchema } from "./rule-schema.ts";
export { ruleSetSchema } from "./rule-set-schema.ts";
export { SchemaError } from "./schema-error.ts";
export { snapshotSchema } from "./snapshot-schema.ts";
export type { ScalarSchema } from "./zod/schema-of.ts";

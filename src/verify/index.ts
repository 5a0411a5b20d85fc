/**
 * Proves a rule set sound, or shows the readings and the load that break it.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export { ADVICE_CODES, type Advice, type AdviceCode } from "./answer/advice.ts";
export {
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type LoadInterval,
  MODELS,
  type Model,
  type Repair,
  type RulePath,
  type Severity,
} from "./answer/finding.ts";
export type { AxisStretch, Cell, MetricAxis, Proof, Unexplored, Verification } from "./answer/verification.ts";
export type { Act, OtherOrder, Reading, Witness, WitnessStep } from "./answer/witness.ts";
export { headline } from "./headline.ts";
export { VerifyError } from "./input/verify-error.ts";
export type { CountRange, VerifyInput } from "./input/verify-input.ts";
export { replay } from "./replay.ts";
export { verifyRules } from "./verify-rules.ts";

/**
 * Proves a rule set sound, or shows the readings and the load that break it.
 *
 * @packageDocumentation
 */
export { ADVICE_CODES, type Advice, type AdviceCode } from "./advice.ts";
export {
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type LoadInterval,
  MODELS,
  type Model,
  type Repair,
  type Severity,
} from "./finding.ts";
export { type Domain, knownDomain } from "./known-domains.ts";
export { replay } from "./replay.ts";
export type { AxisStretch, Cell, MetricAxis, Proof, Unexplored, Verification } from "./verification.ts";
export { VerifyError } from "./verify-error.ts";
export type { CountRange, VerifyInput } from "./verify-input.ts";
export { verifyRules } from "./verify-rules.ts";
export type { Act, OtherOrder, Reading, Witness, WitnessStep } from "./witness.ts";

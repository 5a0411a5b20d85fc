/**
 * Proves a rule set sound, or shows the readings and the load that break it.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export { ADVICE_CODES, type Advice, type AdviceCode, type AdviceFields } from "./answer/advice.ts";
export {
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type FindingFields,
  type LoadInterval,
  MODELS,
  type Model,
  type Repair,
  type RulePath,
  type Severity,
} from "./answer/finding.ts";
export type { Change, ChangedFields, CuredBy, Fix } from "./answer/fix.ts";
export type { FactValues, UsedFact } from "./answer/used-fact.ts";
export type {
  AxisStretch,
  LeftOut,
  MetricAxis,
  Proof,
  ReadingClass,
  Unexplored,
  UnexploredFields,
  Verification,
} from "./answer/verification.ts";
export type { Act, OtherOrder, Reading, Witness, WitnessStep } from "./answer/witness.ts";
export { chartVerification } from "./charts/chart-verification.ts";
export { compareRules } from "./difference/compare-rules.ts";
export type {
  Comparison,
  CountsApart,
  Difference,
  DifferenceWitness,
  Effect,
  MetricReadings,
  NotCompared,
  ReadingStretch,
} from "./difference/difference.ts";
export { headline } from "./headline.ts";
export { VerifyError } from "./input/verify-error.ts";
export type { CountRange, VerifyInput } from "./input/verify-input.ts";
export { withChange } from "./input/with-change.ts";
export { replay } from "./replay.ts";
export { verifyRules } from "./verify-rules.ts";
export { english } from "./words/english.ts";
export type { Messages, RemarkMessages, UnexploredMessages } from "./words/messages.ts";
export type {
  AdviceParams,
  BeyondParams,
  ContradictionParams,
  CoverageParams,
  DomainParams,
  FindingParams,
  LoadParams,
  NoParams,
  OtherParams,
  ReadingParams,
  RefusedParams,
  RemovableParams,
  RepairParams,
  StartupParams,
  TierParams,
  UnexploredParams,
  UnitParams,
} from "./words/remark-params.ts";
export type { CodeOf, Said } from "./words/said.ts";
export { translated } from "./words/worded.ts";

/**
 * For whoever tests: arbitraries for property tests, laws that every sound evaluation obeys, and contracts for adapters.
 * For any test runner; of fast-check only the arbitraries need a copy, which they are given.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export { type Arbitraries, arbitraries } from "./arbitraries/arbitraries.ts";
export type { EndpointOptions } from "./arbitraries/endpoint-arbitraries.ts";
export type { FastCheck } from "./arbitraries/fast-check.ts";
export type { MetricOptions } from "./arbitraries/metric-arbitraries.ts";
export type { RuleOptions } from "./arbitraries/rule-arbitraries.ts";
export type { ScenarioOptions } from "./arbitraries/scenario-arbitraries.ts";
export type { SnapshotOptions } from "./arbitraries/snapshot-arbitraries.ts";
export { type ContractCase, ContractError } from "./contract.ts";
export { checkLaws, type Law, type LawViolation, laws } from "./laws/laws.ts";
export type { Evaluator, RelationalLaw } from "./laws/relational-law.ts";
export { relationalLaws } from "./laws/relational-laws.ts";
export { metricSourceContract, type SourceUnderTest } from "./metric-source-contract.ts";
export { referenceEvaluate } from "./reference/evaluate.ts";
export { applyStep } from "./scenario/apply-step.ts";
export { runScenario, type ScenarioCycle } from "./scenario/run-scenario.ts";
export type { Scenario, ScenarioStep } from "./scenario/scenario.ts";
export {
  type StoreColumn,
  type StoreContractOptions,
  type StoreUnderTest,
  storeContract,
} from "./store-contract.ts";

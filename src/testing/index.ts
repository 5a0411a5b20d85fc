/**
 * For whoever writes an adapter: what a store and a metric source must do, as cases for any test runner.
 *
 * @packageDocumentation
 */
export { type ContractCase, ContractError } from "./contract.ts";
export { metricSourceContract, type SourceUnderTest } from "./metric-source-contract.ts";
export { type StoreUnderTest, storeContract } from "./store-contract.ts";

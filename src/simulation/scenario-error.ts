import { type Fault, listed } from "../model/fault.ts";

/**
 * Thrown where a scenario cannot be simulated, or a trace not be read. It lists every fault, each with its place, what was
 * found, what is expected and how to fix it.
 *
 * @example
 * try {
 *   simulate(scenario);
 * } catch (error) {
 *   if (error instanceof ScenarioError) for (const { message, help } of error.faults) console.error(message, help);
 * }
 */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  /** The first 1,000 of them, where there are more. */
  readonly faults: readonly Fault[];
  /** How many faults there are in all. */
  readonly total: number;

  constructor(all: readonly Fault[], title = "the scenario cannot be simulated:") {
    const { faults, message } = listed(title, all);
    super(message);
    this.faults = faults;
    this.total = all.length;
  }
}

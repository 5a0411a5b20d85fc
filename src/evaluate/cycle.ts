import { clockFault } from "../check/time-faults.ts";
import type { Fault } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Semantics } from "../model/semantics.ts";
import type { RuleProgram } from "../rules/rule-program.ts";
import { type Clock, clockOf } from "./clock.ts";
import type { Readings } from "./readings.ts";

/** One cycle in numbers: what it reads, and what match and settle write. Columns have an entry for each rule. */
export interface Cycle {
  readonly program: RuleProgram;
  readonly semantics: Semantics;
  readonly clock: Clock;
  /** The clock is no instant, so that nothing can be decided. */
  readonly fault: Fault | null;
  readonly readings: Readings;
  /** When each rule last triggered; NaN for never. Settle reads it of rules that hold, and of those with a vote. */
  readonly lastTriggered: Float64Array;
  /** The last-triggered times that are no instants; null for none. */
  readonly faultyTimes: ReadonlyMap<RuleId, Instant> | null;
  /** What became of each rule, by its number. */
  readonly verdicts: Uint8Array;
  /** The branch that holds, of rules of which one does. */
  readonly branches: Int32Array;
  /** The rule that is the reason, of verdicts that have one. */
  readonly by: Int32Array;
  /** The rules of the endpoint at hand that hold, in evaluation order: as many as match says. */
  readonly held: Int32Array;
}

/** What is given to a cycle. */
export type CycleInput = Pick<Cycle, "program" | "semantics" | "readings" | "lastTriggered" | "faultyTimes"> & {
  readonly now: Instant;
};

/** A cycle in which nothing has been worked out yet. */
export function cycleOf({ now, ...input }: CycleInput): Cycle {
  const { program, semantics } = input;
  const rules = program.index.ruleCount;
  return {
    ...input,
    clock: clockOf(now, semantics),
    fault: clockFault(now),
    verdicts: new Uint8Array(rules),
    branches: new Int32Array(rules),
    // Sequential rules have no reason but themselves.
    by: new Int32Array(semantics.combine === "sequential" ? 0 : rules),
    held: new Int32Array(program.mostRules),
  };
}

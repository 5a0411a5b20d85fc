import { clockFault } from "../check/time-faults.ts";
import type { Fault } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Semantics } from "../model/semantics.ts";
import type { RuleProgram } from "../rules/rule-program.ts";
import { type Clock, clockOf } from "./clock.ts";
import type { Readings } from "./readings.ts";
import type { Recollection } from "./recollection.ts";

/**
 * One cycle in numbers: what it reads, and what match and settle write. Columns have an entry for each rule.
 *
 * A class, so that the cycles of all lanes are objects of one shape, for which an engine compiles match and settle once.
 */
export class Cycle {
  readonly program: RuleProgram;
  readonly semantics: Semantics;
  /** Bounds shorten a step: `bounds` is `clamp`. */
  readonly clamps: boolean;
  /** Rules have to agree: `combine` is `agreement`. */
  readonly votes: boolean;
  /** The verifier settles one cycle again and again, and sets each time here. */
  clock: Clock;
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
  /** By endpoint, of those that remember something: what they have learned. */
  readonly learned: (Recollection | undefined)[] = [];
  /** The rules that hold, or that fall back, in evaluation order, each endpoint's from the place of its first rule on. */
  readonly matched: Int32Array;
  /** By endpoint: how many of its rules are in that list. */
  readonly matchedCounts: Int32Array;

  constructor(
    program: RuleProgram,
    semantics: Semantics,
    now: Instant,
    readings: Readings,
    lastTriggered: Float64Array,
    faultyTimes: ReadonlyMap<RuleId, Instant> | null,
  ) {
    const rules = program.index.ruleCount;
    this.program = program;
    this.semantics = semantics;
    this.clamps = semantics.bounds === "clamp";
    this.votes = semantics.combine === "agreement";
    this.clock = clockOf(now, semantics);
    this.fault = clockFault(now);
    this.readings = readings;
    this.lastTriggered = lastTriggered;
    this.faultyTimes = faultyTimes;
    this.verdicts = new Uint8Array(rules);
    this.branches = new Int32Array(rules);
    this.by = new Int32Array(rules);
    this.matched = new Int32Array(rules);
    this.matchedCounts = new Int32Array(program.index.endpoints.length);
  }
}

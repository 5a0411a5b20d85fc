import { clockFault } from "../check/time-faults.ts";
import type { Fault } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Semantics } from "../model/semantics.ts";
import type { RuleProgram } from "../rules/rule-program.ts";
import { type Clock, clockOf } from "./clock.ts";
import type { Readings } from "./readings.ts";
import type { Recollection } from "./recollection.ts";

/** The columns that match and settle write, with an entry for each rule or endpoint. Whoever is done with one cycle can have the next one in them. */
export class CycleColumns {
  readonly verdicts: Uint8Array;
  readonly branches: Int32Array;
  readonly by: Int32Array;
  readonly matched: Int32Array;
  readonly matchedCounts: Int32Array;

  constructor({ index }: RuleProgram) {
    this.verdicts = new Uint8Array(index.ruleCount);
    this.branches = new Int32Array(index.ruleCount);
    this.by = new Int32Array(index.ruleCount);
    this.matched = new Int32Array(index.ruleCount);
    this.matchedCounts = new Int32Array(index.endpoints.length);
  }
}

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
    columns: CycleColumns = new CycleColumns(program),
  ) {
    this.program = program;
    this.semantics = semantics;
    this.clamps = semantics.bounds === "clamp";
    this.votes = semantics.combine === "agreement";
    this.clock = clockOf(now, semantics);
    this.fault = clockFault(now);
    this.readings = readings;
    this.lastTriggered = lastTriggered;
    this.faultyTimes = faultyTimes;
    this.verdicts = columns.verdicts;
    this.branches = columns.branches;
    this.by = columns.by;
    this.matched = columns.matched;
    this.matchedCounts = columns.matchedCounts;
  }
}

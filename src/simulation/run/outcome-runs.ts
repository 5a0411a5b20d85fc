import type { RuleId } from "../../model/ids.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import { itemAt } from "../../util/item-at.ts";

type Kind = RuleOutcome["kind"];

/** What became of one rule while a timeline is written: kinds, which seldom change, and the cycles from which they hold. */
export class OutcomeRuns {
  readonly ruleId: RuleId;
  readonly #kinds: Kind[] = [];
  readonly #from: number[] = [];

  constructor(ruleId: RuleId) {
    this.ruleId = ruleId;
  }

  note(kind: Kind, cycle: number): void {
    const { length } = this.#kinds;
    if (length > 0 && itemAt(this.#kinds, length - 1) === kind) return;
    this.#kinds.push(kind);
    this.#from.push(cycle);
  }

  /** The kind of each cycle. */
  kinds(cycles: number): Kind[] {
    const kinds = new Array<Kind>(cycles);
    this.#kinds.forEach((kind, run) => {
      kinds.fill(kind, this.#from[run], this.#from[run + 1]);
    });
    return kinds;
  }

  /** Puts a value for the kind of each cycle into a column, for a digest. */
  fill(figures: Float64Array): void {
    this.#kinds.forEach((kind, run) => {
      figures.fill(kind.length * 128 + kind.charCodeAt(0), this.#from[run], this.#from[run + 1]);
    });
  }
}

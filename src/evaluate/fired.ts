import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { Semantics } from "../model/semantics.ts";
import { itemAt } from "../util/item-at.ts";
import type { IndexedRule } from "./rules/indexed-rule.ts";

/** The rules that fired, as they are come by. */
export class Fired {
  readonly #now: Instant;
  readonly #triggered = new Map<RuleId, Instant>();
  readonly #positions: number[] = [];
  #isInOrder = true;

  constructor(now: Instant) {
    this.#now = now;
  }

  note(id: RuleId, position: number): void {
    const last = this.#positions.length - 1;
    if (last >= 0 && itemAt(this.#positions, last) > position) this.#isInOrder = false;
    this.#positions.push(position);
    this.#triggered.set(id, this.#now);
  }

  /** Those of an endpoint's rules that triggered. */
  noteOutcomes(rules: readonly IndexedRule[], outcomes: readonly RuleOutcome[]): void {
    for (let at = 0; at < rules.length; at += 1) {
      const { id, position } = itemAt(rules, at);
      if (itemAt(outcomes, at).kind === "triggered") this.note(id, position);
    }
  }

  /** In the order in which the rules fired: `sequential` walks one list of rules, the others go endpoint by endpoint. */
  inOrder(combine: Semantics["combine"]): Map<RuleId, Instant> {
    return combine === "sequential" && !this.#isInOrder ? this.#sorted() : this.#triggered;
  }

  #sorted(): Map<RuleId, Instant> {
    const fired = [...this.#triggered].map((entry, nth) => ({ entry, position: itemAt(this.#positions, nth) }));
    fired.sort((one, other) => one.position - other.position);
    return new Map(fired.map(({ entry }) => entry));
  }
}

import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { itemAt } from "../model/item-at.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { Semantics } from "../model/semantics.ts";
import type { IndexedRule } from "./rules/indexed-rule.ts";

/** The rules that fired, as they are come by. */
export class Fired {
  readonly #ids: RuleId[] = [];
  readonly #positions: number[] = [];
  #isInOrder = true;

  note(id: RuleId, position: number): void {
    const last = this.#positions.length - 1;
    if (last >= 0 && itemAt(this.#positions, last) > position) this.#isInOrder = false;
    this.#ids.push(id);
    this.#positions.push(position);
  }

  /** Those of an endpoint's rules that triggered. */
  noteOutcomes(rules: readonly IndexedRule[], outcomes: readonly RuleOutcome[]): void {
    for (let at = 0; at < rules.length; at += 1) {
      const { id, position } = itemAt(rules, at);
      if (itemAt(outcomes, at).kind === "triggered") this.note(id, position);
    }
  }

  /** In the order in which the rules fired: `sequential` walks one list of rules, the others go endpoint by endpoint. */
  at(now: Instant, combine: Semantics["combine"]): Map<RuleId, Instant> {
    const ids = combine === "sequential" && !this.#isInOrder ? this.#sorted() : this.#ids;
    const triggered = new Map<RuleId, Instant>();
    for (const id of ids) triggered.set(id, now);
    return triggered;
  }

  #sorted(): RuleId[] {
    const order = this.#ids.map((_, nth) => nth);
    order.sort((one, other) => itemAt(this.#positions, one) - itemAt(this.#positions, other));
    return order.map((nth) => itemAt(this.#ids, nth));
  }
}

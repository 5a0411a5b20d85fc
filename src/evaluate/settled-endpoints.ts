import type { EndpointId } from "../model/ids.ts";
import { doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import type { SettledEndpoint } from "./decision.ts";

/** What came of the endpoints of a cycle, in the order of the snapshot: in columns, as there can be very many. */
export class SettledEndpoints {
  readonly #cycle: Cycle;
  readonly #ids: EndpointId[] = [];
  readonly #constraints: EndpointConstraints[] = [];
  readonly #replicas: Float64Array;
  readonly #desired: Float64Array;
  /** The number of each in the program; −1 for one that has no rules. */
  readonly #numbers: Int32Array;

  /** @param most - how many endpoints there can be */
  constructor(cycle: Cycle, most: number) {
    this.#cycle = cycle;
    this.#replicas = new Float64Array(most);
    this.#desired = new Float64Array(most);
    this.#numbers = new Int32Array(most);
  }

  get length(): number {
    return this.#ids.length;
  }

  add(
    id: EndpointId,
    number: number,
    replicas: number,
    desired: number,
    constraints: EndpointConstraints,
  ): void {
    const at = this.#ids.length;
    this.#ids.push(id);
    this.#constraints.push(constraints);
    this.#numbers[at] = number;
    this.#replicas[at] = replicas;
    this.#desired[at] = desired;
  }

  idAt(at: number): EndpointId {
    return itemAt(this.#ids, at);
  }

  /** How the count changes; a faulty one, which may be no number, not at all. */
  changeAt(at: number): number {
    const change = doubleAt(this.#desired, at) - doubleAt(this.#replicas, at);
    return Number.isNaN(change) ? 0 : change;
  }

  /** The first of the endpoint's rules, and where they end. */
  firstRuleAt(at: number): number {
    const number = integerAt(this.#numbers, at);
    return number < 0 ? 0 : integerAt(this.#cycle.program.index.firstRule, number);
  }

  ruleEndAt(at: number): number {
    const number = integerAt(this.#numbers, at);
    return number < 0 ? 0 : integerAt(this.#cycle.program.index.firstRule, number + 1);
  }

  at(at: number): SettledEndpoint {
    return {
      endpointId: this.idAt(at),
      replicas: doubleAt(this.#replicas, at),
      constraints: itemAt(this.#constraints, at),
      first: this.firstRuleAt(at),
      end: this.ruleEndAt(at),
    };
  }
}

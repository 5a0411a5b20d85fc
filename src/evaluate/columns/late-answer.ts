import type { Decision } from "../../model/decision.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { byteAt, doubleAt, integerAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import { Fired } from "../fired.ts";
import type { Readings } from "../judge/readings.ts";
import type { IndexedRule } from "../rules/indexed-rule.ts";
import type { IndexedRules } from "../rules/indexed-rules.ts";
import { type Ledger, VERDICTS } from "./settle.ts";
import { tell } from "./tell.ts";

/** What came of each endpoint, in numbers, and the objects that they stand for, made when they are asked for. */
export class LateAnswer {
  readonly #indexed: IndexedRules;
  readonly #readings: Readings;
  readonly #ledger: Ledger;
  readonly #coolingUntil: Float64Array;

  /** By endpoint, in order. */
  readonly #ids: EndpointId[] = [];
  readonly #replicas: Float64Array;
  readonly #changes: Float64Array;
  /** Its members, from a start to an end; none of one that was decided at once. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #decided = new Map<number, { readonly decision: Decision; readonly rules: readonly IndexedRule[] }>();

  #decisions: readonly Decision[] | null = null;
  #deltas: ReadonlyMap<EndpointId, number> | null = null;
  #triggered: ReadonlyMap<RuleId, Instant> | null = null;

  /** @param most - how many endpoints there can be */
  constructor(
    indexed: IndexedRules,
    readings: Readings,
    ledger: Ledger & { readonly ends: Float64Array },
    most: number,
  ) {
    this.#indexed = indexed;
    this.#readings = readings;
    this.#ledger = ledger;
    this.#coolingUntil = ledger.ends;
    this.#replicas = new Float64Array(most);
    this.#changes = new Float64Array(most);
    this.#starts = new Int32Array(most);
    this.#ends = new Int32Array(most);
  }

  /** The next endpoint's count was settled in columns. */
  settled(id: EndpointId, replicas: number, desired: number, start: number, end: number): void {
    const at = this.#ids.push(id) - 1;
    this.#replicas[at] = replicas;
    this.#changes[at] = desired - replicas;
    this.#starts[at] = start;
    this.#ends[at] = end;
  }

  /** The next endpoint was decided at once. */
  decided(decision: Decision, rules: readonly IndexedRule[]): void {
    const at = this.#ids.push(decision.endpointId) - 1;
    this.#changes[at] = decision.delta;
    this.#decided.set(at, { decision, rules });
  }

  /** When the cooldown ends that holds a member back. */
  endOf(member: number): Instant {
    return doubleAt(this.#coolingUntil, member);
  }

  decisions(): readonly Decision[] {
    this.#decisions ??= this.#ids.map((id, at) => this.#decided.get(at)?.decision ?? this.#tell(id, at));
    return this.#decisions;
  }

  deltas(): ReadonlyMap<EndpointId, number> {
    this.#deltas ??= this.#makeDeltas();
    return this.#deltas;
  }

  triggered(): ReadonlyMap<RuleId, Instant> {
    this.#triggered ??= this.#makeTriggered();
    return this.#triggered;
  }

  #tell(id: EndpointId, at: number): Decision {
    const { plain, index } = this.#indexed;
    const start = integerAt(this.#starts, at);
    const end = integerAt(this.#ends, at);
    const { verdicts } = this.#ledger;
    const replicas = doubleAt(this.#replicas, at);
    return tell(plain, index, this.#readings, verdicts, this, start, end, id, replicas);
  }

  #makeDeltas(): Map<EndpointId, number> {
    const deltas = new Map<EndpointId, number>();
    for (let at = 0; at < this.#ids.length; at += 1) {
      const delta = doubleAt(this.#changes, at);
      if (delta !== 0) deltas.set(itemAt(this.#ids, at), delta);
    }
    return deltas;
  }

  #makeTriggered(): Map<RuleId, Instant> {
    const { plain, index, semantics } = this.#indexed;
    const { verdicts, cycle } = this.#ledger;
    const fired = new Fired(cycle.now);
    for (let at = 0; at < this.#ids.length; at += 1) {
      const early = this.#decided.get(at);
      if (early !== undefined) fired.noteOutcomes(early.rules, early.decision.outcomes);
      const end = integerAt(this.#ends, at);
      for (let member = integerAt(this.#starts, at); member < end; member += 1) {
        const isTriggered = byteAt(verdicts, member) === VERDICTS.triggered;
        if (isTriggered) fired.note(plain.ruleOf(member).id, integerAt(index.positions, member));
      }
    }
    return fired.inOrder(semantics.combine);
  }
}

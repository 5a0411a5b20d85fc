import type { Decision } from "../model/decision.ts";
import type { EndpointMemory } from "../model/endpoint-memory.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { RuleProgram } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { type SettledEndpoint, toDecision } from "./decision.ts";
import { recheckAtOf, recheckOf } from "./recheck.ts";
import { memoryAfter, needsOf, remembers } from "./remember.ts";
import { ENDING_OF, VERDICTS } from "./verdict.ts";

/** What endpoints have to remember from now on, by their ids. */
export type Memories = ReadonlyMap<EndpointId, EndpointMemory>;

/** What can be said of a settled cycle: each part is made when it is first read, and once. */
export class Answer {
  /** What endpoints have to remember from now on; null where nothing changed. */
  readonly memories: Memories | null;
  /** Rules whose endpoint is not there, in input order. */
  readonly orphans: readonly RuleId[];
  readonly #cycle: Cycle;
  readonly #endpoints: SettledEndpoints;
  #decisions: readonly Decision[] | null = null;
  #deltas: ReadonlyMap<EndpointId, number> | null = null;
  #triggered: ReadonlyMap<RuleId, Instant> | null = null;
  #recheckAt: Instant | null | undefined;

  constructor(cycle: Cycle, endpoints: SettledEndpoints, orphans: readonly RuleId[]) {
    this.#cycle = cycle;
    this.#endpoints = endpoints;
    this.orphans = orphans;
    this.memories = memoriesOf(cycle, endpoints);
  }

  get ruleCount(): number {
    return this.#cycle.program.index.ruleCount;
  }

  /** The count that an endpoint should have, by its place in the snapshot. */
  desiredAt(at: number): number {
    return this.#endpoints.desiredAt(at);
  }

  /** The numbers of an endpoint's rules: from the first one up to the end. */
  rulesAt(at: number): { readonly first: number; readonly end: number } {
    return { first: this.#endpoints.firstRuleAt(at), end: this.#endpoints.ruleEndAt(at) };
  }

  idOf(rule: number): RuleId {
    return this.#cycle.program.index.ruleOf(rule).id;
  }

  /** The kind of a rule's outcome. */
  kindOf(rule: number): RuleOutcome["kind"] {
    const [kind] = itemAt(ENDING_OF, byteAt(this.#cycle.verdicts, rule));
    return kind;
  }

  /** Whether an endpoint has a say in its count itself, after its rules. */
  hasStagesAt(at: number): boolean {
    return this.#endpoints.hasStagesAt(at);
  }

  /** Whether there is anything to store: a count, a memory, or when a rule triggered. */
  get hasChanges(): boolean {
    const isAny = this.memories !== null || this.#endpoints.hasMoved;
    return isAny || this.#cycle.verdicts.includes(VERDICTS.triggered);
  }

  get decisions(): readonly Decision[] {
    this.#decisions ??= this.#toDecisions();
    return this.#decisions;
  }

  get deltas(): ReadonlyMap<EndpointId, number> {
    this.#deltas ??= this.#toDeltas();
    return this.#deltas;
  }

  get triggered(): ReadonlyMap<RuleId, Instant> {
    this.#triggered ??= this.#toTriggered();
    return this.#triggered;
  }

  get recheckAt(): Instant | null {
    if (this.#recheckAt === undefined) this.#recheckAt = this.#toRecheckAt();
    return this.#recheckAt;
  }

  *eachDecision(): Generator<Decision, void> {
    for (let at = 0; at < this.#endpoints.length; at += 1)
      yield toDecision(this.#cycle, this.#endpoints.at(at));
  }

  #toDecisions(): readonly Decision[] {
    const decisions = new Array<Decision>(this.#endpoints.length);
    for (let at = 0; at < decisions.length; at += 1)
      decisions[at] = toDecision(this.#cycle, this.#endpoints.at(at));
    return decisions;
  }

  #toDeltas(): ReadonlyMap<EndpointId, number> {
    const deltas = new Map<EndpointId, number>();
    for (let at = 0; at < this.#endpoints.length; at += 1) {
      const change = this.#endpoints.changeAt(at);
      if (change !== 0) deltas.set(this.#endpoints.idAt(at), change);
    }
    return deltas;
  }

  /** In the order in which rules trigger: `sequential` walks one list of rules, the others go endpoint by endpoint. */
  #toTriggered(): ReadonlyMap<RuleId, Instant> {
    const { program, verdicts, clock, semantics } = this.#cycle;
    const { positions } = program.index;
    const rules: number[] = [];
    let last = -1;
    let isInOrder = true;
    for (let at = 0; at < this.#endpoints.length; at += 1) {
      const end = this.#endpoints.ruleEndAt(at);
      for (let rule = this.#endpoints.firstRuleAt(at); rule < end; rule += 1) {
        if (byteAt(verdicts, rule) !== VERDICTS.triggered) continue;
        const position = integerAt(positions, rule);
        isInOrder &&= position > last;
        last = position;
        rules.push(rule);
      }
    }
    if (semantics.combine === "sequential" && !isInOrder) {
      rules.sort((one, other) => integerAt(positions, one) - integerAt(positions, other));
    }
    const triggered = new Map<RuleId, Instant>();
    for (const rule of rules) triggered.set(program.index.ruleOf(rule).id, clock.now);
    return triggered;
  }

  #toRecheckAt(): Instant | null {
    let earliest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#endpoints.length; at += 1) {
      earliest = Math.min(earliest, recheckOf(this.#cycle, this.#endpoints.at(at)));
    }
    return recheckAtOf(earliest);
  }
}

/** The results for the endpoints of a cycle, in the order of the snapshot: in columns, as there can be very many, and to be used again. */
export class SettledEndpoints {
  #length = 0;
  readonly #ids: EndpointId[] = [];
  readonly #constraints: EndpointConstraints[] = [];
  #replicas = new Float64Array(0);
  #desired = new Float64Array(0);
  /** The number of each in the program; −1 for one that has no rules. */
  #numbers = new Int32Array(0);
  readonly #program: RuleProgram;

  constructor(program: RuleProgram) {
    this.#program = program;
  }

  get length(): number {
    return this.#length;
  }

  /** Forgets what it has, and makes space for so many. */
  begin(most: number): void {
    this.#length = 0;
    if (most <= this.#replicas.length) return;
    this.#replicas = new Float64Array(most);
    this.#desired = new Float64Array(most);
    this.#numbers = new Int32Array(most);
  }

  add(
    id: EndpointId,
    number: number,
    replicas: number,
    desired: number,
    constraints: EndpointConstraints,
  ): void {
    const at = this.#length;
    this.#ids[at] = id;
    this.#constraints[at] = constraints;
    this.#numbers[at] = number;
    this.#replicas[at] = replicas;
    this.#desired[at] = desired;
    this.#length = at + 1;
  }

  idAt(at: number): EndpointId {
    return itemAt(this.#ids, at);
  }

  /** A faulty count, which may be no number, stays as it is. */
  desiredAt(at: number): number {
    return doubleAt(this.#desired, at);
  }

  /** Whether any count changes. */
  get hasMoved(): boolean {
    for (let at = 0; at < this.#length; at += 1) if (this.changeAt(at) !== 0) return true;
    return false;
  }

  /** How the count changes; a faulty one, which may be no number, not at all. */
  changeAt(at: number): number {
    const change = doubleAt(this.#desired, at) - doubleAt(this.#replicas, at);
    return Number.isNaN(change) ? 0 : change;
  }

  /** What the endpoint has to remember from now on; null where that did not change. */
  memoryAt(cycle: Cycle, at: number): EndpointMemory | null {
    // Of most endpoints nothing has to be remembered, and no object is made for those.
    const constraints = itemAt(this.#constraints, at);
    if (!remembers(cycle, integerAt(this.#numbers, at), constraints)) return null;
    return memoryAfter(cycle, this.at(at), doubleAt(this.#desired, at));
  }

  /** Whether the count depends on more than the rules. */
  hasStagesAt(at: number): boolean {
    const isConstrained = itemAt(this.#constraints, at) !== UNCONSTRAINED;
    return isConstrained || needsOf(this.#program, integerAt(this.#numbers, at)) !== 0;
  }

  /** The first of the endpoint's rules, and where they end: both the first of all where it has none. */
  firstRuleAt(at: number): number {
    const number = Math.max(0, integerAt(this.#numbers, at));
    return integerAt(this.#program.index.firstRule, number);
  }

  ruleEndAt(at: number): number {
    return integerAt(this.#program.index.firstRule, integerAt(this.#numbers, at) + 1);
  }

  at(at: number): SettledEndpoint {
    return {
      endpointId: this.idAt(at),
      number: integerAt(this.#numbers, at),
      replicas: doubleAt(this.#replicas, at),
      constraints: itemAt(this.#constraints, at),
      first: this.firstRuleAt(at),
      end: this.ruleEndAt(at),
    };
  }
}

/** What endpoints have to remember from now on; null where nothing changed. */
function memoriesOf(cycle: Cycle, endpoints: SettledEndpoints): Memories | null {
  let memories: Map<EndpointId, EndpointMemory> | null = null;
  for (let at = 0; at < endpoints.length; at += 1) {
    const memory = endpoints.memoryAt(cycle, at);
    if (memory === null) continue;
    memories ??= new Map();
    memories.set(endpoints.idAt(at), memory);
  }
  return memories;
}

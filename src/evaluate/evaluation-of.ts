import type { Decision } from "../model/decision.ts";
import type { EndpointMemory } from "../model/endpoint-memory.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { type SettledEndpoint, toDecision } from "./decision.ts";
import { evaluationJson } from "./evaluation-json.ts";
import { recheckAtOf, recheckOf } from "./recheck.ts";
import { memoryAfter, remembers } from "./remember.ts";
import { VERDICTS } from "./verdict.ts";

/** The results for the endpoints of a cycle, in the order of the snapshot: in columns, as there can be very many. */
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

  /** What the endpoint has to remember from now on; null where that did not change. */
  memoryAt(at: number): EndpointMemory | null {
    // Of most endpoints nothing has to be remembered, and no object is made for those.
    const constraints = itemAt(this.#constraints, at);
    if (!remembers(this.#cycle, integerAt(this.#numbers, at), constraints)) return null;
    return memoryAfter(this.#cycle, this.at(at), doubleAt(this.#desired, at));
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
      number: integerAt(this.#numbers, at),
      replicas: doubleAt(this.#replicas, at),
      constraints: itemAt(this.#constraints, at),
      first: this.firstRuleAt(at),
      end: this.ruleEndAt(at),
    };
  }
}

/** What endpoints have to remember from now on; null where nothing changed. */
function memoriesOf(endpoints: SettledEndpoints): Memories | null {
  let memories: Map<EndpointId, EndpointMemory> | null = null;
  for (let at = 0; at < endpoints.length; at += 1) {
    const memory = endpoints.memoryAt(at);
    if (memory === null) continue;
    memories ??= new Map();
    memories.set(endpoints.idAt(at), memory);
  }
  return memories;
}

type Memories = ReadonlyMap<EndpointId, EndpointMemory>;

/** With fewer rules it costs less to make everything at once. */
const MANY_RULES = 64;

/** The answer of a settled cycle. With many rules its objects are made when they are first read. */
export function evaluationOf(
  cycle: Cycle,
  endpoints: SettledEndpoints,
  orphans: readonly RuleId[],
): Evaluation {
  const answer = new Answer(cycle, endpoints);
  const memories = memoriesOf(endpoints);
  if (cycle.program.index.ruleCount >= MANY_RULES)
    return new LazyEvaluation(answer, orphans, memories);
  return new MadeEvaluation(answer, orphans, memories);
}

/** Its method is not its own, so that an evaluation that is spread or cloned is the data alone. */
class MadeEvaluation implements Evaluation {
  // Declared, so that each property is made where it is set, in the order in which a lazy answer has them.
  declare readonly decisions: readonly Decision[];
  declare readonly deltas: ReadonlyMap<EndpointId, number>;
  declare readonly triggered: ReadonlyMap<RuleId, Instant>;
  declare readonly memories?: Memories;
  declare readonly orphans: readonly RuleId[];
  declare readonly recheckAt: Instant | null;

  constructor(answer: Answer, orphans: readonly RuleId[], memories: Memories | null) {
    this.decisions = answer.decisions;
    this.deltas = answer.deltas;
    this.triggered = answer.triggered;
    if (memories !== null) this.memories = memories;
    this.orphans = orphans;
    this.recheckAt = answer.recheckAt;
  }

  toJSON(): unknown {
    return evaluationJson(this);
  }
}

/**
 * The decisions of an evaluation, one by one. Of many they are made as they are asked for and not kept, so that going through a
 * hundred thousand of them needs no more memory than going through one.
 *
 * @example
 * for (const { endpointId, delta } of eachDecision(evaluate(snapshot))) console.log(endpointId, delta);
 */
export function* eachDecision(evaluation: Evaluation): Generator<Decision, void> {
  if (evaluation instanceof LazyEvaluation) yield* evaluation[ANSWER].eachDecision();
  else yield* evaluation.decisions;
}

const ANSWER = Symbol("answer");

/** Its properties are its own and enumerable, so that it can be read, spread and written as JSON like any other evaluation. */
class LazyEvaluation implements Evaluation {
  declare readonly decisions: readonly Decision[];
  declare readonly deltas: ReadonlyMap<EndpointId, number>;
  declare readonly triggered: ReadonlyMap<RuleId, Instant>;
  declare readonly memories?: Memories;
  declare readonly orphans: readonly RuleId[];
  declare readonly recheckAt: Instant | null;
  declare readonly [ANSWER]: Answer;

  constructor(answer: Answer, orphans: readonly RuleId[], memories: Memories | null) {
    const { decisions, deltas, triggered, recheckAt } = PARTS;
    // In the order in which an answer that is made at once has them, so that both are the same bytes.
    Object.defineProperties(this, {
      decisions,
      deltas,
      triggered,
      ...(memories !== null && { memories: { value: memories, enumerable: true } }),
      orphans: { value: orphans, enumerable: true },
      recheckAt,
      [ANSWER]: { value: answer },
    });
  }

  toJSON(): unknown {
    return evaluationJson(this);
  }
}

/** The same functions for every evaluation: with ones of its own each would be of a shape of its own, which engines keep. */
const PARTS = /* @__PURE__ */ Object.freeze({
  decisions: /* @__PURE__ */ getter(({ decisions }) => decisions),
  deltas: /* @__PURE__ */ getter(({ deltas }) => deltas),
  triggered: /* @__PURE__ */ getter(({ triggered }) => triggered),
  recheckAt: /* @__PURE__ */ getter(({ recheckAt }) => recheckAt),
});

function getter<T>(read: (answer: Answer) => T): PropertyDescriptor & ThisType<LazyEvaluation> {
  return {
    enumerable: true,
    get() {
      return read(this[ANSWER]);
    },
  };
}

/** The parts of an evaluation, each made once. */
class Answer {
  readonly #cycle: Cycle;
  readonly #endpoints: SettledEndpoints;
  #decisions: readonly Decision[] | null = null;
  #deltas: ReadonlyMap<EndpointId, number> | null = null;
  #triggered: ReadonlyMap<RuleId, Instant> | null = null;
  #recheckAt: Instant | null | undefined;

  constructor(cycle: Cycle, endpoints: SettledEndpoints) {
    this.#cycle = cycle;
    this.#endpoints = endpoints;
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

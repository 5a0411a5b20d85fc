import type { Decision } from "../model/decision.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { byteAt, integerAt } from "../util/columns.ts";
import type { Cycle } from "./cycle.ts";
import { toDecision } from "./decision.ts";
import { recheckAtOf, recheckOf } from "./recheck.ts";
import type { SettledEndpoints } from "./settled-endpoints.ts";
import { VERDICTS } from "./verdict.ts";

/** For fewer rules making everything at once costs less than making it when it is read. */
const MANY_RULES = 64;

/** The answer of a cycle that is settled. Of many rules the objects are made when they are read, each once. */
export function evaluationOf(
  cycle: Cycle,
  endpoints: SettledEndpoints,
  orphans: readonly RuleId[],
): Evaluation {
  const answer = new Answer(cycle, endpoints);
  if (cycle.program.index.ruleCount >= MANY_RULES) return new LazyEvaluation(answer, orphans);
  const { decisions, deltas, triggered, recheckAt } = answer;
  return { decisions, deltas, triggered, orphans, recheckAt };
}

const ANSWER = Symbol("answer");

/** To whoever reads it, spreads it or writes it as JSON it is like any other: the properties are its own, and enumerable. */
class LazyEvaluation implements Evaluation {
  declare readonly decisions: readonly Decision[];
  declare readonly deltas: ReadonlyMap<EndpointId, number>;
  declare readonly triggered: ReadonlyMap<RuleId, Instant>;
  declare readonly orphans: readonly RuleId[];
  declare readonly recheckAt: Instant | null;
  declare readonly [ANSWER]: Answer;

  constructor(answer: Answer, orphans: readonly RuleId[]) {
    const { decisions, deltas, triggered, recheckAt } = PARTS;
    // In the order in which an answer that is made at once has them, so that both are the same bytes.
    Object.defineProperties(this, {
      decisions,
      deltas,
      triggered,
      orphans: { value: orphans, enumerable: true },
      recheckAt,
      [ANSWER]: { value: answer },
    });
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

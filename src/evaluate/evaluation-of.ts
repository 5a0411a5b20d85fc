import type { Decision } from "../model/decision.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Answer, Memories } from "./answer.ts";
import { evaluationJson } from "./evaluation-json.ts";

/** With fewer rules it costs less to make everything at once. */
const MANY_RULES = 64;

/** The answer of a settled cycle. With many rules its objects are made when they are first read. */
export function evaluationOf(answer: Answer): Evaluation {
  return answer.ruleCount >= MANY_RULES ? new LazyEvaluation(answer) : new MadeEvaluation(answer);
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

  constructor(answer: Answer) {
    this.decisions = answer.decisions;
    this.deltas = answer.deltas;
    this.triggered = answer.triggered;
    if (answer.memories !== null) this.memories = answer.memories;
    this.orphans = answer.orphans;
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

  constructor(answer: Answer) {
    const { memories, orphans } = answer;
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

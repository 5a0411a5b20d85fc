import type { RuleId } from "../../model/ids.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import { commonStep } from "../rules/common-step.ts";
import { countAfterMove, crossedBounds, type Move, type Policy } from "../rules/policy.ts";
import { fieldPath, readingParams } from "../words/places.ts";

/**
 * Steps that a bound refuses although the count has not reached it, and steps that end on the wrong side of a bound: one
 * finding for all rules that are refused at one limit.
 */
export function refusedSteps(settled: Settled, space: Space): Finding[] {
  const { policy } = settled;
  // A clamped step goes as far as its bound, from either side.
  if (policy.semantics.bounds === "clamp") return [];
  /** The first place of each rule, of those that may still be refused somewhere. */
  const found = new Map<string, Refused>();
  const keyOf = (code: Refused["code"], { rule }: Move): string => `${code} ${rule.index}`;
  for (const [index, count] of space.counts.entries()) {
    const refused = policy.rules.flatMap(({ moves }) => moves.filter((move) => isRefused(move, count, policy)));
    const stuck = new Set(refused.filter((move) => straddles(move, count) && !found.has(keyOf("lock-up", move))));
    const astray = new Set(
      refused.filter((move) => endsOnWrongSide(move, count) && !found.has(keyOf("wrong-side", move))),
    );
    for (const [classIndex, each] of space.classes.entries()) {
      if (stuck.size === 0 && astray.size === 0) break;
      for (const move of each.matchedAt(count)) {
        const where = { move, index, classIndex };
        if (stuck.has(move) && !movesTowards(move, index, classIndex, space)) {
          stuck.delete(move);
          const bound = move.direction === "out" ? "maxReplicas" : "minReplicas";
          found.set(keyOf("lock-up", move), { ...where, code: "lock-up", bound });
        }
        if (astray.delete(move)) {
          const bound = move.direction === "out" ? "minReplicas" : "maxReplicas";
          found.set(keyOf("wrong-side", move), { ...where, code: "wrong-side", bound });
        }
      }
    }
  }
  return atOneLimit([...found.values()]).map(([first, ...others]) => findingFor(first, others, settled, space));
}

/** A step that a bound of its rule refuses, and where. */
interface Refused {
  readonly code: "lock-up" | "wrong-side";
  readonly move: Move;
  readonly bound: "minReplicas" | "maxReplicas";
  readonly index: number;
  readonly classIndex: number;
}

function limitOf({ move: { rule }, bound }: Refused): number {
  // The bound refuses the step, so that there is one.
  return Number(bound === "maxReplicas" ? rule.maxInForce : rule.minInForce);
}

/** Those together that are refused for one reason at one limit, and whose bounds are crossed alike, in the order in which they were found. */
function atOneLimit(refused: readonly Refused[]): [Refused, ...Refused[]][] {
  const groups = new Map<string, [Refused, ...Refused[]]>();
  for (const each of refused) {
    const key = JSON.stringify([each.code, each.bound, limitOf(each), crossedBounds(each.move.rule) !== null]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

function isRefused(move: Move, count: number, policy: Policy): boolean {
  return move.direction !== null && countAfterMove(move, count, policy) === null;
}

/** The step leads past the bound from a count that has not reached it. */
function straddles({ rule: { minInForce, maxInForce }, direction, step }: Move, count: number): boolean {
  if (direction === "out") return maxInForce !== null && count < maxInForce && count + step > maxInForce;
  return minInForce !== null && count > minInForce && Math.max(0, count + step) < minInForce;
}

function movesTowards({ direction }: Move, index: number, classIndex: number, { counts, next }: Space): boolean {
  const after = itemAt(itemAt(next, classIndex), index);
  const difference = after < 0 ? Number.POSITIVE_INFINITY : itemAt(counts, after) - itemAt(counts, index);
  return direction === "out" ? difference > 0 : difference < 0;
}

/** A rise that does not get up to the minimum, or a fall that does not get down to the maximum. */
function endsOnWrongSide({ rule: { minInForce, maxInForce }, direction, step }: Move, count: number): boolean {
  if (direction === "out") return minInForce !== null && count + step < minInForce;
  return maxInForce !== null && Math.max(0, count + step) > maxInForce;
}

function findingFor(first: Refused, others: readonly Refused[], settled: Settled, space: Space): Finding {
  const { code, move, bound, index, classIndex } = first;
  const { rule, step } = move;
  const count = itemAt(space.counts, index);
  const shown = itemAt(space.classes, classIndex);
  const limit = limitOf(first);
  const ids = others.map((each) => each.move.rule.rule.id);
  const facts = {
    model: "free",
    rules: [rule.rule.id, ...ids],
    counts: [count],
    witness: shownAt(settled, space, index, [shown]),
    params: {
      ...readingParams(shown.readings),
      rule: rule.rule.id,
      others: ids,
      step,
      from: count,
      to: Math.max(0, count + step),
      bound,
      limit,
      room: Math.abs(limit - count),
      cures: [],
    },
  } as const;
  if (code === "wrong-side") return findingOf({ ...facts, code, key: code, path: fieldPath(rule, bound) });
  const params = { ...facts.params, fit: fittingStep(facts.params.room, facts.rules, settled.policy) };
  return findingOf({ ...facts, code, key: code, params, path: fieldPath(rule, "stepSize") });
}

/** The largest step that leads to the limit from there, and from wherever the steps of the other rules lead. */
function fittingStep(room: number, ids: readonly RuleId[], { rules }: Policy): number {
  const others = rules.filter(({ rule }) => !ids.includes(rule.id));
  return others.reduce((most, { rule: { stepSize } }) => commonStep(most, Math.abs(stepSize)), room);
}

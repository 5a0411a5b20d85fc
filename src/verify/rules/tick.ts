import { landing, type Move, type Policy } from "./policy.ts";

/** Called for each move that triggers, in evaluation order. */
export type OnAct = (move: Move, from: number, to: number) => void;

/** Whether a move's rule is free to trigger: it does not cool down. */
export type IsFree = (move: Move) => boolean;

const ALWAYS: IsFree = () => true;
const NOTHING: OnAct = () => undefined;

/**
 * The count after one cycle in which these moves' conditions hold: the evaluator's combination of rules on bare counts,
 * hundreds of times as fast, because it explains nothing. A property holds the two together on every generated case.
 */
export function tick(
  policy: Policy,
  holding: readonly Move[],
  count: number,
  onAct: OnAct = NOTHING,
  isFree: IsFree = ALWAYS,
): number {
  return within(policy, combine(policy, holding, count, onAct, isFree));
}

function combine(policy: Policy, holding: readonly Move[], count: number, onAct: OnAct, isFree: IsFree): number {
  const { combine: how } = policy.semantics;
  switch (how) {
    case "sequential":
      return sequential(policy, holding, count, onAct, isFree);
    case "first":
      return first(policy, holding, count, onAct, isFree);
    case "agreement":
      return agreement(policy, holding, count, onAct, isFree);
  }
}

function sequential(policy: Policy, holding: readonly Move[], count: number, onAct: OnAct, isFree: IsFree): number {
  let now = count;
  for (const move of holding) {
    const to = isFree(move) ? landing(move, now, policy) : null;
    if (to === null) continue;
    onAct(move, now, to);
    now = to;
  }
  return now;
}

function first(policy: Policy, holding: readonly Move[], count: number, onAct: OnAct, isFree: IsFree): number {
  for (const move of holding) {
    const to = isFree(move) ? landing(move, count, policy) : null;
    if (to === null) continue;
    onAct(move, count, to);
    return to;
  }
  return count;
}

function agreement(policy: Policy, holding: readonly Move[], count: number, onAct: OnAct, isFree: IsFree): number {
  let winner: Move | null = null;
  let best = Number.NEGATIVE_INFINITY;
  const fallAllowed = mayFall(policy, holding);
  for (const move of holding) {
    const to = isFree(move) ? landing(move, count, policy) : null;
    if (to === null || (to < count && !fallAllowed)) continue;
    if (winner !== null && !beats(rank(to, count), move, rank(best, count), winner)) continue;
    winner = move;
    best = to;
  }
  if (winner === null) return count;
  onAct(winner, count, best);
  return best;
}

/** Every rule that can lower the count consents: its condition for that holds. */
function mayFall({ rules }: Policy, holding: readonly Move[]): boolean {
  const consenting = holding.reduce((sum, { step }) => sum + (step < 0 ? 1 : 0), 0);
  return consenting === rules.reduce((sum, { canLower }) => sum + (canLower ? 1 : 0), 0);
}

/** Proposals by worth: the highest rise, then the highest fall, then what changes nothing. */
function rank(to: number, count: number): number {
  return to === count ? Number.NEGATIVE_INFINITY : to;
}

function beats(rankOne: number, one: Move, rankOther: number, other: Move): boolean {
  if (rankOne !== rankOther) return rankOne > rankOther;
  if (one.rule.priority !== other.rule.priority) return one.rule.priority > other.rule.priority;
  return one.rule.rule.id < other.rule.rule.id;
}

/** The endpoint's bounds hold whether or not a rule triggered. */
function within({ bounds: { minReplicas, maxReplicas } }: Policy, count: number): number {
  if (minReplicas !== null && count < minReplicas) return minReplicas;
  return maxReplicas !== null && count > maxReplicas ? maxReplicas : count;
}

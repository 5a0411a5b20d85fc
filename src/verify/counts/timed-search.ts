import { greatestOf, leastOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Observation } from "../rules/observation.ts";
import type { TimedRun, TimedState } from "../rules/timed-run.ts";
import type { Budget } from "./budget.ts";

/** How a run ended. A loop in which rules fall back has an end of its own. */
export type End = "settled" | "cycles" | "cycles-by-fallback" | "runs-away" | "out-of-budget";

/** A run to its end. */
export interface Followed {
  readonly end: End;
  /** The greatest count on the way. */
  readonly most: number;
  /** The least count of the loop in which it ends; null where it ends in none. */
  readonly low: number | null;
  /** On the way the count goes to 0. */
  readonly falls: boolean;
}

/** What is read with so many replicas serving of a count; null: so many cannot have such readings. */
export type ObserveAt = (serving: number, count: number) => Observation | null;

/** Follows runs until they rest, repeat or grow without end, and none of them twice. */
export class TimedSearch {
  readonly #run: TimedRun;
  readonly #budget: Budget;
  readonly #alikeAbove: number;

  /** @param alikeAbove - with more replicas than that, all of them serving, the same waits lead to the same moves at any count */
  constructor(run: TimedRun, budget: Budget, alikeAbove: number) {
    this.#run = run;
    this.#budget = budget;
    this.#alikeAbove = alikeAbove;
  }

  /** How runs end that see this, from a count at which all is at rest. */
  under(observeAt: ObserveAt): (count: number) => Followed {
    const known = new Map<string, Followed>();
    return (count) => this.#follow(this.#run.start(count), observeAt, known);
  }

  #follow(start: TimedState, observeAt: ObserveAt, known: Map<string, Followed>): Followed {
    const keys: string[] = [];
    const counts: number[] = [];
    const seenAt = new Map<string, number>();
    /** Above every bound: the count that each combination of waits was met with. */
    let above = new Map<string, number>();
    let falls = false;
    /** The last state of the run in which rules fell back. */
    let lastFallback = -1;
    const ended = (end: End, most = 0, low: number | null = null): Followed =>
      remembered(known, keys, counts, { end, most, low, falls });
    for (let state: TimedState | null = start; state !== null; ) {
      if (this.#budget.left <= 0)
        return { end: "out-of-budget", most: Math.max(0, greatestOf(counts)), low: null, falls };
      this.#budget.left -= 1;
      const key = this.#run.keyOf(state);
      const before = known.get(key);
      if (before !== undefined) {
        falls = before.falls;
        return ended(before.end, before.most, before.low);
      }
      const loopFrom = seenAt.get(key);
      if (loopFrom !== undefined) {
        // From each state of a loop on, all of its counts come.
        const loop = new Set(counts.slice(loopFrom));
        falls = loop.size > 1 && loop.has(0);
        const cycling = lastFallback < loopFrom ? "cycles" : "cycles-by-fallback";
        return ended(loop.size > 1 ? cycling : "settled", greatestOf(loop), leastOf(loop));
      }
      seenAt.set(key, counts.length);
      keys.push(key);
      counts.push(state.count);
      const serving = this.#run.servingIn(state);
      if (serving <= this.#alikeAbove) above = new Map();
      else {
        const waits = this.#run.keyOf({ ...state, count: 0 });
        if (state.count > (above.get(waits) ?? Number.POSITIVE_INFINITY)) return ended("runs-away");
        above.set(waits, state.count);
      }
      const observation = observeAt(serving, state.count);
      // A reading that so many replicas cannot have does not last.
      if (observation === null) return ended("settled");
      const { step, next }: ReturnType<TimedRun["next"]> = this.#run.next(observation, state);
      if (step?.fallbacks !== undefined) lastFallback = keys.length - 1;
      state = next;
    }
    return ended("settled");
  }
}

/** Keeps the end of a run for each state on its way, with the greatest count from there on; gives that of the first. */
function remembered(
  known: Map<string, Followed>,
  keys: readonly string[],
  counts: readonly number[],
  ended: Followed,
): Followed {
  let followed = ended;
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const count = itemAt(counts, at);
    const falls = followed.falls || (count > 0 && counts[at + 1] === 0);
    followed = { ...ended, most: Math.max(followed.most, count), falls };
    known.set(itemAt(keys, at), followed);
  }
  return followed;
}

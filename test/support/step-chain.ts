import { itemAt } from "../../src/util/item-at.ts";

/** A serving engine as a Markov chain: a step takes base + perRequest · (requests in it) + perPrompt · (requests that are new). */
export interface StepEngine {
  readonly places: number;
  readonly baseMs: number;
  readonly perRequestMs: number;
  readonly perPromptMs: number;
  /** Mean tokens of an answer, one a step, of exponential lengths that are rounded to 1 or more. */
  readonly tokens: number;
}

/** What users wait for in the mean, in milliseconds. */
export interface StepFigures {
  readonly firstToken: number;
  readonly endToEnd: number;
  readonly perToken: number;
}

/** Most new requests of a step, and most that arrive in one: past them are less than a millionth. */
const MOST_NEW = 6;
const MOST_ARRIVALS = 8;

/**
 * The engine's stationary state, without drawing a number: the chain of (requests there, those of them that are new) at the
 * beginnings of steps. New ones are those that the last step found waiting, or that arrived in it; each in the batch ends
 * with its step by the odds of a geometric length. Waits follow by Little's law, arrivals being spread over a step evenly.
 */
export function stepFigures(engine: StepEngine, perSecond: number, most: number): StepFigures {
  const { places, baseMs, perRequestMs, perPromptMs, tokens } = engine;
  const perMs = perSecond / 1000;
  // A length is 1 where the exponential is below 1.5, and at every token after that one more ends by the same odds.
  const endsFirst = 1 - Math.exp(-1.5 / tokens);
  const endsLater = 1 - Math.exp(-1 / tokens);
  const numberOf = (there: number, fresh: number) => (there - 1) * (MOST_NEW + 1) + Math.min(MOST_NEW, fresh);
  const states = Array.from({ length: most }, (_, at) =>
    Array.from({ length: MOST_NEW + 1 }, (__, fresh) => ({ there: at + 1, fresh: Math.min(fresh, places, at + 1) })),
  ).flat();
  const stepMs = ({ there, fresh }: { there: number; fresh: number }) =>
    baseMs + perRequestMs * Math.min(places, there) + perPromptMs * fresh;
  const moves = states.map((state) => {
    const { there, fresh } = state;
    const batch = Math.min(places, there);
    const row = new Float64Array(states.length);
    const ends = convolved(binomial(batch - fresh, endsLater), binomial(fresh, endsFirst));
    const arrivals = poisson(perMs * stepMs(state));
    for (const [ended, endedOdds] of ends.entries()) {
      for (const [came, cameOdds] of arrivals.entries()) {
        const next = Math.min(most, there - ended + came);
        const begun = Math.min(places, next) - (batch - ended);
        // An engine without requests waits for one, which is new.
        const to = next === 0 ? numberOf(1, 1) : numberOf(next, begun);
        row[to] = (row[to] ?? 0) + endedOdds * cameOdds;
      }
    }
    return row;
  });
  const emptied = states.map(({ there, fresh }) => {
    const batch = Math.min(places, there);
    const all = itemAt(convolved(binomial(batch - fresh, endsLater), binomial(fresh, endsFirst)), batch);
    return there > places ? 0 : all * Math.exp(-perMs * stepMs({ there, fresh }));
  });
  const odds = stationary(moves);
  let ms = 0;
  let before = 0;
  let inside = 0;
  for (const [at, state] of states.entries()) {
    const weight = itemAt(odds, at);
    const step = stepMs(state);
    ms += weight * (step + itemAt(emptied, at) / perMs);
    before += weight * step * (Math.max(0, state.there - places) + (perMs * step) / 2 + state.fresh);
    inside += weight * step * (state.there + (perMs * step) / 2);
  }
  const firstToken = before / ms / perMs;
  const endToEnd = inside / ms / perMs;
  const length = 1 + (1 - endsFirst) / endsLater;
  return { firstToken, endToEnd, perToken: (endToEnd - firstToken) / (length - 1) };
}

function binomial(count: number, odds: number): readonly number[] {
  let list: readonly number[] = [1];
  for (let nth = 0; nth < count; nth += 1) list = convolved(list, [1 - odds, odds]);
  return list;
}

function poisson(mean: number): readonly number[] {
  const list = [Math.exp(-mean)];
  for (let count = 1; count <= MOST_ARRIVALS; count += 1) list.push((itemAt(list, count - 1) * mean) / count);
  return list;
}

function convolved(one: readonly number[], other: readonly number[]): readonly number[] {
  const sums = new Array<number>(one.length + other.length - 1).fill(0);
  for (const [at, each] of one.entries()) {
    for (const [by, odds] of other.entries()) sums[at + by] = itemAt(sums, at + by) + each * odds;
  }
  return sums;
}

/**
 * How often each state of a chain comes up. States that are out of reach come to 0.
 *
 * @see Grassmann, Taksar and Heyman, "Regenerative analysis and steady state distributions", Operations Research 33, 1985
 */
function stationary(moves: readonly Float64Array[]): readonly number[] {
  const rows = moves.map((row) => Float64Array.from(row));
  for (let state = rows.length - 1; state > 0; state -= 1) {
    const row = itemAt(rows, state);
    // A step ends what it has places for, at most: the chain falls by few states at once.
    const first = row.findIndex((share) => share > 0);
    let out = 0;
    for (let to = first; to < state; to += 1) out += itemAt(row, to);
    for (let from = 0; from < state; from += 1) {
      const other = itemAt(rows, from);
      const share = itemAt(other, state) / out;
      other[state] = share;
      if (share === 0) continue;
      for (let to = first; to < state; to += 1) other[to] = itemAt(other, to) + share * itemAt(row, to);
    }
  }
  const odds = [1];
  for (let state = 1; state < rows.length; state += 1) {
    odds.push(odds.reduce((sum, each, from) => sum + each * itemAt(itemAt(rows, from), state), 0));
  }
  const total = odds.reduce((sum, each) => sum + each, 0);
  return odds.map((each) => each / total);
}

/** Requests in the queue, in the mean, of M/M/c: Erlang's C formula and Little's law. */
export function erlangQueue(servers: number, load: number): number {
  // By the recursion of Erlang B, which does not overflow.
  let blocking = 1;
  for (let c = 1; c <= servers; c += 1) blocking = (load * blocking) / (c + load * blocking);
  const utilisation = load / servers;
  const waits = blocking / (1 - utilisation * (1 - blocking));
  return (waits * utilisation) / (1 - utilisation);
}

/** What a birth-death chain of a batch says about its users: no queue has an end, and requests leave at μ(min(j, c)). */
export interface ChainFigures {
  /** Requests that wait, in the mean. */
  readonly queue: number;
  /** Requests that run, in the mean. */
  readonly running: number;
  /** How often so many requests are there. */
  readonly states: readonly number[];
}

/** The stationary mean figures of a chain, by summing over its states up to so many that wait. */
export function chainFigures(rates: readonly number[], perSecond: number, room = 20_000): ChainFigures {
  let weight = 1;
  let total = 1;
  let queue = 0;
  let running = 0;
  const weights = [1];
  for (let j = 1; j <= rates.length + room; j += 1) {
    weight *= perSecond / (rates[Math.min(j, rates.length) - 1] ?? Number.NaN);
    total += weight;
    weights.push(weight);
    queue += weight * Math.max(0, j - rates.length);
    running += weight * Math.min(j, rates.length);
  }
  return { queue: queue / total, running: running / total, states: weights.map((each) => each / total) };
}

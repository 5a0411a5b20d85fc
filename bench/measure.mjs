/**
 * Runs every candidate once a round, so that a noisy minute hits all alike; libraries that time one candidate after another
 * cannot tell it from a difference. Gives the quartiles of the milliseconds of each.
 */
export function measure(candidates, rounds) {
  const times = new Map([...Object.keys(candidates)].map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(candidates)) {
      const start = performance.now();
      run();
      times.get(name).push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, list]) => [name, quartiles(list)]));
}

/** The same for candidates that are asynchronous. */
export async function measureAsync(candidates, rounds) {
  const times = new Map([...Object.keys(candidates)].map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(candidates)) {
      const start = performance.now();
      await run();
      times.get(name).push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, list]) => [name, quartiles(list)]));
}

function quartiles(list) {
  const sorted = list.toSorted((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** Candidates faster than this are run several times in a row, so that none is measured by the caches that another one left. */
const TURN_MS = 5;
/** What is run before anything counts, because until then an engine compiles. */
const WARM_UP_MS = 200;

/**
 * Runs every candidate once a round, so that a noisy minute hits all alike; libraries that time one candidate after another
 * cannot distinguish it from a difference. Gives the quartiles of the milliseconds of each. Candidates may be asynchronous.
 */
export async function measure(candidates, rounds) {
  const times = new Map();
  for (const [name, run] of Object.entries(candidates)) {
    times.set(name, []);
    for (const start = performance.now(); performance.now() - start < WARM_UP_MS; ) await turn(run);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(candidates)) times.get(name).push(await turn(run));
  }
  return new Map([...times].map(([name, list]) => [name, quartiles(list)]));
}

async function turn(run) {
  const start = performance.now();
  let runs = 0;
  let ms = 0;
  for (; ms < TURN_MS; ms = performance.now() - start) {
    const answer = run();
    if (answer instanceof Promise) await answer;
    runs += 1;
  }
  return ms / runs;
}

function quartiles(list) {
  const sorted = list.toSorted((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

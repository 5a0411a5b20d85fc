/**
 * How often a property is run that says nothing else: 30 times under `npm test`, 200 times in the full check (`.ci/run`), which
 * sets `FC_RUNS`.
 */
export const RUNS = Number(process.env["FC_RUNS"] ?? 30);

/** True in the full check: then the tests run too that take half a minute each, to go through whole grids and the programs of `examples`. */
export const isThorough = RUNS >= 200;

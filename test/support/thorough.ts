/**
 * True with `FC_RUNS` at 200 or more, as `.ci/run` has it: then the tests run too that take half a minute each, to go through
 * whole grids and the programs of `examples`.
 */
export const isThorough = Number(process.env["FC_RUNS"] ?? 100) >= 200;

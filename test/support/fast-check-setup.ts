import * as fc from "fast-check";

const { FC_SEED: seed, FC_RUNS: runs } = process.env;

// FC_RUNS=100000 npm test searches longer; FC_SEED repeats a run that failed.
fc.configureGlobal({ numRuns: Number(runs ?? 400), ...(seed === undefined ? {} : { seed: Number(seed) }) });

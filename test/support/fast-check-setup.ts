import * as fc from "fast-check";

const { FC_SEED: seed, FC_RUNS: runs } = process.env;

// FC_RUNS=2000 npm test searches twenty times as long; FC_SEED repeats a run that failed.
fc.configureGlobal({ numRuns: Number(runs ?? 100), ...(seed === undefined ? {} : { seed: Number(seed) }) });

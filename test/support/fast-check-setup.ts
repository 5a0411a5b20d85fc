import * as fc from "fast-check";
import { RUNS } from "./runs.ts";

const { FC_SEED: seed } = process.env;

// FC_RUNS=2000 npm test searches sixty times as long; FC_SEED repeats a run that failed; .ci/run makes one of the commit.
fc.configureGlobal({ numRuns: RUNS, ...(seed === undefined ? {} : { seed: Number(seed) }) });

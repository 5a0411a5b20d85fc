import * as fc from "fast-check";
import { arbitraries } from "../../src/testing/index.ts";

/** The public arbitraries, with the copy of fast-check that all tests share. */
export const any = arbitraries(fc);

/** The clock of generated snapshots where no other one is asked for: everything in them happens around it. */
export const NOW = 1_768_103_854_495.123;

/** Snapshots whose metric values can all be written: a decimal, or one of the words for infinity and for no number. */
export const wireable = any.snapshot().map((given) => ({
  ...given,
  metrics: given.metrics.filter(({ value }) => !["abc", "", "0x10", "1,5"].includes(String(value))),
}));

import * as fc from "fast-check";
import { arbitraries } from "../../src/testing/index.ts";

/** The public arbitraries, with the copy of fast-check that all tests share. */
export const any = arbitraries(fc);

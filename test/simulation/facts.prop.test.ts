import * as fc from "fast-check";
import { expect, test } from "vitest";
import { factsOfMetric } from "../../src/index.ts";
import { simulate } from "../../src/simulation/index.ts";
import { fluid, llm, scenarios } from "./scenarios.ts";

test("every reading keeps to the facts that are known of its metric", () => {
  let held = 0;
  fc.assert(
    fc.property(fc.oneof(scenarios(llm), scenarios(fluid)), (given) => {
      for (const { values, ...metric } of simulate(given).metrics) {
        const { facts, ground } = factsOfMetric(metric);
        if (ground !== "known") continue;
        for (const value of values) {
          if (value === null) continue;
          held += 1;
          expect(value).toBeGreaterThanOrEqual(Number(facts.min ?? Number.NEGATIVE_INFINITY));
          expect(value).toBeLessThanOrEqual(Number(facts.max ?? Number.POSITIVE_INFINITY));
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(held).toBeGreaterThan(1000);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { COMPARATORS, evaluate, type Rule, type Semantics } from "../../src/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";
import { rule } from "../support/build.ts";

const rules: fc.Arbitrary<readonly Rule[]> = fc
  .array(
    fc.record({
      comparator: fc.constantFrom(...COMPARATORS),
      threshold: fc.integer({ min: 1, max: 6 }),
      stepSize: fc.constantFrom(-3, -2, -1, 1, 2, 3),
      minReplicas: fc.integer({ min: 0, max: 2 }),
      maxReplicas: fc.integer({ min: 3, max: 9 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) => list.map((each, at) => rule({ ...each, id: `r${at}`, metricName: "busy", cooldownSeconds: 0 })));

/** The loads that read below, at, and above each threshold with so many replicas. */
function loadsAt(count: number, list: readonly Rule[]): readonly number[] {
  const thresholds = list.flatMap((each) => (each.type === "threshold" ? Number(each.threshold) : []));
  return thresholds.flatMap((threshold) =>
    [threshold - 0.5, threshold, threshold + 0.5].map((reading) => reading * count),
  );
}

/** Every count to which some course of loads leads, another load in each cycle, once the cooldowns of the last one are over. */
function countsUnderAnyCourse(list: readonly Rule[], semantics: Semantics, start: number): ReadonlySet<number> {
  const reached = new Set([start]);
  for (const count of reached) {
    for (const load of count === 0 ? [] : loadsAt(count, list)) {
      const metrics = [{ endpointId: "chat", source: "KERNEL", name: "busy", value: load / count }] as const;
      const endpoints = [{ id: "chat", replicas: count }];
      const { decisions } = evaluate({ now: 0, endpoints, rules: list, metrics, lastTriggered: new Map() }, semantics);
      for (const { desired } of decisions) reached.add(desired);
    }
  }
  return reached;
}

test("the counts that the model free reaches are those to which loads lead that change in every cycle", () => {
  fc.assert(
    fc.property(rules, any.semantics(), fc.integer({ min: 1, max: 9 }), (list, semantics, initial) => {
      const { reachable } = verifyOnce({ rules: list, semantics, initial, load: { metric: "busy" } });
      expect(new Set(reachable)).toEqual(countsUnderAnyCourse(list, semantics, initial));
    }),
  );
});

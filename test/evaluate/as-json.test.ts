import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { evaluate, type Snapshot } from "../../src/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";

/** An evaluation as JSON, which is the same where rules of no endpoint make it one of many. */
function written(changes: Partial<Snapshot>): unknown {
  const given = snapshot(changes);
  const others = Array.from({ length: 64 }, (_, nth) =>
    rule({ id: `r${nth}`, endpointId: "gone" }),
  );
  const few = JSON.parse(JSON.stringify(evaluate(given)));
  const many = JSON.parse(
    JSON.stringify(evaluate({ ...given, rules: [...given.rules, ...others] })),
  );
  expect(Object.keys(many)).toEqual(Object.keys(few));
  expect({ ...many, orphans: [] }).toEqual(few);
  return few;
}

describe("an evaluation is written as JSON", () => {
  test("with times as text, decimals as text, and memory as it is stored", () => {
    const held = { at: NOON - 1000, direction: "out" } as const;
    const memory = { breachedSince: { held, new: { at: NOON, direction: "out" } } };
    const found = written({
      endpoints: [endpoint({ memory: { breachedSince: { held } } })],
      rules: [
        rule(),
        rule({ id: "new", forSeconds: 60 }),
        rule({ id: "held", forSeconds: 60 }),
        rule({ id: "stale", metricName: "mem", maxAgeSeconds: 1 }),
      ],
      metrics: [average(new Decimal("90.5")), average(7, { name: "mem", at: NOON - 2000 })],
    });
    expect(found).toMatchObject({
      decisions: [
        {
          replicas: 3,
          desired: 4,
          outcomes: [
            { kind: "triggered", value: "90.5", threshold: "80", step: 1, from: 3, to: 4 },
            { since: "2026-03-02T12:00:00.000Z", until: "2026-03-02T12:01:00.000Z" },
            { since: "2026-03-02T11:59:59.000Z", remainingSeconds: 59 },
            { kind: "stale-metric", at: "2026-03-02T11:59:58.000Z", maxAgeSeconds: 1 },
          ],
          chain: [{ stage: "rules", from: 3, to: 4, by: "out" }],
          memory,
        },
      ],
      deltas: { chat: 1 },
      triggered: { out: "2026-03-02T12:00:00.000Z" },
      memories: { chat: memory },
      orphans: [],
      recheckAt: "2026-03-02T12:00:59.000Z",
    });
  });

  test("with infinities as text, and with null for a count that is no number, and where there is nothing to wait for", () => {
    const infinite = written({
      rules: [rule()],
      metrics: [average(Number.POSITIVE_INFINITY)],
    });
    expect(infinite).toMatchObject({
      decisions: [{ outcomes: [{ value: "Infinity" }] }],
      recheckAt: null,
    });
    expect(infinite).not.toHaveProperty("memories");
    expect(written({ endpoints: [endpoint({ replicas: Number.NaN })] })).toMatchObject({
      decisions: [{ replicas: null, desired: null, delta: 0 }],
    });
  });
});

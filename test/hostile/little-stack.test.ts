import { describe, expect, test } from "vitest";
import type { Evaluation } from "../../src/index.ts";
import { formatEvaluation, SchemaError, safeParseEvaluation, safeParseSnapshot } from "../../src/schema/index.ts";
import { withLittleStack } from "../support/little-stack.ts";
import { many } from "../support/many.ts";

/** More faults in one list within a list than zod can hand up with {@link withLittleStack}. */
const COUNT = 20_000;

const decision = { endpointId: "e", replicas: 1, desired: 1, delta: 0, outcomes: [], chain: [] };
const outcome = { kind: "disabled", ruleId: "r", metric: { source: "KERNEL", name: "cuda_util" } };
const link = { stage: "rules", from: 1, to: 1 };

describe("where little of the stack is left", () => {
  test("faults of every list have their places, and all count", () => {
    const sparse = many(2300, (nth) => ([0, 999, 1000, 1001, 2000].includes(nth) ? nth : outcome));
    const { delta, ...rest } = decision;
    const decisions = [
      { ...rest, outcomes: sparse, chain: [link, 7], colour: "red" },
      { ...decision, outcomes: new Array(COUNT).fill(0) },
      5,
    ];
    const { error } = withLittleStack(COUNT, () =>
      safeParseEvaluation({ decisions, deltas: [], triggered: {}, orphans: ["x", 7] }),
    );
    expect(error?.total).toBe(7 + COUNT + 4);
    expect(error?.faults.slice(0, 9).map(({ path, code }) => `${path}: ${code}`)).toEqual([
      "decisions[0].delta: missing",
      "decisions[0].outcomes[0]: not-one-of",
      "decisions[0].outcomes[999]: not-one-of",
      "decisions[0].outcomes[1000]: not-one-of",
      "decisions[0].outcomes[1001]: not-one-of",
      "decisions[0].outcomes[2000]: not-one-of",
      "decisions[0].chain[1]: wrong-type",
      "decisions[1].outcomes[0]: not-one-of",
      "decisions[1].outcomes[1]: not-one-of",
    ]);
  });

  test("what cannot be written is refused with every fault", () => {
    const outcomes = new Array(COUNT).fill(0);
    const evaluation = { decisions: [{ ...decision, outcomes }], deltas: new Map(), triggered: new Map(), orphans: [] };
    expect(() =>
      withLittleStack(COUNT, () => formatEvaluation({ ...evaluation, recheckAt: null } as unknown as Evaluation)),
    ).toThrow(/20000 fault/);
  });
});

test("a getter that throws once, an error of its own or a stack's, is told as what it is", () => {
  for (const cause of [new Error("once"), new RangeError("once")]) {
    let isRead = false;
    const input = {
      get now() {
        if (isRead) return 0;
        isRead = true;
        throw cause;
      },
      // An error of a stack may be one of too many faults: only then are others looked for.
      ...{ endpoints: [], rules: cause instanceof RangeError ? [] : 7, metrics: [], lastTriggered: {} },
    };
    const { error } = safeParseSnapshot(input);
    expect(error).toBeInstanceOf(SchemaError);
    expect(error?.cause).toBe(cause);
    expect(error?.faults.map(({ expected }) => expected)).toEqual(["data that can be read"]);
  }
});

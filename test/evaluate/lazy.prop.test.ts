import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Evaluation,
  evaluate,
  evaluatePrepared,
  prepare,
  type Semantics,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";
import { formatEvaluation } from "../../src/schema/index.ts";
import { agreeingSnapshot } from "../differential/agreeing.ts";
import { anySnapshot } from "../differential/hostile.ts";
import { any } from "../support/arbitraries.ts";
import { average, rule, snapshot } from "../support/build.ts";
import { crowded, evaluateInCrowd } from "../support/crowd.ts";
import { deepFreeze } from "../support/deep-freeze.ts";

function law(holds: (snapshot: Snapshot, semantics: Semantics) => void): void {
  const snapshots = fc.oneof(
    { weight: 3, arbitrary: anySnapshot },
    { weight: 1, arbitrary: agreeingSnapshot },
  );
  fc.assert(fc.property(snapshots, any.semantics(), holds));
}

/** An evaluation as bytes, the order of its fields included. */
function bytes(evaluation: Evaluation): string {
  return JSON.stringify([Object.keys(evaluation), formatEvaluation(evaluation)]);
}

/** The snapshot with counts, times and lists of its own, which can be changed. */
function changeable({ endpoints, lastTriggered, rules, metrics, ...rest }: Snapshot) {
  return {
    ...rest,
    endpoints: endpoints.map((endpoint) => ({ ...endpoint })),
    metrics: metrics.map((metric) => ({ ...metric })),
    rules: [...rules],
    lastTriggered: new Map(lastTriggered),
  };
}

describe("an answer to many rules, which is made as it is read,", () => {
  test("is the same to the byte as one that is made at once", () => {
    law((given, semantics) => {
      expect(bytes(evaluateInCrowd(given, semantics))).toBe(bytes(evaluate(given, semantics)));
    });
  });

  test("is of a frozen snapshot, and is the same objects however often it is read", () => {
    law((given, semantics) => {
      const evaluation = evaluate(deepFreeze(crowded(given)), semantics);
      expect(evaluation.decisions).toBe(evaluation.decisions);
      expect(evaluation.deltas).toBe(evaluation.deltas);
      expect(evaluation.triggered).toBe(evaluation.triggered);
      expect(evaluation.recheckAt).toBe(evaluation.recheckAt);
      evaluation.decisions.forEach((decision, at) => {
        expect(evaluation.decisions[at]).toBe(decision);
      });
    });
  });

  test("is the same whatever part of it is read first", () => {
    law((given, semantics) => {
      const expected = bytes(evaluate(crowded(given), semantics));
      for (const part of ["recheckAt", "triggered", "deltas", "orphans"] as const) {
        const evaluation = evaluate(crowded(given), semantics);
        void evaluation[part];
        expect(bytes(evaluation)).toBe(expected);
      }
    });
  });

  test("survives what a host does with the counts, the times and the lists before it reads the answer", () => {
    law((given, semantics) => {
      const state = changeable(crowded(given));
      const evaluation = evaluate(state, semantics);
      const expected = bytes(evaluate(crowded(given), semantics));
      for (const [id, at] of evaluation.triggered) state.lastTriggered.set(id, at);
      state.lastTriggered.delete([...state.lastTriggered.keys()][0] ?? "");
      for (const endpoint of state.endpoints) {
        endpoint.replicas += evaluation.deltas.get(endpoint.id) ?? 1;
        endpoint.paused = "both";
        endpoint.lastScaledAt = { out: state.now, in: state.now };
      }
      state.now += 60_000;
      state.endpoints.reverse();
      state.metrics.length = 0;
      state.rules.length = 0;
      expect(bytes(evaluation)).toBe(expected);
    });
  });

  test("survives later evaluations of the same prepared rules", () => {
    law((given, semantics) => {
      const first = crowded(given);
      const prepared = prepare(first.rules, semantics);
      const evaluation = evaluatePrepared(prepared, first);
      const later = evaluatePrepared(prepared, { ...first, now: first.now + 30_000, metrics: [] });
      expect(bytes(evaluation)).toBe(bytes(evaluate(first, semantics)));
      expect(bytes(later)).toBe(
        bytes(evaluate({ ...first, now: first.now + 30_000, metrics: [] }, semantics)),
      );
    });
  });

  test("reads like data: it can be spread, cloned and written as JSON", () => {
    law((given, semantics) => {
      const evaluation = evaluate(crowded(withoutDecimals(given)), semantics);
      const { decisions, deltas, triggered, memories, orphans, recheckAt } = evaluation;
      const remembered = memories === undefined ? {} : { memories };
      const plain = { decisions, deltas, triggered, ...remembered, orphans, recheckAt };
      expect({ ...evaluation }).toEqual(plain);
      expect(structuredClone(evaluation)).toEqual(plain);
      expect(throughJson(evaluation)).toEqual(throughJson(formatEvaluation(plain)));
    });
  });
});

test("an evaluation of few rules is written as JSON like one of many", () => {
  law((given, semantics) => {
    const evaluation = evaluate(given, semantics);
    expect(throughJson(evaluation)).toEqual(throughJson(formatEvaluation(evaluation)));
    expect(Object.keys(evaluation)).not.toContain("toJSON");
  });
});

test("an evaluation of many rules has the fields of one of few, and memories where there are some", () => {
  const fieldsOf = (count: number, changes: Partial<ThresholdRule>) => {
    const rules = Array.from({ length: count }, (_, nth) => rule({ id: `r${nth}`, ...changes }));
    const { memories, ...fields } = { ...evaluate(snapshot({ rules, metrics: [average(90)] })) };
    return [Object.keys(fields), [...(memories?.keys() ?? [])]];
  };
  const fields = ["decisions", "deltas", "triggered", "orphans", "recheckAt"];
  for (const count of [2, 64]) {
    expect(fieldsOf(count, {})).toEqual([fields, []]);
    expect(fieldsOf(count, { forSeconds: 60 })).toEqual([fields, ["chat"]]);
  }
});

test("a time that no ISO text reads back as is written as its milliseconds", () => {
  const evaluation = evaluate({
    ...snapshot({ rules: [rule()], metrics: [average(90)] }),
    now: -0.5,
  });
  expect(throughJson(evaluation)).toMatchObject({ triggered: { out: -0.5 } });
});

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The same with its decimals as text or numbers, as objects of decimal.js cannot be cloned. */
function withoutDecimals(given: Snapshot): Snapshot {
  const plain = <T>(value: T) => (Decimal.isDecimal(value) ? String(value) : value);
  return {
    ...given,
    metrics: given.metrics.map((metric) => ({ ...metric, value: plain(metric.value) })),
    rules: given.rules.map((rule) =>
      rule.type === "band"
        ? {
            ...rule,
            minThreshold: plain(rule.minThreshold),
            maxThreshold: plain(rule.maxThreshold),
          }
        : { ...rule, threshold: plain(rule.threshold) },
    ),
  };
}

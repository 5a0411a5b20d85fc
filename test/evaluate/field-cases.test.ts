import { describe, expect, test } from "vitest";
import {
  applyEvaluation,
  backendAi25,
  backendAi26,
  evaluate,
  recommended,
  type Semantics,
} from "../../src/index.ts";
import { parseSnapshot } from "../../src/schema/index.ts";
import { fieldCases } from "../support/field-cases.ts";

const of = fieldCases(new URL("./field-cases.json", import.meta.url));

const SEMANTICS: Readonly<Record<string, Semantics>> = {
  "backend-ai-25": backendAi25,
  "backend-ai-26": backendAi26,
  recommended,
};

describe("cases from the field", () => {
  test.each(of("evaluate"))("$id: $note", ({ input, expected }) => {
    const { decisions } = evaluate(parseSnapshot(input.snapshot), SEMANTICS[input.semantics]);
    const desired = decisions.map((each) => [each.endpointId, each.desired]);
    expect(Object.fromEntries(desired)).toEqual(expected.desired);
    const outcomes = decisions.flatMap((each) =>
      each.outcomes.map(({ ruleId, kind }) => [ruleId, kind]),
    );
    expect(Object.fromEntries(outcomes)).toMatchObject(expected.outcomes ?? {});
  });

  test.each(of("cycles"))("$id: $note", ({ input, expected }) => {
    const { endpoints, rules, semantics, steps } = input;
    const began = Date.parse("2026-04-01T09:00:00Z");
    let state = { endpoints, lastTriggered: {} };
    const counts: Record<string, number[]> = {};
    for (const { atSeconds, metrics } of steps) {
      const snapshot = { ...state, rules, metrics, now: began + 1000 * atSeconds };
      state = applyEvaluation(snapshot, evaluate(snapshot, SEMANTICS[semantics]));
      for (const { id, replicas } of state.endpoints)
        counts[id] = [...(counts[id] ?? []), replicas];
    }
    expect(counts).toEqual(expected.replicas);
  });
});

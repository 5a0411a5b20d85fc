import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ColumnEvaluation,
  evaluatePrepared,
  OUTCOME_KINDS,
  type RuleColumns,
} from "../../src/index.ts";
import { agreeingSnapshot } from "../differential/agreeing.ts";
import { anySnapshot } from "../differential/hostile.ts";
import { any } from "../support/arbitraries.ts";
import { type InColumns, inColumns } from "../support/in-columns.ts";

function law(holds: (given: InColumns) => void): void {
  const snapshots = fc.oneof(
    { weight: 3, arbitrary: anySnapshot },
    { weight: 1, arbitrary: agreeingSnapshot },
  );
  fc.assert(
    fc.property(snapshots, any.semantics(), (given, semantics) =>
      holds(inColumns(given, semantics)),
    ),
    {
      numRuns: 2000,
    },
  );
}

const decisionsIn = ({ endpoints }: RuleColumns, { decisionOf }: ColumnEvaluation) =>
  endpoints.map((_, number) => decisionOf(number));

test("columns give the decisions, counts, kinds and times that prepared rules give", () => {
  law(({ prepared, state, snapshot }) => {
    const found = prepared.columns.evaluate(state);
    const { decisions, recheckAt } = evaluatePrepared(prepared, snapshot);
    expect(decisionsIn(prepared.columns, found)).toEqual(decisions);
    expect([...found.desired]).toEqual(decisions.map(({ desired }) => desired));
    expect([...found.kinds].map((kind) => OUTCOME_KINDS[kind])).toEqual(
      decisions.flatMap(({ outcomes }) => outcomes.map(({ kind }) => kind)),
    );
    expect(found.recheckAt).toBe(recheckAt);
    const remembered = decisions.flatMap(({ memory }, number) =>
      memory === undefined ? [] : [[number, memory] as const],
    );
    expect(found.memories).toEqual(new Map(remembered));
  });
});

test("columns without times, reasons or settings give what prepared rules give without them", () => {
  law(({ prepared, state: { readAt: _, missing: __, endpoints: ___, ...state }, snapshot }) => {
    const { now, lastTriggered } = snapshot;
    const plain = {
      now,
      lastTriggered,
      endpoints: snapshot.endpoints.map(({ id, replicas }) => ({ id, replicas })),
      metrics: snapshot.metrics.map(({ at: _, ...average }) => average),
    };
    const found = prepared.columns.evaluate(state);
    expect(decisionsIn(prepared.columns, found)).toEqual(
      evaluatePrepared(prepared, plain).decisions,
    );
  });
});

test("a column of doubles gives what the same numbers give in a snapshot, NaN being none", () => {
  law(({ prepared, state, snapshot }) => {
    const { columns } = prepared;
    const values = Float64Array.from(state.values, (value) => Number(value ?? Number.NaN));
    const numbers = snapshot.metrics.map((metric) => ({ ...metric, value: Number(metric.value) }));
    const metrics = numbers.filter(({ value }) => !Number.isNaN(value));
    const found = columns.evaluate({ ...state, values, activation: metrics });
    expect(decisionsIn(columns, found)).toEqual(
      evaluatePrepared(prepared, { ...snapshot, metrics }).decisions,
    );
  });
});

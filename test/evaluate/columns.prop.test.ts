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
import { RUNS } from "../support/runs.ts";

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
      numRuns: 10 * RUNS,
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

test("endpoints that are prepared once give what a map of their settings gives, though the clock moves and settings change", () => {
  const shift = fc.oneof(
    fc.constant("recheck" as const),
    fc.integer({ min: -90_000, max: 90_000 }),
  );
  const shifts = fc.array(shift, { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(
      anySnapshot,
      anySnapshot,
      any.semantics(),
      shifts,
      (given, other, semantics, steps) => {
        const { prepared, state } = inColumns(given, semantics);
        const { columns } = prepared;
        const map = new Map(state.endpoints);
        const endpoints = columns.prepareEndpoints(map);
        let { now } = state;
        for (const [at, step] of steps.entries()) {
          const found = columns.evaluate({ ...state, now, endpoints });
          const expected = columns.evaluate({ ...state, now, endpoints: map });
          expect(decisionsIn(columns, found)).toEqual(decisionsIn(columns, expected));
          expect([found.recheckAt, found.memories]).toEqual([
            expected.recheckAt,
            expected.memories,
          ]);
          now = step === "recheck" ? (found.recheckAt ?? now) : now + step;
          const number = at % columns.endpoints.length;
          const {
            id: _,
            replicas: __,
            ...settings
          } = other.endpoints[at] ?? { id: "none", replicas: 1 };
          if (at % 2 === 0 || Number.isNaN(number)) continue;
          map.set(number, settings);
          endpoints.set(number, settings);
          expect(endpoints.get(number)).toBe(settings);
        }
      },
    ),
    { numRuns: 5 * RUNS },
  );
});

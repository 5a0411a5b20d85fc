import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ColumnState,
  type EndpointSettings,
  type Instant,
  type MetricAverage,
  MISSING_REASONS,
  type RuleColumns,
  type Snapshot,
} from "../../src/index.ts";
import { itemAt } from "../../src/util/item-at.ts";
import { agreeingSnapshot } from "../differential/agreeing.ts";
import { anySnapshot } from "../differential/hostile.ts";
import { any } from "../support/arbitraries.ts";
import { type InColumns, inColumns } from "../support/in-columns.ts";
import { RUNS } from "../support/runs.ts";

/** Columns that a host may write into. */
interface Columns {
  readonly replicas: Int32Array;
  readonly values: Mutable<ColumnState["values"]>;
  readonly readAt: Float64Array;
  readonly missing: Mutable<ColumnState["missing"]>;
  readonly coverage: Mutable<ColumnState["coverage"]>;
  readonly activation: readonly MetricAverage[];
  readonly lastTriggered: Float64Array;
  readonly endpoints: Map<number, EndpointSettings>;
}

type Mutable<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : T extends readonly (infer V)[]
      ? V[]
      : never;

function copied({
  replicas,
  values,
  readAt,
  missing,
  coverage,
  activation,
  lastTriggered,
  endpoints,
}: Omit<InColumns["state"], "now">): Columns {
  return {
    replicas: replicas.slice(),
    values: Array.from<Columns["values"][number]>(values),
    readAt: readAt.slice(),
    missing: new Map(missing),
    coverage: new Map(coverage),
    activation,
    lastTriggered: lastTriggered.slice(),
    endpoints: new Map(endpoints),
  };
}

/** Replaces what belongs to some endpoints by what another snapshot offers. */
function write(
  into: Columns,
  { endpoints, metrics, rules }: RuleColumns,
  changed: readonly number[],
  from: Snapshot,
): void {
  const ids = new Set(changed.map((number) => itemAt(endpoints, number)));
  const offered = [undefined, ...from.metrics];
  const times = [Number.NaN, ...from.lastTriggered.values()];
  for (const number of changed) {
    const {
      id: _,
      replicas = 3,
      ...settings
    } = from.endpoints[number % from.endpoints.length] ?? { id: "none" };
    into.replicas[number] = replicas;
    if (number % 2 === 0) into.endpoints.set(number, settings);
    else into.endpoints.delete(number);
  }
  for (const [slot, { endpointId }] of metrics.entries()) {
    if (!ids.has(endpointId)) continue;
    const average = offered[slot % offered.length];
    into.values[slot] = average?.value;
    into.readAt[slot] = average?.at ?? Number.NaN;
    if (average?.coverage === undefined) into.coverage.delete(slot);
    else into.coverage.set(slot, average.coverage);
    if (average === undefined)
      into.missing.set(slot, itemAt(MISSING_REASONS, slot % MISSING_REASONS.length));
    else into.missing.delete(slot);
  }
  for (const [number, { endpointId }] of rules.entries()) {
    if (ids.has(endpointId)) into.lastTriggered[number] = itemAt(times, number % times.length);
  }
}

/** The columns at a time, their values as doubles where a host has those. */
function stateAt(now: Instant, columns: Columns, hasDoubles: boolean): ColumnState {
  if (!hasDoubles) return { now, ...columns };
  return {
    now,
    ...columns,
    values: Float64Array.from(columns.values, (value) => Number(value ?? Number.NaN)),
  };
}

/** How the clock goes on: by some milliseconds, or to about the time at which the answer changes. */
type Step = { readonly by: number } | { readonly pastRecheck: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      by: fc.constantFrom(0, 0.001, 999, 1000, 10_000, 59_999, 60_000, 60_001, 300_000, 3_600_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      pastRecheck: fc.constantFrom(0, -0.001, 0.001, -0.0004, -0.0006, 0.0004),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      by: fc.constantFrom(-1, -60_000, Number.NaN, Number.POSITIVE_INFINITY, 9e15),
    }),
  },
);

function nextTime(now: Instant, recheckAt: Instant | null, how: Step): Instant {
  if ("by" in how) return now + how.by;
  return (recheckAt ?? now) + how.pastRecheck;
}

const snapshots = fc.oneof(
  { weight: 2, arbitrary: anySnapshot },
  { weight: 1, arbitrary: agreeingSnapshot },
);

const courses = fc.array(
  fc.record({
    step,
    picks: fc.array(fc.nat(), { maxLength: 3 }),
    from: snapshots,
    isInPlace: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

test("an update gives what evaluating the whole state gives, from the endpoints that changed alone", () => {
  fc.assert(
    fc.property(
      snapshots,
      any.semantics(),
      courses,
      fc.boolean(),
      (given, semantics, course, hasDoubles) => {
        const { prepared, state } = inColumns(given, semantics);
        const { columns } = prepared;
        let { now } = state;
        let held = copied(state);
        let cycle = columns.evaluate(stateAt(now, held, hasDoubles));
        for (const { step: how, picks, from, isInPlace } of course) {
          const count = columns.endpoints.length;
          const changed = count === 0 ? [] : picks.map((pick) => pick % count);
          // Whoever writes into the columns that an answer rests on reads nothing more of it.
          now = nextTime(now, isInPlace ? null : cycle.recheckAt, how);
          if (!isInPlace) held = copied(held);
          write(held, columns, changed, from);
          cycle = cycle.update(stateAt(now, held, hasDoubles), changed);
          const whole = columns.evaluate(stateAt(now, held, hasDoubles));
          expect(cycle.desired).toEqual(whole.desired);
          expect(cycle.kinds).toEqual(whole.kinds);
          expect(cycle.recheckAt).toBe(whole.recheckAt);
          expect(cycle.memories).toEqual(whole.memories);
          for (const number of columns.endpoints.keys()) {
            expect(cycle.decisionOf(number)).toEqual(whole.decisionOf(number));
          }
          if (!Number.isFinite(now) || Math.abs(now) > 8.64e15) now = state.now;
        }
      },
    ),
    { numRuns: 8 * RUNS },
  );
});

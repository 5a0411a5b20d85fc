import {
  type ColumnState,
  type CycleState,
  type MetricRequest,
  type MissingReason,
  type PreparedRules,
  prepare,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";

/** What columns have room for: a snapshot, and the same in columns. */
export interface InColumns {
  readonly prepared: PreparedRules;
  readonly snapshot: CycleState;
  readonly state: Required<ColumnState>;
}

/**
 * A snapshot in columns, and that part of it for which they have room: one average of each metric, whole counts of 32 bits,
 * no time that is NaN, every endpoint once, and none without rules.
 */
export function inColumns({ now, ...given }: Snapshot, semantics: Semantics): InColumns {
  const endpointIds = new Set(given.endpoints.map(({ id }) => id));
  const rules = given.rules.filter(({ endpointId }) => endpointIds.has(endpointId));
  const prepared = prepare(rules, semantics);
  const { columns } = prepared;
  const endpoints = columns.endpoints.flatMap((id) => {
    const known = given.endpoints.filter((endpoint) => endpoint.id === id).slice(0, 1);
    return known.map((endpoint) => (isWhole(endpoint.replicas) ? endpoint : { ...endpoint, replicas: 2 }));
  });
  const averages = columns.metrics.map((request) => {
    const { at = Number.NaN, ...average } = given.metrics.find((one) => isAnswer(one, request)) ?? {};
    return "value" in average ? { ...average, ...(Number.isNaN(at) ? {} : { at }) } : null;
  });
  const missing = columns.metrics.map((request) => given.missing?.findLast((one) => isAnswer(one, request)) ?? null);
  const lastTriggered = new Map([...given.lastTriggered].filter(([, at]) => !Number.isNaN(at)));
  return {
    prepared,
    snapshot: {
      now,
      endpoints,
      metrics: averages.filter((average) => average !== null),
      missing: missing.filter((one) => one !== null),
      lastTriggered,
    },
    state: {
      now,
      replicas: Int32Array.from(endpoints, ({ replicas }) => replicas),
      values: averages.map((average) => average?.value),
      readAt: Float64Array.from(averages, (average) => average?.at ?? Number.NaN),
      missing: new Map(
        missing.flatMap((one, slot): [number, MissingReason][] => (one === null ? [] : [[slot, one.reason]])),
      ),
      lastTriggered: Float64Array.from(columns.rules, ({ id }) => lastTriggered.get(id) ?? Number.NaN),
      endpoints: new Map(endpoints.map(({ id: _, replicas: __, ...settings }, number) => [number, settings])),
    },
  };
}

/** Whether a reading, or the reason for a missing one, answers a request. */
function isAnswer(reading: MetricRequest, request: MetricRequest): boolean {
  if (reading.source !== request.source) return false;
  if (request.ruleId !== undefined) return reading.ruleId === request.ruleId;
  return (
    (reading.source !== "PROMETHEUS" || reading.ruleId === undefined) &&
    reading.endpointId === request.endpointId &&
    reading.name === request.name &&
    (reading.aggregation ?? "average") === (request.aggregation ?? "average")
  );
}

function isWhole(count: number): boolean {
  return Object.is(count | 0, count);
}

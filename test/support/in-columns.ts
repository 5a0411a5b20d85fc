import {
  type ColumnState,
  type Coverage,
  type CycleState,
  type Endpoint,
  type EndpointSettings,
  type MetricAverage,
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
  readonly state: Required<ColumnState> & { readonly endpoints: ReadonlyMap<number, EndpointSettings> };
}

/**
 * A snapshot in columns, and that part of it for which they have room: one average of each metric, reasons without details, whole counts of 32 bits,
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
  const activation = given.metrics.filter(
    (average) =>
      endpoints.some((endpoint) => isActivation(endpoint, average)) &&
      !columns.metrics.some((request) => isAnswer(average, request)),
  );
  const missing = columns.metrics.map((request) => {
    const found = given.missing?.findLast((each) => isAnswer(each, request));
    if (found === undefined) return null;
    const { detail: _, ...one } = found;
    return one;
  });
  const lastTriggered = new Map([...given.lastTriggered].filter(([, at]) => !Number.isNaN(at)));
  return {
    prepared,
    snapshot: {
      now,
      endpoints,
      metrics: [...averages.filter((average) => average !== null), ...activation],
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
      coverage: new Map(
        averages.flatMap((average, slot): [number, Coverage][] =>
          average?.coverage === undefined ? [] : [[slot, average.coverage]],
        ),
      ),
      activation: [...averages.filter((average) => average !== null), ...activation],
      lastTriggered: Float64Array.from(columns.rules, ({ id }) => lastTriggered.get(id) ?? Number.NaN),
      endpoints: new Map(endpoints.map(({ id: _, replicas: __, ...settings }, number) => [number, settings])),
    },
  };
}

/** Whether an average is of a metric that an activation condition of the endpoint reads, and no rule of it does. */
function isActivation({ id, zero }: Endpoint, average: MetricAverage): boolean {
  if (average.endpointId !== id || average.ruleId !== undefined) return false;
  return (zero?.activation ?? []).some(({ metricSource, metricName }) => {
    return average.source === metricSource && average.name === metricName;
  });
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

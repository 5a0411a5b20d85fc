import { prepare } from "../dist/index.js";
import { compileRules, slotKey } from "./limits/compiled-objects.mjs";
import { typedEndpoints, typedRules } from "./limits/typed-arrays.mjs";

/** One snapshot, under some semantics, in every form in which a candidate wants it. */
export function cluster(snapshot, semantics) {
  const { now, endpoints, rules, metrics, missing = [], lastTriggered } = snapshot;
  const averages = new Map(metrics.map((average) => [slotKey(average), average]));
  const reasons = new Map(missing.map((metric) => [slotKey(metric), metric.reason]));
  const endpointOf = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const hasTimes = metrics.some(({ at }) => at !== undefined);

  const compiled = compileRules(rules);
  const compiledState = {
    now,
    values: compiled.slots.map((key) => averages.get(key)?.value),
    times: hasTimes ? compiled.slots.map((key) => averages.get(key)?.at) : null,
    reasons: missing.length === 0 ? null : compiled.slots.map((key) => reasons.get(key)),
    endpoints: compiled.endpoints.map((id) => endpointOf.get(id)),
    lastTriggered,
  };

  const prepared = prepare(rules, semantics);
  const { columns } = prepared;
  const keys = columns.metrics.map(slotKey);
  const columnEndpoints = columns.endpoints.map((id) => endpointOf.get(id));
  const constraints = columnEndpoints.flatMap(({ id: _, replicas: __, ...rest }, number) => {
    return Object.keys(rest).length === 0 ? [] : [[number, rest]];
  });
  const columnMissing = keys.flatMap((key, slot) => (reasons.has(key) ? [[slot, reasons.get(key)]] : []));
  const readAt = hasTimes ? Float64Array.from(keys, (key) => averages.get(key)?.at ?? Number.NaN) : null;
  const texts = keys.map((key) => averages.get(key)?.value ?? null);
  const columnState = {
    now,
    replicas: Int32Array.from(columnEndpoints, ({ replicas }) => replicas),
    values: Float64Array.from(texts, (text) => (text === null ? Number.NaN : Number(text))),
    lastTriggered: Float64Array.from(columns.rules, ({ id }) => lastTriggered.get(id) ?? Number.NaN),
    ...(readAt === null ? {} : { readAt }),
    ...(constraints.length === 0 ? {} : { endpoints: columns.prepareEndpoints(constraints) }),
    ...(columnMissing.length === 0 ? {} : { missing: new Map(columnMissing) }),
  };

  const slots = new Map(keys.map((key, slot) => [key, slot]));
  const typed = typedRules(
    columns.rules,
    ({ endpointId, metricSource: source, metricName: name, aggregation }) =>
      slots.get(slotKey({ endpointId, source, name, aggregation })),
    ({ id: ruleId, metricSource: source }) => slots.get(slotKey({ source, ruleId })) ?? -1,
  );
  const typedState = {
    ...columnState,
    readAt,
    lastTriggered: columnState.lastTriggered.map((at) => (Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at)),
  };
  return {
    ...{ snapshot, semantics, compiled, compiledState, prepared, columns, columnState, texts },
    ...{ typed, typedEndpoints: typedEndpoints(columnEndpoints), typedState },
  };
}

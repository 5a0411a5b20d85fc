import { prepare } from "../dist/index.js";
import { compileRules } from "./limits/compiled-objects.mjs";
import { typedRules } from "./limits/typed-arrays.mjs";
import { workload } from "./workload.mjs";

/** One generated cluster in every form in which a candidate wants it. */
export function cluster(endpointCount) {
  const snapshot = workload(endpointCount);
  const { now, endpoints, rules, metrics, lastTriggered } = snapshot;
  const averages = new Map(
    metrics.map(({ endpointId, source, name, value }) => [`${endpointId} ${source} ${name}`, value]),
  );
  const counts = new Map(endpoints.map(({ id, replicas }) => [id, replicas]));

  const compiled = compileRules(rules);
  const compiledState = {
    now,
    values: [...compiled.slots.keys()].map((metric) => averages.get(metric)),
    counts: [...compiled.endpoints.keys()].map((id) => counts.get(id)),
    lastTriggered,
  };

  const prepared = prepare(rules);
  const { columns } = prepared;
  const texts = columns.metrics.map(({ endpointId, source, name }) => averages.get(`${endpointId} ${source} ${name}`));
  const columnState = {
    now,
    replicas: Int32Array.from(columns.endpoints, (id) => counts.get(id)),
    values: Float64Array.from(texts, Number),
    lastTriggered: Float64Array.from(columns.rules, ({ id }) => lastTriggered.get(id) ?? Number.NaN),
  };

  const numbers = new Map(columns.endpoints.map((id, number) => [id, number]));
  const slots = new Map(columns.metrics.map(({ endpointId, name }, slot) => [`${endpointId} ${name}`, slot]));
  const typed = typedRules(
    columns.rules,
    ({ endpointId, metricName }) => slots.get(`${endpointId} ${metricName}`),
    ({ endpointId }) => numbers.get(endpointId),
  );
  const typedState = {
    ...columnState,
    lastTriggered: columnState.lastTriggered.map((at) => (Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at)),
  };
  return { snapshot, compiled, compiledState, prepared, columns, columnState, texts, typed, typedState };
}

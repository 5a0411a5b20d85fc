import { Engine } from "json-rules-engine";

const OPERATORS = {
  LESS_THAN: "lessThan",
  LESS_THAN_OR_EQUAL: "lessThanInclusive",
  GREATER_THAN: "greaterThan",
  GREATER_THAN_OR_EQUAL: "greaterThanInclusive",
};

/** An engine for each endpoint, its rules one after another by priority, each of which may change the count for the next. */
export function jsonRules(rules, endpoints) {
  const byEndpoint = [];
  for (const [at, endpoint] of endpoints.entries()) {
    byEndpoint[endpoint] ??= [];
    byEndpoint[endpoint].push(at);
  }
  const engines = byEndpoint.map((members) => {
    const engine = new Engine();
    members.forEach((at, nth) => {
      const { comparator, threshold, stepSize, minReplicas, maxReplicas } = rules[at];
      const all = [
        { fact: `value${nth}`, operator: OPERATORS[comparator], value: Number(threshold) },
        ...(minReplicas === null || minReplicas <= 0
          ? []
          : [{ fact: "count", operator: "greaterThanInclusive", value: minReplicas - stepSize }]),
        ...(maxReplicas === null
          ? []
          : [{ fact: "count", operator: "lessThanInclusive", value: maxReplicas - stepSize }]),
        { fact: "now", operator: "greaterThan", value: { fact: `until${nth}` } },
      ];
      const priority = members.length - nth;
      const onSuccess = async (_event, almanac) => {
        almanac.addRuntimeFact("count", Math.max(0, (await almanac.factValue("count")) + stepSize));
      };
      engine.addRule({ conditions: { all }, event: { type: "triggered" }, priority, onSuccess });
    });
    return engine;
  });
  return async ({ now, values, until, counts }) => {
    const replicas = counts.slice();
    for (const [endpoint, engine] of engines.entries()) {
      const facts = { now, count: counts[endpoint] };
      byEndpoint[endpoint].forEach((at, nth) => {
        facts[`value${nth}`] = values[at];
        facts[`until${nth}`] = until[at];
      });
      const { almanac } = await engine.run(facts);
      replicas[endpoint] = await almanac.factValue("count");
    }
    return replicas;
  };
}

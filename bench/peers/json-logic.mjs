import { LogicEngine } from "json-logic-engine";

const OPERATORS = { LESS_THAN: "<", LESS_THAN_OR_EQUAL: "<=", GREATER_THAN: ">", GREATER_THAN_OR_EQUAL: ">=" };

/** A rule as compiled JsonLogic over its average, its endpoint's count, the time and when its cooldown ends. Doubles. */
function condition({ comparator, threshold, stepSize, minReplicas, maxReplicas }) {
  const proposed = { max: [0, { "+": [{ var: "count" }, stepSize] }] };
  return {
    and: [
      { [OPERATORS[comparator]]: [{ var: "value" }, Number(threshold)] },
      ...(minReplicas === null ? [] : [{ ">=": [proposed, minReplicas] }]),
      ...(maxReplicas === null ? [] : [{ "<=": [proposed, maxReplicas] }]),
      { ">": [{ var: "now" }, { var: "until" }] },
    ],
  };
}

/** Gives a function that evaluates all rules in turn and returns the counts by endpoint. */
export function jsonLogic(rules) {
  const engine = new LogicEngine();
  const compiled = rules.map((rule) => engine.build(condition(rule)));
  return ({ now, values, until, endpoints, counts }) => {
    const replicas = counts.slice();
    for (let at = 0; at < compiled.length; at += 1) {
      const endpoint = endpoints[at];
      const count = replicas[endpoint];
      if (compiled[at]({ value: values[at], count, now, until: until[at] })) {
        replicas[endpoint] = Math.max(0, count + rules[at].stepSize);
      }
    }
    return replicas;
  };
}

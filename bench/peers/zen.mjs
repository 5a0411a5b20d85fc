import { evaluateExpressionSync } from "@gorules/zen-engine";

const OPERATORS = { LESS_THAN: "<", LESS_THAN_OR_EQUAL: "<=", GREATER_THAN: ">", GREATER_THAN_OR_EQUAL: ">=" };

/** A rule as one ZEN expression. Its decision graphs, which are asynchronous, take some twenty times as long. */
function expression({ comparator, threshold, stepSize, minReplicas, maxReplicas }) {
  const proposed = `max([0, count + ${stepSize}])`;
  return [
    `value ${OPERATORS[comparator]} ${Number(threshold)}`,
    ...(minReplicas === null ? [] : [`${proposed} >= ${minReplicas}`]),
    ...(maxReplicas === null ? [] : [`${proposed} <= ${maxReplicas}`]),
    "now > until",
  ].join(" and ");
}

/** Gives a function that evaluates all rules in turn and returns the counts by endpoint. */
export function zen(rules) {
  const expressions = rules.map(expression);
  return ({ now, values, until, endpoints, counts }) => {
    const replicas = counts.slice();
    for (let at = 0; at < expressions.length; at += 1) {
      const endpoint = endpoints[at];
      const count = replicas[endpoint];
      if (evaluateExpressionSync(expressions[at], { value: values[at], count, now, until: until[at] })) {
        replicas[endpoint] = Math.max(0, count + rules[at].stepSize);
      }
    }
    return replicas;
  };
}

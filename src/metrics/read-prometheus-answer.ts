import { readPythonText } from "../decimal/python-text.ts";
import type { Average } from "./average.ts";

/**
 * What Prometheus answered to a rule's query, undivided: text such as `12.5`, `+Inf` or `NaN`, or a number.
 *
 * @param answer - the sample's value; null or undefined for no answer
 * @returns the figure, or why there is none: `no-stats` or `unparsable`
 * @throws never
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#instant-vectors
 */
export function readPrometheusAnswer(answer: unknown): Average {
  if (answer === null || answer === undefined) return { missing: "no-stats" };
  if (typeof answer !== "string" && typeof answer !== "number") return { missing: "unparsable" };
  const figure = readPythonText(String(answer));
  return figure === null ? { missing: "unparsable" } : { average: figure };
}

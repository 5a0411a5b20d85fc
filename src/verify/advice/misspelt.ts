import { factsOfMetric } from "../../model/facts-of-metric.ts";
import { KNOWN_METRICS } from "../../model/known-metrics.ts";
import type { MetricSource } from "../../model/metric.ts";
import { editDistance, plainName } from "../../util/edit-distance.ts";
import type { AdviceFacts } from "../answer/advice.ts";
import type { Settled } from "../input/settle.ts";
import type { Axis } from "../readings/axis.ts";
import { fieldPath } from "../words/places.ts";

/** A metric of which nothing is known or stated, with all but the name of a known one of its source. */
export function misspeltMetric({ metric, rules }: Axis, { stated }: Settled): AdviceFacts[] {
  const { name, source } = metric;
  const [first] = rules;
  if (first === undefined || stated.has(name) || factsOfMetric(metric).metric !== null) return [];
  const nearest = nearestKnown(name, source);
  if (nearest === null) return [];
  const code = "misspelt-metric";
  const ids = rules.map(({ rule }) => rule.id);
  const params = { metric: name, source, nearest };
  return [{ code, key: code, severity: "warning", rules: ids, path: fieldPath(first, "metricName"), params }];
}

/** Of short names two letters are much. */
const SHORT = 6;

function nearestKnown(name: string, source: MetricSource): string | null {
  const wanted = plainName(name);
  let [nearest, fewest]: [string | null, number] = [null, wanted.length < SHORT ? 2 : 3];
  for (const known of KNOWN_METRICS.filter(({ sources }) => sources.includes(source))) {
    for (const each of [known.name, ...known.olderNames]) {
      const other = plainName(each);
      if (!canBeMeant(wanted, other)) continue;
      const edits = editDistance(wanted, other);
      if (edits < fewest) [nearest, fewest] = [each, edits];
    }
  }
  return nearest;
}

/** People seldom err in the first letter; and another digit, or another first letter, is another device. */
function canBeMeant(wanted: string, known: string): boolean {
  const digits = /\d/g;
  const isOtherNumber = wanted !== known && wanted.replace(digits, "") === known.replace(digits, "");
  return wanted[0] === known[0] && Math.abs(wanted.length - known.length) < SHORT / 2 && !isOtherNumber;
}

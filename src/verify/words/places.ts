import type { RuleId } from "../../model/ids.ts";
import { itemAt } from "../../util/item-at.ts";
import type { LoadInterval } from "../answer/finding.ts";
import type { Reading, Witness } from "../answer/witness.ts";
import type { Policy, PolicyRule } from "../rules/policy.ts";
import type { ReadingParams } from "./remark-params.ts";

/** Readings as plain data: of metrics of one name with their sources. */
export function readingParams(readings: readonly Reading[]): ReadingParams {
  return {
    metrics: readings.map(({ name, source }) => {
      const isRepeated = readings.some((other) => other.name === name && other.source !== source);
      return isRepeated ? `${name} (${source})` : name;
    }),
    values: readings.map(({ value }) => value),
    queries: readings.map(({ ruleId = "" }) => ruleId),
  };
}

/** The path of a field of a rule, as code would write it. */
export function fieldPath({ index }: PolicyRule, field: string): string {
  return `rules[${index}].${field}`;
}

/** The path of a field of the rule with an id, as code would write it. */
export function rulePath({ rules }: Policy, id: RuleId, field: string): string {
  const at = rules.findIndex(({ rule }) => rule.id === id);
  return fieldPath(itemAt(rules, at), field);
}

/** The rules that act where a witness shows what it shows, those among them that fall back, each once. */
export function actingRules({ steps, shownFrom }: Witness): RuleId[] {
  const acting = steps.slice(shownFrom).flatMap(({ acts, fallbacks = [] }) => [...fallbacks, ...acts]);
  return [...new Set(acting.map(({ ruleId }) => ruleId))];
}

/** The counts that repeat at the end of a witness, in order; none where nothing repeats. */
export function loopCounts({ steps, loopFrom }: Witness): number[] {
  return steps.filter((_, at) => loopFrom !== null && at >= loopFrom).map(({ before }) => before);
}

/** `75 < L < 120`, `L = 100`, `L > 50`. */
export function intervalText({ from, to, fromClosed, toClosed }: LoadInterval): string {
  if (to === null) return `L ${fromClosed ? ">=" : ">"} ${from}`;
  if (from === to) return `L = ${from}`;
  return `${from} ${fromClosed ? "<=" : "<"} L ${toClosed ? "<=" : "<"} ${to}`;
}

import type { Fault } from "../../model/fault.ts";
import { pathOf } from "../../model/fault-place.ts";
import { isSameMetric } from "../../model/metric.ts";
import { type Condition, OUTCOME_KINDS, type RuleOutcome } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { describeOutcome } from "./describe-outcome.ts";
import type { LawKey } from "./known-laws.ts";
import { comparedValue, metOutcome } from "./met-outcome.ts";
import { lawBetween, stepOf } from "./order-of-work.ts";
import { dataText, decimalName, isSameInstant, text, timeText } from "./words.ts";

/** A law that does not hold in one place, and what is wrong there. */
export interface Difference {
  readonly law: LawKey;
  readonly message: string;
}

/** `desired` is 4, must be 3. */
export function unlike(law: LawKey, what: string, found: unknown, right: unknown): Difference {
  return { law, message: `${what} is ${text(found)}, must be ${text(right)}` };
}

/** A fault as it is compared: its words and their parameters are its author's own. */
export function faultText(fault: Fault | undefined): string | undefined {
  if (fault === undefined) return undefined;
  const { code, path, keys } = fault;
  const wayThere = pathOf(keys);
  return `${code} at ${path}${wayThere === path ? "" : ` by the keys of ${wayThere}`}`;
}

/** Where the outcome of one rule first parts from the right one, in the order of work; null for nowhere. */
export function compareOutcome(
  found: RuleOutcome,
  right: RuleOutcome,
  semantics: Semantics,
): Difference | null {
  if (!OUTCOME_KINDS.includes(found.kind))
    return unlike("outcomes", "`kind`", found.kind, right.kind);
  if (!isSameMetric(found.metric, right.metric)) {
    return unlike("outcomes", "`metric`", found.metric, right.metric);
  }
  const law = lawBetween(found, right, semantics);
  const compared = compareComparison(found, right);
  if (compared !== null) return compared;
  if (found.kind !== right.kind || stepOf(found) !== stepOf(right)) {
    return { law, message: `is ${describeOutcome(found)}, must be ${describeOutcome(right)}` };
  }
  return compareValues(found, right, law);
}

/** Of two outcomes that came to the comparison: the average, the condition that holds, and the count it starts from. */
function compareComparison(one: RuleOutcome, other: RuleOutcome): Difference | null {
  const [value, rightValue] = [comparedValue(one), comparedValue(other)];
  if (value === null || rightValue === null) return null;
  if (decimalName(value) !== decimalName(rightValue))
    return unlike("shown", "`value`", value, rightValue);
  const [found, right] = [metOutcome(one), metOutcome(other)];
  if (found === null || right === null) return null;
  const [condition, rightCondition] = [conditionOf(found), conditionOf(right)];
  if (dataText(condition) !== dataText(rightCondition)) {
    return unlike("shown", "the condition that holds", condition, rightCondition);
  }
  return found.from === right.from ? null : unlike("from", "`from`", found.from, right.from);
}

/** A condition as it is compared. */
function conditionOf({ comparator, threshold, step, direction, field }: Condition): Condition {
  return { comparator, threshold: decimalName(threshold), step, direction, field };
}

/** What else two outcomes of one kind say. */
function compareValues(found: RuleOutcome, right: RuleOutcome, law: LawKey): Difference | null {
  const [mine, theirs] = [partsOf(found), partsOf(right)];
  for (const name of new Set([...theirs.keys(), ...mine.keys()])) {
    const [is, must] = [mine.get(name), theirs.get(name)];
    if (TIMES.has(name) ? isSameInstant(is, must) : isSamePart(is, must)) continue;
    if (TIMES.has(name)) {
      return { law, message: `\`${name}\` is ${timeText(is)}, must be ${timeText(must)}` };
    }
    return unlike(LEADS.has(name) ? "bounds" : law, `\`${name}\``, is, must);
  }
  return null;
}

/** Lists and details are the same where they say the same. */
function isSamePart(one: unknown, other: unknown): boolean {
  return one === other || dataText(one) === dataText(other);
}

const TIMES = new Set(["until", "at", "since"]);

/** Where a step leads. */
const LEADS = new Set(["to", "proposed"]);

/** The parts of an outcome by name, as they are compared: those that can be written in several ways have been before. */
function partsOf(outcome: RuleOutcome): ReadonlyMap<string, unknown> {
  const parts = new Map<string, unknown>(Object.entries(outcome));
  for (const name of ["metric", "value", "threshold"]) parts.delete(name);
  if (outcome.kind === "invalid-input") parts.set("fault", faultText(outcome.fault));
  if (outcome.kind === "invalid-metric") parts.set("value", decimalName(outcome.value));
  if (outcome.kind === "uncovered")
    parts.set("filled", outcome.filled === null ? null : decimalName(outcome.filled));
  if (outcome.kind === "not-met") {
    parts.set("conditions", outcome.conditions?.map(conditionOf));
  }
  return parts;
}

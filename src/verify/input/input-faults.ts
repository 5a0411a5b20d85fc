import { checkRules } from "../../check/check-snapshot.ts";
import { endpointFaults } from "../../check/endpoint-faults.ts";
import { semanticsFaults } from "../../check/semantics-faults.ts";
import { compareDecimals } from "../../decimal/exact.ts";
import { DECIMAL, isBoundedDecimal, isDecimal } from "../../fields/decimal-domains.ts";
import { fieldValue } from "../../fields/domain.ts";
import { COUNT } from "../../fields/plain-domains.ts";
import { ruleFieldsOf } from "../../fields/rule-fields.ts";
import { type Fault, fault, named, placedAt, show } from "../../model/fault.ts";
import type { MetricFacts } from "../../model/metric-facts.ts";
import type { Rule } from "../../model/rule.ts";
import { isFiniteDecimal } from "../readings/fixed-point.ts";
import type { VerifyInput } from "./verify-input.ts";

/** Everything that keeps an input from being verified. */
export function inputFaults(input: VerifyInput): Fault[] {
  const {
    rules,
    semantics,
    endpoint,
    initial,
    counts,
    domain = {},
    metrics = {},
    cycleSeconds,
    startupSeconds,
    maxSteps,
  } = input;
  const starts = typeof initial === "number" ? [initial] : (initial ?? []);
  return [
    ...checkRules(rules),
    ...(semantics === undefined ? [] : semanticsFaults(semantics, "semantics")),
    ...strangers(input),
    ...rules.flatMap(longDecimals),
    ...(endpoint === undefined ? [] : endpointFaults(endpoint, 0).map(withoutIndex)),
    ...starts.flatMap((count, at) => countFault(count, typeof initial === "number" ? "initial" : `initial[${at}]`)),
    ...(counts === undefined ? [] : [...countFault(counts.min, "counts.min"), ...countFault(counts.max, "counts.max")]),
    ...(counts !== undefined && counts.min > counts.max ? [crossed("counts", counts.min, counts.max)] : []),
    ...Object.entries(domain).flatMap(([name, each]) => domainFaults(`domain.${name}`, each)),
    ...Object.entries(metrics).flatMap(([name, each]) => domainFaults(`metrics.${name}`, each)),
    ...secondsFault(cycleSeconds, "cycleSeconds", 0.000001, "from a microsecond to 1e9"),
    ...secondsFault(startupSeconds, "startupSeconds", 0, "from 0 to 1e9"),
    ...(maxSteps === undefined || maxSteps >= 1 ? [] : [wrong("maxSteps", maxSteps, "a number of 1 or more")]),
  ];
}

/** Faults of rules that are on another endpoint than the first one, or than the one given. */
function strangers({ rules, endpoint }: VerifyInput): Fault[] {
  const home = endpoint?.id ?? rules[0]?.endpointId;
  return rules.flatMap(({ id, endpointId }, index) => {
    if (endpointId === home) return [];
    const facts = { code: "unknown-endpoint", path: `rules[${index}].endpointId`, found: show(endpointId) } as const;
    const help = "verify the rules of each endpoint separately";
    return fault({ ...facts, expected: `${show(home)}, as the others`, help }, named("rule", id));
  });
}

/** Faults of decimals that are too long for a proof: those that `autoscaling-rules/schema` does not read either. */
function longDecimals(rule: Rule, index: number): Fault[] {
  return Object.entries(ruleFieldsOf(rule.type)).flatMap(([name, field]) => {
    const value = fieldValue(rule, name, field);
    if (field.domain !== DECIMAL || !isDecimal(value)) return [];
    if (!isFiniteDecimal(value) || isBoundedDecimal(value)) return [];
    return wrong(`rules[${index}].${name}`, value, LIMITS);
  });
}

/** The one endpoint is no list's item. */
function withoutIndex(each: Fault): Fault {
  return placedAt(each.path.replace("endpoints[0]", "endpoint"), each);
}

function countFault(count: number, path: string): Fault[] {
  return COUNT.accepts(count) ? [] : [wrong(path, count, COUNT.expected)];
}

function domainFaults(path: string, { min = 0, max = null }: MetricFacts): Fault[] {
  const isEnd = (value: NonNullable<MetricFacts["min"]> | null) =>
    value === null || (isDecimal(value) && isBoundedDecimal(value));
  const ends = [
    ...(isEnd(min) ? [] : [wrong(`${path}.min`, min, `${LIMITS}, or null for no end`)]),
    ...(isEnd(max) ? [] : [wrong(`${path}.max`, max, `${LIMITS}, or null for no end`)]),
  ];
  if (ends.length > 0 || min === null || max === null) return ends;
  return compareDecimals(min, max) > 0 ? [crossed(path, min, max)] : [];
}

const LIMITS = DECIMAL.coding.expected;

/** Seconds of no more than thirty years, so that runs stay within the calendar. */
function secondsFault(seconds: number | undefined, path: string, least: number, range: string): Fault[] {
  if (seconds === undefined || (seconds >= least && seconds <= 1e9)) return [];
  return [wrong(path, seconds, `a number of seconds, ${range}`)];
}

function wrong(path: string, value: unknown, expected: string): Fault {
  return fault({ code: "out-of-range", path, found: show(value), expected, help: "fix it, or leave it out" });
}

function crossed(path: string, min: unknown, max: unknown): Fault {
  const found = `${show(min)} to ${show(max)}`;
  return fault({ code: "out-of-range", path, found, expected: "min at most max", help: "swap the two" });
}

import { checkRules } from "../../check/check-snapshot.ts";
import { endpointFaults } from "../../check/endpoint-faults.ts";
import { semanticsFaults } from "../../check/semantics-faults.ts";
import { compareDecimals } from "../../decimal/exact.ts";
import { DECIMAL, isBoundedDecimal, isDecimal } from "../../fields/decimal-domains.ts";
import { fieldValue } from "../../fields/domain.ts";
import { aNumber } from "../../fields/expectations.ts";
import { COUNT } from "../../fields/plain-domains.ts";
import { ruleFieldsOf } from "../../fields/rule-fields.ts";
import { LONGEST } from "../../fields/scenario-domains.ts";
import { decimalText } from "../../model/decimal-like.ts";
import { type Fault, fault, placedAt } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import type { Keys } from "../../model/fault-place.ts";
import type { MetricFacts } from "../../model/metric-facts.ts";
import type { Rule } from "../../model/rule.ts";
import { idIn } from "../../model/show.ts";
import { isFiniteDecimal } from "../readings/fixed-point.ts";
import { shapeFaults } from "./shape-faults.ts";
import type { VerifyInput } from "./verify-input.ts";

/** Everything that keeps an input from being verified. */
export function inputFaults(input: VerifyInput): readonly Fault[] {
  const odd = shapeFaults(input);
  return odd.length > 0 ? odd : valueFaults(input);
}

function valueFaults(input: VerifyInput): Fault[] {
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
    ...(semantics === undefined ? [] : semanticsFaults(semantics, ["semantics"])),
    ...strangers(input),
    ...rules.flatMap(longDecimals),
    ...(endpoint === undefined ? [] : endpointFaults(endpoint, 0).map(withoutIndex)),
    ...starts.flatMap((count, at) => countFault(count, typeof initial === "number" ? ["initial"] : ["initial", at])),
    ...(counts === undefined
      ? []
      : [...countFault(counts.min, ["counts", "min"]), ...countFault(counts.max, ["counts", "max"])]),
    ...(counts !== undefined && counts.min > counts.max ? [crossed(["counts"], `${counts.min}`, `${counts.max}`)] : []),
    ...Object.entries(domain).flatMap(([name, each]) => domainFaults(["domain", name], each)),
    ...Object.entries(metrics).flatMap(([name, each]) => domainFaults(["metrics", name], each)),
    ...secondsFault(cycleSeconds, "cycleSeconds", 0.000001),
    ...secondsFault(startupSeconds, "startupSeconds", 0),
    ...(maxSteps === undefined || maxSteps >= 1 ? [] : [wrong(["maxSteps"], maxSteps, aNumber({ min: 1 }))]),
  ];
}

/** Faults of rules that are on another endpoint than the first one, or than the one given. */
function strangers({ rules, endpoint }: VerifyInput): Fault[] {
  const home = endpoint?.id ?? rules[0]?.endpointId;
  return rules.flatMap(({ id, endpointId }, index) => {
    if (endpointId === home) return [];
    const place = { keys: ["rules", index, "endpointId"], value: endpointId };
    return fault({ code: "other-endpoint", params: { endpoint: idIn(home) } }, place, { noun: "rule", id });
  });
}

/** Faults of decimals that are too long for a proof: those that `autoscaling-rules/schema` does not read either. */
function longDecimals(rule: Rule, index: number): Fault[] {
  return Object.entries(ruleFieldsOf(rule.type)).flatMap(([name, field]) => {
    const value = fieldValue(rule, name, field);
    if (field.domain !== DECIMAL || !isDecimal(value)) return [];
    if (!isFiniteDecimal(value) || isBoundedDecimal(value)) return [];
    return wrong(["rules", index, name], value, LIMITS);
  });
}

/** The one endpoint is no list's item. */
function withoutIndex(each: Fault): Fault {
  return placedAt(["endpoint", ...each.keys.slice(2)], each);
}

function countFault(count: number, keys: Keys): Fault[] {
  return COUNT.accepts(count) ? [] : [wrong(keys, count, COUNT.expects)];
}

function domainFaults(keys: Keys, { min = 0, max = null }: MetricFacts): Fault[] {
  const isEnd = (value: NonNullable<MetricFacts["min"]> | null) =>
    value === null || (isDecimal(value) && isBoundedDecimal(value));
  const ends = [
    ...(isEnd(min) ? [] : [wrong([...keys, "min"], min, LIMITS, true)]),
    ...(isEnd(max) ? [] : [wrong([...keys, "max"], max, LIMITS, true)]),
  ];
  if (ends.length > 0 || min === null || max === null) return ends;
  return compareDecimals(min, max) > 0 ? [crossed(keys, decimalText(min), decimalText(max))] : [];
}

const LIMITS = DECIMAL.coding.expects;

function secondsFault(seconds: number | undefined, name: string, least: number): Fault[] {
  if (seconds === undefined || (seconds >= least && seconds <= LONGEST)) return [];
  return [wrong([name], seconds, aNumber({ min: least, max: LONGEST, unit: "seconds" }))];
}

function wrong(keys: Keys, value: unknown, expects: Expectation, nullable = false): Fault {
  return fault(expects, { keys, value, nullable, help: "fix it, or leave it out" });
}

function crossed(keys: Keys, min: string, max: string): Fault {
  return fault({ code: "ends-reversed", params: { min, max } }, { keys });
}

import { COMPARATORS } from "../../model/comparator.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import {
  type ActivationCondition,
  type Endpoint,
  PAUSES,
  SETTLE_MODES,
  type ZeroPolicy,
} from "../../model/endpoint.ts";
import type { Fault } from "../../model/fault.ts";
import type { FaultCode } from "../../model/fault-params.ts";
import { type Keys, keysOf, pathOf } from "../../model/fault-place.ts";
import { METRIC_SOURCES } from "../../model/metric.ts";
import {
  FALLBACKS,
  type FailurePolicy,
  ON_UNKNOWN,
  REARM,
  RULE_TYPES,
  type Rule,
  SCALINGS,
  UNREPORTED,
} from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { isRecord } from "../../util/is-record.ts";
import { isShare } from "./coverage.ts";
import { exact } from "./exact.ts";
import { isTime } from "./times.ts";

/** A field, whether it is what its type promises, and the code of its fault where it is not. */
type Check = readonly [field: string, isRight: boolean, code: FaultCode];

/** The first thing wrong with a rule, its last-triggered time included; null for nothing. */
export function ruleFault(rule: Rule, { rules, lastTriggered }: Snapshot): Fault | null {
  const { type, metricSource, aggregation = "average", queryPresetId = null } = rule;
  const { minReplicas: min = null, maxReplicas: max = null, maxAgeSeconds: age = 0 } = rule;
  const wrong = firstWrong([
    ["type", RULE_TYPES.includes(type), "not-one-of"],
    ["id", isText(rule.id), "wrong-type"],
    ["endpointId", isText(rule.endpointId), "wrong-type"],
    ["metricSource", METRIC_SOURCES.includes(metricSource), "not-one-of"],
    ["metricName", isText(rule.metricName), "wrong-type"],
    ["aggregation", AGGREGATION.test(aggregation), "not-one-of"],
    ["queryPresetId", queryPresetId === null || isText(queryPresetId), "wrong-type"],
    ["comparator", type !== "threshold" || COMPARATORS.includes(rule.comparator), "not-one-of"],
    ...thresholdsOf(rule).map(([field, threshold]): Check => {
      return [field, exact(threshold) !== null, "not-a-decimal"];
    }),
    ["stepSize", isWhole(rule.stepSize), "not-an-integer"],
    ["cooldownSeconds", isNumber(rule.cooldownSeconds), "not-a-number"],
    ["minReplicas", min === null || isWhole(min), "not-an-integer"],
    ["maxReplicas", max === null || isWhole(max), "not-an-integer"],
    ["maxAgeSeconds", isNumber(age) && age >= 0, "not-a-number"],
    ["enabled", typeof (rule.enabled === undefined || rule.enabled) === "boolean", "wrong-type"],
    ["priority", rule.priority === undefined || isNumber(rule.priority), "not-a-number"],
    ["minCoverage", rule.minCoverage === undefined || isShare(rule.minCoverage), "not-a-share"],
    ["unreported", isOneOf(rule.unreported, UNREPORTED), "not-one-of"],
    ["forSeconds", rule.forSeconds === undefined || isHold(rule.forSeconds), "not-a-number"],
    ["onUnknown", isOneOf(rule.onUnknown, ON_UNKNOWN), "not-one-of"],
    ["rearm", isOneOf(rule.rearm, REARM), "not-one-of"],
    ...failureChecks(rule.onFailure),
    ["scales", isOneOf(rule.scales, SCALINGS), "not-one-of"],
    [
      "unreported",
      rule.unreported === undefined || !/^p/.test(aggregation),
      "unreported-of-percentile",
    ],
    ["scales", rule.scales === undefined || aggregation === "average", "scales-no-average"],
  ]);
  if (wrong !== null)
    return faultAt(["rules", rules.indexOf(rule), ...keysOf(wrong.field)], wrong.code);
  const last = lastTriggered.get(rule.id);
  if (last === undefined || isTime(last)) return null;
  return faultAt(["lastTriggered", rule.id], "not-an-instant");
}

function failureChecks(given: unknown): readonly Check[] {
  if (given === undefined) return [];
  if (typeof given !== "object" || given === null) return [["onFailure", false, "wrong-type"]];
  const { afterSeconds, count, how } = given as Partial<FailurePolicy>;
  return [
    ["onFailure.afterSeconds", isCooldown(afterSeconds), "not-a-number"],
    ["onFailure.count", isCount(count), "not-an-integer"],
    ["onFailure.how", how !== undefined && isOneOf(how, FALLBACKS), "not-one-of"],
  ];
}

/** Each threshold that a rule gives, with its field. */
function thresholdsOf(rule: Rule): readonly (readonly [string, DecimalLike])[] {
  if (rule.type === "threshold") return [["threshold", rule.threshold]];
  const { minThreshold: min = null, maxThreshold: max = null } = rule;
  const given: (readonly [string, DecimalLike])[] = [];
  if (min !== null) given.push(["minThreshold", min]);
  if (max !== null) given.push(["maxThreshold", max]);
  return given;
}

/** The first thing wrong with the clock or an endpoint; null for nothing. */
export function endpointFault(endpoint: Endpoint, { now, endpoints }: Snapshot): Fault | null {
  if (!isTime(now)) return faultAt(["now"], "not-an-instant");
  const [nth = 0, twin] = endpoints.flatMap(({ id }, at) => (id === endpoint.id ? [at] : []));
  if (twin !== undefined) return faultAt(["endpoints", twin, "id"], "duplicate-id");
  const { paused = "both", pausedUntil = 0, advisory = true } = endpoint;
  const { minReplicas: min = null, maxReplicas: max = null } = endpoint;
  const wrong = firstWrong([
    ["id", isText(endpoint.id), "wrong-type"],
    ["replicas", isCount(endpoint.replicas), "not-an-integer"],
    ["paused", PAUSES.includes(paused), "not-one-of"],
    ["pausedUntil", isTime(pausedUntil), "not-an-instant"],
    ["advisory", typeof advisory === "boolean", "wrong-type"],
    ...both("cooldownSeconds", endpoint.cooldownSeconds, isCooldown, "not-a-number"),
    ...both("lastScaledAt", endpoint.lastScaledAt, isChange, "not-an-instant"),
    ["minReplicas", min === null || isCount(min), "not-an-integer"],
    ["maxReplicas", max === null || isCount(max), "not-an-integer"],
    ["starting", endpoint.starting === undefined || isCount(endpoint.starting), "not-an-integer"],
    ["settle", isOneOf(endpoint.settle, SETTLE_MODES), "not-one-of"],
    ["settleAtMostSeconds", isOptional(endpoint.settleAtMostSeconds, isCooldown), "not-a-number"],
    ["createdAt", isOptional(endpoint.createdAt, isTime), "not-an-instant"],
    ...zeroChecks(endpoint.zero),
    ["memory", isOptional(endpoint.memory, isMemory), "wrong-type"],
    ["maxReplicas", min === null || max === null || max >= min, "bounds-reversed"],
    [
      "starting",
      endpoint.settle === undefined || endpoint.starting !== undefined,
      "starting-unknown",
    ],
  ]);
  return wrong === null ? null : faultAt(["endpoints", nth, ...keysOf(wrong.field)], wrong.code);
}

function zeroChecks(given: unknown): readonly Check[] {
  if (given === undefined) return [];
  if (typeof given !== "object" || given === null) return [["zero", false, "wrong-type"]];
  const { activation, idleSeconds, to } = given as Partial<ZeroPolicy>;
  return [
    ...(Array.isArray(activation)
      ? activation.flatMap((condition, nth) =>
          conditionChecks(`zero.activation[${nth}]`, condition),
        )
      : [["zero.activation", false, "wrong-type"] as const]),
    ["zero.idleSeconds", isCooldown(idleSeconds), "not-a-number"],
    ["zero.to", isOptional(to, isCount), "not-an-integer"],
  ];
}

function conditionChecks(field: string, given: unknown): readonly Check[] {
  if (typeof given !== "object" || given === null) return [[field, false, "wrong-type"]];
  const { metricSource, metricName, aggregation, comparator, threshold } =
    given as Partial<ActivationCondition>;
  return [
    [
      `${field}.metricSource`,
      metricSource !== undefined && isOneOf(metricSource, METRIC_SOURCES),
      "not-one-of",
    ],
    [`${field}.metricName`, isText(metricName), "wrong-type"],
    [
      `${field}.aggregation`,
      aggregation === undefined || AGGREGATION.test(aggregation),
      "not-one-of",
    ],
    [
      `${field}.comparator`,
      comparator !== undefined && isOneOf(comparator, COMPARATORS),
      "not-one-of",
    ],
    [`${field}.threshold`, threshold !== undefined && exact(threshold) !== null, "not-a-decimal"],
  ];
}

/** A memory in the form that decisions give. */
function isMemory(given: unknown): boolean {
  if (!isRecord(given)) return false;
  const { breachedSince, failingSince, idleSince, zeroBy } = given;
  const isBreach = (entry: unknown) =>
    isRecord(entry) &&
    isTime(entry["at"]) &&
    [null, "out", "in"].includes(entry["direction"] as null);
  const isMapOf = (entries: unknown, isEntry: (entry: unknown) => boolean) =>
    isRecord(entries) && Object.values(entries).every(isEntry);
  return (
    isOptional(breachedSince, (entries) => isMapOf(entries, isBreach)) &&
    isOptional(failingSince, (entries) => isMapOf(entries, isTime)) &&
    isOptional(idleSince, isTime) &&
    isOptional(zeroBy, (by) => by === "rules")
  );
}

/** What is wrong with a rule that has the id of an earlier, different one. */
export function conflictFault(rule: Rule, { rules }: Snapshot): Fault {
  return faultAt(["rules", rules.indexOf(rule), "id"], "duplicate-id");
}

/** The checks of a field that has a part for either direction. */
function both(
  field: string,
  pair: unknown,
  isRight: (part: unknown) => boolean,
  code: FaultCode,
): readonly Check[] {
  if (!isRecord(pair) || !("out" in pair || "in" in pair)) {
    return [[field, pair === undefined, "wrong-type"]];
  }
  return [
    [`${field}.out`, isRight(pair["out"]), code],
    [`${field}.in`, isRight(pair["in"]), code],
  ];
}

function firstWrong(checks: readonly Check[]) {
  const wrong = checks.find(([, isRight]) => !isRight);
  return wrong === undefined ? null : { field: wrong[0], code: wrong[2] };
}

function faultAt(keys: Keys, code: FaultCode): Fault {
  const path = pathOf(keys);
  const [found, expected] = ["something else", "what its type promises"];
  const message = `${path} is ${found}, expected ${expected}`;
  const help = "ask `checkSnapshot`";
  return { code, path, keys, params: {}, found, expected, help, message };
}

const MOST = 2 ** 31 - 1;
const AGGREGATION = /^(?:average|min|max|sum|p[5-9]\d)$/;

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) =>
  typeof value === "number" && value >= -MOST - 1 && value <= MOST;
const isWhole = (value: unknown) => isNumber(value) && Number.isInteger(value);
const isCount = (value: unknown) => isWhole(value) && Number(value) >= 0;
const isCooldown = (value: unknown) => isNumber(value) && Number(value) >= 0;
const isChange = (value: unknown) => value === null || isTime(value);
const isOptional = (value: unknown, accepts: (given: unknown) => boolean) =>
  value === undefined || accepts(value);
const isOneOf = (value: unknown, words: readonly unknown[]) =>
  value === undefined || words.includes(value);
const isHold = (value: unknown) =>
  typeof value === "object" && value !== null
    ? isCooldown(Reflect.get(value, "out")) && isCooldown(Reflect.get(value, "in"))
    : isCooldown(value);

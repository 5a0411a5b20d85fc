import type { Endpoint } from "../../src/model/endpoint.ts";
import type { Rule } from "../../src/model/rule.ts";
import { exact } from "./exact.ts";
import { isTime } from "./times.ts";

const MOST = 2 ** 31 - 1;

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= -MOST - 1 && value <= MOST;
}

function isQuantity(value: unknown): value is number {
  return typeof value === "number" && value >= -MOST - 1 && value <= MOST;
}

function isCount(value: unknown): boolean {
  return isWhole(value) && value >= 0;
}

/** Every figure of a rule is what its type promises. */
export function isSoundRule(rule: Rule): boolean {
  const thresholds = rule.type === "threshold" ? [rule.threshold] : [rule.minThreshold, rule.maxThreshold];
  return (
    isWhole(rule.stepSize) &&
    isQuantity(rule.cooldownSeconds) &&
    (rule.minReplicas === null || isWhole(rule.minReplicas)) &&
    (rule.maxReplicas === null || isWhole(rule.maxReplicas)) &&
    (rule.maxAgeSeconds === undefined || (isQuantity(rule.maxAgeSeconds) && rule.maxAgeSeconds >= 0)) &&
    (rule.priority === undefined || isQuantity(rule.priority)) &&
    thresholds.every((threshold) => threshold === null || exact(threshold) !== null)
  );
}

/** Every figure of an endpoint is what its type promises, and its bounds leave room for a count. */
export function isSoundEndpoint(endpoint: Endpoint): boolean {
  const { replicas, pausedUntil, cooldownSeconds, lastScaledAt, minReplicas, maxReplicas } = endpoint;
  const cooldowns = cooldownSeconds === undefined ? [] : [cooldownSeconds.out, cooldownSeconds.in];
  const changes = lastScaledAt === undefined ? [] : [lastScaledAt.out, lastScaledAt.in];
  const bounds = [minReplicas ?? null, maxReplicas ?? null];
  return (
    isCount(replicas) &&
    (pausedUntil === undefined || isTime(pausedUntil)) &&
    cooldowns.every((seconds) => isQuantity(seconds) && seconds >= 0) &&
    changes.every((change) => change === null || isTime(change)) &&
    bounds.every((bound) => bound === null || isCount(bound)) &&
    (minReplicas ?? 0) <= (maxReplicas ?? MOST)
  );
}

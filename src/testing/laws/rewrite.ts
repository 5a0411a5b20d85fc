import type { DecimalLike } from "../../model/decimal-like.ts";
import type { EndpointMemory } from "../../model/endpoint-memory.ts";
import type { Instant } from "../../model/instant.ts";
import type { Rule } from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { exact } from "../reference/exact.ts";
import { later } from "../reference/times.ts";

/** The same snapshot with every threshold and every average put otherwise. */
export function withDecimals(
  snapshot: Snapshot,
  put: (value: DecimalLike) => DecimalLike,
): Snapshot {
  return {
    ...snapshot,
    endpoints: snapshot.endpoints.map((endpoint) => {
      const { zero } = endpoint;
      if (zero === undefined) return endpoint;
      const activation = zero.activation.map((condition) => {
        return { ...condition, threshold: put(condition.threshold) };
      });
      return { ...endpoint, zero: { ...zero, activation } };
    }),
    rules: snapshot.rules.map((rule) => withThresholds(rule, put)),
    metrics: snapshot.metrics.map((metric) => ({ ...metric, value: put(metric.value) })),
  };
}

function withThresholds(rule: Rule, put: (value: DecimalLike) => DecimalLike): Rule {
  if (rule.type === "threshold") return { ...rule, threshold: put(rule.threshold) };
  const { minThreshold, maxThreshold } = rule;
  return {
    ...rule,
    minThreshold: minThreshold === null ? null : put(minThreshold),
    maxThreshold: maxThreshold === null ? null : put(maxThreshold),
  };
}

/** A decimal times a power of ten, exactly; what is no decimal, or infinite, as it is. */
export function timesPowerOfTen(value: DecimalLike, power: number): DecimalLike {
  const decimal = exact(value);
  if (decimal?.isFinite() !== true) return value;
  const [digits, exponent] = decimal.toExponential().split("e");
  return `${digits}e${Number(exponent) + power}`;
}

/** The same snapshot so many seconds later, with all that it remembers. */
export function movedBy(snapshot: Snapshot, seconds: number): Snapshot {
  const move = (instant: Instant) => later(instant, seconds);
  const moveKnown = (instant: Instant | null) => (instant === null ? null : move(instant));
  return {
    ...snapshot,
    now: move(snapshot.now),
    endpoints: snapshot.endpoints.map((endpoint) => {
      const { pausedUntil, lastScaledAt, createdAt, memory } = endpoint;
      return {
        ...endpoint,
        ...(pausedUntil === undefined ? {} : { pausedUntil: move(pausedUntil) }),
        ...(lastScaledAt === undefined
          ? {}
          : { lastScaledAt: { out: moveKnown(lastScaledAt.out), in: moveKnown(lastScaledAt.in) } }),
        ...(createdAt === undefined ? {} : { createdAt: move(createdAt) }),
        ...(memory === undefined ? {} : { memory: movedMemory(memory, move) }),
      };
    }),
    metrics: snapshot.metrics.map((metric) =>
      metric.at === undefined ? metric : { ...metric, at: move(metric.at) },
    ),
    lastTriggered: new Map([...snapshot.lastTriggered].map(([id, at]) => [id, move(at)])),
  };
}

function movedMemory(
  { breachedSince = {}, failingSince = {}, idleSince, ...others }: EndpointMemory,
  move: (instant: Instant) => Instant,
): EndpointMemory {
  const breaches = Object.entries(breachedSince).map(([id, breach]) => {
    return [id, { ...breach, at: move(breach.at) }] as const;
  });
  const failures = Object.entries(failingSince).map(([id, at]) => [id, move(at)] as const);
  return {
    breachedSince: Object.fromEntries(breaches),
    failingSince: Object.fromEntries(failures),
    ...(idleSince === undefined ? {} : { idleSince: move(idleSince) }),
    ...others,
  };
}

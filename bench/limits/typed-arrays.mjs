import { conditionsOf } from "./plain-objects.mjs";

// The limit of limits: doubles in typed arrays, nothing exact, nothing explained, a byte of outcome for each rule. Rules are
// sorted beforehand. A column that the workload does not need is null and costs nothing. Agreement is left out: such workloads
// are run in turn.

const COMPARATORS = ["LESS_THAN", "LESS_THAN_OR_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL"];

/** The places of the outcomes in the library's list of kinds; 0 is not met. */
const TRIGGERED = 1;
const OUT_OF_BOUNDS = 2;
const COOLING_DOWN = 3;
const SUPERSEDED = 4;
const NO_METRIC = 5;
const STALE = 6;
const PAUSED = 9;
const DISABLED = 10;

const NO_MINIMUM = -2147483648;
const NO_MAXIMUM = 2147483647;
const NEVER = Number.NEGATIVE_INFINITY;

/** Columns of rules, endpoint by endpoint; `slotOf` and `ownSlotOf` say where a rule's averages are, -1 for no query of its own. */
export function typedRules(rules, slotOf, ownSlotOf) {
  const starts = [];
  for (const [at, { endpointId }] of rules.entries()) if (rules[at - 1]?.endpointId !== endpointId) starts.push(at);
  const conditions = rules.map(conditionsOf);
  const some = (isUsed, column) => (rules.some(isUsed) ? column : null);
  const isBand = ({ type }) => type === "band";
  return {
    starts: Int32Array.from([...starts, rules.length]),
    disabled: some(
      ({ enabled }) => enabled === false,
      Uint8Array.from(rules, ({ enabled }) => Number(enabled === false)),
    ),
    comparators: Uint8Array.from(conditions, ([first]) => COMPARATORS.indexOf(first.comparator)),
    thresholds: Float64Array.from(conditions, ([first]) => Number(first.threshold)),
    steps: Int32Array.from(conditions, ([first]) => first.step),
    // A threshold of NaN is met by nothing.
    lowerThresholds: some(
      isBand,
      Float64Array.from(conditions, ([, second]) => Number(second?.threshold)),
    ),
    lowerSteps: some(
      isBand,
      Int32Array.from(conditions, ([, second]) => second?.step ?? 0),
    ),
    floors: Int32Array.from(rules, ({ minReplicas }) => minReplicas ?? NO_MINIMUM),
    ceilings: Int32Array.from(rules, ({ maxReplicas }) => maxReplicas ?? NO_MAXIMUM),
    cooldowns: Float64Array.from(rules, ({ cooldownSeconds }) => cooldownSeconds * 1000),
    maxAges: some(
      ({ maxAgeSeconds }) => maxAgeSeconds !== undefined,
      Float64Array.from(rules, ({ maxAgeSeconds = Number.POSITIVE_INFINITY }) => maxAgeSeconds * 1000),
    ),
    slots: Int32Array.from(rules, slotOf),
    ownSlots: some(({ metricSource }) => metricSource === "PROMETHEUS", Int32Array.from(rules, ownSlotOf)),
  };
}

/** Columns of endpoints, in the order of the rules: what each has besides its count; null where none has anything. */
export function typedEndpoints(endpoints) {
  if (endpoints.every((endpoint) => Object.keys(endpoint).length === 2)) return null;
  const cooldowns = (direction) =>
    Float64Array.from(endpoints, ({ cooldownSeconds }) => (cooldownSeconds?.[direction] ?? 0) * 1000);
  return {
    floors: Int32Array.from(endpoints, ({ minReplicas }) => minReplicas ?? NO_MINIMUM),
    ceilings: Int32Array.from(endpoints, ({ maxReplicas }) => maxReplicas ?? NO_MAXIMUM),
    // 1 for out, 2 for in, 3 for both.
    pauses: Uint8Array.from(endpoints, ({ paused = "none" }) => ["none", "out", "in", "both"].indexOf(paused)),
    pauseEnds: Float64Array.from(endpoints, ({ pausedUntil = Number.POSITIVE_INFINITY }) => pausedUntil),
    outCooldowns: cooldowns("out"),
    inCooldowns: cooldowns("in"),
    lastScaled: Float64Array.from(endpoints, ({ lastScaledAt }) =>
      Math.max(lastScaledAt?.out ?? NEVER, lastScaledAt?.in ?? NEVER),
    ),
  };
}

/** `values` NaN for none, `readAt` NaN for not known, `lastTriggered` -Infinity for never. */
export function typedLoop(rules, endpoints, { now, replicas, values, readAt, lastTriggered }, semantics) {
  const { starts, disabled, comparators, thresholds, steps, lowerThresholds, lowerSteps } = rules;
  const { floors, ceilings, cooldowns, maxAges, slots, ownSlots } = rules;
  const firstDecides = semantics.combine === "first";
  const clamps = semantics.bounds === "clamp";
  // Times are whole milliseconds.
  const lastCooling = semantics.cooldownEnd === "exclusive" ? now : now + 1;
  const counts = replicas.slice();
  const outcomes = new Uint8Array(thresholds.length);
  let pause = 0;
  let floor = NO_MINIMUM;
  let ceiling = NO_MAXIMUM;
  let isOutCooling = false;
  let isInCooling = false;
  for (let endpoint = 0; endpoint < counts.length; endpoint += 1) {
    if (endpoints !== null) {
      pause = now < endpoints.pauseEnds[endpoint] ? endpoints.pauses[endpoint] : 0;
      floor = endpoints.floors[endpoint];
      ceiling = endpoints.ceilings[endpoint];
      const lastScaled = endpoints.lastScaled[endpoint];
      isOutCooling = lastScaled + endpoints.outCooldowns[endpoint] >= lastCooling;
      isInCooling = lastScaled + endpoints.inCooldowns[endpoint] >= lastCooling;
    }
    const before = counts[endpoint];
    let count = before;
    let isSettled = false;
    const end = starts[endpoint + 1];
    for (let at = starts[endpoint]; at < end; at += 1) {
      if (disabled !== null && disabled[at] === 1) {
        outcomes[at] = DISABLED;
        continue;
      }
      if (isSettled) {
        outcomes[at] = SUPERSEDED;
        continue;
      }
      if (pause === 3) {
        outcomes[at] = PAUSED;
        continue;
      }
      let slot = slots[at];
      if (ownSlots !== null && ownSlots[at] !== -1 && !Number.isNaN(values[ownSlots[at]])) slot = ownSlots[at];
      const value = values[slot];
      if (Number.isNaN(value)) {
        outcomes[at] = NO_METRIC;
        continue;
      }
      if (maxAges !== null && Math.abs(now - readAt[slot]) > maxAges[at]) {
        outcomes[at] = STALE;
        continue;
      }
      const threshold = thresholds[at];
      const comparator = comparators[at];
      const isMet =
        comparator === 0
          ? value < threshold
          : comparator === 1
            ? value <= threshold
            : comparator === 2
              ? value > threshold
              : value >= threshold;
      let step = steps[at];
      if (!isMet) {
        if (lowerThresholds === null || !(value < lowerThresholds[at])) continue;
        step = lowerSteps[at];
      }
      if (pause !== 0 && pause === (step > 0 ? 1 : 2)) {
        outcomes[at] = PAUSED;
        continue;
      }
      const least = Math.max(floor, floors[at]);
      const most = Math.min(ceiling, ceilings[at]);
      const proposed = Math.max(0, count + step);
      const to = clamps ? Math.min(Math.max(proposed, least), most) : proposed;
      const isWithin = to >= least && to <= most && (!clamps || (step > 0 ? to > count : to < count));
      if (!isWithin) {
        outcomes[at] = OUT_OF_BOUNDS;
      } else if (lastTriggered[at] + cooldowns[at] >= lastCooling || (step > 0 ? isOutCooling : isInCooling)) {
        outcomes[at] = COOLING_DOWN;
      } else {
        outcomes[at] = TRIGGERED;
        count = to;
        isSettled = firstDecides;
      }
    }
    const within = count < floor ? floor : Math.min(count, ceiling);
    const isHeld = pause === 3 || (pause === 1 && within > before) || (pause === 2 && within < before);
    if (!isHeld) counts[endpoint] = within;
  }
  return { counts, outcomes };
}

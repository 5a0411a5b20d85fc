/** The presets, written out: a recorded decision must not move with a constant. */
export const PRESETS = {
  backendAi25: { combine: "sequential", bounds: "skip", cooldownEnd: "exclusive" },
  backendAi26: { combine: "first", bounds: "skip", cooldownEnd: "inclusive" },
  recommended: { combine: "agreement", bounds: "clamp", cooldownEnd: "inclusive" },
};

/** A snapshot as JSON can hold it: decimals that are no finite numbers as text, last-triggered times as pairs. */
export function plainSnapshot({ lastTriggered, metrics, rules, ...rest }) {
  return {
    ...rest,
    rules: rules.map((rule) => {
      if (rule.type === "threshold") return { ...rule, threshold: plain(rule.threshold) };
      return { ...rule, minThreshold: plain(rule.minThreshold), maxThreshold: plain(rule.maxThreshold) };
    }),
    metrics: metrics.map((metric) => ({ ...metric, value: plain(metric.value) })),
    lastTriggered: [...lastTriggered],
  };
}

function plain(value) {
  return value === null || (typeof value === "number" && Number.isFinite(value)) ? value : String(value);
}

/** The core's snapshot again. */
export function readSnapshot({ lastTriggered, ...rest }) {
  return { ...rest, lastTriggered: new Map(lastTriggered) };
}

/** What an evaluation decides, without the words and figures that explain it. */
export function decided({ decisions, deltas, triggered, orphans, recheckAt }) {
  return {
    decisions: decisions.map(({ endpointId, desired, delta, wouldBe, outcomes }) => ({
      endpointId,
      desired,
      delta,
      ...(wouldBe === undefined ? {} : { wouldBe }),
      outcomes: outcomes.map(({ ruleId, kind }) => [ruleId, kind]),
    })),
    deltas: [...deltas],
    triggered: [...triggered],
    orphans,
    recheckAt,
  };
}

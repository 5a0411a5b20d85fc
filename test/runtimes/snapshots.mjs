/** The presets, written out. */
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

/** The core's snapshots again, a line each. */
export function readSnapshots(lines) {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const { lastTriggered, ...rest } = JSON.parse(line);
      return { ...rest, lastTriggered: new Map(lastTriggered) };
    });
}

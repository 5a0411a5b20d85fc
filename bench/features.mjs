import { decimal, generator } from "./random.mjs";

// What a cluster can have besides plain threshold rules. Each feature takes a snapshot and gives another one; a share says how
// many of the rules, averages or endpoints get it. Each draws from a generator of its own, so that adding one feature to a
// workload leaves the others as they are.

/** Band rules: out above the one threshold, in below the other. One of the two is the threshold that the rule had. */
export function bands(snapshot, share = 1) {
  const random = generator(11);
  return withRules(snapshot, (rule) => {
    if (random() >= share) return rule;
    const { comparator: _, threshold, stepSize, ...rest } = rule;
    const [minThreshold, maxThreshold] = [threshold, decimal(random)].sort((one, other) => one - other);
    return { ...rest, type: "band", minThreshold, maxThreshold, stepSize: Math.abs(stepSize) };
  });
}

/** Rules with a query of their own: the average names the rule. */
export function ownQueries(snapshot, share) {
  const random = generator(12);
  const changed = withRules(snapshot, (rule) => (random() < share ? { ...rule, metricSource: "PROMETHEUS" } : rule));
  return withAverages(changed, snapshot);
}

/** Rules on the 95th percentile or the maximum of their metric. */
export function aggregations(snapshot, share) {
  const random = generator(13);
  const changed = withRules(snapshot, (rule) => {
    return random() < share ? { ...rule, aggregation: random() < 0.5 ? "p95" : "max" } : rule;
  });
  return withAverages(changed, snapshot);
}

export function disabledRules(snapshot, share) {
  const random = generator(14);
  return withRules(snapshot, (rule) => (random() < share ? { ...rule, enabled: false } : rule));
}

/** Every rule has one of four priorities, so that most endpoints' rules have to be sorted. */
export function priorities(snapshot) {
  const random = generator(15);
  return withRules(snapshot, (rule) => ({ ...rule, priority: Math.floor(random() * 4) }));
}

/** Every average has a time, and rules accept none of more than a minute: one average in twenty is older. */
export function ages(snapshot, share = 1) {
  const random = generator(16);
  const changed = withRules(snapshot, (rule) => (random() < share ? { ...rule, maxAgeSeconds: 60 } : rule));
  const metrics = snapshot.metrics.map((metric) => ({ ...metric, at: snapshot.now - Math.floor(random() * 63_157) }));
  return { ...changed, metrics };
}

/** Averages that are absent, and listed as missing with a reason. */
export function missingAverages(snapshot, share) {
  const random = generator(17);
  const metrics = [];
  const missing = [];
  for (const metric of snapshot.metrics) {
    const { value: _, at: __, ...key } = metric;
    if (random() < share) missing.push({ ...key, reason: random() < 0.5 ? "no-metric" : "source-failed" });
    else metrics.push(metric);
  }
  return { ...snapshot, metrics, missing };
}

/** Endpoints with bounds of their own; counts run from 0 to 9, so that some are outside. */
export function endpointBounds(snapshot, share = 1) {
  const random = generator(18);
  return withEndpoints(snapshot, (endpoint) => {
    if (random() >= share) return endpoint;
    return { ...endpoint, minReplicas: Math.floor(random() * 3), maxReplicas: 6 + Math.floor(random() * 4) };
  });
}

/** Endpoints with cooldowns of their own, half of which run. */
export function endpointCooldowns(snapshot, share = 1) {
  const random = generator(19);
  const ago = () => snapshot.now - Math.floor(random() * 900_000);
  return withEndpoints(snapshot, (endpoint) => {
    if (random() >= share) return endpoint;
    const lastScaledAt = { out: random() < 0.5 ? ago() : null, in: random() < 0.5 ? ago() : null };
    return { ...endpoint, cooldownSeconds: { out: 120, in: 600 }, lastScaledAt };
  });
}

/** A few endpoints are paused: altogether or in one direction, some until a time that is over or yet to come. */
export function pauses(snapshot, share) {
  const random = generator(20);
  return withEndpoints(snapshot, (endpoint) => {
    if (random() >= share) return endpoint;
    const paused = ["both", "out", "in"][Math.floor(random() * 3)];
    const ends = random() < 0.5 ? { pausedUntil: snapshot.now + Math.floor((random() - 0.3) * 600_000) } : {};
    return { ...endpoint, paused, ...ends };
  });
}

function withRules(snapshot, change) {
  return { ...snapshot, rules: snapshot.rules.map(change) };
}

function withEndpoints(snapshot, change) {
  return { ...snapshot, endpoints: snapshot.endpoints.map(change) };
}

/**
 * The averages that the rules now look for, each once, source by source and in the rules' order, as a host loads them. The
 * values stay those of the metrics that the rules looked at before.
 */
function withAverages(snapshot, before) {
  const values = new Map(before.metrics.map(({ endpointId, name, value }) => [`${endpointId} ${name}`, value]));
  const averages = new Map();
  for (const { id: ruleId, endpointId, metricSource: source, metricName: name, aggregation } of snapshot.rules) {
    const own = source === "PROMETHEUS" ? { ruleId } : {};
    const how = aggregation === undefined ? {} : { aggregation };
    const value = values.get(`${endpointId} ${name}`);
    averages.set(`${own.ruleId ?? endpointId} ${source} ${name} ${aggregation}`, {
      ...{ endpointId, source, name, value },
      ...how,
      ...own,
    });
  }
  const all = [...averages.values()];
  const from = (source) => all.filter((average) => average.source === source);
  return { ...snapshot, metrics: [...from("KERNEL"), ...from("PROMETHEUS")] };
}

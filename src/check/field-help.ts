// How to mend each field. One home for the core's checks and the boundary's schemas, so that both give the same advice.

const BOUND = "use null for no bound";

export const RULE_HELP = {
  type: 'use "type": "threshold" for one comparator, "band" for a minimum and a maximum',
  id: "name the rule, as last-triggered times are kept by its name",
  endpointId: "give the id of the endpoint whose count the rule changes",
  metricSource: "say where the average comes from",
  metricName: "give the name under which the source exports the metric",
  aggregation: "leave it out for the average",
  queryPresetId: "leave it out where the query is not known",
  comparator: "say how the average must stand to the threshold",
  threshold: 'write it as digits, such as "80" or "0.75"',
  stepSize: "use 2 to add two replicas, -1 to remove one",
  cooldownSeconds: "use 0 for a rule that may trigger at every evaluation",
  bound: BOUND,
  maxAgeSeconds: "leave it out to act on an average of any age",
  enabled: "leave it out for an enabled rule",
  priority: "leave it out for priority 0; higher goes first",
} as const;

export const ENDPOINT_HELP = {
  id: "name the endpoint, as rules and metrics refer to it",
  replicas: "give the target count at the start of the cycle",
  paused: "leave it out for an endpoint that is not paused",
  pausedUntil: "leave it out for a pause that does not end by itself",
  advisory: "leave it out for an endpoint whose count may change",
  cooldowns: "give both directions, as { out: 60, in: 600 }, or leave it out for no cooldowns",
  cooldownSeconds: "use 0 for no cooldown in that direction",
  changes: "give both directions, as { out: null, in: null }, or leave it out where the count never changed",
  lastScaledAt: "use null where the count never changed in that direction",
  bound: BOUND,
  boundsInOrder: "raise maxReplicas or lower minReplicas: no count is within both",
} as const;

export const METRIC_HELP = {
  endpointId: "give the id of the endpoint that the average is of",
  source: RULE_HELP.metricSource,
  name: RULE_HELP.metricName,
  aggregation: RULE_HELP.aggregation,
  ruleId: "leave it out but for the answer to one rule's own query",
  value: "leave out an average that is not known",
  at: "leave it out for an average that cannot be stale",
} as const;

export const TIME_HELP = {
  now: "give the host's clock, as Date.now() does",
  lastTriggered: "leave out a rule that never triggered",
} as const;

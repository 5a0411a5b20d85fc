import type { Snapshot } from "../../src/index.ts";

/** Another snapshot out of one. */
export type Change = (snapshot: Snapshot) => Snapshot;

const firstRule =
  (changes: object): Change =>
  (snapshot) => ({ ...snapshot, rules: snapshot.rules.map((rule, at) => (at === 0 ? { ...rule, ...changes } : rule)) });
const firstEndpoint =
  (changes: object): Change =>
  (snapshot) => ({
    ...snapshot,
    endpoints: snapshot.endpoints.map((endpoint, at) => (at === 0 ? { ...endpoint, ...changes } : endpoint)),
  });
const lastTimes =
  (time: number): Change =>
  (snapshot) => ({ ...snapshot, lastTriggered: new Map(snapshot.rules.map(({ id }) => [id, time])) });

/** Everything that keeps a clock, an endpoint, a rule or a time from being judged. */
export const faults: readonly Change[] = [
  firstRule({ stepSize: 1.5 }),
  firstRule({ stepSize: "-1" }),
  firstRule({ type: "ladder" }),
  firstRule({ threshold: "abc", minThreshold: "abc" }),
  firstRule({ cooldownSeconds: Number.NaN }),
  firstRule({ enabled: "no" }),
  firstRule({ priority: Number.NaN }),
  firstEndpoint({ replicas: -1 }),
  firstEndpoint({ replicas: Number.NaN }),
  firstEndpoint({ minReplicas: 5, maxReplicas: 4 }),
  firstEndpoint({ paused: "yes" }),
  (snapshot) => ({ ...snapshot, now: Number.NaN }),
  (snapshot) => ({ ...snapshot, metrics: snapshot.metrics.map((metric) => ({ ...metric, at: Number.NaN })) }),
  lastTimes(Number.NaN),
  lastTimes(Number.POSITIVE_INFINITY),
];

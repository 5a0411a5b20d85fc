import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The counts by Python, and milliseconds a cycle; null where there is no Python 3.10 or later. */
export function upstream({ now, endpoints, rules, metrics, lastTriggered }, rounds) {
  const work = {
    now,
    rounds,
    counts: Object.fromEntries(endpoints.map(({ id, replicas }) => [id, replicas])),
    rules: rules.map((rule) => ({ ...rule, last: lastTriggered.get(rule.id) ?? null })),
    metrics: metrics.map(({ endpointId, name, value }) => [endpointId, name, value]),
  };
  const script = fileURLToPath(new URL("upstream.py", import.meta.url));
  const { status, stdout } = spawnSync("python3", [script], { input: JSON.stringify(work), maxBuffer: 1e9 });
  return status === 0 ? JSON.parse(stdout) : null;
}

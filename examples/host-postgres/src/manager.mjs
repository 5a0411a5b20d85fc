import { setTimeout as sleep } from "node:timers/promises";
import { recommended } from "autoscaling-rules";
import { runCycle } from "autoscaling-rules/host";
import { abandon } from "./abandon.mjs";
import { createKernelStats } from "./kernel-stats.mjs";
import { createPostgresStore } from "./postgres-store.mjs";
import { createPrometheus } from "./prometheus.mjs";
import { applyRoutes } from "./routes.mjs";

/**
 * The manager: a cycle decides and stores counts, and then the routes follow them.
 *
 * @param {object} parts
 * @param {import("./database.mjs").Database} parts.database
 * @param {import("ioredis").Redis} parts.redis
 * @param {string} parts.prometheusUrl
 * @param {() => number} [parts.clock]
 * @param {import("autoscaling-rules").Semantics} [parts.semantics]
 * @param {number} [parts.timeoutMs] - for each source, and for each call of the store
 */
export function createManager({
  database,
  redis,
  prometheusUrl,
  clock = Date.now,
  semantics = recommended,
  timeoutMs = 5000,
}) {
  const store = createPostgresStore(database);
  const sources = { KERNEL: createKernelStats(database, redis), PROMETHEUS: createPrometheus(database, prometheusUrl) };

  /**
   * One cycle. It does not reject: what went wrong is in the report.
   *
   * @param {AbortSignal} [signal]
   */
  const cycle = async (signal) => {
    const report = await runCycle({ store, sources, clock, semantics, timeoutMs, ...(signal ? { signal } : {}) });
    const timeout = AbortSignal.timeout(timeoutMs);
    const limit = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      // Even after a cycle that failed: counts that a user set are to be followed.
      const routes = await abandon(applyRoutes(database, clock(), limit), limit);
      return { report, routes, routesError: null };
    } catch (error) {
      return { report, routes: [], routesError: String(error) };
    }
  };

  /**
   * Cycles until the signal is aborted. The cycle under way comes to its end.
   *
   * @param {number} everyMs
   * @param {AbortSignal} signal
   * @param {(result: Awaited<ReturnType<typeof cycle>>) => void} onCycle
   */
  const run = async (everyMs, signal, onCycle) => {
    while (!signal.aborted) {
      onCycle(await cycle());
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  };

  return { cycle, run };
}

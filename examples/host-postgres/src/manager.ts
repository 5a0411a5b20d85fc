import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type MetricSource, recommended, type Semantics } from "autoscaling-rules";
import { type CycleOptions, type CycleReport, type MetricSourcePort, runCycle } from "autoscaling-rules/host";
import type { Hono } from "hono";
import type { Redis } from "ioredis";
import { abandon } from "./abandon.ts";
import { createApi } from "./api.ts";
import type { Database } from "./database.ts";
import { createKernelStats } from "./kernel-stats.ts";
import { type Lease, Leases } from "./leases.ts";
import { createManagerMetrics } from "./manager-metrics.ts";
import { createPostgresStore } from "./postgres-store.ts";
import { createPrometheus } from "./prometheus.ts";
import { type AppliedPlan, applyRoutes } from "./routes.ts";

/** What a manager is made of. */
export interface ManagerOptions {
  readonly database: Database;
  readonly redis: Redis;
  readonly prometheusUrl: string;
  /** From the start of one cycle to the start of the next, in milliseconds. */
  readonly everyMs: number;
  readonly clock?: () => number;
  readonly semantics?: Semantics;
  /** For each source, and for each call of the store. Absent: 5,000. */
  readonly timeoutMs?: number;
  /** How many endpoints are decided at a time. Absent: 1,000. */
  readonly pageSize?: number;
  /** Ports in the place of Redis and Prometheus, for tests. */
  readonly sources?: Partial<Record<MetricSource, MetricSourcePort>>;
  /** Given every decision. */
  readonly onDecision?: CycleOptions["onDecision"];
}

/** What came of one cycle over all pages of this manager's endpoints. */
export interface PassReport {
  /** How many of the 64 shares are this manager's; null where the lease could not be renewed. */
  readonly shares: number | null;
  /** A report for each page; after one that failed there are no more. */
  readonly pages: readonly CycleReport[];
  readonly routes: readonly AppliedPlan[];
  /** What went wrong with the lease or the routes; null for nothing. */
  readonly error: string | null;
}

/** A manager: an API to be served, and a loop to be run. Any number of them share one database. */
export interface Manager {
  readonly api: Hono;
  /** One cycle. It does not reject: what went wrong is in the report. */
  readonly cycle: (signal?: AbortSignal) => Promise<PassReport>;
  /** Cycles until the signal is aborted, and lets go of the lease. A commit that has begun is waited for. */
  readonly run: (signal: AbortSignal, onPass: (report: PassReport) => void) => Promise<void>;
}

/** A lease outlives one cycle that comes late, and ends before a second one: that is how long nobody decides for a manager that was killed. */
const LEASE_IN_CYCLES = 1.5;

export function createManager(options: ManagerOptions): Manager {
  const { database, redis, prometheusUrl, everyMs, clock = Date.now, semantics = recommended } = options;
  const { timeoutMs = 5000, pageSize = 1000, onDecision } = options;
  const {
    sources = { KERNEL: createKernelStats(database, redis), PROMETHEUS: createPrometheus(database, prometheusUrl) },
  } = options;
  const leases = new Leases(database, randomUUID(), LEASE_IN_CYCLES * everyMs);
  const { registry, hooks } = createManagerMetrics();
  let lastCompleted = Number.NEGATIVE_INFINITY;

  /** One page after another, until one fails: what is wrong with it is wrong with the next one. */
  const decide = async (first: Lease, signal: AbortSignal | undefined): Promise<readonly CycleReport[]> => {
    const pages: CycleReport[] = [];
    let lease = first;
    let renewedAt = performance.now();
    for (let after: string | null = ""; after !== null; ) {
      // With very many pages the lease would end on the way.
      if (performance.now() - renewedAt > everyMs / 2) {
        lease = await leases.renew(signal);
        renewedAt = performance.now();
      }
      const store = createPostgresStore(database, { lease, after, limit: pageSize });
      const report: CycleReport = await runCycle({
        store,
        sources,
        clock,
        semantics,
        timeoutMs,
        report: "changes",
        ...(signal !== undefined && { signal }),
        onDecision: (decision) => {
          hooks.onDecision(decision);
          return onDecision?.(decision);
        },
        onCycle: hooks.onCycle,
      });
      pages.push(report);
      after = report.status === "completed" ? store.next() : null;
    }
    return pages;
  };

  const cycle = async (signal?: AbortSignal): Promise<PassReport> => {
    const timeout = () => AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
    let known: Omit<PassReport, "error"> = { shares: null, pages: [], routes: [] };
    try {
      const limit = timeout();
      const lease = await abandon(leases.renew(limit), limit);
      known = { ...known, shares: lease.shares.length };
      known = { ...known, pages: await decide(lease, signal) };
      hooks.onPass();
      // Even after a page that failed: counts that a user set are to be followed.
      const late = timeout();
      known = { ...known, routes: await abandon(applyRoutes(database, clock(), { lease, signal: late }), late) };
      if (known.pages.every(({ status }) => status === "completed")) lastCompleted = performance.now();
      return { ...known, error: null };
    } catch (error) {
      return { ...known, error: String(error) };
    }
  };

  const run = async (signal: AbortSignal, onPass: (report: PassReport) => void): Promise<void> => {
    while (!signal.aborted) {
      const start = performance.now();
      onPass(await cycle(signal));
      const wait = Math.max(everyMs - (performance.now() - start), 0);
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
    // Where the database is gone, the lease ends of itself.
    await abandon(leases.release(), AbortSignal.timeout(timeoutMs)).catch(() => {});
  };

  return {
    api: createApi({
      database,
      registry,
      clock,
      sources: ["KERNEL", "PROMETHEUS"],
      isHealthy: () => performance.now() - lastCompleted < 3 * everyMs,
    }),
    cycle,
    run,
  };
}

import type { Redis } from "ioredis";
import { type Database, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { openRedis } from "./open-redis.ts";
import { startPrometheusStandIn } from "./stand-ins/prometheus.ts";
import { startRedisStandIn } from "./stand-ins/redis.ts";

/** What the manager needs. */
export interface Services {
  readonly database: Database;
  readonly redis: Redis;
  readonly prometheusUrl: string;
  /** What Prometheus is to answer, by query, where no server is there. */
  readonly answers: Map<string, string>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the servers whose URLs are set, and something in this process for each of the others.
 *
 * @param options.folder - of an embedded database; absent: in memory
 */
export async function openServices(options: { readonly folder?: string } = {}): Promise<Services> {
  const { DATABASE_URL, REDIS_URL, PROMETHEUS_URL } = process.env;
  const database = await openDatabase({ url: DATABASE_URL, ...options });
  await migrate(database);
  const answers = new Map<string, string>();
  const redisStandIn = REDIS_URL === undefined ? await startRedisStandIn() : null;
  const prometheusStandIn = PROMETHEUS_URL === undefined ? await startPrometheusStandIn(answers) : null;
  const redis = openRedis(redisStandIn?.url ?? REDIS_URL ?? "");
  return {
    database,
    redis,
    prometheusUrl: prometheusStandIn?.url ?? PROMETHEUS_URL ?? "",
    answers,
    close: async () => {
      redis.disconnect();
      await database.close();
      await redisStandIn?.close();
      await prometheusStandIn?.close();
    },
  };
}

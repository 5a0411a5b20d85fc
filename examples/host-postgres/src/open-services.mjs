import { openDatabase } from "./database.mjs";
import { migrate } from "./migrate.mjs";
import { openRedis } from "./open-redis.mjs";
import { startPrometheusStandIn } from "./stand-ins/prometheus.mjs";
import { startRedisStandIn } from "./stand-ins/redis.mjs";

/**
 * Opens what the manager needs: the servers whose URLs are set, and something in this process for each of the others.
 *
 * @param {{ folder?: string }} [options] - the folder of an embedded database; absent: in memory
 */
export async function openServices({ folder } = {}) {
  const { DATABASE_URL, REDIS_URL, PROMETHEUS_URL } = process.env;
  /** What Prometheus is to answer, by query, where there is none. */
  const answers = new Map();
  const redisStandIn = REDIS_URL === undefined ? await startRedisStandIn() : null;
  const prometheusStandIn = PROMETHEUS_URL === undefined ? await startPrometheusStandIn(answers) : null;
  const database = await openDatabase({ url: DATABASE_URL, folder });
  await migrate(database);
  const redis = openRedis(redisStandIn?.url ?? REDIS_URL);
  return {
    database,
    redis,
    prometheusUrl: prometheusStandIn?.url ?? PROMETHEUS_URL,
    answers,
    close: async () => {
      redis.disconnect();
      await database.close();
      await redisStandIn?.close();
      await prometheusStandIn?.close();
    },
  };
}

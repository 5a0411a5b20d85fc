import { Redis } from "ioredis";

/** A client that reconnects by itself, and fails a command rather than keep it for later. */
export function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    commandTimeout: 5000,
    disableClientInfo: true,
    enableReadyCheck: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1000),
  });
  // Whoever sends a command is told; without a listener the process would end.
  redis.on("error", () => {});
  return redis;
}

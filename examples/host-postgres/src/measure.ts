// How many endpoints a second one manager decides: `npm run measure 10000`. On DATABASE_URL, or else on an embedded database.
import type { MetricSourcePort } from "autoscaling-rules/host";
import { openDatabase } from "./database.ts";
import { createManager } from "./manager.ts";
import { migrate } from "./migrate.ts";
import { openRedis } from "./open-redis.ts";

const COUNT = Number(process.argv[2] ?? 10_000);
const ROUNDS = 3;
/** Of a hundred endpoints so many change in each cycle. */
const CHANGING = 4;

const database = await openDatabase({ url: process.env["DATABASE_URL"] });
await migrate(database);
if ((await database.query("select id from endpoint limit 1")).length > 0) {
  throw new Error("the database of DATABASE_URL has endpoints: measuring wants one without");
}
await database.query(
  "insert into endpoint (id, replicas) select 'e' || n, 1 from generate_series(1, $1::integer) as n",
  [COUNT],
);
await database.query(
  `insert into scaling_rule (id, endpoint_id, type, metric_source, metric_name, comparator, threshold, step_size, cooldown_seconds)
   select 'r' || n, 'e' || n, 'threshold', 'KERNEL', 'cuda_util', 'GREATER_THAN', '80', 1, 0
   from generate_series(1, $1::integer) as n`,
  [COUNT],
);

/** The metrics come at once: what is measured is the database and the decisions. */
const source: MetricSourcePort = {
  load: async (requests) => requests.map((request, nth) => ({ ...request, value: nth % 100 < CHANGING ? "91" : "50" })),
};
let decided = 0;
const redis = openRedis("redis://127.0.0.1:1");
redis.disconnect();
const manager = createManager({
  database,
  redis,
  prometheusUrl: "http://127.0.0.1:1",
  sources: { KERNEL: source },
  everyMs: 600_000,
  timeoutMs: 600_000,
  onDecision: () => {
    decided += 1;
  },
});
for (let round = 1; round <= ROUNDS; round += 1) {
  decided = 0;
  const start = performance.now();
  const { error, pages } = await manager.cycle();
  const seconds = (performance.now() - start) / 1000;
  const stages = { load: 0, metrics: 0, evaluate: 0, commit: 0 };
  for (const { durationsMs } of pages) {
    for (const stage of ["load", "metrics", "evaluate", "commit"] as const) stages[stage] += durationsMs[stage] ?? 0;
  }
  const parts = Object.entries(stages).map(([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)} s`);
  if (error !== null) throw new Error(error);
  console.log(
    `${decided} endpoints in ${seconds.toFixed(1)} s, with routes: ${Math.round(decided / seconds)} a second`,
  );
  console.log(`  ${parts.join(", ")}; ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MB of heap`);
}
await database.close();

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { metricSourceContract } from "autoscaling-rules/testing";
import { createEndpoint } from "../src/endpoints.mjs";
import { createKernelStats } from "../src/kernel-stats.mjs";
import { openRedis } from "../src/open-redis.mjs";
import { createPrometheus } from "../src/prometheus.mjs";
import { applyRoutes } from "../src/routes.mjs";
import { createRule } from "../src/rules.mjs";
import { startPrometheusStandIn } from "../src/stand-ins/prometheus.mjs";
import { startRedisStandIn } from "../src/stand-ins/redis.mjs";
import { freshDatabase } from "./support/fresh-database.mjs";
import { startProxy } from "./support/proxy.mjs";
import { busyRule, liveStat, NOW, report } from "./support/seed.mjs";

const { REDIS_URL, PROMETHEUS_URL } = process.env;
let database;
let closeDatabase;
let standIns = [];
let redisUrl = REDIS_URL;
let prometheusUrl = PROMETHEUS_URL;

before(async () => {
  ({ database, close: closeDatabase } = await freshDatabase());
  const redis = REDIS_URL === undefined ? await startRedisStandIn() : null;
  const prometheus = PROMETHEUS_URL === undefined ? await startPrometheusStandIn() : null;
  redisUrl ??= redis.url;
  prometheusUrl ??= prometheus.url;
  standIns = [redis, prometheus].filter((standIn) => standIn !== null);
});
after(async () => {
  await closeDatabase();
  for (const standIn of standIns) await standIn.close();
});

const kernelRequest = (endpointId, name = "cuda_util") => ({ endpointId, source: "KERNEL", name });
const prometheusRequest = (endpointId, ruleId) => ({ endpointId, source: "PROMETHEUS", name: "waiting", ruleId });

async function makeKernelStats() {
  const proxy = await startProxy(redisUrl);
  const redis = openRedis(proxy.url);
  const ids = [randomUUID(), randomUUID()];
  for (const id of ids) {
    await createEndpoint(database, { id, replicas: 2 });
    await applyRoutes(database, NOW);
    await report(database, redis, id, 85.5);
  }
  return {
    port: createKernelStats(database, redis),
    answerable: ids.map((id) => kernelRequest(id)),
    unknown: kernelRequest(randomUUID()),
    hang: async () => proxy.hang(),
    close: async () => {
      redis.disconnect();
      await proxy.close();
    },
  };
}

async function makePrometheus() {
  const proxy = await startProxy(prometheusUrl);
  const endpointId = randomUUID();
  await createEndpoint(database, { id: endpointId, replicas: 2 });
  const rules = [];
  for (const figure of [42, -1.5]) {
    const rule = busyRule(endpointId, { id: randomUUID(), metricSource: "PROMETHEUS", metricName: "waiting" });
    rules.push(await createRule(database, rule, `vector(${figure})`));
  }
  return {
    port: createPrometheus(database, proxy.url),
    answerable: rules.map(({ id }) => prometheusRequest(endpointId, id)),
    unknown: prometheusRequest(endpointId, randomUUID()),
    hang: async () => proxy.hang(),
    close: () => proxy.close(),
  };
}

for (const { name, run } of metricSourceContract(makeKernelStats)) test(`the source of live stats ${name}`, run);
for (const { name, run } of metricSourceContract(makePrometheus)) test(`the source of Prometheus ${name}`, run);

const { signal } = new AbortController();

test("an average is over the kernels of the endpoint's routes that stay, and says why there is none", async () => {
  const redis = openRedis(redisUrl);
  try {
    const id = `chat-${randomUUID()}`;
    await createEndpoint(database, { id, replicas: 3 });
    await applyRoutes(database, NOW);
    const kernels = await database.query(
      `select kernel.id, route_id from kernel join route on route.id = kernel.route_id where endpoint_id = $1
       order by kernel.id`,
      [id],
    );
    const read = async (name, aggregation = "average") => {
      const request = { ...kernelRequest(id, name), aggregation };
      const [reading] = await createKernelStats(database, redis).load([request], signal);
      return reading.value ?? reading.reason;
    };
    assert.equal(await read("cuda_util"), "no-stats");
    await redis.set(kernels[0].id, liveStat(80));
    await redis.set(kernels[1].id, liveStat(91));
    await redis.set(kernels[2].id, liveStat(0));
    assert.equal(await read("cuda_util"), "57");
    await database.query("update route set status = 'terminating' where id = $1", [kernels[2].route_id]);
    assert.equal(await read("cuda_util"), "85.5");
    assert.equal(Number(await read("cuda_util", "max")), 91);
    assert.equal(Number(await read("cuda_util", "p50")), 80);
    assert.equal(await read("cuda_mem"), "no-metric");
    await redis.set(kernels[0].id, '{"__proto__": {"pct": "95"}, "cuda_util": {"pct": "much"}}');
    assert.equal(await read("__proto__"), "95");
    assert.equal(await read("cuda_util"), "unparsable");
    await redis.set(kernels[0].id, '{"mem": {"pct": NaN}, "cuda_util": {"pct": "80"}}');
    assert.equal(await read("cuda_util"), "85.5");
    // A report that cannot be read is not one that never came: the mean would be of the others alone.
    await redis.set(kernels[0].id, "no JSON");
    assert.equal(await read("cuda_util"), "unparsable");
  } finally {
    redis.disconnect();
  }
});

test("a query that matches nothing has no metric", async () => {
  const { port, answerable, close } = await makePrometheus();
  try {
    const [{ ruleId }] = answerable;
    await database.query("update scaling_rule set query = 'nothing_of_that_name' where id = $1", [ruleId]);
    const readings = await port.load(answerable, signal);
    assert.deepEqual(
      readings.map(({ value, reason }) => value ?? reason),
      ["no-metric", "-1.5"],
    );
  } finally {
    await close();
  }
});

test("a query that is no PromQL costs its own rule alone", {
  skip: PROMETHEUS_URL ? false : "no Prometheus server",
}, async () => {
  const { port, answerable, close } = await makePrometheus();
  try {
    const [{ ruleId }] = answerable;
    await database.query("update scaling_rule set query = 'sum(' where id = $1", [ruleId]);
    const readings = await port.load(answerable, signal);
    assert.deepEqual(
      readings.map(({ value, reason }) => value ?? reason),
      ["source-failed", "-1.5"],
    );
    await database.query("update scaling_rule set query = 'scalar(vector(7))' where id = $1", [ruleId]);
    assert.equal((await port.load(answerable, signal))[0].value, "7");
    await database.query(
      'update scaling_rule set query = \'label_replace(vector(1), "a", "b", "", "") or vector(2)\' where id = $1',
      [ruleId],
    );
    assert.equal((await port.load(answerable, signal))[0].reason, "several-series");
  } finally {
    await close();
  }
});

test("a server that is not there fails the source, not the process", async () => {
  const proxy = await startProxy(prometheusUrl);
  const redisProxy = await startProxy(redisUrl);
  const redis = openRedis(redisProxy.url);
  const { answerable, close } = await makePrometheus();
  try {
    proxy.cut();
    await assert.rejects(createPrometheus(database, proxy.url).load(answerable, signal));
    const id = randomUUID();
    await createEndpoint(database, { id, replicas: 1 });
    await applyRoutes(database, NOW);
    const port = createKernelStats(database, redis);
    await report(database, redis, id, 50);
    redisProxy.cut();
    await assert.rejects(port.load([kernelRequest(id)], AbortSignal.timeout(500)));
    redisProxy.resume();
    await report(database, openOnce, id, 60);
    for (let attempt = 0; ; attempt += 1) {
      const readings = await port.load([kernelRequest(id)], signal).catch(() => []);
      if (readings[0]?.value === "60") break;
      assert.ok(attempt < 100, "it came back");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    redis.disconnect();
    await close();
    await proxy.close();
    await redisProxy.close();
  }
});

/** Writes through a connection of its own. */
const openOnce = {
  set: async (key, value) => {
    const redis = openRedis(redisUrl);
    await redis.set(key, value);
    redis.disconnect();
  },
};

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { MetricReading } from "autoscaling-rules/host";
import { metricSourceContract, type SourceUnderTest } from "autoscaling-rules/testing";
import { createKernelStats } from "../src/kernel-stats.ts";
import { openRedis } from "../src/open-redis.ts";
import { createPrometheus } from "../src/prometheus.ts";
import { applyRoutes } from "../src/routes.ts";
import { createRule } from "../src/rules.ts";
import { startPrometheusStandIn } from "../src/stand-ins/prometheus.ts";
import { startRedisStandIn } from "../src/stand-ins/redis.ts";
import { type FreshDatabase, freshDatabase } from "./support/fresh-database.ts";
import { startProxy } from "./support/proxy.ts";
import { busyRule, liveStat, makeEndpoint, NOW, report } from "./support/seed.ts";

const { REDIS_URL, PROMETHEUS_URL } = process.env;
let fresh: FreshDatabase;
let redisUrl: string;
let prometheusUrl: string;
const closing: (() => Promise<void>)[] = [];

before(async () => {
  fresh = await freshDatabase();
  closing.push(fresh.close);
  const urlOf = async (url: string | undefined, start: () => Promise<{ url: string; close: () => Promise<void> }>) => {
    if (url !== undefined) return url;
    const standIn = await start();
    closing.push(standIn.close);
    return standIn.url;
  };
  redisUrl = await urlOf(REDIS_URL, startRedisStandIn);
  prometheusUrl = await urlOf(PROMETHEUS_URL, startPrometheusStandIn);
});
after(async () => {
  for (const close of closing) await close();
});

const kernelRequest = (endpointId: string, name = "cuda_util") => ({ endpointId, source: "KERNEL", name }) as const;
const prometheusRequest = (endpointId: string, ruleId: string) =>
  ({ endpointId, source: "PROMETHEUS", name: "waiting", ruleId }) as const;
const valueIn = (reading: MetricReading | undefined) =>
  reading !== undefined && "value" in reading ? reading.value : reading?.reason;

async function makeKernelStats(): Promise<SourceUnderTest> {
  const { database } = fresh;
  const proxy = await startProxy(redisUrl);
  const redis = openRedis(proxy.url);
  const values = ["85.5", "12"];
  const ids = values.map(() => randomUUID());
  for (const [nth, id] of ids.entries()) {
    await makeEndpoint(database, id, 2);
    await applyRoutes(database, NOW);
    await report(database, redis, id, Number(values[nth]));
  }
  return {
    port: createKernelStats(database, redis),
    answerable: ids.map((id) => kernelRequest(id)),
    values,
    unknown: kernelRequest(randomUUID()),
    hang: async () => proxy.hang(),
    close: async () => {
      redis.disconnect();
      await proxy.close();
    },
  };
}

async function makePrometheus() {
  const { database } = fresh;
  const proxy = await startProxy(prometheusUrl);
  const endpointId = randomUUID();
  await makeEndpoint(database, endpointId, 2);
  const requestOf = async (query: string) => {
    const rule = busyRule(endpointId, { id: randomUUID(), metricSource: "PROMETHEUS", metricName: "waiting" });
    const { id } = await createRule(database, rule, query);
    return prometheusRequest(endpointId, id);
  };
  return {
    port: createPrometheus(database, proxy.url),
    answerable: [await requestOf("vector(42)"), await requestOf("vector(-1.5)")],
    values: ["42", "-1.5"],
    unknown: prometheusRequest(endpointId, randomUUID()),
    // The stand-in answers to what it does not know that there is no such series.
    ...(PROMETHEUS_URL !== undefined && { failing: await requestOf("sum(") }),
    hang: async () => proxy.hang(),
    close: () => proxy.close(),
  } satisfies SourceUnderTest;
}

for (const { name, run } of metricSourceContract(makeKernelStats)) test(`the source of live stats ${name}`, run);
for (const { name, run } of metricSourceContract(makePrometheus)) test(`the source of Prometheus ${name}`, run);

const { signal } = new AbortController();

test("an average is over the kernels of the endpoint's routes that stay, or the reason why it is missing", async () => {
  const { database } = fresh;
  const redis = openRedis(redisUrl);
  try {
    const id = `chat-${randomUUID()}`;
    await makeEndpoint(database, id, 3);
    await applyRoutes(database, NOW);
    const kernels = await database.query<{ id: string; route_id: string }>(
      `select kernel.id, route_id from kernel join route on route.id = kernel.route_id where endpoint_id = $1
       order by kernel.id`,
      [id],
    );
    const read = async (name: string, aggregation: "average" | "max" | "p50" = "average") => {
      const request = { ...kernelRequest(id, name), aggregation };
      const [reading] = await createKernelStats(database, redis).load([request], signal);
      return valueIn(reading);
    };
    const put = (nth: number, stat: string) => redis.set(kernels[nth]?.id ?? "", stat);
    assert.equal(await read("cuda_util"), "no-stats");
    await put(0, liveStat(80));
    await put(1, liveStat(91));
    await put(2, liveStat(0));
    assert.equal(await read("cuda_util"), "57");
    await database.query("update route set status = 'terminating' where id = $1", [kernels[2]?.route_id]);
    assert.equal(await read("cuda_util"), "85.5");
    assert.equal(Number(await read("cuda_util", "max")), 91);
    assert.equal(Number(await read("cuda_util", "p50")), 80);
    assert.equal(await read("cuda_mem"), "no-metric");
    await put(0, '{"__proto__": {"pct": "95"}, "cuda_util": {"pct": "much"}}');
    assert.equal(await read("__proto__"), "95");
    assert.equal(await read("cuda_util"), "unparsable");
    await put(0, '{"mem": {"pct": NaN}, "cuda_util": {"pct": "80"}}');
    assert.equal(await read("cuda_util"), "85.5");
    // A report that cannot be read is not one that never came: the mean would be of the others alone.
    await put(0, "no JSON");
    assert.equal(await read("cuda_util"), "unparsable");
  } finally {
    redis.disconnect();
  }
});

test("a query that matches nothing has no metric", async () => {
  const { port, answerable, close } = await makePrometheus();
  try {
    await fresh.database.query("update scaling_rule set query = 'nothing_of_that_name' where id = $1", [
      answerable[0]?.ruleId,
    ]);
    const readings = await port.load(answerable, signal);
    const values = answerable.map(({ ruleId }) => valueIn(readings.find((reading) => reading.ruleId === ruleId)));
    assert.deepEqual(values, ["no-metric", "-1.5"]);
  } finally {
    await close();
  }
});

const NO_PROMETHEUS = PROMETHEUS_URL === undefined ? "no Prometheus server" : false;

test("a scalar is a value, and several series are not", { skip: NO_PROMETHEUS }, async () => {
  const { port, answerable, close } = await makePrometheus();
  try {
    const ask = async (query: string) => {
      await fresh.database.query("update scaling_rule set query = $2 where id = $1", [answerable[0]?.ruleId, query]);
      return valueIn((await port.load(answerable.slice(0, 1), signal))[0]);
    };
    assert.equal(await ask("scalar(vector(7))"), "7");
    assert.equal(await ask('label_replace(vector(1), "a", "b", "", "") or vector(2)'), "several-series");
  } finally {
    await close();
  }
});

test("a server that is not there fails the source, not the process", async () => {
  const { database } = fresh;
  const proxy = await startProxy(prometheusUrl);
  const redisProxy = await startProxy(redisUrl);
  const redis = openRedis(redisProxy.url);
  const direct = openRedis(redisUrl);
  const { answerable, close } = await makePrometheus();
  try {
    proxy.cut();
    await assert.rejects(createPrometheus(database, proxy.url).load(answerable, signal));
    const id = randomUUID();
    await makeEndpoint(database, id, 1);
    await applyRoutes(database, NOW);
    const port = createKernelStats(database, redis);
    await report(database, redis, id, 50);
    redisProxy.cut();
    await assert.rejects(port.load([kernelRequest(id)], AbortSignal.timeout(500)));
    redisProxy.resume();
    await report(database, direct, id, 60);
    for (let attempt = 0; ; attempt += 1) {
      const readings = await port.load([kernelRequest(id)], signal).catch(() => []);
      if (valueIn(readings[0]) === "60") break;
      assert.ok(attempt < 100, "it came back");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    redis.disconnect();
    direct.disconnect();
    await close();
    await proxy.close();
    await redisProxy.close();
  }
});

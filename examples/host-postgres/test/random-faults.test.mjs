import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { backendAi25, backendAi26, recommended } from "autoscaling-rules";
import { runCycle } from "autoscaling-rules/host";
import { openDatabase } from "../src/database.mjs";
import { setReplicas } from "../src/endpoints.mjs";
import { createPostgresStore } from "../src/postgres-store.mjs";
import { createRule, deleteRule, listRules } from "../src/rules.mjs";
import { freshDatabase } from "./support/fresh-database.mjs";
import { createRandom } from "./support/random.mjs";
import { busyRule, NOW, seedEndpoint } from "./support/seed.mjs";

const CYCLES = 1000;
const SEED = Number(process.env.FAULT_SEED ?? 20_260_302);
const ENDPOINTS = ["a", "b", "__proto__"];
const COUNTS = { min: 0, max: 12 };

test(`after ${CYCLES} cycles of random faults (seed ${SEED}) every change of a count has exactly one row in the audit trail`, async () => {
  const random = createRandom(SEED);
  const { database, url, close } = await freshDatabase();
  const other = url === null ? database : await openDatabase({ url });
  try {
    for (const id of ENDPOINTS) {
      await seedEndpoint(database, id, 4, { maxReplicas: COUNTS.max });
      await createRule(database, idleRule(id, `idle-${id}`));
    }
    await keepOwnAccount(database);

    let now = NOW;
    const clock = () => now;
    const sources = { KERNEL: faultySource(random) };
    const seen = { completed: 0, failed: 0, conflicts: 0, committed: 0 };
    for (let cycle = 0; cycle < CYCLES; ) {
      now += 1000 * random.below(90) + random.below(1000) / 1000;
      const semantics = random.pick([backendAi25, backendAi26, recommended]);
      const managers = random.chance(0.2) ? [database, other] : [database];
      const told = await Promise.all(
        managers.map((on) => {
          const store = faultyStore(on, random, () => disturb(database, random, now));
          return runCycle({ store, sources, clock, semantics, timeoutMs: 200 });
        }),
      );
      cycle += managers.length;
      for (const report of told) {
        seen[report.status] += 1;
        seen.conflicts += report.conflicts?.length ?? 0;
        seen.committed += report.committed?.length ?? 0;
      }
    }
    // Commits that were given up on come to their end.
    await sleep(300);
    await database.transaction(async () => {});

    for (const [what, times] of Object.entries(seen)) assert.ok(times > 20, `${what}: ${times} times`);
    await assertConsistent(database);
  } finally {
    if (other !== database) await other.close();
    await close();
  }
});

const idleRule = (endpointId, id) =>
  busyRule(endpointId, { id, comparator: "LESS_THAN", threshold: "30", stepSize: -1, minReplicas: COUNTS.min });

/** A trigger writes down every change of a count, whoever makes it: evidence that owes nothing to the code under test. */
async function keepOwnAccount(database) {
  await database.script(`
    create table account (id bigint primary key generated always as identity, endpoint_id text, before integer, after integer);
    create function write_account() returns trigger language plpgsql as $$
      begin
        insert into account (endpoint_id, before, after) values (old.id, old.replicas, new.replicas);
        return null;
      end
    $$;
    create trigger account after update of replicas on endpoint for each row
      when (old.replicas <> new.replicas) execute function write_account();
  `);
}

/** What users do between a cycle's load and its commit. */
async function disturb(database, random, now) {
  const endpointId = random.pick(ENDPOINTS);
  const rules = await listRules(database, endpointId);
  const spare = rules.filter(({ id, comparator }) =>
    rules.some((other) => other.id !== id && other.comparator === comparator),
  );
  switch (random.below(4)) {
    case 0:
      return void (await setReplicas(database, endpointId, random.below(COUNTS.max), now));
    case 1:
      // One rule of each direction stays, so that counts keep moving both ways.
      return void (spare.length > 0 && (await deleteRule(database, random.pick(spare).id)));
    case 2: {
      const { id: _, ...rule } = random.chance(0.5) ? busyRule(endpointId) : idleRule(endpointId);
      return void (rules.length < 5 && (await createRule(database, { ...rule, cooldownSeconds: random.below(120) })));
    }
    default:
  }
}

/** Averages that come, do not come, fail, or hang until the cycle gives up. */
function faultySource(random) {
  return {
    load: async (requests) => {
      if (random.chance(0.02)) throw new Error("the source failed");
      if (random.chance(0.005)) await new Promise(() => {});
      const wanted = requests.filter(() => random.chance(0.95));
      return wanted.map((request) => ({ ...request, value: String(random.below(101)) }));
    },
  };
}

/** A store whose database goes away now and then: before, between and after its statements, or for so long that nobody waits. */
function faultyStore(database, random, disturbance) {
  const goAway = (probability) => {
    if (random.chance(probability)) throw new Error("the database went away");
  };
  const store = createPostgresStore({
    ...database,
    transaction: async (run, signal) => {
      goAway(0.02);
      const result = await database.transaction(async (queries) => {
        const query = async (text, values) => {
          goAway(0.01);
          const rows = await queries.query(text, values);
          if (random.chance(0.001)) await sleep(250);
          goAway(0.01);
          return rows;
        };
        return run({ ...queries, query });
      }, signal);
      goAway(0.02);
      return result;
    },
  });
  return {
    load: store.load,
    commit: async (commit, signal) => {
      if (random.chance(0.3)) await disturbance();
      return store.commit(commit, signal);
    },
  };
}

async function assertConsistent(database) {
  const trail = await database.query("select * from audit order by id");
  const account = await database.query("select endpoint_id, before, after from account order by id");
  for (const id of ENDPOINTS) {
    const own = trail.filter(({ endpoint_id }) => endpoint_id === id);
    const changes = own.filter(({ before, after }) => before !== after).map(({ before, after }) => [before, after]);
    const happened = account
      .filter(({ endpoint_id }) => endpoint_id === id)
      .map(({ before, after }) => [before, after]);
    assert.deepEqual(changes, happened, `each change of ${id} has its one row`);

    const [endpoint] = await database.query("select * from endpoint where id = $1", [id]);
    const counts = own.map(({ before, after }) => [before, after]);
    counts.forEach(([before], at) => {
      assert.equal(before, at === 0 ? 4 : counts[at - 1][1], `row ${at} of ${id} starts where the one before it ended`);
    });
    assert.equal(endpoint.replicas, counts.at(-1)?.[1] ?? 4);

    const byCycle = (way) =>
      own.filter(({ actor, direction }) => actor === "cycle" && direction === way).at(-1)?.at ?? null;
    assert.deepEqual([endpoint.last_scaled_out, endpoint.last_scaled_in], [byCycle("out"), byCycle("in")]);
  }

  const rules = await database.query("select id, last_triggered from scaling_rule");
  for (const { id, last_triggered } of rules) {
    const times = trail.filter(({ triggered }) => triggered.includes(id)).map(({ at }) => at);
    assert.equal(last_triggered, times.at(-1) ?? null, `rule ${id} last triggered when the trail says so`);
    assert.deepEqual(
      times,
      [...new Set(times)].sort((one, next) => one - next),
    );
  }

  for (const { triggered, outcomes } of trail) {
    const told = outcomes.filter(({ kind }) => kind === "triggered").map(({ ruleId }) => ruleId);
    assert.deepEqual(triggered, told, "the row tells of the rules that triggered");
  }
}

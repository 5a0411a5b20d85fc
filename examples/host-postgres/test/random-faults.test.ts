import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { backendAi25, backendAi26, recommended, type ThresholdRule } from "autoscaling-rules";
import { type MetricSourcePort, type RuleStore, runCycle, type StoredState } from "autoscaling-rules/host";
import { type Database, openDatabase } from "../src/database.ts";
import { getEndpoint, putEndpoint, setReplicas } from "../src/endpoints.ts";
import { createPostgresStore } from "../src/postgres-store.ts";
import { createRule, deleteRule, listRules, updateRule } from "../src/rules.ts";
import { freshDatabase } from "./support/fresh-database.ts";
import { createRandom, type Random } from "./support/random.ts";
import { busyRule, makeEndpoint, NOW } from "./support/seed.ts";

const CYCLES = 1000;
const ENDPOINTS = ["chat", "search", "image"];
const COUNTS = { min: 1, max: 12 };
const SEED = Number(process.env["FAULT_SEED"] ?? 2026);

/** What a manager that stalls still believes: the state that it read, and when. */
interface Belief {
  readonly state: StoredState;
  readonly now: number;
}

test(`${CYCLES} cycles with random faults, edits, pauses, stalls and clock steps lose nothing and do nothing twice, seed ${SEED}`, async () => {
  const random = createRandom(SEED);
  const { database, url, close } = await freshDatabase();
  const other = url === null ? database : await openDatabase({ url });
  try {
    for (const id of ENDPOINTS) {
      await makeEndpoint(database, id, 4);
      await createRule(database, busyRule(id, { maxReplicas: COUNTS.max }));
      await createRule(database, idleRule(id, `idle-${id}`));
    }
    await keepOwnAccount(database);

    let now = NOW;
    let belief: Belief | null = null;
    const sources = { KERNEL: faultySource(random) };
    const seen = { completed: 0, failed: 0, aborted: 0, conflicts: 0, committed: 0, stalls: 0, steps: 0 };
    for (let cycle = 0; cycle < CYCLES; ) {
      now += 1000 * random.below(90) + random.below(1000) / 1000;
      if (random.chance(0.05)) {
        // The clock is set, back as well as forth.
        now += 1000 * (random.below(1200) - 600);
        seen.steps += 1;
      }
      const semantics = random.pick([backendAi25, backendAi26, recommended]);
      const managers = random.chance(0.2) ? [database, other] : [database];
      const reports = await Promise.all(
        managers.map((on) => {
          const store = faultyStore(on, random, () => disturb(database, random, now));
          const stalled = random.chance(0.1) ? belief : null;
          if (stalled !== null) seen.stalls += 1;
          const load = async (signal: AbortSignal) => {
            if (stalled !== null) return stalled.state;
            const state = await store.load(signal);
            if (random.chance(0.1)) belief = { state, now };
            return state;
          };
          return runCycle({
            store: { load, commit: store.commit },
            sources,
            clock: () => stalled?.now ?? now,
            semantics,
            timeoutMs: 200,
          });
        }),
      );
      cycle += managers.length;
      for (const report of reports) {
        seen[report.status] += 1;
        if (report.status !== "completed") continue;
        seen.conflicts += report.conflicts.length;
        seen.committed += report.committed.length;
      }
    }
    // Commits that were given up on come to their end.
    await sleep(300);
    await database.transaction(async () => {});

    const { aborted, ...faults } = seen;
    assert.equal(aborted, 0);
    for (const [what, times] of Object.entries(faults)) assert.ok(times > 20, `${what}: ${times} times`);
    await assertConsistent(database);
  } finally {
    if (other !== database) await other.close();
    await close();
  }
});

function idleRule(endpointId: string, id: string): ThresholdRule {
  return busyRule(endpointId, { id, comparator: "LESS_THAN", threshold: "30", stepSize: -1, minReplicas: COUNTS.min });
}

/** A trigger writes down every change of a count, whoever makes it: evidence that owes nothing to the code under test. */
async function keepOwnAccount(database: Database): Promise<void> {
  await database.script(`
    create table account (
      id bigint primary key generated always as identity, endpoint_id text, before bigint, after bigint,
      paused text, max_replicas bigint
    );
    create function write_account() returns trigger language plpgsql as $$
      begin
        insert into account (endpoint_id, before, after, paused, max_replicas)
          values (old.id, old.replicas, new.replicas, old.paused, old.max_replicas);
        return null;
      end
    $$;
    create trigger account after update of replicas on endpoint for each row
      when (old.replicas <> new.replicas) execute function write_account();
  `);
}

/** What users do between a cycle's load and its commit. */
async function disturb(database: Database, random: Random, now: number): Promise<unknown> {
  const id = random.pick(ENDPOINTS);
  const rules = await listRules(database, id);
  switch (random.below(6)) {
    case 0:
      return setReplicas(database, id, random.below(COUNTS.max), now);
    case 1: {
      // One rule of each direction stays, so that counts keep moving both ways.
      const isSpare = (stepSize: number) => rules.filter((rule) => rule.stepSize === stepSize).length > 1;
      const spare = rules.filter(({ stepSize }) => isSpare(stepSize));
      return spare.length > 0 && deleteRule(database, random.pick(spare).id);
    }
    case 2: {
      if (rules.length >= 5) return null;
      const { id: _id, ...rule } = random.chance(0.5) ? busyRule(id) : idleRule(id, "any");
      return createRule(database, { ...rule, cooldownSeconds: random.below(120) });
    }
    case 3: {
      const endpoint = await getEndpoint(database, id);
      if (endpoint === null) return null;
      const { paused: _paused, ...others } = endpoint;
      const pause = random.pick(["both", "out", "in", null, null, null] as const);
      return putEndpoint(database, { ...others, ...(pause !== null && { paused: pause }) }, now);
    }
    case 4: {
      const endpoint = await getEndpoint(database, id);
      const maxReplicas = random.chance(0.5) ? null : COUNTS.max - random.below(6);
      return endpoint !== null && putEndpoint(database, { ...endpoint, maxReplicas }, now);
    }
    default: {
      const { id: ruleId, stepSize } = random.pick(rules);
      const threshold = String(stepSize > 0 ? 60 + random.below(40) : 10 + random.below(30));
      return updateRule(database, ruleId, { threshold, cooldownSeconds: random.below(120) });
    }
  }
}

/** Averages that come, do not come, fail, or hang until the cycle gives up. */
function faultySource(random: Random): MetricSourcePort {
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
function faultyStore(database: Database, random: Random, disturbance: () => Promise<unknown>): RuleStore {
  const goAway = (probability: number) => {
    if (random.chance(probability)) throw new Error("the database went away");
  };
  const store = createPostgresStore({
    ...database,
    transaction: async (run, signal) => {
      goAway(0.02);
      const result = await database.transaction(async (queries) => {
        const query = async <Row>(text: string, values?: readonly unknown[]) => {
          goAway(0.01);
          const rows = await queries.query<Row>(text, values);
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
    // After a load, whether or not a commit follows: else nobody would ever resume endpoints that are all paused.
    load: async (signal) => {
      const state = await store.load(signal);
      if (random.chance(0.3)) await disturbance();
      return state;
    },
    commit: store.commit,
  };
}

interface AuditedChange {
  readonly endpoint_id: string;
  readonly at: number;
  readonly actor: "cycle" | "user";
  readonly before: number;
  readonly after: number;
  readonly direction: "out" | "in" | null;
  readonly triggered: readonly string[];
  readonly outcomes: readonly { readonly kind: string; readonly ruleId: string }[];
}

async function assertConsistent(database: Database): Promise<void> {
  const trail = await database.query<AuditedChange>("select * from audit order by id");
  const account = await database.query<{
    endpoint_id: string;
    before: number;
    after: number;
    paused: string | null;
    max_replicas: number | null;
  }>("select * from account order by id");
  for (const id of ENDPOINTS) {
    const own = trail.filter(({ endpoint_id }) => endpoint_id === id);
    const changes = own.filter(({ before, after }) => before !== after);
    const happened = account.filter(({ endpoint_id }) => endpoint_id === id);
    const countsOf = (rows: readonly { before: number; after: number }[]) =>
      rows.map(({ before, after }) => [before, after]);
    assert.deepEqual(countsOf(changes), countsOf(happened), `each change of ${id} has its one row`);

    // What the endpoint was set to when the change was stored, not when it was decided.
    for (const [nth, { actor, direction }] of changes.entries()) {
      const { paused = null, max_replicas = null, after = 0 } = happened[nth] ?? {};
      if (actor === "user") continue;
      assert.ok(
        paused !== "both" && paused !== direction,
        `change ${nth} of ${id} goes ${direction}, paused: ${paused}`,
      );
      assert.ok(direction === "in" || max_replicas === null || after <= max_replicas, `change ${nth} of ${id}`);
    }

    for (const [at, { before }] of own.entries()) {
      assert.equal(before, own[at - 1]?.after ?? 4, `row ${at} of ${id} starts where the one before it ended`);
    }
    const [endpoint] = await database.query<{
      replicas: number;
      last_scaled_out: number | null;
      last_scaled_in: number | null;
    }>("select * from endpoint where id = $1", [id]);
    assert.equal(endpoint?.replicas, own.at(-1)?.after ?? 4);
    const latest = (way: string) =>
      latestOf(own.filter(({ actor, direction }) => actor === "cycle" && direction === way));
    assert.deepEqual([endpoint?.last_scaled_out, endpoint?.last_scaled_in], [latest("out"), latest("in")]);
  }

  const rules = await database.query<{ id: string; last_triggered: number | null }>(
    "select id, last_triggered from scaling_rule",
  );
  for (const { id, last_triggered } of rules) {
    const rows = trail.filter(({ triggered }) => triggered.includes(id));
    assert.equal(last_triggered, latestOf(rows), `rule ${id} last triggered when the trail says so`);
  }

  for (const { triggered, outcomes } of trail) {
    const told = outcomes.filter(({ kind }) => kind === "triggered").map(({ ruleId }) => ruleId);
    assert.deepEqual(triggered, told, "the row tells of the rules that triggered");
  }
}

/** The latest time: the clock was set back now and then, and no stored time ever is. */
function latestOf(rows: readonly AuditedChange[]): number | null {
  return rows.length === 0 ? null : Math.max(...rows.map(({ at }) => at));
}

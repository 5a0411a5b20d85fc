import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SchemaError } from "autoscaling-rules/schema";
import { createEndpoint } from "../src/endpoints.mjs";
import { createRule, deleteRule, getRule, listRules, RuleError, updateRule } from "../src/rules.mjs";
import { freshDatabase } from "./support/fresh-database.mjs";
import { busyRule } from "./support/seed.mjs";

let database;
let close;
before(async () => {
  ({ database, close } = await freshDatabase());
  await createEndpoint(database, { id: "chat", replicas: 2 });
  await createEndpoint(database, { id: "search", replicas: 1 });
});
after(() => close());

test("a rule is created, listed, read, changed and deleted", async () => {
  const { id: _, ...input } = busyRule("chat");
  const { id } = await createRule(database, input);
  await createRule(database, busyRule("search"));
  assert.deepEqual(
    (await listRules(database, "chat")).map((rule) => rule.id),
    [id],
  );
  assert.equal((await listRules(database)).length, 2);
  assert.equal((await getRule(database, id)).maxReplicas, 20);

  await database.query("update scaling_rule set last_triggered = 5 where id = $1", [id]);
  const changed = await updateRule(database, id, { maxReplicas: null, threshold: "85.5" });
  assert.deepEqual([changed.maxReplicas, changed.threshold, changed.stepSize], [null, "85.5", 1]);
  assert.deepEqual({ ...(await getRule(database, id)) }, { ...changed });
  const [{ last_triggered }] = await database.query("select last_triggered from scaling_rule where id = $1", [id]);
  assert.equal(last_triggered, 5);

  assert.equal(await deleteRule(database, id), true);
  assert.equal(await deleteRule(database, id), false);
  assert.equal(await getRule(database, id), null);
  assert.equal(await updateRule(database, id, { stepSize: 2 }), null);
});

test("what is wrong is told all at once, and nothing is stored", async () => {
  const count = (await listRules(database)).length;
  const faulty = busyRule("chat", { id: "faulty", stepSize: 0, cooldownSeconds: -1, limit: 3 });
  await assert.rejects(
    createRule(database, faulty),
    (error) => error instanceof SchemaError && error.faults.length === 3,
  );
  await createRule(database, busyRule("chat", { id: "sound" }));
  await assert.rejects(updateRule(database, "sound", { stepSize: 0 }), SchemaError);
  await assert.rejects(createRule(database, busyRule("chat", { id: "sound" })), RuleError);
  await assert.rejects(createRule(database, busyRule("nowhere")), RuleError);
  assert.equal((await getRule(database, "sound")).stepSize, 1);
  assert.equal((await listRules(database)).length, count + 1);
});

test("what few rules have is kept to the last digit, changed and cleared", async () => {
  const minCoverage = `0.${"1".repeat(400)}`;
  const patient = { minCoverage, forSeconds: { out: 0.5, in: 300 }, rearm: "restart" };
  await createRule(database, busyRule("chat", { id: "patient", ...patient }));
  const { minCoverage: coverage, forSeconds, rearm } = await getRule(database, "patient");
  assert.deepEqual({ minCoverage: coverage, forSeconds, rearm }, patient);

  await updateRule(database, "patient", { forSeconds: 60, rearm: null });
  const changed = await getRule(database, "patient");
  assert.deepEqual([changed.minCoverage, changed.forSeconds, "rearm" in changed], [minCoverage, 60, false]);
});

test("a PROMETHEUS rule has a query, and no other rule does", async () => {
  const waiting = busyRule("chat", { id: "waiting", metricSource: "PROMETHEUS" });
  const queryOf = async () => (await database.query("select query from scaling_rule where id = 'waiting'"))[0].query;
  await assert.rejects(createRule(database, waiting), RuleError);
  await assert.rejects(createRule(database, busyRule("chat", { id: "gpu" }), "vector(1)"), RuleError);
  await createRule(database, waiting, "vector(1)");
  await updateRule(database, "waiting", { stepSize: 2 });
  assert.equal(await queryOf(), "vector(1)");
  await updateRule(database, "waiting", {}, "vector(2)");
  assert.equal(await queryOf(), "vector(2)");
  await updateRule(database, "waiting", { metricSource: "KERNEL" });
  assert.equal(await queryOf(), null);
});

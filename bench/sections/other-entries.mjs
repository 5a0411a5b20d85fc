import assert from "node:assert/strict";
import { formatSnapshot, parseSnapshot } from "../../dist/schema/index.js";
import { measure } from "../measure.mjs";
import { rowsOf } from "../table.mjs";
import { verifyThousandReplicas } from "../verify-thousand-replicas.mjs";
import { workload } from "../workload.mjs";

/** The entry points besides the core. */
export async function otherEntries(rounds) {
  const json = JSON.stringify(formatSnapshot(workload(250)));
  assert.equal(parseSnapshot(json).rules.length, 1000);
  const measured = await measure(
    {
      "parseSnapshot, 1,000 rules": () => parseSnapshot(json),
      "verifyRules, 8 rules, 1,000 replicas": verifyThousandReplicas,
    },
    rounds,
  );
  return { title: "Other entry points", unit: "ms", rows: rowsOf(measured, 1, {}) };
}

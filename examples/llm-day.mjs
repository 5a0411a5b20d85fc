// %% [markdown]
// # Three rule sets on a real hour of LLM traffic, stretched over a day
//
// The traffic is an hour of a conversation service (Azure, 2023, CC BY 4.0; see traces/README.md). The service is a model of
// vLLM on A100s: continuous batching, at most 64 requests a replica, three minutes to start one. Every number below comes out
// of running this, and comes out the same on every machine.
//
// In a clone, after `npm ci && npm run build`: `node examples/llm-day.mjs`, or the notebook `examples/llm-day.ipynb` on Deno's
// kernel (`deno jupyter --install`). Both are the same program.

// %%
import { existsSync, readFileSync } from "node:fs";
import {
  chart,
  compare,
  comparisonTable,
  readTrace,
  recommend,
  simulate,
  sliceTrace,
  stretchTrace,
} from "autoscaling-rules/simulation";
import { verifyRules } from "autoscaling-rules/verify";

/** Draws in a notebook; elsewhere there is nothing to draw on. */
const show = async (spec) =>
  globalThis.Deno?.jupyter?.display({ "application/vnd.vegalite.v6+json": spec }, { raw: true });

const metric = "vllm:num_requests_running";
const objectiveSeconds = 5;
const traces = ["traces", "examples/traces"].find((folder) => existsSync(folder));
const hour = readTrace(readFileSync(`${traces}/azure-llm-2023-conv.csv`, "utf8"));
const day = stretchTrace(hour, 86_400);

const scenario = (name, rules, { trace = day, seed = 1 } = {}) => ({
  ...{ name, rules, trace, seed, initialReplicas: 2, startupSeconds: 180, averaging: "prometheus" },
  service: { model: "llm", concurrency: 64 },
});

// %% [markdown]
// ## The rules
//
// The seed rules add a replica where each runs more than 40 requests, and take one away where each runs fewer than 10. The
// mistake is one figure, 30 in place of 10.

// %%
const rule = (id, comparator, threshold, stepSize) => ({
  ...{ type: "threshold", id, endpointId: "chat", metricSource: "INFERENCE_FRAMEWORK", metricName: metric },
  ...{ comparator, threshold, stepSize, cooldownSeconds: 120, minReplicas: 1, maxReplicas: 10 },
});
const seed = [rule("busy", "GREATER_THAN", "40", 1), rule("idle", "LESS_THAN", "10", -1)];
const mistaken = [rule("busy", "GREATER_THAN", "40", 1), rule("idle", "LESS_THAN", "30", -1)];

// %% [markdown]
// ## What the verifier knows without any traffic
//
// The seed rules are proved free of flapping under every load that stays the same. The others are not: the verifier names the
// loads under which they take turns for ever, and how to mend them.

// %%
for (const [name, rules] of Object.entries({ "seed rules": seed, "with a mistake": mistaken })) {
  const { findings } = verifyRules({ rules, load: { metric } });
  console.log(`${name}: ${findings.length === 0 ? "nothing to find" : ""}`);
  for (const { severity, message, help } of findings) console.log(`  ${severity}: ${message}\n    ${help}`);
}

// %% [markdown]
// ## Tuning
//
// `recommend` searches on the first six hours for 99.9 % served within 5 seconds at the lowest cost, and says what each change
// is good for. Whether that holds for the eighteen hours that it has not seen is for the day to say.

// %%
const morning = sliceTrace(day, { to: 6 * 3600 });
const found = recommend(scenario("seed rules", seed, { trace: morning }), {
  ...{ target: 0.999, objectiveSeconds, changesPerHour: 3, mostRuns: 100 },
});
for (const { ruleId, field, from, to, why } of found.changes)
  console.log(`${ruleId}: ${field} ${from} -> ${to}\n  ${why}`);
console.log(`the objective is ${found.isMet ? "" : "not "}met on the morning`);

// %% [markdown]
// ## The day

// %%
const sets = { "seed rules": seed, "with a mistake": mistaken, "tuned rules": found.rules };
const timelines = Object.entries(sets).map(([name, rules]) => simulate(scenario(name, rules)));
const comparison = compare(timelines, { objectiveSeconds });
console.log(comparisonTable(comparison));

// %% [markdown]
// The mistake costs as many replicas, and three requests in ten their objective. The tuned rules add replicas sooner and take
// them away later: they move a third as often, serve every request in time, and cost half as many replica-hours again, for
// at most three changes an hour were asked for. The traffic needs half of what they keep: an objective has its price.

// %%
await show(chart(comparison, { title: "A day of conversation traffic" }));

// %% [markdown]
// Two hours with the mistake: what is asked for is taken back before it serves, and the shaded stretches wait.

// %%
const twoHours = sliceTrace(day, { from: 4 * 3600, to: 6 * 3600 });
await show(chart(simulate(scenario("with a mistake", mistaken, { trace: twoHours })), { objectiveSeconds }));

// %% [markdown]
// The whole day with the tuned rules.

// %%
await show(chart(timelines[2], { objectiveSeconds }));

// %% [markdown]
// ## Another day
//
// The same rates, and other requests: arrivals, lengths and start-ups are drawn anew.

// %%
const others = Object.entries(sets).map(([name, rules]) => simulate(scenario(name, rules, { seed: 2 })));
console.log(comparisonTable(compare(others, { objectiveSeconds })));
console.log(`digests ${[...timelines, ...others].map(({ digest }) => digest).join(" ")}`);

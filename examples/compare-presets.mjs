// Evaluates one snapshot of a busy cluster under each preset, and shows where and why the answers differ.
import { readFileSync } from "node:fs";
import { backendAi25, backendAi26, evaluate, explain, recommended } from "autoscaling-rules";
import { parseSnapshot } from "autoscaling-rules/schema";

const snapshot = parseSnapshot(readFileSync(new URL("./busy-cluster.json", import.meta.url), "utf8"));
const presets = { backendAi25, backendAi26, recommended };

const evaluations = Object.entries(presets).map(([name, semantics]) => ({
  name,
  decisions: evaluate(snapshot, semantics).decisions,
}));

const row = (cells) =>
  console.log(
    cells
      .map((cell, at) => String(cell).padEnd(at === 0 ? 20 : 13))
      .join("")
      .trimEnd(),
  );
row(["endpoint", "replicas", ...evaluations.map(({ name }) => name)]);
snapshot.endpoints.forEach(({ id, replicas }, at) => {
  row([id, replicas, ...evaluations.map(({ decisions }) => decisions[at].desired)]);
});

console.log("\nWhere they differ, and why:");
snapshot.endpoints.forEach((_, at) => {
  const answers = evaluations.map(({ name, decisions }) => ({ name, decision: decisions[at] }));
  if (new Set(answers.map(({ decision }) => decision.desired)).size === 1) return;
  for (const { name, decision } of answers) console.log(`\n[${name}] ${explain(decision)}`);
});

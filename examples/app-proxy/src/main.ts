// A decision a second on one endpoint. The replicas are made up here: put your own proxy's figures in their place.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { explain } from "autoscaling-rules";
import { formatState, parseRules, parseState } from "autoscaling-rules/schema";
import { Scaler } from "./scaler.ts";

const { RULES = "rules.json", STATE = "state.json" } = process.env;

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());

const { rules, faulty } = parseRules(readFileSync(RULES, "utf8"));
for (const { ruleId, faults } of faulty)
  console.error(
    `rule ${ruleId}:`,
    faults.map(({ message }) => message),
  );

const state = existsSync(STATE)
  ? parseState(readFileSync(STATE, "utf8"))
  : { endpoints: [{ id: "chat", replicas: 1 }], lastTriggered: new Map<string, number>() };
const scaler = new Scaler(rules, state);

while (!stop.signal.aborted) {
  const replicas = scaler.state.endpoints[0]?.replicas ?? 0;
  const decision = scaler.decide(measured(replicas), Date.now());
  if (decision.delta !== 0) {
    console.log(explain(decision));
    // Whole or not at all: a cooldown that is half written would be lost.
    writeFileSync(`${STATE}.new`, JSON.stringify(formatState(scaler.state)));
    renameSync(`${STATE}.new`, STATE);
    // Here your proxy starts or stops replicas until there are `decision.desired`.
  }
  await sleep(1000, undefined, { signal: stop.signal }).catch(() => {});
}

/** Requests under way, shared evenly: as many as 30 in all, up and down within two minutes. */
function measured(replicas: number) {
  const all = 15 - 15 * Math.cos((Date.now() / 60_000) * Math.PI);
  return Array.from({ length: replicas }, () => ({ requests_running: Math.round(all / replicas) }));
}

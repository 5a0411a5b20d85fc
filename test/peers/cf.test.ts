import { expect } from "vitest";
import type { RuleOutcome } from "../../src/index.ts";
import { average, endpoint, NOON, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";
import { PeerTable } from "./peer-table.ts";

interface Tables {
  readonly cases: readonly {
    readonly id: string;
    readonly current: number;
    readonly adjustment: string;
    readonly min: number;
    readonly max: number;
    readonly appState: string;
    readonly inCooldown: boolean;
    readonly expected: { readonly instances: number; readonly status: string; readonly limitedBy: string | null };
  }[];
}

const cf = new PeerTable<Tables>("cf_app_autoscaler.json", {
  "later: a step in percent": ["cf-04", "cf-07", "cf-13"],
  "difference: a cooldown keeps Cloud Foundry outside its bounds, and ours come first": ["cf-d13"],
});

cf.run("cases", "a rule that fired moves the count within the bounds, out of its cooldown", (given) => {
  const { current, adjustment, min, max, appState, inCooldown, expected } = given;
  const chat = endpoint({
    replicas: current,
    minReplicas: min,
    maxReplicas: max,
    cooldownSeconds: { out: 60, in: 60 },
    lastScaledAt: { out: inCooldown ? NOON - 30_000 : null, in: null },
    ...(appState === "started" ? {} : { paused: "both" as const }),
  });
  const rules = [rule({ stepSize: Number(adjustment) })];
  const decision = decideEverywhere({ endpoints: [chat], rules, metrics: [average(90)] });
  const [outcome] = decision.outcomes;
  if (outcome === undefined) throw new Error("nothing was decided");
  expect({
    instances: decision.desired,
    status: decision.delta === 0 ? "ignored" : "succeeded",
    limitedBy: limitOf(outcome),
  }).toEqual(expected);
});

/** What kept a rule from going as far as it asked. */
function limitOf(outcome: RuleOutcome): string | null {
  if (outcome.kind === "out-of-bounds") return outcome.bound;
  if (outcome.kind === "cooling-down") return "cooldown";
  if (outcome.kind !== "triggered" || outcome.to === outcome.from + outcome.step) return null;
  return outcome.to < outcome.from + outcome.step ? "max" : "min";
}

cf.isComplete();

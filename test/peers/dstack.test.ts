import { expect } from "vitest";
import type { Endpoint } from "../../src/index.ts";
import { endpoint } from "../support/build.ts";
import { PeerTable } from "./peer-table.ts";
import { desiredOf, proposal, secondsAgo } from "./proposals.ts";

interface Tables {
  readonly cases: readonly {
    readonly id: string;
    readonly currentDesired: number;
    readonly rps: number;
    readonly lastScaledAgoSec: number | null;
    readonly expected: number;
  }[];
}

const dstack = new PeerTable<Tables>("dstack_rps.json", {
  "later: what it tests is the arithmetic of a target": ["dstack-01", "dstack-11"],
  "difference: dstack leaves 0 for as many as its target says, and ours for one while a cooldown holds the rule": [
    "dstack-d12",
  ],
  "difference: dstack's delay holds the last replica up, and ours has a clock of its own for that": ["dstack-d13"],
});

/** The `rule` of the table. A rule with the step that its target comes to stands for the target. */
const TARGET_RPS = 10;
const SETTINGS: Partial<Endpoint> = {
  minReplicas: 0,
  maxReplicas: 5,
  cooldownSeconds: { out: 300, in: 600 },
  zero: {
    activation: [{ metricSource: "PROMETHEUS", metricName: "rps", comparator: "GREATER_THAN", threshold: 0 }],
    idleSeconds: 0,
  },
};

dstack.run("cases", "bounds, the delay since the last change, and waking up in spite of it", (given) => {
  const { currentDesired: replicas, rps, lastScaledAgoSec, expected } = given;
  const lastScaled = lastScaledAgoSec === null ? null : secondsAgo(lastScaledAgoSec);
  const step = Math.ceil(rps / TARGET_RPS) - replicas;
  const target = proposal("target", step, true);
  const use = { endpointId: "chat", source: "PROMETHEUS", name: "rps", value: rps } as const;
  const asleep: Partial<Endpoint> = replicas === 0 ? { memory: { zeroBy: "rules" } } : {};
  const state = { ...SETTINGS, ...asleep, replicas, lastScaledAt: { out: lastScaled, in: null } };
  expect(desiredOf(state, [target], { endpoints: [endpoint(state)], metrics: [target.metric, use] })).toBe(expected);
});

dstack.isComplete();

import { expect, test } from "vitest";
import { type Endpoint, type Rule, recommended } from "../../src/index.ts";
import { endpoint, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";
import { PeerTable } from "./peer-table.ts";
import { secondsAgo } from "./proposals.ts";

interface FallbackCase {
  readonly id: string;
  readonly behavior: keyof typeof HOW;
  readonly consecutiveFailuresAfterThisOne: number;
  readonly failureThreshold: number;
  readonly fallbackReplicas: number;
  readonly currentReplicas: number;
  readonly expected: { readonly effectiveReplicas: number };
}

interface ActivationCase {
  readonly id: string;
  readonly active: boolean;
  readonly error: boolean;
  readonly current: number;
  readonly min: number;
  /** The count to go to without use; null where that is the minimum. */
  readonly idle: number | null;
  readonly secondsSinceActive?: number;
  readonly cooldown?: number;
  readonly pausedScaleOut?: boolean;
  readonly pausedScaleIn?: boolean;
  readonly paused?: boolean;
  readonly forceActivation?: boolean;
  readonly expected: number;
}

const HOW = {
  static: "static",
  currentReplicas: "current",
  currentReplicasIfHigher: "if-higher",
  currentReplicasIfLower: "if-lower",
} as const satisfies Record<string, NonNullable<Rule["onFailure"]>["how"]>;

const keda = new PeerTable<{
  readonly fallback: readonly FallbackCase[];
  readonly activation: readonly ActivationCase[];
}>("keda_fallback_activation.json", {
  "difference: KEDA can rest at a count below its minimum; ours goes to 0": ["keda-act-07"],
  "difference: KEDA sleeps at once where it does not know since when, and ours begins to wait": ["keda-act-d14"],
});

/** KEDA counts failures; with one look in so many seconds that is a time. */
const CYCLE_SECONDS = 30;

function fallbackOf(given: FallbackCase): number {
  const { behavior, consecutiveFailuresAfterThisOne: failures, failureThreshold } = given;
  const failing = rule({
    onFailure: {
      afterSeconds: CYCLE_SECONDS * failureThreshold,
      count: given.fallbackReplicas,
      how: HOW[behavior],
    },
  });
  const chat = endpoint({
    replicas: given.currentReplicas,
    memory: { failingSince: { [failing.id]: secondsAgo(CYCLE_SECONDS * (failures - 1)) } },
  });
  return decideEverywhere({ endpoints: [chat], rules: [failing] }).desired;
}

keda.run("fallback", "once a metric has failed for long enough, its rule proposes a count", (given) => {
  expect(fallbackOf(given)).toBe(given.expected.effectiveReplicas);
  const tooFew = given.failureThreshold;
  expect(fallbackOf({ ...given, consecutiveFailuresAfterThisOne: tooFew })).toBe(given.currentReplicas);
});

/** KEDA still waits at the very end of its cooldown. */
const KEDA = { ...recommended, cooldownEnd: "exclusive" } as const;

function activated(given: ActivationCase): number {
  const { active, forceActivation = false, error, current: replicas, min: minReplicas } = given;
  const { secondsSinceActive, cooldown = 300 } = given;
  const chat = endpoint({
    replicas,
    minReplicas,
    ...pauseOf(given),
    // KEDA leaves an endpoint at its minimum, unless an idle count says otherwise.
    ...((minReplicas === 0 || given.idle === 0) && {
      zero: {
        activation: [{ metricSource: "PROMETHEUS", metricName: "queue", comparator: "GREATER_THAN", threshold: 0 }],
        idleSeconds: cooldown,
      },
    }),
    memory: {
      ...(replicas === 0 && { zeroBy: "rules" as const }),
      ...(secondsSinceActive !== undefined && { idleSince: secondsAgo(secondsSinceActive) }),
    },
  });
  const value = active || forceActivation ? 1 : 0;
  const metrics = error ? [] : [{ endpointId: "chat", source: "PROMETHEUS", name: "queue", value } as const];
  return decideEverywhere({ endpoints: [chat], metrics }, KEDA).desired;
}

function pauseOf({ paused, pausedScaleIn, pausedScaleOut }: ActivationCase): Pick<Endpoint, "paused"> {
  if (paused === true) return { paused: "both" };
  if (pausedScaleIn === true) return { paused: "in" };
  return pausedScaleOut === true ? { paused: "out" } : {};
}

keda.run("activation", "an endpoint wakes up when it is in use, and sleeps when it has been idle", (given) => {
  expect(activated(given)).toBe(given.expected);
});

keda.isComplete();

test("at the very end of KEDA's cooldown an endpoint still waits, and sleeps a microsecond later", () => {
  const idle = { id: "end", active: false, error: false, current: 5, min: 0, idle: null, cooldown: 300, expected: 5 };
  expect(activated({ ...idle, secondsSinceActive: 300 })).toBe(5);
  expect(activated({ ...idle, secondsSinceActive: 300.000_001 })).toBe(0);
});

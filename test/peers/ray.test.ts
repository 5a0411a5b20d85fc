import { describe, expect, test } from "vitest";
import { applyEvaluation, type Endpoint, evaluate, type Rule, recommended } from "../../src/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";
import { PeerTable } from "./peer-table.ts";

interface Delays {
  readonly id: string;
  readonly upscaleDelaySec: number;
  readonly downscaleDelaySec: number;
  readonly downscaleToZeroDelaySec: number | null;
  readonly steps: readonly {
    readonly t: number;
    readonly desired: number;
    readonly current: number;
    readonly expected: number;
  }[];
}

interface Warmup {
  readonly id: string;
  readonly current: number;
  readonly target: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly totalRequests: number;
  readonly ticks: number;
  readonly expectedTargetEveryTick: number;
}

interface Fluctuation {
  readonly id: string;
  readonly alternating: readonly { readonly current: number; readonly totalRequests: number }[];
  readonly targetOngoing: number;
  readonly delaySec: number;
  readonly trials: number;
  readonly expected: { readonly pattern: readonly number[] };
}

interface Tables {
  readonly scalingFactors: readonly { readonly id: string }[];
  readonly delays: readonly Delays[];
  readonly queueLength: readonly { readonly id: string }[];
  readonly warmupFeedbackLoop: readonly Warmup[];
  readonly gang: readonly { readonly id: string }[];
  readonly fluctuation: readonly Fluctuation[];
}

const ray = new PeerTable<Tables>("ray_serve.json", {
  "difference: Ray damps a move by a factor, which no rule of ours does": [
    "ray-factor-01",
    "ray-factor-03",
    "ray-factor-05",
    "ray-queue-01",
  ],
  "later: what it tests is the arithmetic of a target": [
    "ray-queue-04",
    "ray-queue-06",
    "ray-queue-08",
    "ray-queue-10",
    "ray-queue-12",
  ],
  "difference: Ray rounds counts to multiples of a gang, and ours are counts of 1": [
    "ray-gang-01",
    "ray-gang-03",
    "ray-gang-06",
    "ray-gang-07",
  ],
});

/** Milliseconds after noon. In whole microseconds, as the seconds of the table are decimals. */
function secondsIn(seconds: number): number {
  return NOON + Math.round(seconds * 1e6) / 1000;
}

/** Cycles of `chat`, which remembers what it has to. Its average is the count that is wanted. */
class Cycles {
  #memory: Pick<Endpoint, "memory"> = {};

  desired(now: number, given: Omit<Endpoint, "id">, wanted: number, rules: readonly Rule[]): number | undefined {
    const state = snapshot({
      now,
      endpoints: [endpoint({ ...given, ...this.#memory })],
      rules,
      metrics: [average(wanted)],
    });
    const evaluation = evaluate(state, recommended);
    // In every way, as long as that is not too slow.
    if (now < NOON + 2_000_000) expect(evaluation.decisions).toEqual([decideEverywhere(state)]);
    const [after] = applyEvaluation(state, evaluation).endpoints;
    this.#memory = after?.memory === undefined ? {} : { memory: after.memory };
    return after?.replicas;
  }
}

ray.run("delays", "a condition must have held for the delay, and starts anew after a trigger", (given) => {
  const { upscaleDelaySec, downscaleDelaySec, downscaleToZeroDelaySec, steps } = given;
  const cycles = new Cycles();
  const found = steps.map(({ t, desired, current }) => {
    const threshold = current;
    const rearm = "restart";
    const rules = [
      rule({ id: "out", threshold, rearm, stepSize: Math.max(1, desired - current), forSeconds: upscaleDelaySec }),
      // Above 1 a fall stops at 1, and from 1 to 0 is a rule of its own.
      inRule({
        id: "in",
        threshold,
        rearm,
        stepSize: Math.min(-1, desired - current),
        minReplicas: 1,
        forSeconds: downscaleDelaySec,
        enabled: current > 1,
      }),
      inRule({
        id: "to-zero",
        threshold,
        rearm,
        forSeconds: downscaleToZeroDelaySec ?? downscaleDelaySec,
        enabled: current === 1,
      }),
    ];
    return cycles.desired(secondsIn(t), { replicas: current }, desired, rules);
  });
  expect(found).toEqual(steps.map(({ expected }) => expected));
});

ray.run("fluctuation", "a load that changes sides before the delay is over moves nothing", (given) => {
  const { alternating, targetOngoing, delaySec: forSeconds, trials, expected } = given;
  const cycles = new Cycles();
  const found = Array.from({ length: trials }, (_, cycle) =>
    alternating.map(({ current, totalRequests }, nth) => {
      const wanted = Math.ceil(totalRequests / targetOngoing);
      const rules = [rule({ threshold: current, forSeconds }), inRule({ threshold: current, forSeconds })];
      return cycles.desired(NOON + 10_000 * (2 * cycle + nth), { replicas: current }, wanted, rules);
    }),
  );
  expect(found).toEqual(found.map(() => expected.pattern));
  expect(found).toHaveLength(trials);
});

/** The counts at each tick, while none of the replicas serves. */
function ticks({ current, target, ticks: count, totalRequests }: Warmup, settings: Partial<Endpoint>) {
  const cycles = new Cycles();
  const starting = target - current;
  const rules = [bandRule({ minThreshold: 1, maxThreshold: 2 })];
  return Array.from({ length: count }, (_, tick) =>
    cycles.desired(NOON + tick * 10_000, { replicas: target, starting, ...settings }, totalRequests, rules),
  );
}

ray.run("warmupFeedbackLoop", "the count stays at every tick while its replicas start", (given) => {
  const { minReplicas, maxReplicas, ticks: count, expectedTargetEveryTick } = given;
  const found = ticks(given, { settle: "hold", minReplicas, maxReplicas });
  expect(found).toEqual(Array.from({ length: count }, () => expectedTargetEveryTick));
  // The minimum keeps the count up as well: without it, settling alone does.
  expect(ticks(given, { settle: "hold" })).toEqual(found);
  expect(ticks(given, {})).not.toEqual(found);
});

ray.isComplete();

describe("at the very end of a delay", () => {
  const steps: Delays["steps"] = [
    { t: 0, desired: 5, current: 1, expected: 1 },
    { t: 29.999999, desired: 5, current: 1, expected: 1 },
    { t: 30, desired: 5, current: 1, expected: 5 },
  ];

  test("a rule fires, and not a microsecond before", () => {
    const cycles = new Cycles();
    const rules = [rule({ threshold: 1, stepSize: 4, forSeconds: 30 })];
    for (const { t, desired, current, expected } of steps)
      expect(cycles.desired(secondsIn(t), { replicas: current }, desired, rules)).toBe(expected);
  });
});

import { expect } from "vitest";
import { PeerTable } from "./peer-table.ts";
import { desiredOf, proposal } from "./proposals.ts";

interface Rung {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly adjustment: number;
}

interface Warming {
  readonly id: string;
  readonly startCapacity: number;
  readonly threshold: number;
  readonly steps: readonly Rung[];
  readonly events: readonly {
    readonly metric: number;
    readonly warmedCapacity: number;
    readonly expectedDesired: number;
  }[];
}

const aws = new PeerTable<{ readonly cooldown: readonly Warming[] }>("aws_step_scaling.json", {
  "later: step ladders": [
    "aws-step-01",
    "aws-step-04",
    "aws-step-06",
    "aws-step-08",
    "aws-step-10",
    "aws-step-12",
    "aws-step-14",
    "aws-step-15",
    "aws-step-16",
    "aws-step-17",
    "aws-val-02",
    "aws-val-04",
    "aws-val-07",
  ],
  "later: a step in percent": ["aws-round-03", "aws-round-04"],
  "difference: during a cooldown AWS adds what a larger step has more, and ours waits": [
    "aws-cool-02",
    "aws-cool-03",
    "aws-cool-05",
  ],
});

aws.run("cooldown", "replicas that start count as ordered", ({ startCapacity, threshold, steps, events }) => {
  let replicas = startCapacity;
  const found = events.map(({ metric, warmedCapacity }) => {
    // The ladder's rung, in percent of the replicas that serve, is put as the step that it comes to.
    const above = metric - threshold;
    const rung = steps.find(({ lower, upper }) => (lower ?? 0) <= above && (upper === null || above < upper));
    const step = (warmedCapacity * (rung?.adjustment ?? 0)) / 100;
    const state = { replicas, settle: "count", starting: replicas - warmedCapacity } as const;
    replicas = desiredOf(state, [proposal("ladder", step, true)]) ?? 0;
    return replicas;
  });
  expect(found).toEqual(events.map(({ expectedDesired }) => expectedDesired));
});

aws.isComplete();

import { describe, expect, test } from "vitest";
import { applyEvaluation, type Endpoint, evaluate, type Rule, recommended, type Snapshot } from "../../src/index.ts";
import { average, endpoint, inRule, NOON, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

/** Seconds after noon, the average of that cycle (null for none), how many replicas start, and the count that is to come out. */
type Step = readonly [seconds: number, value: number | null, starting: number, expected: number];

/** What other autoscalers' documents say of a course of events, in the terms of this library. */
interface Course {
  readonly chat: Partial<Endpoint>;
  readonly rules: readonly Rule[];
  readonly steps: readonly Step[];
}

/** In use while there are requests at all. */
function asleepAfter(idleSeconds: number, to = 1): Partial<Endpoint> {
  const condition = {
    metricSource: "KERNEL",
    metricName: "cuda_util",
    comparator: "GREATER_THAN",
    threshold: 0,
  } as const;
  return { zero: { activation: [condition], idleSeconds, to } };
}

const COURSES: Readonly<Record<string, Course>> = {
  "OpenFaaS: a function without requests for its idle time goes to 0, and comes back with its minimum": {
    chat: { replicas: 2, minReplicas: 2, ...asleepAfter(900, 2) },
    rules: [],
    steps: [
      [0, 5, 0, 2],
      [10, 0, 0, 2],
      [909, 0, 0, 2],
      [910, 0, 0, 0],
      [920, 0, 0, 0],
      [930, 1, 0, 2],
    ],
  },
  "OpenFaaS: one request starts the idle time anew": {
    chat: { replicas: 1, ...asleepAfter(900) },
    rules: [],
    steps: [
      [0, 0, 0, 1],
      [600, 1, 0, 1],
      [610, 0, 0, 1],
      [1509, 0, 0, 1],
      [1510, 0, 0, 0],
    ],
  },
  "CloudWatch: an alarm of three periods waits for all of them, and stays in alarm": {
    chat: { replicas: 3 },
    rules: [rule({ forSeconds: 120, cooldownSeconds: 60 })],
    steps: [
      [0, 90, 0, 3],
      [60, 90, 0, 3],
      [120, 90, 0, 4],
      [180, 90, 0, 5],
      [240, 50, 0, 5],
      [300, 90, 0, 5],
    ],
  },
  "CloudWatch: missing data that is ignored keeps the state of an alarm": {
    chat: { replicas: 3 },
    rules: [rule({ forSeconds: 120, onUnknown: "keep" })],
    steps: [
      [0, 90, 0, 3],
      [60, null, 0, 3],
      [120, 90, 0, 4],
    ],
  },
  "CloudWatch: missing data that does not breach starts an alarm anew": {
    chat: { replicas: 3 },
    rules: [rule({ forSeconds: 120 })],
    steps: [
      [0, 90, 0, 3],
      [60, null, 0, 3],
      [120, 90, 0, 3],
      [240, 90, 0, 4],
    ],
  },
  "EC2: instances that warm up count towards a step out, and hold a step in": {
    chat: { replicas: 10, settle: "count" },
    rules: [rule({ stepSize: 3 }), inRule({ stepSize: -2 })],
    steps: [
      [0, 90, 0, 13],
      [60, 90, 3, 13],
      [120, 90, 1, 15],
      [180, 10, 2, 15],
      [240, 10, 0, 13],
    ],
  },
  "GCP: while instances initialize a group does not grow again, but no longer than they may take": {
    chat: { replicas: 2, settle: "hold", settleAtMostSeconds: 300 },
    rules: [rule()],
    steps: [
      [0, 90, 0, 3],
      [60, 90, 1, 3],
      [299, 90, 1, 3],
      [300, 90, 1, 4],
      [301, 90, 2, 4],
    ],
  },
  "GCP: a group whose metric is gone does not shrink": {
    chat: { replicas: 4 },
    rules: [rule(), inRule()],
    steps: [
      [0, 10, 0, 3],
      [60, null, 0, 3],
      [120, 10, 0, 2],
    ],
  },
  "Nomad: a check whose query fails is ignored, and the other one decides": {
    chat: { replicas: 4 },
    rules: [rule({ id: "gone-out", metricName: "gone" }), rule()],
    steps: [[0, 90, 0, 5]],
  },
  "Knative: after the grace period the last replica goes, and the activation scale comes back": {
    chat: { replicas: 1, ...asleepAfter(30, 3) },
    rules: [rule({ scales: "per-replica" })],
    steps: [
      [0, 0, 0, 1],
      [30, 0, 0, 0],
      [40, 0, 0, 0],
      [50, 1, 0, 3],
    ],
  },
  "Prometheus: an alert fires when its time is over, and anew after a gap": {
    chat: { replicas: 1, maxReplicas: 9 },
    rules: [rule({ forSeconds: 300 })],
    steps: [
      [0, 81, 0, 1],
      [299.999, 81, 0, 1],
      [300, 81, 0, 2],
      [330, 80, 0, 2],
      [331, 81, 0, 2],
      [631, 81, 0, 3],
    ],
  },
  "Azure: a metric that is gone for long brings the default count, if that is higher": {
    chat: { replicas: 2 },
    rules: [rule({ onFailure: { afterSeconds: 60, count: 5, how: "if-higher" } })],
    steps: [
      [0, 50, 0, 2],
      [10, null, 0, 2],
      [69, null, 0, 2],
      [70, null, 0, 5],
      [80, null, 0, 5],
      [90, 50, 0, 5],
    ],
  },
};

describe("what the documents of other autoscalers say comes out", () => {
  test.each(Object.entries(COURSES))("%s", (_, { chat, rules, steps }) => {
    let now = endpoint(chat);
    let lastTriggered: Snapshot["lastTriggered"] = new Map();
    const found = steps.map(([seconds, value, starting]) => {
      const state: Snapshot = {
        now: NOON + seconds * 1000,
        endpoints: [{ ...now, ...(now.settle !== undefined && { starting }) }],
        rules,
        metrics: value === null ? [] : [average(value)],
        lastTriggered,
      };
      decideEverywhere(state);
      const after = applyEvaluation(state, evaluate(state, recommended));
      [now = now] = after.endpoints;
      lastTriggered = after.lastTriggered;
      return now.replicas;
    });
    expect(found).toEqual(steps.map(([, , , expected]) => expected));
  });
});

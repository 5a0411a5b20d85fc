import { expect } from "vitest";
import type { ThresholdRule } from "../../src/index.ts";
import { average, endpoint, rule } from "../support/build.ts";
import { PeerTable } from "./peer-table.ts";
import { desiredOf } from "./proposals.ts";

interface Answer {
  readonly direction: "up" | "down" | "none";
  readonly count: number;
}

interface Tables {
  readonly preempt: readonly {
    readonly id: string;
    readonly a: Answer;
    readonly b: Answer;
    readonly expected: Answer;
  }[];
  readonly groups: readonly {
    readonly id: string;
    readonly groups: Readonly<Record<string, readonly (Answer | null)[]>>;
    readonly expected: Answer;
  }[];
  readonly cap: readonly {
    readonly id: string;
    readonly count: number;
    readonly min: number;
    readonly max: number;
    readonly expected: { readonly count: number; readonly capped: boolean };
  }[];
}

const nomad = new PeerTable<Tables>("nomad_strategies.json", {
  "later: a condition on several samples": [
    "nomad-thr-01",
    "nomad-thr-03",
    "nomad-thr-05",
    "nomad-thr-07",
    "nomad-thr-09",
    "nomad-thr-11",
    "nomad-thr-13",
    "nomad-thr-15",
    "nomad-thr-17",
    "nomad-thr-19",
    "nomad-thr-21",
  ],
  "later: a target": [
    "nomad-tv-02",
    "nomad-tv-04",
    "nomad-tv-07",
    "nomad-tv-08",
    "nomad-tv-09",
    "nomad-tv-13",
    "nomad-tv-16",
    "nomad-dir-02",
    "nomad-dir-03",
    "nomad-dir-04",
    "nomad-dir-07",
  ],
  "difference: a target of 0 is refused, as nothing can be divided by it": ["nomad-tv-12"],
});

/** Counts below it are asked for by rules that lower, counts from `RAISED` on by those that raise. */
const REPLICAS = 5;
const RAISED = 6;

/** A rule that gives an answer on a metric; one whose answer is none could lower, and its condition does not hold. */
function ruleFor({ direction, count }: Answer, id: string, metricName: string): ThresholdRule {
  const holds = { id, metricName, comparator: "GREATER_THAN", threshold: 0 } as const;
  if (direction === "up") return rule({ ...holds, stepSize: RAISED + count - REPLICAS });
  if (direction === "down") return rule({ ...holds, stepSize: count - REPLICAS });
  return rule({ ...holds, threshold: 2, stepSize: -1 });
}

function countOf({ direction, count }: Answer): number {
  if (direction === "none") return REPLICAS;
  return direction === "up" ? RAISED + count : count;
}

/** What rules on the metrics of that name come to, all of which read 1. */
function combined(rules: readonly ThresholdRule[]): number | undefined {
  const signals = rules.map((each) => ({ rule: each, metric: average(1, { name: each.metricName }) }));
  return desiredOf(endpoint({ replicas: REPLICAS }), signals);
}

nomad.run("preempt", "a rise wins over a fall, and a rule that does not ask for less vetoes it", (given) => {
  const { a, b, expected } = given;
  expect(combined([ruleFor(a, "a", "a"), ruleFor(b, "b", "b")])).toBe(countOf(expected));
});

nomad.run("groups", "rules on one metric are one signal, inside which the deepest proposal counts", (given) => {
  const rules = Object.entries(given.groups).flatMap(([name, answers]) =>
    answers.flatMap((answer, nth) => (answer === null ? [] : [ruleFor(answer, `${name}-${nth}`, name)])),
  );
  expect(combined(rules)).toBe(countOf(given.expected));
});

nomad.run("cap", "a count outside the endpoint's bounds comes back in", (given) => {
  const { count: replicas, min: minReplicas, max: maxReplicas, expected } = given;
  const count = desiredOf({ replicas, minReplicas, maxReplicas }, []);
  expect({ count, capped: count !== replicas }).toEqual(expected);
});

nomad.isComplete();

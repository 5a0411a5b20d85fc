import { Decimal } from "decimal.js";
import { expect } from "vitest";
import type { Comparator, MetricAverage, Rule } from "../../src/index.ts";
import { average, endpoint, inRule, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";
import { PeerTable } from "./peer-table.ts";
import { desiredOf, proposal, type Signal } from "./proposals.ts";

interface Flapping {
  readonly id: string;
  readonly currentInstances: number;
  readonly scaleInBy: number;
  readonly perInstanceMetrics: readonly {
    readonly value: number;
    readonly scaleOutOperator: keyof typeof COMPARATOR_OF;
    readonly scaleOutThreshold: number;
  }[];
  readonly expectedInstances: number;
}

interface Action {
  readonly type: "count" | "percent";
  readonly value: number;
  readonly fired: boolean;
}

interface Part {
  readonly metric: "cpu" | "mem";
  readonly op: keyof typeof COMPARATOR_OF;
  readonly threshold: number;
}

interface FourRules {
  readonly id: string;
  readonly rules: { readonly out: readonly Part[]; readonly in: readonly Part[] };
  readonly cpu: number;
  readonly mem: number;
  readonly expected: string;
}

interface Tables {
  readonly flapping: readonly Flapping[];
  readonly multiRule: readonly {
    readonly id: string;
    readonly current: number;
    readonly out: readonly Action[];
    readonly in: readonly Action[];
    readonly expected: number;
  }[];
  readonly fourRules: readonly FourRules[];
  readonly bounds: readonly {
    readonly id: string;
    readonly min: number;
    readonly max: number;
    readonly current: number;
    readonly expected: number;
  }[];
  readonly queuePerInstance: readonly {
    readonly id: string;
    readonly totalMessages: number;
    readonly instances: number;
    readonly outAtPerInstance: number;
    readonly inAtPerInstance: number;
    readonly expected: string;
  }[];
  readonly metricFailure: readonly {
    readonly id: string;
    readonly current: number;
    readonly default: number;
    readonly expected: number;
  }[];
}

const COMPARATOR_OF = {
  ">": "GREATER_THAN",
  ">=": "GREATER_THAN_OR_EQUAL",
  "<": "LESS_THAN",
  "<=": "LESS_THAN_OR_EQUAL",
} as const satisfies Record<string, Comparator>;

const azure = new PeerTable<Tables>("azure_autoscale.json", {
  "difference: Azure starts instances without a metric, and ours stays at 0 until a metric asks for more": [
    "azure-default-d3",
  ],
});

azure.run("flapping", "the count does not fall where a scale-out condition would hold afterwards", (given) => {
  const { currentInstances: replicas, scaleInBy, perInstanceMetrics, expectedInstances } = given;
  const marked = perInstanceMetrics.map(({ value, scaleOutOperator, scaleOutThreshold: threshold }, nth): Signal => {
    const comparator = COMPARATOR_OF[scaleOutOperator];
    const one = proposal(`out-${nth}`, 1, true, { comparator, threshold, scales: "per-replica" });
    return { ...one, metric: { ...one.metric, value } };
  });
  expect(desiredOf({ replicas }, [...marked, proposal("in", -scaleInBy, true)])).toBe(expectedInstances);
});

azure.run("multiRule", "of several rules the highest count wins, and a rise wins over a fall", (given) => {
  const { current: replicas, out, in: inward, expected } = given;
  // A percent is put as the step that it comes to.
  const step = ({ type, value }: Action) => (type === "count" ? value : (replicas * value) / 100);
  const signals = [
    ...out.map((action, nth) => proposal(`out-${nth}`, step(action), action.fired)),
    ...inward.map((action, nth) => proposal(`in-${nth}`, -step(action), action.fired)),
  ];
  expect(desiredOf({ replicas }, signals)).toBe(expected);
});

azure.run("fourRules", "one rule is enough to scale out, and all have to agree to scale in", (given) => {
  const ruleOf = (id: string, stepSize: number) => {
    return ({ metric: metricName, op, threshold }: Part): Rule =>
      rule({ id: `${id}-${metricName}`, metricName, comparator: COMPARATOR_OF[op], threshold, stepSize });
  };
  const rules = [...given.rules.out.map(ruleOf("out", 1)), ...given.rules.in.map(ruleOf("in", -1))];
  const metrics = [average(given.cpu, { name: "cpu" }), average(given.mem, { name: "mem" })];
  expect(directionOf(rules, metrics, 5)).toBe(given.expected);
});

azure.run("bounds", "a count outside the endpoint's bounds comes back in", (given) => {
  const { min: minReplicas, max: maxReplicas, current: replicas, expected } = given;
  expect(desiredOf({ replicas, minReplicas, maxReplicas }, [])).toBe(expected);
});

azure.run("queuePerInstance", "a queue is shared by the replicas", (given) => {
  const { totalMessages, instances, outAtPerInstance, inAtPerInstance } = given;
  const rules = [
    rule({ comparator: "GREATER_THAN_OR_EQUAL", threshold: outAtPerInstance, scales: "per-replica" }),
    inRule({ comparator: "LESS_THAN_OR_EQUAL", threshold: inAtPerInstance }),
  ];
  const metrics = [average(new Decimal(totalMessages).div(instances))];
  expect(directionOf(rules, metrics, instances)).toBe(given.expected);
});

azure.run("metricFailure", "where the metric cannot be read the default count holds, if it is higher", (given) => {
  const failing = rule({ onFailure: { afterSeconds: 0, count: given.default, how: "if-higher" } });
  const state = { endpoints: [endpoint({ replicas: given.current })], rules: [failing] };
  expect(decideEverywhere(state).desired).toBe(given.expected);
});

azure.isComplete();

function directionOf(rules: readonly Rule[], metrics: readonly MetricAverage[], replicas: number): string {
  const { delta } = decideEverywhere({ endpoints: [endpoint({ replicas })], rules, metrics });
  if (delta === 0) return "none";
  return delta > 0 ? "out" : "in";
}

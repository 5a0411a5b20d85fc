import { Decimal } from "decimal.js";
import { expect } from "vitest";
import { evaluate, recommended } from "../../src/index.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";
import { PeerTable } from "./peer-table.ts";
import { proposal } from "./proposals.ts";

interface Replica {
  readonly kvCacheUsage: number;
  readonly queueLength: number;
  readonly metricMissing: boolean;
}

interface Tables {
  readonly cases: readonly {
    readonly id: string;
    readonly replicas: readonly Replica[];
    readonly kvCacheThreshold: number;
    readonly queueLengthThreshold: number;
    readonly kvSpareTrigger: number;
    readonly queueSpareTrigger: number;
    readonly expected: { readonly scaleUp: boolean; readonly scaleDownSafe: boolean };
  }[];
}

const llmd = new PeerTable<Tables>("llmd_saturation_v1.json");

llmd.run(
  "cases",
  "replicas that are not saturated share the load, with spare capacity before and after a fall",
  (given) => {
    const { kvCacheThreshold, queueLengthThreshold, kvSpareTrigger, queueSpareTrigger, expected } = given;
    const counted = given.replicas.filter(
      ({ metricMissing, kvCacheUsage, queueLength }) =>
        !metricMissing && kvCacheUsage < kvCacheThreshold && queueLength < queueLengthThreshold,
    );
    const mean = (measure: (each: Replica) => number) => Decimal.sum(0, ...counted.map(measure)).div(counted.length);
    const marked = (id: string, threshold: number, spare: number) =>
      rule({ id, metricName: id, threshold: new Decimal(threshold).minus(spare), scales: "per-replica" });
    const out = [
      marked("kv", kvCacheThreshold, kvSpareTrigger),
      marked("queue", queueLengthThreshold, queueSpareTrigger),
    ];
    const lower = proposal("lower", -1, true, { minReplicas: 1 });
    const state = snapshot({
      endpoints: [endpoint({ replicas: counted.length })],
      rules: [...out, lower.rule],
      metrics: [
        average(
          mean((each) => each.kvCacheUsage),
          { name: "kv" },
        ),
        average(
          mean((each) => each.queueLength),
          { name: "queue" },
        ),
        lower.metric,
      ],
    });
    const delta = evaluate(state, recommended).deltas.get("chat") ?? 0;
    expect({ scaleUp: counted.length === 0 || delta > 0, scaleDownSafe: delta < 0 }).toEqual(expected);
  },
);

llmd.isComplete();

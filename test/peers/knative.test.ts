import { expect } from "vitest";
import { applyEvaluation, evaluate, recommended } from "../../src/index.ts";
import { endpoint, NOON, snapshot } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";
import { PeerTable } from "./peer-table.ts";

interface Tables {
  readonly cases: readonly {
    readonly id: string;
    readonly params: { readonly activationScale?: number };
    readonly steps: readonly {
      readonly t: number;
      readonly ready: number;
      readonly stable: number;
      readonly panic: number;
      readonly expected: number;
    }[];
  }[];
}

const knative = new PeerTable<Tables>("knative_kpa.json", {
  "later: targets on two windows, with a rate": [
    "knative-03",
    "knative-04",
    "knative-10",
    "knative-11",
    "knative-14",
    "knative-16",
    "knative-17",
    "knative-20",
    "knative-23",
    "knative-26",
  ],
  "difference: ours has no state in which an endpoint cannot be reached": ["knative-02"],
  "difference: ours follows the higher target in place of a panic": ["knative-05"],
});

knative.run("cases", "an endpoint sleeps without use, and comes back with its activation scale", (given) => {
  const { params, steps } = given;
  const activation = ["stable", "panic"].map((metricName) => {
    return { metricSource: "PROMETHEUS", metricName, comparator: "GREATER_THAN", threshold: 0 } as const;
  });
  const zero = { activation, idleSeconds: 0, to: params.activationScale ?? 1 };
  let chat = endpoint({ replicas: steps[0]?.ready ?? 0, zero });
  const found = steps.map(({ t, stable, panic }) => {
    const metrics = Object.entries({ stable, panic }).map(([name, value]) => {
      return { endpointId: "chat", source: "PROMETHEUS", name, value } as const;
    });
    const state = snapshot({ now: NOON + t * 1000, endpoints: [chat], metrics });
    decideEverywhere(state);
    [chat = chat] = applyEvaluation(state, evaluate(state, recommended)).endpoints;
    return chat.replicas;
  });
  expect(found).toEqual(steps.map(({ expected }) => expected));
});

knative.isComplete();

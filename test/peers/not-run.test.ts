import { describe } from "vitest";
import { PeerTable } from "./peer-table.ts";

interface Cases {
  readonly cases: readonly { readonly id: string }[];
}

// Tables of which no case tests what there is: each is named all the same, so that none is forgotten once there is.
describe("AIBrix", () => {
  new PeerTable<Cases>("aibrix_apa.json", {
    "later: a target, with a rate": [
      "aibrix-apa-01",
      "aibrix-apa-03",
      "aibrix-apa-05",
      "aibrix-apa-07",
      "aibrix-apa-09",
    ],
  }).isComplete();
});

describe("AWS CDK", () => {
  new PeerTable<Cases & { readonly properties: Cases["cases"] }>("aws_cdk_intervals.json", {
    "difference: CDK completes a ladder whose ends are left out, and ours are to be written out": [
      "cdk-01",
      "cdk-02",
      "cdk-prop-01",
      "cdk-prop-03",
      "cdk-prop-05",
    ],
  }).isComplete();
});

describe("Kubernetes", () => {
  new PeerTable<Cases>("hpa_group_pods.json", {
    "difference: Kubernetes works out which replicas are ready, and the host tells ours": [
      "hpa-gp-02",
      "hpa-gp-04",
      "hpa-gp-06",
      "hpa-gp-09",
      "hpa-gp-10",
      "hpa-gp-11",
    ],
  }).isComplete();
});

describe("Spanner's autoscaler", () => {
  new PeerTable<{ readonly linear: Cases["cases"]; readonly stepwise: Cases["cases"] }>("spanner_autoscaler.json", {
    "later: a target": ["spanner-lin-01", "spanner-lin-10"],
    "later: a target, with a rate": ["spanner-lin-09"],
    "later: step ladders": ["spanner-step-01", "spanner-step-03", "spanner-step-04"],
    "difference: Spanner has sizes in hundreds and thousands, and ours are counts of 1": [
      "spanner-lin-02",
      "spanner-lin-05",
      "spanner-step-06",
    ],
    "difference: Spanner rounds the limit of a fall up, and ours is to cut it off": ["spanner-lin-07"],
  }).isComplete();
});

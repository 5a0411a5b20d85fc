import { describe, expect, test } from "vitest";
import { type ActivationCondition, type Endpoint, type Rule, recommended } from "../../src/index.ts";
import { replay, type Verification, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { inRule, rule } from "../support/build.ts";

const six = { minReplicas: 1, maxReplicas: 6 } as const;
/** What a kernel reports: nothing without one. */
const gpu: readonly Rule[] = [rule({ ...six, threshold: "80" }), inRule({ ...six, threshold: "30" })];

function prometheus(name: string, comparator: ActivationCondition["comparator"], threshold: string) {
  return { metricSource: "PROMETHEUS", metricName: name, comparator, threshold } as const;
}

const queued = prometheus("gateway_queue", "GREATER_THAN", "0");
const query = { metricSource: "PROMETHEUS", metricName: "qps", queryPresetId: "rate" } as const;
/** Requests a second that each replica gets, by a query that the gateway answers at 0 replicas too. */
const qps: readonly Rule[] = [
  rule({ ...six, ...query, threshold: "50" }),
  inRule({ ...six, ...query, threshold: "20" }),
];

/** An endpoint that goes to 0 after ten minutes without use. */
function sleeping(activation: readonly ActivationCondition[], more: { readonly to?: number } = {}): Endpoint {
  return { id: "chat", replicas: 1, maxReplicas: 6, zero: { activation, idleSeconds: 600, ...more } };
}

/** What there is to fix, worst first. */
function toFix({ findings, advice }: Verification): string[] {
  return [...findings, ...advice]
    .filter(({ because, severity }) => because === null && severity !== "note")
    .map(({ code, severity }) => `${severity} ${code}`);
}

function verified(input: VerifyInput): Verification {
  return verifyRules({ semantics: recommended, cycleSeconds: 10, ...input });
}

describe("an endpoint that goes to 0 replicas without use", () => {
  test.each<[string, readonly string[], VerifyInput]>([
    // The gateway counts what waits, whether or not somebody serves it.
    ["wakes up by the queue before it", [], { rules: gpu, endpoint: sleeping([queued]) }],
    // KEDA's example of a consumer: any one of the two wakes it.
    [
      "wakes up by one of two conditions, though the other one reads what kernels report",
      [],
      {
        rules: gpu,
        endpoint: sleeping([
          { metricSource: "KERNEL", metricName: "cuda_util", comparator: "GREATER_THAN", threshold: "5" },
          queued,
        ]),
      },
    ],
    // No kernel, no reading: the condition is never known to hold.
    [
      "never wakes up by what kernels report",
      ["error zero-trap"],
      {
        rules: gpu,
        endpoint: sleeping([
          { metricSource: "KERNEL", metricName: "cuda_util", comparator: "GREATER_THAN", threshold: "5" },
        ]),
      },
    ],
    // The engine's own queue: nobody is there who could count.
    [
      "never wakes up by what engines report",
      ["error zero-trap"],
      {
        rules: gpu,
        endpoint: sleeping([
          {
            metricSource: "INFERENCE_FRAMEWORK",
            metricName: "vllm:num_requests_waiting",
            comparator: "GREATER_THAN",
            threshold: "0",
          },
        ]),
      },
    ],
    // A query of that name is taken for the engine's metric, but its author may have written `or vector(0)`.
    [
      "hardly wakes up by a query with the name of an engine's metric",
      ["warning zero-trap"],
      { rules: gpu, endpoint: sleeping([prometheus("vllm:num_requests_waiting", "GREATER_THAN", "0")]) },
    ],
    [
      "wakes up by it once somebody said that it has an answer at 0",
      [],
      {
        rules: gpu,
        endpoint: sleeping([prometheus("vllm:num_requests_waiting", "GREATER_THAN", "0")]),
        metrics: { "vllm:num_requests_waiting": { atZero: true } },
      },
    ],
    // Nothing wakes it, and kernels report nothing.
    ["never wakes up without a condition", ["error zero-trap"], { rules: gpu, endpoint: sleeping([]) }],
    // A rule whose scale-out condition holds asks for replicas at 0 too.
    [
      "wakes up without a condition by a rule that reads something at 0",
      [],
      { rules: qps, endpoint: sleeping([]), metrics: { qps: { atZero: true } } },
    ],
    // Nobody said whether the query has an answer there.
    ["perhaps wakes up by such a rule", ["warning zero-trap"], { rules: qps, endpoint: sleeping([]) }],
    // A queue is never shorter than nothing: a comparator the wrong way round.
    [
      "never wakes up by a condition that no reading meets",
      ["error zero-trap"],
      { rules: gpu, endpoint: sleeping([prometheus("gateway_queue", "LESS_THAN", "0")]) },
    ],
    // One that every reading meets: it never goes to 0, and so is not trapped there.
    [
      "never goes there where it is always in use",
      [],
      { rules: gpu, endpoint: sleeping([prometheus("gateway_queue", "GREATER_THAN_OR_EQUAL", "0")]) },
    ],
    // 61 a second wake it, and so does the rule from 51 on. At 50 each there are soon two, who read 30.5: less than 60, and so idle.
    [
      "swings where the activation is above what rules let a replica have",
      ["warning zero-swing"],
      { rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]) },
    ],
    [
      "swings for sure where the load was named",
      ["error zero-swing"],
      {
        rules: qps,
        endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]),
        load: { metric: "qps" },
      },
    ],
    // 6 a second wake one replica, which reads 6; more than that many replicas are only there for more than 50 each.
    [
      "rests where a replica alone is in use by the load that wakes it",
      [],
      { rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "5")]) },
    ],
    // 6 a second wake three, who read 2 each and stay three: nothing takes one away before all of them go. So it never has
    // one replica again.
    [
      "swings where it wakes up with more replicas than the load keeps busy, and no rule takes one away",
      ["error zero-swing", "warning one-direction"],
      {
        rules: qps.slice(0, 1),
        endpoint: sleeping([prometheus("qps", "GREATER_THAN", "5")], { to: 3 }),
        metrics: { qps: { load: "shared" } },
      },
    ],
    // With a rule that scales in there is one replica left, which is in use, long before ten minutes are over.
    [
      "rests where a rule takes the others away",
      [],
      { rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "5")], { to: 3 }) },
    ],
    // Whatever the rate, the other condition holds: it never sleeps.
    [
      "never swings where another condition always holds",
      [],
      {
        rules: qps,
        endpoint: sleeping([
          prometheus("qps", "GREATER_THAN", "60"),
          prometheus("gateway_queue", "GREATER_THAN_OR_EQUAL", "0"),
        ]),
      },
    ],
    // Of 100, five would read 20 each at once; as the far step waits, the near one ends at two, who read 50 and are in use.
    [
      "never swings where the rule that leads too far has to wait",
      [],
      {
        rules: [
          rule({ ...six, ...query, id: "far", threshold: "90", stepSize: 4, forSeconds: 60 }),
          rule({ ...six, ...query, threshold: "50" }),
          inRule({ ...six, ...query, threshold: "20" }),
        ],
        endpoint: sleeping([prometheus("qps", "GREATER_THAN_OR_EQUAL", "25")]),
      },
    ],
    // One at 60 scales out and two at 30 scale in, for ever: that is said, and they never rest.
    [
      "never rests, and so does not swing to 0, where thresholds are too close",
      ["error limit-cycle"],
      {
        rules: [rule({ ...six, ...query, threshold: "50" }), inRule({ ...six, ...query, threshold: "40" })],
        endpoint: sleeping([prometheus("qps", "GREATER_THAN", "0")]),
        load: { metric: "qps" },
      },
    ],
    // Nothing ever asks for replicas, and of 1 there is none to take away.
    [
      "never wakes up without a condition and without a rule that scales out",
      ["error zero-trap", "error dead-rule"],
      { rules: gpu.slice(1), endpoint: sleeping([]) },
    ],
    // Put to 0 by hand it stays there; from 1 on it is a trap all the same.
    [
      "is a trap for an endpoint that was put to 0 by hand as well",
      ["error zero-trap"],
      { rules: gpu, endpoint: { ...sleeping([]), replicas: 0 } },
    ],
    // Two steps of two lead past 1, and back there by way of 0 alone.
    [
      "comes back to where it began by way of 0",
      [],
      {
        rules: [
          rule({ ...six, threshold: "80", stepSize: 2 }),
          inRule({ ...six, threshold: "30", minReplicas: 3, stepSize: -2 }),
        ],
        endpoint: sleeping([queued]),
      },
    ],
    // It wakes up with 2, and steps of two lead to 4 and 6 from there: not to 1 any more.
    [
      "never comes back to a count that its own way up leaves out",
      ["warning no-way-back"],
      {
        rules: [
          rule({ ...six, threshold: "80", stepSize: 2 }),
          inRule({ ...six, threshold: "30", minReplicas: 2, stepSize: -2 }),
        ],
        endpoint: sleeping([queued], { to: 2 }),
      },
    ],
    // Whatever the number of replicas, the total is what it is.
    [
      "rests where the activation metric is the total",
      [],
      {
        rules: gpu,
        endpoint: sleeping([prometheus("rps", "GREATER_THAN", "60")]),
        metrics: { rps: { load: "total", busy: "more" } },
      },
    ],
  ])("%s", (_, expected, input) => {
    const verification = verified(input);
    expect(toFix(verification)).toEqual(expected);
    for (const { code, witness } of verification.findings) {
      if (witness === null || !code.startsWith("zero-")) continue;
      const counts = replay(witness).map(({ decisions }) => decisions[0]?.desired);
      expect(counts).toEqual(witness.steps.map(({ after }) => after));
      expect(counts.at(-1)).toBe(0);
    }
  });

  test("is proved not to be trapped, as far as the rules ask for nothing else", () => {
    const claims = (rules: readonly Rule[]) =>
      verified({ rules, endpoint: sleeping([queued]) }).proved.map(({ code, model }) => `${code}/${model}`);
    expect(claims(gpu)).toEqual(["zero-trap/free"]);
    expect(claims(gpu.map((each) => ({ ...each, onFailure: { afterSeconds: 60, count: 2, how: "static" } })))).toEqual(
      [],
    );
  });

  test("swings under every load for which one is shown, and says where there are more", () => {
    const { findings } = verified({ rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]) });
    expect(findings.map(({ message, help, loads }) => [message, help, loads])).toEqual([
      [
        "under a constant total qps of 55, shared by the replicas, the count oscillates: 0 -> 1 -> 2 -> 0; 2 replicas read 27.5 each, which is no use, and after 600 s the endpoint goes back to 0; the same for total loads 50 < L <= 300",
        "set the activation condition so that it holds with qps at 27.5, which 2 replicas read",
        [{ from: "50", to: "300", fromClosed: false, toClosed: true }],
      ],
    ]);
    const free = { ...sleeping([prometheus("qps", "GREATER_THAN", "60")]), maxReplicas: null };
    const wide = qps.map((each) => ({ ...each, maxReplicas: null }));
    for (const maxSteps of [2_000_000, 40]) {
      const { unexplored } = verified({ rules: wide, endpoint: free, maxSteps });
      expect(unexplored.map(({ key }) => key)).toContain("loads");
    }
    const few = verified({ rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]), maxSteps: 10 });
    expect(few.unexplored.map(({ key }) => key)).toContain("loads");
    const { unexplored } = verified({
      rules: qps,
      endpoint: { ...free, maxReplicas: 5_000_000 },
      initial: 1,
    });
    expect(unexplored.map(({ key }) => key)).toContain("loads");
  });
});

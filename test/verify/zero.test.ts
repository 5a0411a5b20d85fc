import { describe, expect, test } from "vitest";
import { type ActivationCondition, type Endpoint, type Rule, recommended } from "../../src/index.ts";
import { replay, type Verification, type VerifyInput, verifyRules, withChange } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
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

/** Requests that the router counts for each replica, as all that read them are given them. */
const counted = { metricSource: "INFERENCE_FRAMEWORK", metricName: "requests" } as const;

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

describe("what keeps an endpoint awake under the load that woke it is named once it was tried:", () => {
  const named = { load: { metric: "qps" } } as const;
  const inclusive = qps.map(
    (each) => ({ ...each, comparator: each.stepSize > 0 ? "GREATER_THAN_OR_EQUAL" : "LESS_THAN" }) as Rule,
  );
  const lowerTo = (threshold: string) => `set the threshold of the activation condition on qps to ${threshold}`;
  const wake = "wake up with 1 replica (`zero.to`)";

  test.each<[string, string, VerifyInput]>([
    // A load above 50 makes two of one, who then read more than 25.
    ["a lower condition", lowerTo("25"), { rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]) }],
    [
      "one below what two replicas read at the very load at which an inclusive rule scales out",
      lowerTo("24.99"),
      { rules: inclusive, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]) },
    ],
    [
      "and no lower one where the condition is inclusive too",
      lowerTo("25"),
      { rules: inclusive, endpoint: sleeping([prometheus("qps", "GREATER_THAN_OR_EQUAL", "60")]) },
    ],
    [
      "a condition for as many replicas as are ordered while the first one starts",
      lowerTo("8.333"),
      {
        rules: qps.slice(0, 1).map((each) => ({ ...each, cooldownSeconds: 0 })),
        endpoint: sleeping([prometheus("qps", "GREATER_THAN", "25")]),
        startupSeconds: 60,
        ...named,
      },
    ],
    [
      "fewer replicas to wake up with",
      wake,
      { rules: qps.slice(0, 1), endpoint: sleeping([prometheus("qps", "GREATER_THAN", "5")], { to: 3 }), ...named },
    ],
    [
      "both, where neither is enough",
      `${wake} and ${lowerTo("16.66")}`,
      { rules: qps.slice(0, 1), endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")], { to: 3 }), ...named },
    ],
    [
      "the replicas alone, where rules read something else",
      wake,
      {
        rules: [rule({ ...six, metricName: "busy", threshold: "10" })],
        endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")], { to: 3 }),
        ...named,
      },
    ],
    [
      "nothing, where rules keep three replicas",
      "set the activation condition so that qps at 2.6666…, which 3 replicas read, counts as use, or wake up with fewer replicas",
      {
        rules: qps.slice(0, 1),
        endpoint: { ...sleeping([prometheus("qps", "GREATER_THAN", "5")]), minReplicas: 3 },
        ...named,
      },
    ],
  ])("%s", (_, help, input) => {
    const found = verified(input).findings.find(({ code }) => code === "zero-swing");
    expect(found?.help).toBe(help);
    for (const change of found?.fix.kind === "changes" ? found.fix.changes : []) {
      const { findings } = verified(withChange(input, change));
      expect(findings.map(({ code }) => code)).not.toContain("zero-swing");
    }
  });
});

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
      "goes back to 0 where the activation is above what rules let a replica have",
      ["warning zero-swing"],
      { rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]) },
    ],
    [
      "goes back to 0 where the rules and the activation read the very same metric",
      ["warning zero-swing"],
      {
        rules: [rule({ ...six, ...counted, threshold: "50" }), inRule({ ...six, ...counted, threshold: "20" })],
        endpoint: sleeping([{ ...counted, comparator: "GREATER_THAN", threshold: "60" }]),
        metrics: { requests: { atZero: true } },
      },
    ],
    [
      "goes back to 0 for sure where the load was named",
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
      "goes back to 0 where it wakes up with more replicas than the load keeps busy, and no rule takes one away",
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
      "never goes back to 0 where another condition always holds",
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
      "never goes back to 0 where the rule that leads too far has to wait",
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
      "never rests, and so does not go back to 0, where thresholds are too close",
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

  /** For which cooldowns it is proved that no load that wakes it lets it go back to 0; null where it is not. */
  function provedFor(rules: readonly Rule[], endpoint: Endpoint, more: Partial<VerifyInput> = {}): string | null {
    const { proved } = verifyOnce({ semantics: recommended, rules, endpoint, load: { metric: "qps" }, ...more });
    return proved.find(({ code }) => code === "zero-swing")?.cooldowns ?? null;
  }
  const busy = sleeping([prometheus("qps", "GREATER_THAN", "5")]);
  /** Where the cycle matters: the ways in which what was left out is named. */
  const leftOpen = (rules: readonly Rule[], endpoint: Endpoint, more: Partial<VerifyInput> = {}) =>
    verifyOnce({ semantics: recommended, rules, endpoint, load: { metric: "qps" }, ...more })
      .unexplored.filter(({ model }) => model === "load")
      .map(({ key }) => key);

  test("and never goes back to 0, which is proved: with its own clocks, or with any", () => {
    expect(provedFor(qps, busy, { cycleSeconds: 10 })).toBe("as-set");
    expect(provedFor(qps, busy)).toBe("any");
    expect(leftOpen(qps, busy)).toEqual([]);
  });

  test("and the proof says over which loads, and with which cycle", () => {
    const { proved } = verified({ rules: qps, endpoint: busy, load: { metric: "qps" } });
    expect(proved.find(({ code }) => code === "zero-swing")?.says).toBe(
      "no load that wakes the endpoint lets it go back to 0, for any constant load of qps that the replicas share, with a cycle every 10 s (6 counts), with the cooldowns as they are, given that the replicas share qps (stated)",
    );
  });

  test("and where it passes counts without use, it depends on the cycle, which has to be given", () => {
    // 6 a second wake three, who read 2 each, until a rule has taken two away.
    const three = sleeping([prometheus("qps", "GREATER_THAN", "5")], { to: 3 });
    expect(provedFor(qps, three)).toBe(null);
    expect(leftOpen(qps, three)).toEqual(["cycle-unknown"]);
    expect(provedFor(qps, three, { cycleSeconds: 10 })).toBe("as-set");
    // Too slow to take them away in ten minutes.
    const slow = qps.map((each) => ({ ...each, cooldownSeconds: 900 }));
    expect(
      verified({ rules: slow, endpoint: three, load: { metric: "qps" } }).findings.map(({ code }) => code),
    ).toContain("zero-swing");
  });

  test("and where the rule that leads too far has to wait, it depends on the cycle whether it goes back to 0", () => {
    // Kernels have no reading at 0, so that it waits from one replica on, and two read less than it asks for.
    const kernels = { metricSource: "KERNEL", metricName: "qps" } as const;
    const far = [rule({ ...six, ...kernels, id: "far", threshold: "90", stepSize: 4, forSeconds: 60 }), ...qps];
    const endpoint = sleeping([prometheus("qps", "GREATER_THAN_OR_EQUAL", "25")]);
    const { findings } = verifyRules({ semantics: recommended, rules: far, endpoint, load: { metric: "qps" } });
    expect(findings.map(({ code }) => code)).not.toContain("zero-swing");
    expect(provedFor(far, endpoint)).toBe(null);
    expect(leftOpen(far, endpoint)).toContain("cycle-unknown");
  });

  test("and while replicas start, idle time runs under a load that it goes by, and else nothing is proved", () => {
    const whileStarting = (rules: readonly Rule[], endpoint: Endpoint, more: Partial<VerifyInput> = {}) =>
      verified({ rules, endpoint, load: { metric: "qps" }, startupSeconds: 60, ...more })
        .proved.filter(({ model }) => model === "load-timed")
        .map(({ code }) => code);
    expect(whileStarting(qps, busy)).toEqual(["zero-swing", "limit-cycle", "runaway"]);
    // Whether somebody waits at the gateway is no matter of this load.
    expect(whileStarting(qps, sleeping([queued]))).toEqual([]);
    expect(whileStarting(qps, sleeping([prometheus("qps", "GREATER_THAN", "5"), queued]))).toEqual([]);
    // It never sleeps, and so it is no matter either.
    const always = prometheus("gateway_queue", "GREATER_THAN_OR_EQUAL", "0");
    expect(whileStarting(qps, sleeping([prometheus("qps", "GREATER_THAN", "5"), always]))).toEqual([]);
    expect(whileStarting(qps, sleeping([]))).toEqual([]);
    expect(whileStarting(qps, busy, { load: null })).toEqual([]);
  });

  test("and goes back to 0 while replicas start, because more were ordered than the load keeps in use", () => {
    // 55 a second ask for one more every minute until the first one serves, and each of four reads less than 14.
    const eager = qps.slice(0, 1).map((each) => ({ ...each, cooldownSeconds: 0 }));
    const endpoint = sleeping([prometheus("qps", "GREATER_THAN", "25")]);
    const { findings } = verified({ rules: eager, endpoint, load: { metric: "qps" }, startupSeconds: 60 });
    const found = findings.find(({ code, model }) => code === "zero-swing" && model === "load-timed");
    expect([found?.severity, found?.message]).toMatchInlineSnapshot(`
      [
        "error",
        "under a constant total qps of 60, shared by the replicas, the count oscillates: 0 -> 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 0; 6 replicas read 10 each, which does not count as use, and after 600 s the endpoint goes back to 0; the same for total loads 50 < L <= 150",
      ]
    `);
    if (!found?.witness) throw new Error("it comes with a run");
    const counts = replay(found.witness).map(({ decisions }) => decisions[0]?.desired);
    expect(counts).toEqual(found.witness.steps.map(({ after }) => after));
    const both = [...eager, inRule({ ...six, ...query, threshold: "1" })];
    const unnamed = verified({ rules: both, endpoint, startupSeconds: 60 });
    expect(unnamed.findings.find(({ model }) => model === "load-timed")?.severity).toBe("warning");
  });

  test("and of rules that read something else nothing is proved: they may lead to counts without use", () => {
    expect(provedFor([...qps, ...gpu.map((each) => ({ ...each, id: `gpu-${each.id}` }))], busy)).toBe(null);
    expect(provedFor(gpu, busy)).toBe(null);
  });

  test("and where another condition always holds, it is proved, and where nobody knows what another one shares, not", () => {
    const always = prometheus("gateway_queue", "GREATER_THAN_OR_EQUAL", "0");
    const of = (more: Partial<VerifyInput>) =>
      provedFor(qps, sleeping([prometheus("qps", "GREATER_THAN", "60"), always]), more);
    expect(of({ metrics: { gateway_queue: { load: "total" } } })).toBe("any");
    expect(of({ metrics: { gateway_queue: { load: "none" } } })).toBe("any");
    expect(of({})).toBe(null);
  });

  test("and with too few steps loads are named, and nothing is proved", () => {
    for (const maxSteps of [5, 60, 300]) {
      expect(provedFor(qps, busy, { maxSteps, cycleSeconds: 10 })).toBe(null);
      expect(leftOpen(qps, busy, { maxSteps, cycleSeconds: 10 })).toContain("loads");
    }
    const endless = qps.map((each) => ({ ...each, maxReplicas: null }));
    expect(provedFor(endless, { ...busy, maxReplicas: null })).toBe(null);
  });

  test("and is looked at with and without a reading at 0 of rules on another aggregation of which nobody said", () => {
    // Of 29.5, two replicas are in use, and three are not. From 0 the rule leads to two, if it has a reading there; from one,
    // with which the endpoint wakes up without it, to three.
    const far = (aggregation: "max" | "average") => [
      rule({ ...six, ...query, aggregation, threshold: "29", stepSize: 2, maxReplicas: 3 }),
      inRule({ ...six, ...query, threshold: "1" }),
    ];
    const awake = sleeping([prometheus("qps", "GREATER_THAN", "9.9")]);
    const [one, other] = (["average", "max"] as const).map((each) =>
      verified({ rules: far(each), endpoint: awake, load: { metric: "qps" } }).findings.find(
        ({ code }) => code === "zero-swing",
      ),
    );
    expect(one).toBeUndefined();
    expect(other?.loads.map(({ from, to }) => [from, to])).toEqual([["29", "29.7"]]);
    expect(provedFor(far("max"), sleeping([prometheus("qps", "GREATER_THAN", "5")]))).toBe("any");
  });

  test("is proved not to be trapped, as far as the rules ask for nothing else", () => {
    const claims = (rules: readonly Rule[]) =>
      verified({ rules, endpoint: sleeping([queued]) }).proved.map(({ code, model }) => `${code}/${model}`);
    expect(claims(gpu)).toEqual(["zero-trap/free", "limit-cycle/held-timed", "runaway/held-timed"]);
    const falling = gpu.map((each): Rule => ({ ...each, onFailure: { afterSeconds: 60, count: 2, how: "static" } }));
    expect(claims(falling)).toEqual(claims(gpu));
    expect(claims(gpu.map((each) => ({ ...each, minCoverage: "0.5" })))).toEqual(["zero-trap/free"]);
  });

  test("goes back to 0 under every load for which one is shown, and says where there are more", () => {
    const { findings } = verified({ rules: qps, endpoint: sleeping([prometheus("qps", "GREATER_THAN", "60")]) });
    expect(findings.map(({ message, help, loads }) => [message, help, loads])).toEqual([
      [
        "under a constant total qps of 55, shared by the replicas, the count oscillates: 0 -> 1 -> 2 -> 0; 2 replicas read 27.5 each, which does not count as use, and after 600 s the endpoint goes back to 0; the same for total loads 50 < L <= 300",
        "set the threshold of the activation condition on qps to 25",
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

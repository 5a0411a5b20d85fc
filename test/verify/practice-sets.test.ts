import { describe, expect, test } from "vitest";
import { backendAi26, type Endpoint, type Rule, recommended } from "../../src/index.ts";
import { replay, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";

/** What is to be fixed: causes that are no notes. Every run that shows one goes through the evaluator. */
function toFix(input: VerifyInput): string[] {
  const { findings, advice } = verifyRules(input);
  for (const { witness } of findings) {
    if (witness === null) continue;
    const counts = replay(witness).map(({ decisions }) => decisions[0]?.desired);
    expect(counts).toEqual(witness.steps.map(({ after }) => after));
  }
  return [...findings, ...advice]
    .filter(({ because, severity }) => because === null && severity !== "note")
    .map(({ code, severity }) => `${severity} ${code}`);
}

type Row = readonly [name: string, expected: readonly string[], input: VerifyInput];

function expectRows(rows: readonly Row[]): void {
  test.each<Row>([...rows])("%s", (_, expected, input) => {
    expect(toFix(input)).toEqual(expected);
  });
}

const ten = { minReplicas: 1, maxReplicas: 10, cooldownSeconds: 300 } as const;
const endpoint = (more: Partial<Endpoint> = {}): Endpoint => ({ id: "chat", replicas: 1, ...more });
const query = (metricName: string) =>
  ({ ...ten, metricSource: "PROMETHEUS", metricName, queryPresetId: metricName }) as const;
const engine = (metricName: string) => ({ ...ten, metricSource: "INFERENCE_FRAMEWORK", metricName }) as const;
const kernel = (metricName: string) => ({ ...ten, metricName }) as const;
const waiting = engine("vllm:num_requests_waiting");
const cache = engine("vllm:kv_cache_usage_perc");
const minute = { cycleSeconds: 60, startupSeconds: 120 } as const;

describe("what clouds and autoscalers show in their documentation", () => {
  expectRows([
    // Azure, best practices: out at 80, in at 60 would flap at 1 to 2; with 80 and 30 it does not.
    [
      "Azure: out above 80, in below 30",
      [],
      { rules: [rule(kernel("cpu_util")), inRule({ ...kernel("cpu_util"), threshold: "30" })], ...minute },
    ],
    // The example that its page on flapping warns of: one at 56 scales out, two at 28 scale in.
    [
      "Azure's example of flapping, 50 and 30",
      ["error limit-cycle"],
      { rules: [rule({ ...ten, threshold: "50" }), inRule({ ...ten, threshold: "30" })], ...minute },
    ],
    // Two at least, and one step: 75 at 2 is 50 at 3, above 25.
    [
      "Azure: out above 75, in below 25, two at least",
      [],
      {
        rules: [rule({ ...ten, minReplicas: 2, threshold: "75" }), inRule({ ...ten, minReplicas: 2, threshold: "25" })],
        ...minute,
      },
    ],
    // EC2, simple scaling: alarms at 80 and 40 touch: 80 at 1 is 40 at 2, which is not below 40.
    [
      "EC2: out at 80 or above, in below 40",
      [],
      {
        rules: [rule({ ...ten, comparator: "GREATER_THAN_OR_EQUAL" }), inRule({ ...ten, threshold: "40" })],
        ...minute,
      },
    ],
    // At or below 40: 80 at 1 and 40 at 2 go on for ever, under the load of 80 alone.
    [
      "EC2: out at 80 or above, in at 40 or below",
      ["error limit-cycle"],
      {
        rules: [
          rule({ ...ten, comparator: "GREATER_THAN_OR_EQUAL" }),
          inRule({ ...ten, comparator: "LESS_THAN_OR_EQUAL", threshold: "40" }),
        ],
        ...minute,
      },
    ],
    // EC2, step scaling: +1 from 60, +3 from 80, -1 below 20.
    [
      "EC2: two steps up, one down",
      [],
      {
        rules: [
          rule({ ...ten, id: "far", threshold: "80", stepSize: 3 }),
          rule({ ...ten, threshold: "60" }),
          inRule({ ...ten, threshold: "15" }),
        ],
        semantics: recommended,
        cycleSeconds: 60,
      },
    ],
    // ECS on ALB's requests for each target.
    [
      "ECS: 1000 requests each, in below 400",
      [],
      {
        rules: [
          rule({ ...query("requests_per_target"), threshold: "1000" }),
          inRule({ ...query("requests_per_target"), threshold: "400" }),
        ],
        semantics: recommended,
        ...minute,
      },
    ],
    // SageMaker: 70 invocations an instance, slowly down.
    [
      "SageMaker: 70 invocations, in below 30",
      [],
      {
        rules: [
          rule({ ...query("invocations"), threshold: "70" }),
          inRule({ ...query("invocations"), threshold: "30", cooldownSeconds: 600 }),
        ],
        semantics: recommended,
        ...minute,
      },
    ],
    // HPA's 50 % with a tolerance is a band of 45 to 55 for steps of 1: at 1 to 2 it flaps, which HPA's ratio does not.
    [
      "HPA's target of 50 written as a band of 45 to 55",
      ["error limit-cycle"],
      { rules: [bandRule({ ...ten, minThreshold: "45", maxThreshold: "55" })], semantics: backendAi26, ...minute },
    ],
    [
      "a band of 30 to 70",
      [],
      { rules: [bandRule({ ...ten, minThreshold: "30", maxThreshold: "70" })], semantics: backendAi26, ...minute },
    ],
    // KEDA: a queue of 5 for each pod, and down to the minimum when it is empty.
    [
      "KEDA: more than 5 messages each, in at 0",
      [],
      {
        rules: [
          rule({ ...query("messages"), threshold: "5" }),
          inRule({ ...query("messages"), comparator: "LESS_THAN_OR_EQUAL", threshold: "0" }),
        ],
        semantics: recommended,
        ...minute,
      },
    ],
    // KEDA, activation: the queue's length wakes it, for as long as there is something in it.
    [
      "KEDA: wakes up by the queue",
      [],
      {
        rules: [rule({ ...query("lag"), threshold: "50" }), inRule({ ...query("lag"), threshold: "5" })],
        semantics: recommended,
        endpoint: endpoint({
          zero: {
            activation: [
              { metricSource: "PROMETHEUS", metricName: "queue_length", comparator: "GREATER_THAN", threshold: "0" },
            ],
            idleSeconds: 300,
          },
        }),
        ...minute,
      },
    ],
    // Ray Serve: two ongoing requests each; up after 30 s, down after 600 s.
    [
      "Ray Serve: 2 ongoing requests, delays of 30 s and 600 s",
      [],
      {
        rules: [
          bandRule({
            ...engine("vllm:num_requests_running"),
            minThreshold: "1",
            maxThreshold: "2",
            forSeconds: { out: 30, in: 600 },
          }),
        ],
        semantics: recommended,
        cycleSeconds: 10,
      },
    ],
    // Knative: 70 of 100 concurrent requests.
    [
      "Knative: 70 concurrent requests, in below 30",
      [],
      {
        rules: [
          rule({ ...query("concurrency"), threshold: "70" }),
          inRule({ ...query("concurrency"), threshold: "30" }),
        ],
        semantics: recommended,
        ...minute,
      },
    ],
    // vLLM's production stack: waiting requests above 5.
    [
      "vLLM: more than 5 waiting, in with none",
      [],
      {
        rules: [rule({ ...waiting, threshold: "5" }), inRule({ ...waiting, threshold: "1" })],
        semantics: recommended,
        ...minute,
      },
    ],
    [
      "a queue and a cache",
      [],
      {
        rules: [
          rule({ ...waiting, id: "queue", threshold: "10" }),
          rule({ ...cache, id: "cache", threshold: "0.9" }),
          inRule({ ...waiting, id: "quiet", threshold: "1" }),
          inRule({ ...cache, id: "free", threshold: "0.3" }),
        ],
        semantics: recommended,
        ...minute,
      },
    ],
    [
      "out by latency, in by use",
      [],
      {
        rules: [rule({ ...query("p99"), threshold: "2" }), inRule({ ...ten, threshold: "30" })],
        semantics: recommended,
        ...minute,
      },
    ],
    // TGI: a queue above 2, the batch below 4.
    [
      "TGI: out by the queue, in by the batch",
      [],
      {
        rules: [
          rule({ ...engine("tgi_queue_size"), threshold: "2" }),
          inRule({ ...engine("tgi_batch_current_size"), threshold: "4" }),
        ],
        semantics: recommended,
        ...minute,
      },
    ],
    // Cloud Foundry: cpu above 70 and below 30, and throughput.
    [
      "Cloud Foundry: processors and throughput",
      [],
      {
        rules: [
          rule({ ...kernel("cpu_util"), id: "cpu-out", threshold: "70" }),
          inRule({ ...kernel("cpu_util"), id: "cpu-in", threshold: "30" }),
          rule({ ...query("throughput"), id: "rate-out", threshold: "500" }),
          inRule({ ...query("throughput"), id: "rate-in", threshold: "200" }),
        ],
        semantics: recommended,
        ...minute,
      },
    ],
    // Nomad: 70 and 30 on memory, which no load moves in proportion.
    [
      "Nomad: memory above 80, below 40",
      [],
      {
        rules: [rule(kernel("mem")), inRule({ ...kernel("mem"), threshold: "40" })],
        semantics: recommended,
        ...minute,
      },
    ],
    [
      "GPUs above 80, below 20, two at least, one at a time",
      [],
      {
        rules: [rule({ ...ten, minReplicas: 2 }), inRule({ ...ten, minReplicas: 2 })],
        semantics: recommended,
        ...minute,
      },
    ],
  ]);
});

describe("signs", () => {
  const below = "LESS_THAN" as const;
  const above = "GREATER_THAN" as const;
  expectRows([
    // A full queue takes replicas away: the author mixed up the two steps.
    [
      "the two steps of a queue mixed up",
      ["error inverted-step"],
      {
        rules: [
          rule({ ...waiting, threshold: "10", stepSize: -1 }),
          inRule({ ...waiting, threshold: "2", stepSize: 1 }),
        ],
      },
    ],
    [
      "the comparators of a cache mixed up",
      ["error inverted-step"],
      {
        rules: [
          rule({ ...cache, comparator: below, threshold: "0.3" }),
          inRule({ ...cache, comparator: above, threshold: "0.9" }),
        ],
      },
    ],
    [
      "a scale-in by a comparator the wrong way round",
      ["error inverted-step"],
      { rules: [rule(ten), inRule({ ...ten, comparator: above, threshold: "90" })] },
    ],
    [
      "a scale-out by a comparator the wrong way round",
      ["error inverted-step"],
      { rules: [rule({ ...ten, comparator: below, threshold: "10" }), inRule({ ...ten, threshold: "5" })] },
    ],
    [
      "a latency that takes replicas away when it rises",
      ["error inverted-step"],
      {
        rules: [
          rule(ten),
          inRule({ ...engine("vllm:time_to_first_token_seconds"), comparator: above, threshold: "2" }),
          inRule({ ...ten, id: "calm" }),
        ],
        semantics: recommended,
      },
    ],
    // Free memory is less when there is more to do: the rules are right once that is said.
    [
      "free capacity, with its meaning stated",
      [],
      {
        rules: [
          rule({ ...query("free_slots"), comparator: below, threshold: "2" }),
          inRule({ ...query("free_slots"), comparator: above, threshold: "8" }),
        ],
        metrics: { free_slots: { busy: "less", load: "none" } },
        semantics: recommended,
      },
    ],
    [
      "and the wrong way round",
      ["error inverted-step"],
      {
        rules: [rule({ ...query("free_slots"), threshold: "8" }), inRule({ ...query("free_slots"), threshold: "2" })],
        metrics: { free_slots: { busy: "less", load: "none" } },
        semantics: recommended,
      },
    ],
    // Of an unknown query nobody knows which way it goes.
    [
      "a query of which nothing is known",
      [],
      {
        rules: [
          rule({ ...query("score"), comparator: below, threshold: "2" }),
          inRule({ ...query("score"), comparator: above, threshold: "8" }),
        ],
        semantics: recommended,
        load: null,
      },
    ],
    // Taken for the metric of that name, but perhaps a query turned round: a warning each.
    [
      "a query with the name of an engine's metric",
      ["warning inverted-step"],
      {
        rules: [
          rule({ ...query("vllm:num_requests_waiting"), threshold: "10", stepSize: -1 }),
          inRule({ ...query("vllm:num_requests_waiting"), threshold: "2", stepSize: 1 }),
        ],
        semantics: recommended,
      },
    ],
    [
      "a band with a negative step",
      ["error inverted-step"],
      {
        rules: [bandRule({ ...waiting, minThreshold: "2", maxThreshold: "10", stepSize: -1 })],
        semantics: backendAi26,
      },
    ],
    // Named as the load, it is what there is to do.
    [
      "a load that was named",
      ["error inverted-step"],
      {
        rules: [
          rule({ ...query("jobs"), comparator: below, threshold: "5" }),
          inRule({ ...query("jobs"), comparator: above, threshold: "20" }),
        ],
        load: { metric: "jobs" },
        semantics: recommended,
      },
    ],
    [
      "a hit rate, low when caches are cold: which way is busy nobody knows",
      [],
      {
        rules: [
          rule({ ...engine("vllm:gpu_prefix_cache_hit_rate"), comparator: below, threshold: "0.2" }),
          inRule({ ...ten, threshold: "30" }),
        ],
        semantics: recommended,
      },
    ],
  ]);
});

describe("whole numbers", () => {
  const length = { ...query("queue"), queryPresetId: "queue" } as const;
  const whole = { metrics: { queue: { integer: true, min: 0, load: "total", busy: "more" } } } as const;
  const averaged = { metrics: { "vllm:num_requests_waiting": { atZero: false } } } as const;
  expectRows([
    // Nothing is above 0 and below 1.
    [
      "out above 0 and in below 1 never meet",
      [],
      { rules: [rule({ ...length, threshold: "0" }), inRule({ ...length, threshold: "1" })], ...whole },
    ],
    // 0.5 is between them, of an average.
    [
      "averages of them do meet there",
      ["error contradiction"],
      { rules: [rule({ ...waiting, threshold: "0" }), inRule({ ...waiting, threshold: "1" })], ...averaged },
    ],
    [
      "and above 0, in at 0 they do not",
      [],
      {
        rules: [
          rule({ ...waiting, threshold: "0" }),
          inRule({ ...waiting, comparator: "LESS_THAN_OR_EQUAL", threshold: "0" }),
        ],
      },
    ],
    // Sums of whole numbers are whole.
    [
      "the same of a sum",
      [],
      {
        rules: [
          rule({ ...waiting, aggregation: "sum", threshold: "0" }),
          inRule({ ...waiting, aggregation: "sum", threshold: "1" }),
        ],
      },
    ],
    [
      "and of the longest queue",
      [],
      {
        rules: [
          rule({ ...waiting, aggregation: "max", threshold: "0" }),
          inRule({ ...waiting, aggregation: "max", threshold: "1" }),
        ],
      },
    ],
    // Above 2 and below 4: 3 is both.
    [
      "out above 2 and in below 4 meet at 3",
      ["error contradiction"],
      { rules: [rule({ ...length, threshold: "2" }), inRule({ ...length, threshold: "4" })], ...whole },
    ],
    [
      "out above 2 and in below 3 never meet",
      [],
      { rules: [rule({ ...length, threshold: "2" }), inRule({ ...length, threshold: "3" })], ...whole },
    ],
    // Nothing is below 0, so that the rule never holds.
    [
      "below 0 there is none",
      ["error outside-domain"],
      { rules: [rule({ ...length, threshold: "5" }), inRule({ ...length, threshold: "0" })], ...whole },
    ],
    [
      "halves as thresholds are as good as whole ones",
      [],
      { rules: [rule({ ...length, threshold: "5.5" }), inRule({ ...length, threshold: "0.5" })], ...whole },
    ],
    // Of a query nobody said that its answers are whole.
    [
      "a query may have any answer",
      ["error contradiction"],
      { rules: [rule({ ...length, threshold: "0" }), inRule({ ...length, threshold: "1" })], load: null },
    ],
    [
      "of a band too",
      [],
      { rules: [bandRule({ ...length, minThreshold: "1", maxThreshold: "0" })], ...whole, semantics: backendAi26 },
    ],
  ]);
});

describe("agreement on several metrics", () => {
  const semantics = recommended;
  const use = { rules: [rule({ ...ten, id: "busy" }), inRule({ ...ten, id: "calm" })] };
  const two = [rule({ ...waiting, id: "queue", threshold: "5" }), inRule({ ...waiting, id: "quiet", threshold: "1" })];
  expectRows([
    // Low use, long queue: an objection.
    ["a queue objects to a fall by use", [], { rules: [...use.rules, ...two], semantics }],
    [
      "the same where the first that triggers decides: whoever comes first wins",
      ["warning contradiction"],
      { rules: [...use.rules, ...two], semantics: backendAi26 },
    ],
    [
      "three signals that agree",
      [],
      {
        rules: [
          ...use.rules,
          ...two,
          rule({ ...cache, id: "full", threshold: "0.9" }),
          inRule({ ...cache, id: "free", threshold: "0.3" }),
        ],
        semantics,
      },
    ],
    [
      "three that scale out and one that scales in",
      [],
      {
        rules: [
          ...use.rules,
          rule({ ...waiting, id: "queue", threshold: "5" }),
          rule({ ...query("p99"), id: "slow", threshold: "2" }),
        ],
        semantics,
      },
    ],
    // No cache is less than empty: the rule never agrees, and nothing ever falls. One fault, one line.
    [
      "one that never agrees",
      ["error outside-domain"],
      { rules: [...use.rules, inRule({ ...cache, id: "free", threshold: "0" })], semantics },
    ],
    // A mild and a strong scale-in on one signal: the mild one only votes, and there is nothing to fix.
    [
      "two tiers down on one signal",
      [],
      { rules: [...use.rules, inRule({ ...ten, id: "empty", threshold: "5", stepSize: -2 })], semantics },
    ],
    [
      "two tiers up on one signal",
      [],
      { rules: [...use.rules, rule({ ...ten, id: "full", threshold: "95", stepSize: 3 })], semantics },
    ],
    // Of one signal both directions at once are a mistake, though `agreement` lets the scale-out have its way.
    [
      "both directions on one signal at once",
      ["warning contradiction"],
      { rules: [rule({ ...ten, threshold: "40" }), inRule({ ...ten, threshold: "60" })], semantics },
    ],
    [
      "nothing scales in",
      ["warning one-direction"],
      { rules: [rule(ten), rule({ ...waiting, id: "queue", threshold: "5" })], semantics },
    ],
    [
      "out by a metric, in by another one",
      [],
      { rules: [rule({ ...waiting, threshold: "5" }), inRule(ten)], semantics },
    ],
    // Two in-rules on two signals must both hold.
    [
      "out by one, in by two",
      [],
      {
        rules: [rule({ ...waiting, threshold: "5" }), inRule(ten), inRule({ ...cache, id: "free", threshold: "0.3" })],
        semantics,
      },
    ],
  ]);
});

describe("replicas that take their time to start", () => {
  const slow = { cycleSeconds: 30, startupSeconds: 180, semantics: recommended } as const;
  const set = (cooldownSeconds: number, more: Partial<Rule> = {}) => [
    rule({ ...ten, cooldownSeconds, ...more }),
    inRule({ ...ten, cooldownSeconds: 300, threshold: "30" }),
  ];
  expectRows([
    // Five more in 180 s, as it can act every 30 s.
    ["a cooldown far shorter than a start", ["warning overshoot"], { rules: set(30), ...slow }],
    ["half as long as a start: one more", ["warning overshoot"], { rules: set(90), ...slow }],
    ["as long as a start", [], { rules: set(180), ...slow }],
    ["longer", [], { rules: set(300), ...slow }],
    [
      "no cooldown, and moves held while replicas start",
      [],
      { rules: set(0), ...slow, endpoint: endpoint({ maxReplicas: 10, settle: "hold", starting: 0 }) },
    ],
    // Those that start count as ordered: what is added above them is what is asked for at once.
    [
      "no cooldown, and those that start counted",
      [],
      { rules: set(0), ...slow, endpoint: endpoint({ maxReplicas: 10, settle: "count", starting: 0 }) },
    ],
    [
      "the endpoint's cooldown is as good",
      [],
      { rules: set(0), ...slow, endpoint: endpoint({ maxReplicas: 10, cooldownSeconds: { out: 180, in: 300 } }) },
    ],
    // A guard that opens after 60 s lets it act twice more.
    [
      "moves held for a third of a start",
      ["warning overshoot"],
      {
        rules: set(0),
        ...slow,
        endpoint: endpoint({ maxReplicas: 10, settle: "hold", settleAtMostSeconds: 60, starting: 0 }),
      },
    ],
    // Divided by routes, which exist at once.
    [
      "the engine's averages fall as soon as help is ordered",
      [],
      {
        rules: [
          rule({ ...engine("qps"), cooldownSeconds: 180, threshold: "50" }),
          inRule({ ...engine("qps"), threshold: "20" }),
        ],
        ...slow,
      },
    ],
    // One cycle and no more: it serves before the next.
    ["a start shorter than a cycle", [], { rules: set(30), ...slow, startupSeconds: 20 }],
    // The condition must hold for longer than a start, and goes on holding.
    ["a wait is no cooldown", ["warning overshoot"], { rules: set(30, { forSeconds: 60 }), ...slow }],
    [
      "a wait that starts anew after each trigger is one",
      [],
      { rules: set(30, { forSeconds: 180, rearm: "restart" }), ...slow },
    ],
  ]);
});

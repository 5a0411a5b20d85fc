import { expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { formatSnapshot } from "../../src/schema/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { go } from "./go.ts";
import { narrow, qps, row, rows, sound } from "./inputs.ts";

type Files = Readonly<Record<string, unknown>>;
type Case = readonly [args: string, files?: Files, io?: Partial<Io>];

/** What each command line prints and writes, and how it ends, one after the other; control characters by their numbers. */
async function transcript(cases: readonly Case[]): Promise<string> {
  const parts: string[] = [];
  for (const [args, files, io] of cases) {
    const { code, out, err, written } = await go(args, files, io);
    const streams = [
      out,
      err.replace(/(^|\n)(?=.)/g, "$12> "),
      ...Object.entries(written).map((each) => `${each.join(": ")}\n`),
    ];
    parts.push(`$ ${args}\n${streams.join("")}= ${code}\n`);
  }
  return visible(parts.join("\n"));
}

function visible(text: string): string {
  return text.replace(/[^\n -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

const LOOKED_AT = { colour: true, errIsTerminal: true };

const everything = formatSnapshot(
  snapshot({
    endpoints: [
      endpoint(),
      endpoint({ id: "\u001b[31mred", replicas: 7 }),
      endpoint({ id: "bounded", replicas: 2, minReplicas: 2, maxReplicas: 4 }),
      endpoint({ id: "above", replicas: 9, maxReplicas: 5 }),
      endpoint({ id: "held", replicas: 9, maxReplicas: 5, paused: "in" }),
      endpoint({ id: "still", paused: "both" }),
      endpoint({ id: "stopped", paused: "out" }),
      endpoint({ id: "advised", advisory: true }),
      endpoint({ id: "챗봇", replicas: 1 }),
    ],
    rules: [
      bandRule({ id: "within", metricName: "calm" }),
      inRule({ id: "down", endpointId: "\u001b[31mred", metricName: "idle", stepSize: -2 }),
      inRule({ id: "low", endpointId: "bounded", metricName: "idle" }),
      rule({ id: "high", endpointId: "bounded", stepSize: 3 }),
      rule({ id: "capped", endpointId: "bounded", maxReplicas: 2 }),
      rule({ id: "waits", endpointId: "above", cooldownSeconds: 90 }),
      rule({ id: "old", endpointId: "above", maxAgeSeconds: 1.5 }),
      rule({ id: "p", endpointId: "still" }),
      rule({ id: "q", endpointId: "stopped" }),
      rule({ id: "off", endpointId: "stopped", enabled: false }),
      rule({ id: "says", endpointId: "advised", stepSize: 4 }),
      inRule({ id: "\u202eodd\n", endpointId: "advised", metricName: "none" }),
      rule({ id: "lost", endpointId: "gone" }),
      rule({ id: "strayed", endpointId: "gone\u0007" }),
    ],
    metrics: [
      average("50.50", { name: "calm" }),
      ...["\u001b[31mred", "bounded"].map((endpointId) => average("1e-3", { endpointId, name: "idle" })),
      ...["bounded", "above", "still", "stopped", "advised"].map((endpointId) =>
        average("90", { endpointId, at: NOON - 1500.5 }),
      ),
    ],
    missing: [{ endpointId: "advised", source: "KERNEL", name: "none", reason: "no-stats" }],
    lastTriggered: new Map([["waits", NOON - 30_000]]),
  }),
);

const twoRules = formatSnapshot(
  snapshot({ rules: [rule({ id: "a" }), rule({ id: "b", stepSize: 2 })], metrics: [average("90")] }),
);

const waiting = { forSeconds: 30, onUnknown: "keep" } as const;
const asking = formatSnapshot(
  snapshot({
    endpoints: [
      endpoint({ memory: { breachedSince: { waits: { at: NOON - 10_000, direction: "out" } } } }),
      endpoint({ id: "silent", memory: { failingSince: { blind: NOON - 60_000, held: NOON - 60_000 } } }),
      endpoint({ id: "starting", starting: 1, settle: "hold" }),
    ],
    rules: [
      rule({ id: "waits", ...waiting }),
      rule({ id: "covered", metricName: "half", minCoverage: "0.8" }),
      rule({ id: "blind", endpointId: "silent", onFailure: { afterSeconds: 60, count: 8, how: "static" } }),
      rule({
        id: "held",
        endpointId: "silent",
        maxReplicas: 3,
        onFailure: { afterSeconds: 60, count: 9, how: "static" },
      }),
      rule({ id: "settles", endpointId: "starting" }),
    ],
    metrics: [
      average("90"),
      average("90", { name: "half", coverage: { reported: 1, of: 2 } }),
      average("90", { endpointId: "starting" }),
    ],
  }),
);

test("what evaluate prints was recorded", async () => {
  const faulty = { ...everything, now: "noon\u001b", rules: [{ ...rule(), stepSize: "2" }, 7] };
  const twice = formatSnapshot(snapshot({ endpoints: [endpoint(), endpoint()] }));
  const told = await transcript([
    ["evaluate all.json", { "all.json": everything }],
    ["evaluate", { "-": everything }, LOOKED_AT],
    ["evaluate --explain", { "-": everything }],
    ["evaluate --json --explain - --semantics recommended", { "-": everything }],
    ["evaluate --json", { "-": twoRules }],
    ["evaluate --semantics backendAI26", { "-": twoRules }],
    ["evaluate", { "-": snapshot({ endpoints: [] }) }],
    ["evaluate", { "-": rows }],
    ["evaluate --json", { "-": { ...rows, profile: "pr3277" } }],
    ["evaluate", { "-": { ...rows, rules: [{ ...row, metric_source: "moon" }] } }],
    ["evaluate", { "-": { kernels: [] } }],
    ["evaluate", { "-": { kernel_stats: {} } }],
    ["evaluate", { "-": [] }],
    ["evaluate", { "-": "{" }],
    ["evaluate --json", { "-": "nothing" }],
    ["evaluate", { "-": faulty }],
    ["evaluate --json", { "-": faulty }],
    ["evaluate", { "-": twice }],
    ["evaluate --json", { "-": twice }],
    ["evaluate gone\u001b.json"],
    ["evaluate"],
    ["evaluate", {}, { inputIsTerminal: true }],
    ["evaluate --semantics recommend", { "-": everything }],
    ["evaluate --semantics recommended", { "-": asking }],
    ["evaluate --semantics recommended --explain", { "-": asking }],
  ]);
  await expect(told).toMatchFileSnapshot("./recorded/evaluate.txt");
});

test("what verify prints was recorded", async () => {
  const odd = narrow.map((each) => ({ ...each, id: `${each.id}\u001b`, endpointId: "챗\u0007" }));
  const mixed = [sound[0], odd[0], sound[1], odd[1]];
  const others = mixed.map((each) => ({ ...each, threshold: "61" }));
  const quick = {
    rules: sound.map((each) => ({ ...each, cooldownSeconds: 5 })),
    cycleSeconds: 10,
    startupSeconds: 180,
  };
  const one = [rule({ ...qps, maxReplicas: 1, id: "dead" })];
  const told = await transcript([
    ["verify --load qps narrow.json", { "narrow.json": narrow }],
    ["verify", { "-": sound }],
    ["verify", { "-": mixed }, LOOKED_AT],
    ["verify --json -", { "-": mixed }],
    ["verify", { "-": quick }],
    ["verify --strict", { "-": quick }],
    ["verify --cycle-seconds 3 --startup-seconds 1", { "-": quick }],
    ["verify --strict odd\u001b.json", { "odd\u001b.json": sound }],
    ["verify", { "-": { rules: one, endpoints: [endpoint({ replicas: 1, minReplicas: 1, maxReplicas: 1 })] } }],
    ["verify", { "-": { rules: sound, endpoints: [endpoint({ maxReplicas: 3 }), endpoint({ maxReplicas: 5 })] } }],
    ["verify", { "-": everything }],
    ["verify --semantics recommended --load qps", { "-": sound }],
    ["verify --load cuda_util", { "-": sound }],
    ["verify", { "-": { rules: narrow, semantics: "recommended", load: null } }],
    ["verify", { "-": { rules: [...narrow, bandRule({ id: "b" })], domain: { qps: { min: "10", max: "80" } } } }],
    ["verify", { "-": { rules: sound, domain: { qps: { min: null } } } }],
    ["verify", { "-": { rules: sound, domain: { qps: { min: "50", max: "50" } } } }],
    ["verify", { "-": [] }],
    ["verify", { "-": rows }],
    ["verify", { "-": { ...rows, profile: "pr3277", rules: [row, { ...row, id: "s", step_size: 0 }] } }],
    ["verify", { "-": { ...rows, now: 5, rules: [7] } }],
    ["verify", { "-": [{ ...narrow[0], stepSize: "1" }, 3] }],
    ["verify --json", { "-": { rules: narrow, semantics: "mine" } }],
    ["verify", { "-": [...mixed, ...others] }],
    ["verify --json", { "-": [...mixed, ...others] }],
    ["verify", { "-": "\uFEFF[]" }],
    ["verify", { "-": "\uFEFF\uFEFF[]" }],
    ["verify", { "-": "[" }],
    ["verify gone.json"],
    ["verify"],
    ["verify", {}, { inputIsTerminal: true }],
    ["verify -", { "-": [] }, { inputIsTerminal: true }],
    ["verify --semantics backend-ai-27", { "-": sound }],
    ...["soon", "0", "-1", "Infinity", "NaN", " ", "", "1e3", "0.5"].flatMap((seconds): Case[] => [
      [`verify --cycle-seconds=${seconds.replace(" ", "\t")}`, { "-": sound }],
      [`verify --startup-seconds=${seconds.replace(" ", "\t")}`, { "-": sound }],
    ]),
  ]);
  await expect(told).toMatchFileSnapshot("./recorded/verify.txt");
});

const RULES = [
  rule({ threshold: 80, cooldownSeconds: 60, maxReplicas: 9 }),
  inRule({ threshold: 30, cooldownSeconds: 300, minReplicas: 1 }),
];
const hour = {
  name: "an hour",
  rules: RULES,
  initialReplicas: 1,
  service: { model: "fluid", requestsPerSecond: 4 },
  trace: { generate: "ramp", from: 2, to: 20, seconds: 3600 },
};
const csv = "t,requests\n0,10\n10,20\n20,40\n30,50\n";

const TRACES: readonly unknown[] = [
  { generate: "constant", rate: 5, seconds: 60 },
  { generate: "step", from: 2, to: 12, at: 30, seconds: 60, binSeconds: 10 },
  { generate: "diurnal", low: 1, high: 12, periodSeconds: 60, seconds: 120 },
  { generate: "bursts", base: 1, burst: 20, everySeconds: 20, burstSeconds: 5, seconds: 120 },
  { generate: "bursts", base: 1, burst: 20, everySeconds: 20, burstSeconds: 5, seconds: 120, seed: 2 },
  { binSeconds: 10, requests: [10, null, 40], name: "bins" },
  { binSeconds: 10, requests: [10, 20], inputTokens: [1, 2], outputTokens: [3, 4], arrivals: "poisson" },
  { file: "day.csv" },
  { file: "/abs/day.csv" },
  { file: "day.csv", from: 10, to: 30 },
  { file: "day.csv", to: 20 },
  { file: "day.csv", speed: 2 },
  { file: "day.csv", scale: 0.5 },
  { file: "day.csv", stretchOver: 100 },
  { file: "day.csv", from: 10, to: 30, speed: 2, scale: 3, stretchOver: 100 },
];

const ODD_TRACES: readonly unknown[] = [
  undefined,
  null,
  "day.csv",
  [],
  {},
  { file: 5 },
  { file: "no.csv" },
  { file: "odd.csv", scale: -1 },
  { file: "day.csv", from: -1, to: "x", speed: 0, scale: null, stretchOver: 0, length: 4 },
  { file: "day.csv", from: 40, stretchOver: 10 },
  { file: "day.csv", from: 40 },
  { generate: "wave" },
  { generate: 5, rate: 5 },
  { generate: undefined },
  { generate: "toString" },
  { generate: "constant" },
  { generate: "constant", rate: "5", seconds: 60, low: 3 },
  { generate: "constant", rate: 5, seconds: 60, binSeconds: 0 },
  { generate: "step", from: 1, seconds: 5 },
  { generate: "ramp", seconds: -5 },
  { generate: "diurnal", low: 1, high: -2, periodSeconds: 0, seconds: 60 },
  { generate: "bursts", base: 1, burst: 20, everySeconds: 0, burstSeconds: 0, seconds: 60 },
  { generate: "bursts", seconds: 60 },
  { binSeconds: 0, requests: ["a"], rate: 4 },
];

test("what simulate prints of traces was recorded", async () => {
  const files = { "day.csv": csv, "/abs/day.csv": csv, "odd.csv": "t,requests\n0,many\n10,1\n" };
  const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`runs/${name}`, text]));
  const short = { ...hour, rules: [] };
  const over = (trace: unknown): Files => ({ ...files, "hour.json": { ...short, trace } });
  const beside = { ...inFolder, "runs/hour.yaml": { ...short, trace: { file: "day.csv" } } };
  const told = await transcript([
    ...[...TRACES, ...ODD_TRACES].map((trace): Case => ["simulate hour.json", over(trace)]),
    ["simulate runs/hour.yaml", beside],
    ["simulate -", { "day.csv": csv, "-": { ...short, trace: { file: "day.csv" } } }],
    ["simulate --trace day.csv", { "day.csv": csv, "-": { ...short, trace: { file: "gone.csv", scale: 2 } } }],
    ["simulate --trace day.csv", { "day.csv": csv, "-": { ...short, trace: { file: "gone.csv", scales: 2 } } }],
    ["simulate --trace day.csv", { "day.csv": csv, "-": short }],
    ["simulate --trace day.csv runs/hour.yaml", { ...beside, "day.csv": "t,requests\n0,1\n9,4" }],
    ["simulate --trace gone.csv", { "-": short }],
    ["simulate --trace odd.csv", { ...files, "-": short }],
  ]);
  await expect(told).toMatchFileSnapshot("./recorded/traces.txt");
});

test("what simulate prints of scenarios was recorded", async () => {
  const variants = [
    { name: "slow \u001bstart", startupSeconds: 600 },
    { name: "less", rules: [] },
    { semantics: "Recommended", trace: { generate: "constant", rate: 6, seconds: 600 } },
  ];
  const sweep = {
    axes: [
      { rule: "out", field: "threshold", values: [60, 70, 80, 90] },
      { field: "seed", values: [1, 2] },
    ],
  };
  const told = await transcript([
    ["simulate", { "-": hour }],
    ["simulate", { "-": hour }, LOOKED_AT],
    ["simulate", { "-": { ...hour, name: undefined, objectiveSeconds: 0, rules: [], semantics: "backend-ai-26" } }],
    ["simulate --json", { "-": { ...hour, trace: { generate: "constant", rate: 6, seconds: 30 } } }],
    ["simulate", { "-": { ...hour, variants } }, LOOKED_AT],
    ["simulate", { "-": { ...hour, variants: variants[0] } }],
    ["simulate --json", { "-": { ...hour, variants } }],
    ["simulate", { "-": { ...hour, sweep } }, LOOKED_AT],
    ["simulate", { "-": { ...hour, sweep: { ...sweep, serviceLevel: "enough-replicas" } } }],
    ["simulate --json", { "-": { ...hour, sweep: { axes: [{ field: "seed", values: [1] }] } } }],
    ["simulate", { "-": { ...hour, recommend: { target: 0.9, mostRuns: 60 } } }, LOOKED_AT],
    ["simulate", { "-": { ...hour, recommend: { target: 1, mostRuns: 2 }, objectiveSeconds: 0 } }],
    ["simulate --json", { "-": { ...hour, recommend: { target: 0.9, mostRuns: 9 } } }],
    ["simulate --chart a.svg --log b.jsonl", { "-": { ...hour, seconds: 30, variants } }],
    ["simulate --chart a.png", { "-": { ...hour, seconds: 30 } }],
    ["simulate --chart a.json --json", { "-": { ...hour, seconds: 30, sweep } }],
    ["simulate --chart a.svg", { "-": { ...hour, seconds: 30, recommend: { target: 0.5, mostRuns: 1 } } }],
    ["simulate --chart a.svg", { "-": hour }, { render: () => Promise.reject("no font") }],
    ["simulate --chart a.gif", { "-": hour }],
    ["simulate --chart svg", { "-": hour }],
    ["simulate --log b.jsonl", { "-": { ...hour, seconds: 20, sweep: { axes: [{ field: "seed", values: [1] }] } } }],
    ["simulate", { "-": { ...hour, seconds: 20, rules: [], variants: null } }],
  ]);
  await expect(told).toMatchFileSnapshot("./recorded/simulate.txt");
});

test("what is said of scenarios that cannot be simulated was recorded", async () => {
  const odd = (changes: object): Case => ["simulate", { "-": { ...hour, ...changes } }];
  const told = await transcript([
    ["simulate gone.yaml"],
    ["simulate"],
    ["simulate", {}, { inputIsTerminal: true }],
    ["simulate -", { "-": { ...hour, seconds: 10 } }, { inputIsTerminal: true }],
    ["simulate", { "-": "" }],
    ["simulate", { "-": "[1" }],
    ["simulate --json", { "-": "a: [1\nb: {" }],
    ["simulate", { "-": "a: &a b\n\u001bc" }],
    ["simulate", { "-": "\uFEFF\uFEFF7" }],
    ["simulate", { "-": [] }],
    odd({ speed: 3, variants: 4, sweep: [], recommend: 7, objectiveSeconds: "5" }),
    odd({ objectiveSeconds: -1, semantics: "loud", rules: { a: 1 } }),
    odd({ objectiveSeconds: Number.NaN, semantics: 5, rules: undefined }),
    odd({ semantics: null, rules: [{ ...RULES[0], threshold: "z", $: 1, "$&": 2 }, 5, { ...RULES[0], type: "x" }] }),
    odd({ variants: [7, null, { seconds: 20, sweep: {}, "a b": 1 }, { rules: 7, trace: 5 }] }),
    odd({ sweep: { axes: [{ rule: "none", field: "threshold", values: [] }, 5], serviceLevel: "most", more: 1 } }),
    odd({ recommend: { target: "all", mostRuns: -1, more: 1 } }),
    odd({ initialReplicas: -1, service: { model: "magic" }, cycleSeconds: 0 }),
    odd({ variants: [{ initialReplicas: -1 }, { trace: { binSeconds: 0, requests: [] } }] }),
    odd({ seed: 0.5, variants: [{ initialReplicas: -1 }, { seed: 0.25 }] }),
    odd({ sweep: { axes: [] }, variants: [], recommend: null }),
    odd({ sweep: { axes: [] }, variants: [{ seed: 2 }], recommend: {} }),
    odd({ sweep: { axes: [] }, recommend: {} }),
    odd({ initialReplicas: undefined, sweep: { axes: [{ field: "initialReplicas", values: [1, 2] }] } }),
    odd({ sweep: { axes: [{ rule: "none", field: "threshold", values: [] }, 5] } }),
    odd({ recommend: { target: "all", mostRuns: -1 } }),
    odd({ sweep: { axes: 5, serviceLevel: "mean" } }),
    odd({ sweep: { axes: [{ field: "seed", values: [1, 0.5] }] } }),
    odd({ semantics: { combine: "loudest", bounds: "clamp" } }),
  ]);
  await expect(told).toMatchFileSnapshot("./recorded/odd-scenarios.txt");
});

test("what is said of other command lines was recorded", async () => {
  const told = await transcript([
    ["schema snapshot"],
    ["schema"],
    ["schema toString"],
    ["decide\u001b"],
    ["evaluate a b c"],
    ["evaluate --loud"],
    ["evaluate --semantics"],
    ["evaluate --json=yes"],
    ["--help"],
    ["verify -h"],
    ["evaluate --help a b"],
  ]);
  await expect(told).toMatchFileSnapshot("./recorded/others.txt");
});

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import {
  chart,
  compare,
  comparisonTable,
  constant,
  diurnal,
  html,
  type Scenario,
  type Shown,
  simulate,
  step,
  svg,
  sweep,
  timelinesCsv,
} from "../../src/simulation/index.ts";
import { bandRule, inRule, NOON, rule } from "../support/build.ts";
import { COMPILED_SOON } from "../support/compiled-soon.ts";
import { crowdedTexts } from "../support/text-boxes.ts";
import { scenario, utilisationRules } from "./scenarios.ts";

interface Layer {
  readonly data?: { readonly values: readonly Readonly<Record<string, unknown>>[] };
  readonly mark?: { readonly type: string; readonly size?: number };
}

interface Panel {
  readonly title: { readonly text: string };
  readonly height: number;
  readonly layer: readonly Layer[];
}

const surging = scenario({
  trace: step({ from: 4, to: 14, at: 300, seconds: 3600 }),
  startupSeconds: 120,
  name: "a surge <of> \u001bload",
});
const surge = simulate(surging);
const named = (name: string, changes: Partial<Scenario> = {}) => simulate({ ...surging, name, ...changes });
const swept = sweep({
  scenario: scenario({ trace: step({ from: 4, to: 20, at: 300, seconds: 3600 }), rules: utilisationRules }),
  axes: [
    { rule: "out", field: "threshold", values: [60, 70, 80, 90] },
    { field: "startupSeconds", values: [30, 300] },
  ],
  serviceLevel: "enough-replicas",
});
const llm = named("an llm", {
  service: { model: "llm", concurrency: 8, patienceSeconds: 20 },
  objectives: { firstToken: { seconds: 2, share: 0.9 } },
  startAt: NOON,
});
const days = named("days", {
  trace: constant({ rate: 3, seconds: 5 * 86_400, binSeconds: 3600 }),
  startAt: NOON,
  cycleSeconds: 600,
});

const waiting = simulate({
  ...surging,
  name: "waits",
  rules: [
    rule({ cooldownSeconds: 60, maxReplicas: 20, forSeconds: 40 }),
    inRule({ minCoverage: 1, onFailure: { afterSeconds: 30, count: 8, how: "if-higher" }, threshold: 60 }),
  ],
  endpoint: { settle: "hold" },
  silences: [{ fromSeconds: 100, toSeconds: 200, share: 1 / 2 }],
  outages: [{ fromSeconds: 2500, toSeconds: 2600 }],
});

const SHOWN: Readonly<Record<string, Shown>> = {
  "a timeline": surge,
  "a timeline with rules that wait": waiting,
  "two timelines, one of them with rules that wait": [surge, waiting],
  "a timeline with objectives, losses and a clock": llm,
  "days of a calendar": days,
  "two timelines": [surge, llm],
  "one timeline in a list": [surge],
  "a comparison": compare([surge, llm]),
  "a comparison of a fluid service": compare([surge]),
  "a sweep": swept,
  "a timeline without a cycle": named("short", { seconds: 5, rules: [] }),
  "a timeline without a cycle, at a date": named("short", { seconds: 5, rules: [], startAt: NOON }),
};

const busyRules = Array.from({ length: 24 }, (_, nth) =>
  nth % 2 === 0
    ? rule({ id: `scale-out-${nth}`, threshold: String(70 + nth / 4), maxReplicas: 20 })
    : inRule({ id: `scale-in-${nth}`, threshold: String(30 - nth / 8) }),
);
const loadOf = (rate: number) => step({ from: rate, to: 4 * rate, at: 300, seconds: 1800 });
const atThreshold = (threshold: number) => {
  const waiting = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_waiting" } as const;
  const rules = [rule({ ...waiting, threshold }), inRule({ ...waiting, threshold: -2 * threshold })];
  return named("far thresholds", { rules });
};
const atLoad = (rate: number) =>
  named("a load", { trace: loadOf(rate), rules: [], service: { model: "fluid", requestsPerSecond: 2 * rate } });
const sweptOver = (axes: number) =>
  sweep({
    scenario: scenario({ trace: step({ from: 4, to: 20, at: 300, seconds: 3600 }), rules: utilisationRules }),
    axes: [
      { rule: "out", field: "threshold" as const, values: [60, 65, 70, 80, 90] },
      { rule: "out", field: "cooldownSeconds" as const, values: [0, 30, 60, 120, 300] },
      { field: "startupSeconds" as const, values: [30, 100, 300] },
    ].slice(0, axes),
  });

/** Pictures that have much to say. */
const CROWDED: Readonly<Record<string, Shown>> = {
  "24 thresholds of one metric": named("many rules", { rules: busyRules }),
  "12 thresholds of each of two metrics": named("two metrics", {
    rules: busyRules.map((each, nth) => (nth < 12 ? each : { ...each, metricName: "cuda_mem" })),
  }),
  "14 thresholds at a loaded service": named("many rules at 0", { rules: busyRules.slice(0, 14), trace: loadOf(1) }),
  "rules that share a threshold": named("one threshold", {
    rules: busyRules.filter((_, nth) => nth % 2 === 0).map((each) => ({ ...each, threshold: "80" })),
  }),
  ...Object.fromEntries([1e6, 2.5e7, 3e9, 4e12, 5e20].map((each) => [`a threshold at ${each}`, atThreshold(each)])),
  ...Object.fromEntries([2e8, 12_345, 2e-8].map((rate) => [`a load of ${rate}`, atLoad(rate)])),
  "a sweep over one axis": sweptOver(1),
  "a sweep over two axes": sweptOver(2),
  "a sweep over three axes": sweptOver(3),
  "runs with long names": ["one", "another"].map((name) => named(`${name} whose name is of more than ordinary length`)),
};

const panelsOf = (spec: unknown) =>
  (spec as { readonly vconcat: readonly { readonly hconcat: readonly Panel[] }[] }).vconcat.flatMap(
    ({ hconcat }) => hconcat,
  );
const panelOf = (spec: unknown, name: string) => panelsOf(spec).find(({ title }) => title.text === name);
const valuesOf = (panel: Panel | undefined, mark: string) =>
  panel?.layer.filter((layer) => layer.mark?.type === mark).flatMap(({ data }) => data?.values ?? []) ?? [];

describe("every picture", () => {
  const schema = readFileSync(createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json"), "utf8");
  // Formats of colours and addresses are no part of the grammar.
  const validate = new Ajv({ ...COMPILED_SOON, strict: false, validateFormats: false }).compile(JSON.parse(schema));

  test.each(Object.entries(SHOWN))("of %s is valid Vega-Lite 6, and plain JSON", (_, shown) => {
    const spec = chart(shown, { title: "a title" });
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    expect(validate(spec)).toBe(true);
    expect(validate({ ...spec, vconcat: [{ hconcat: [{ mark: "scribble" }] }] })).toBe(false);
  });

  test.each(Object.entries(SHOWN))(
    "of %s is an SVG whose elements are closed and whose numbers are numbers",
    (_, shown) => {
      const picture = svg(shown, { title: "a & b" });
      const open: string[] = [];
      for (const [, close, name, self] of picture.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
        if (close === "/") expect(open.pop()).toBe(name);
        else if (self === "" && name !== undefined) open.push(name);
      }
      expect(open).toEqual([]);
      expect(picture).not.toMatch(/NaN|Infinity|undefined|null/);
      expect(picture).toContain(">a &amp; b</text>");
      expect(html(shown)).toContain("<svg ");
    },
  );

  test.each(Object.entries({ ...SHOWN, ...CROWDED }))(
    "of %s has texts that neither overlap nor leave it",
    (_, shown) => {
      for (const width of [720, 240]) expect(crowdedTexts(svg(shown, { width }))).toEqual([]);
    },
  );

  test("has its names as text, not as markup or what steers a terminal", () => {
    expect(svg(surge)).toContain(">a surge &lt;of&gt; \ufffdload</text>");
    expect(html(surge)).toContain("<title>a surge &lt;of&gt; \ufffdload</title>");
    expect(html(swept)).toContain("<title>autoscaling-rules</title>");
    const long = "a rule whose name is longer than any plot has room for";
    const rules = [rule({ id: long, cooldownSeconds: 60, maxReplicas: 4 })];
    expect(svg(named("long", { rules }))).toContain(">a rule whose name is lon…ot has room for</text>");
  });

  test("of the same is the same", () => {
    expect(svg(simulate(surging))).toBe(svg(surge));
  });

  test("is neither of a map", () => {
    expect(() => chart(JSON.parse('{ "kind": "map" }'))).toThrow(TypeError);
  });
});

describe("the picture of a timeline", () => {
  test("is under its name, with a panel for load, replicas, triggers and each metric of a rule", () => {
    const spec = chart(surge);
    expect(spec["title"]).toMatchObject({ text: surge.name });
    expect(chart(surge, { title: "another" })["title"]).toMatchObject({ text: "another" });
    expect(panelsOf(spec).map(({ title }) => title.text)).toEqual([
      "load, requests per second",
      "wait, p95, seconds",
      "replicas",
      "triggers",
      "cuda_util",
    ]);
    expect(panelOf(chart(named("no rules", { rules: [] })), "triggers")).toBeUndefined();
  });

  test("has replicas that are asked for, ready and needed, with a key", () => {
    const series = (spec: unknown) =>
      new Set(valuesOf(panelOf(spec, "replicas"), "line").map((point) => point["series"]));
    expect(series(chart(surge))).toEqual(new Set(["needed", "asked for", "ready"]));
    const service = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
    expect(series(chart(named("ideal", { service })))).toEqual(new Set(["asked for", "ready"]));
    for (const word of ["needed", "asked for", "ready"]) expect(svg(surge)).toContain(`>${word}</text>`);
  });

  test("has the 95th percentile of the time until answers begin, the worst of each point, against its objective", () => {
    const service = { model: "llm", concurrency: 8 } as const;
    const busy = named("busy", { service, objectives: { firstToken: 2, queue: 9 }, seconds: 600 });
    const panel = panelOf(chart(busy), "first token, p95, seconds");
    const points = valuesOf(panel, "line");
    const ofSeries = (name: string) => points.filter(({ series }) => series === name).map(({ value }) => value);
    expect(ofSeries("objective 2 s")).toEqual([2, 2]);
    expect(ofSeries("p95").slice(0, -1)).toEqual(busy.p95Seconds?.map((each) => each && Number(each.toPrecision(5))));
    const long = { ...busy, p95Seconds: busy.seconds.map((second) => second) };
    const most = valuesOf(panelOf(chart(long), "first token, p95, seconds"), "line").map(({ value }) => Number(value));
    expect(Math.max(...most)).toBe(busy.seconds.at(-1));
    expect(
      panelOf(chart(named("idle", { rules: [], trace: constant({ rate: 1, seconds: 60 }) })), "wait, p95, seconds"),
    ).toBeUndefined();
    const others = named("others", { objectives: { endToEnd: 9 } });
    expect(
      valuesOf(panelOf(chart(others), "wait, p95, seconds"), "line").some(({ series }) =>
        String(series).startsWith("objective"),
      ),
    ).toBe(false);
  });

  test("shades the cycles that fail their requests, by the objective, and says so", () => {
    const shades = (shown: Shown, objectiveSeconds = 10) =>
      valuesOf(panelOf(chart(shown, { objectiveSeconds }), "replicas"), "rect");
    const [first] = shades(surge, 1);
    expect(Number(first?.["from"])).toBeGreaterThanOrEqual(5);
    expect(Number(first?.["to"])).toBeGreaterThan(Number(first?.["from"]));
    expect(shades(surge, 1e6)).toEqual([]);
    expect(chart(surge, { objectiveSeconds: 1e6 })["title"]).not.toHaveProperty("subtitle");
    expect(chart(surge)["title"]).toMatchObject({ subtitle: "shaded: requests wait longer than 10 s" });
    expect(chart(llm)["title"]).toMatchObject({ subtitle: "shaded: the objectives are violated" });
    const service = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 3 } as const;
    const ideal = named("ideal", { service, rules: [], trace: step({ from: 4, to: 14, at: 60, seconds: 120 }) });
    expect(shades(ideal)).toEqual([{ from: 1, to: 2 }]);
    expect(chart(ideal)["title"]).toMatchObject({ subtitle: "shaded: fewer replicas are ready than needed" });
  });

  test("has a triangle for each trigger that moved the count, small ones where there are many", () => {
    const points = valuesOf(panelOf(chart(surge), "triggers"), "point");
    const moves = surge.desired.filter((desired, at) => desired !== surge.replicas[at]).length;
    expect(points).toHaveLength(moves);
    expect(points[0]).toMatchObject({ name: "out", direction: "out", text: "2 to 3 replicas" });
    const restless = [rule({ cooldownSeconds: 0, threshold: "-1" })];
    const sizes = (seconds: number) =>
      panelOf(chart(simulate(scenario({ rules: restless, seconds }))), "triggers")?.layer.map(({ mark }) => mark?.size);
    expect([sizes(1500), sizes(1510)]).toEqual([[45], [22]]);
  });

  test("has the losses where requests were lost", () => {
    const series = (shown: Shown) =>
      panelOf(chart(shown), "load, requests per second")?.layer.flatMap(
        ({ data }) => data?.values[0]?.["series"] ?? [],
      );
    expect(series(surge)).toEqual([]);
    expect(series(llm)).toEqual(["arrived", "lost"]);
  });

  test("has every threshold of a rule on its metric, with its value, both of a band", () => {
    const band = bandRule({ maxThreshold: "90", cooldownSeconds: 60, minReplicas: 1, maxReplicas: 9 });
    const open = { ...band, id: "open", minThreshold: null, maxThreshold: null };
    const spec = chart(simulate(scenario({ rules: [band, open, rule({ threshold: "80.5" })] })));
    expect(valuesOf(panelOf(spec, "cuda_util"), "rule")).toEqual([
      { value: 90, text: "band > 90", direction: "out" },
      { value: 20, text: "band < 20", direction: "in" },
      { value: 80.5, text: "out > 80.5", direction: "out" },
    ]);
  });

  test.each([
    [7200, "minutes"],
    [10_800, "hours"],
    [345_600, "hours"],
    [349_200, "days"],
  ])("of %d seconds from no date is in %s", (seconds, unit) => {
    const run = simulate(scenario({ cycleSeconds: 1200, trace: constant({ rate: 1, seconds, binSeconds: 1200 }) }));
    expect(JSON.stringify(panelsOf(chart(run)).at(-1))).toContain(`"title":"${unit}"`);
    expect(svg(run)).toContain(`>${unit}</text>`);
  });

  test("has the clock where it begins with a date, and the day past two days", () => {
    expect(svg(llm)).toMatch(/>12:\d\d<\/text>/);
    expect(svg(llm)).toContain(">UTC</text>");
    expect(svg(days)).toContain(">Mar 3</text>");
    expect(JSON.stringify(chart(llm))).toContain('"format":"%H:%M"');
    expect(JSON.stringify(chart(days))).toContain('"format":"%b %d"');
    const seconds = named("seconds", { startAt: NOON, seconds: 30 });
    expect(svg(seconds)).toContain(">12:00:05</text>");
  });

  test("of a long run has as many points as a screen can show", () => {
    const long = simulate(
      scenario({ trace: diurnal({ low: 1, high: 9, seconds: 10 * 86_400, binSeconds: 300 }), cycleSeconds: 60 }),
    );
    expect(valuesOf(panelsOf(chart(long))[0], "area").length).toBeLessThanOrEqual(721);
    expect(JSON.stringify(chart(long)).length).toBeLessThan(500_000);
    expect(svg(long).length).toBeLessThan(150_000);
  });

  test("has no 95th percentile where no request began", () => {
    const trace = { binSeconds: 10, requests: [90, 0, 0, 0, 0, 0] };
    const quiet = named("quiet", { trace, service: { model: "llm", concurrency: 8 }, rules: [], cycleSeconds: 10 });
    const points = valuesOf(panelOf(chart(quiet), "first token, p95, seconds"), "line");
    const known = points.filter(({ series }) => series === "p95").map(({ value }) => value !== null);
    expect(known.slice(0, -1)).toEqual(quiet.p95Seconds?.map((each) => each !== null));
    expect(new Set(known)).toEqual(new Set([true, false]));
    expect(svg(quiet)).not.toContain("NaN");
  });

  test("leaves a gap where there was no reading", () => {
    const service = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
    const blind = simulate(scenario({ service, metricLoss: 0.5, trace: constant({ rate: 300, seconds: 300 }) }));
    const values = valuesOf(panelOf(chart(blind), "cuda_util"), "line").map(({ value }) => value);
    expect(values).toContain(null);
    expect(svg(blind).match(/M[^"]*M/g)).not.toBeNull();
  });
});

describe("the picture of a comparison", () => {
  test("has bars for each figure that is told, beginning at 0", () => {
    const silent = simulate(scenario({ name: "silent", rules: [], seconds: 5 }));
    const panels = panelsOf(chart(compare([surge, silent])));
    expect(panels.map(({ title }) => title.text)).toEqual([
      "within 10 s, %",
      "p99 of waits, s",
      "replica-hours",
      "changes of the count",
    ]);
    expect(valuesOf(panels[3], "bar")).toEqual([
      { name: surge.name, value: expect.any(Number), text: expect.any(String) },
      { name: "silent", value: 0, text: "0" },
    ]);
    expect(valuesOf(panels[0], "bar")[1]).toEqual({ name: "silent", value: null, text: "-" });
    expect(panelsOf(chart(compare([llm]))).map(({ title }) => title.text)).toContain("p95 of first tokens, s");
  });

  test("has timelines of one name, and of none, under names of their own", () => {
    const short = { seconds: 60 };
    const shown = ["peak", "", "peak", " ", "peak (2)"].map((name) => named(name, short));
    const names = ["peak", "scenario", "peak (2)", "scenario (2)", "peak (2) (2)"];
    expect(compare(shown).rows.map(({ name }) => name)).toEqual(names);
    expect(compare(shown).summaries.map(({ name }) => name)).toEqual(names);
    expect(
      comparisonTable(compare(shown))
        .split("\n")
        .slice(1)
        .map((line) => line.split(/ {2}/)[0]),
    ).toEqual(names);
    expect(
      panelsOf(chart(shown))
        .slice(-5)
        .map(({ title }) => title.text),
    ).toEqual(names);
    expect(valuesOf(panelsOf(chart(shown))[0], "bar").map(({ name }) => name)).toEqual(names);
    const lines = timelinesCsv(shown).split("\n").slice(1, -1);
    expect([...new Set(lines.map((line) => line.split(",")[0]))]).toEqual(names);
  });

  test("of timelines has their days as well, each with what it needs", () => {
    const titles = panelsOf(chart([surge, llm])).map(({ title }) => title.text);
    expect(titles.slice(-2)).toEqual([surge.name, "an llm"]);
    expect(titles).toContain("replica-hours");
  });
});

test("names of thresholds that are close to each other do not overlap, and stand in the order of their values", () => {
  const rules = [9, 10, 9.5].map((threshold, nth) => inRule({ id: `in-${nth}`, threshold: String(threshold) }));
  const picture = svg(simulate(scenario({ rules })));
  const heights = new Map(
    [...picture.matchAll(/y="([-\d.]+)" style="fill:[^"]*">(in-\d)/g)].map(([, y, id]) => [id, Number(y)]),
  );
  const [low = 0, high = 0, middle = 0] = ["in-0", "in-1", "in-2"].map((id) => heights.get(id));
  expect(low - middle).toBeGreaterThanOrEqual(12);
  expect(middle - high).toBeGreaterThanOrEqual(12);
});

test("rules that share a threshold have one line for it, under the name of the first", () => {
  const rules = [1, 2, 3].map((nth) => rule({ id: `out-${nth}`, maxReplicas: nth, threshold: "80" }));
  const run = simulate(scenario({ rules: [...rules, inRule({ threshold: "80" })] }));
  expect(valuesOf(panelOf(chart(run), "cuda_util"), "rule").map(({ text }) => text)).toEqual([
    "out-1 (and 2 more) > 80",
    "in < 80",
  ]);
  expect(svg(run)).toContain(">out-1 (and 2 more) &gt; 80</text>");
});

test("names of thresholds neither overlap in Vega-Lite nor leave their plot, which grows for them", () => {
  const panel = panelOf(chart(named("many rules", { rules: busyRules })), "cuda_util");
  const heights = valuesOf(panel, "text").map(({ beside }) => Number(beside));
  expect(heights).toHaveLength(24);
  const sorted = heights.toSorted((one, other) => one - other);
  for (const [nth, height] of sorted.slice(1).entries())
    expect(height - Number(sorted[nth])).toBeGreaterThanOrEqual(12);
  expect(sorted[0]).toBeGreaterThanOrEqual(0);
  expect(sorted.at(-1)).toBeLessThanOrEqual(Number(panel?.height));
});

test("an axis of large numbers is short, in the unit of the largest", () => {
  const textsAt = (threshold: number) =>
    [...svg(atThreshold(threshold)).matchAll(/text-anchor="end">([^<]*)<\/text>/g)].map(([, text]) => text);
  expect(textsAt(9e5)).toEqual(expect.arrayContaining(["-1M", "0"]));
  expect(textsAt(5e7)).toEqual(expect.arrayContaining(["-100M", "-50M", "0", "50M"]));
  expect(textsAt(5e9)).toEqual(expect.arrayContaining(["-10G", "-5G", "0", "5G"]));
  expect(textsAt(5e12)).toEqual(expect.arrayContaining(["-10T", "-5T", "0", "5T"]));
  expect(textsAt(5e20)).toEqual(expect.arrayContaining(["-1e+21", "-5e+20", "0e+0", "5e+20"]));
  expect(textsAt(3e4)).toEqual(expect.arrayContaining(["-50,000", "0"]));
});

describe("the picture of a sweep", () => {
  test("has every point once, the front as a line, and names that do not overlap", () => {
    const [panel] = panelsOf(chart(swept));
    const points = valuesOf(panel, "point");
    const front = valuesOf(panel, "line");
    expect(points).toHaveLength(8);
    expect(valuesOf(panel, "text").length).toBeLessThanOrEqual(front.length);
    expect(front.length).toBe(swept.points.filter(({ isOnFront }) => isOnFront).length);
    expect(panel?.title.text).toBe("time with enough replicas, %, by cost");
    const within = sweep({ scenario: scenario(), axes: [], serviceLevel: "within-objective", objectiveSeconds: 7 });
    expect(JSON.stringify(chart(within))).toContain("served within 7 s");
    const kept = sweep({ scenario: scenario({ objectives: { queue: 1 } }), axes: [] });
    expect(svg(kept)).toContain(">objectives kept, %</text>");
  });

  test("has names to the left of dear points, and none where another stands close above", () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const many = sweep({ scenario: surging, axes: [{ rule: "out", field: "maxReplicas", values }] });
    const picture = svg(many);
    const names = picture.match(/>out\.maxReplicas \d+<\/text>/g) ?? [];
    expect(picture).toMatch(/ text-anchor="end">out\.maxReplicas \d+</);
    expect(names.length).toBeLessThan(many.points.filter(({ isOnFront }) => isOnFront).length);
  });

  test("has names within its width, by the half of it in which their points are", () => {
    const id = "a-rule-with-a-name-of-more-than-ordinary-length-such-as-generated-ones-have";
    const rules = [rule({ id })];
    const axes = [{ rule: id, field: "maxReplicas" as const, values: [1, 2, 3, 4] }];
    const picture = svg(
      sweep({ scenario: { ...surging, rules }, axes: [...axes, { field: "startupSeconds", values: [10] }] }),
    );
    const width = Number(/ width="(\d+)"/.exec(picture)?.[1]);
    const names = [...picture.matchAll(/<text class="small" x="([-\d.]+)"[^>]*?( text-anchor="end")?>([^<]*…)</g)];
    expect(names.length).toBeGreaterThan(0);
    for (const [, x, isLeft, name = ""] of names) {
      const room = isLeft === undefined ? width - Number(x) : Number(x);
      expect(4.8 * name.length).toBeLessThanOrEqual(room);
    }
  });

  test("of a part without points is an empty one", () => {
    const part = sweep({ scenario: scenario(), axes: [], shard: { index: 2, of: 2 } });
    expect(part.points).toEqual([]);
    expect(svg(part)).not.toMatch(/NaN|Infinity/);
  });
});

test("a picture of decades counts in years", () => {
  const trace = constant({ rate: 1e-6, seconds: 40 * 365 * 86_400, binSeconds: 86_400 * 365 });
  const picture = svg(named("decades", { trace, cycleSeconds: 86_400 * 30, startAt: NOON }));
  expect(picture.match(/>[A-Z][a-z]{2} \d+</g)?.length).toBeGreaterThan(10);
  expect(picture).not.toContain("NaN");
});

test("triggers that are many are small", () => {
  const rules = [rule({ threshold: "50", cooldownSeconds: 0 }), inRule({ threshold: "50", cooldownSeconds: 0 })];
  const sizeOf = (picture: string) => Number(/h([\d.]+)L/.exec(picture)?.[1]);
  const many = svg(named("many", { rules, trace: diurnal({ low: 2, high: 14, seconds: 7200, periodSeconds: 1200 }) }));
  expect(sizeOf(many)).toBeLessThan(sizeOf(svg(surge)));
});

import { describe, expect, test } from "vitest";
import { chart, compare, constant, diurnal, simulate, step, sweep } from "../../src/simulation/index.ts";
import { bandRule, rule } from "../support/build.ts";
import { scenario, utilisationRules } from "./scenarios.ts";

interface Layer {
  readonly data?: { readonly values: readonly Readonly<Record<string, unknown>>[] };
  readonly mark?: { readonly type: string; readonly color?: string; readonly size?: number };
}

interface Panel {
  readonly title: { readonly text: string };
  readonly layer: readonly Layer[];
}

const surge = simulate(
  scenario({ trace: step({ from: 4, to: 14, at: 300, seconds: 3600 }), startupSeconds: 120, name: "a surge" }),
);

const panelsOf = (spec: unknown) => (spec as { readonly vconcat: readonly Panel[] }).vconcat;
const marksOf = ({ layer }: Panel) => layer.map(({ mark }) => mark?.type);

describe("the chart of a timeline", () => {
  test("is plain JSON under its name, with a panel for load, replicas, triggers and each metric of a rule", () => {
    const spec = chart(surge);
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    expect(spec["title"]).toMatchObject({ text: "a surge" });
    expect(chart(surge, { title: "another" })["title"]).toMatchObject({ text: "another" });
    expect(panelsOf(spec).map(({ title }) => title.text)).toEqual([
      "load, requests per second",
      "replicas",
      "triggers",
      "cuda_util",
    ]);
  });

  test("shades the cycles that fail their requests, by the objective", () => {
    const shades = (objectiveSeconds: number) =>
      panelsOf(chart(surge, { objectiveSeconds })).flatMap(({ layer }) =>
        layer.filter(({ mark }) => mark?.type === "rect").flatMap(({ data }) => data?.values ?? []),
      );
    const [first] = shades(1);
    expect(Number(first?.["from"])).toBeGreaterThanOrEqual(5);
    expect(Number(first?.["to"])).toBeGreaterThan(Number(first?.["from"]));
    expect(shades(1e6)).toEqual([]);
  });

  test("of a service without a queue shades the cycles with fewer replicas than needed", () => {
    const service = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 3 } as const;
    const spec = chart(
      simulate(scenario({ service, rules: [], trace: step({ from: 4, to: 14, at: 60, seconds: 120 }) })),
    );
    const [shade] = panelsOf(spec)[0]?.layer ?? [];
    expect(shade?.data?.values).toEqual([{ from: 1, to: 2 }]);
  });

  test("has a triangle for each trigger that moved the count", () => {
    const triggers = panelsOf(chart(surge)).find(({ title }) => title.text === "triggers");
    const points = triggers?.layer.find(({ mark }) => mark?.type === "point")?.data?.values ?? [];
    const moves = surge.desired.filter((desired, at) => desired !== surge.replicas[at]).length;
    expect(points).toHaveLength(moves);
    expect(points[0]).toMatchObject({ rule: "out", direction: "scale out", replicas: 3 });
    expect(panelsOf(chart(simulate(scenario({ rules: [] })))).map(({ title }) => title.text)).not.toContain("triggers");
  });

  test.each([
    [7200, "minutes"],
    [10_800, "hours"],
    [345_600, "hours"],
    [349_200, "days"],
  ])("of %d seconds is in %s", (seconds, unit) => {
    const spec = chart(
      simulate(scenario({ cycleSeconds: 1200, trace: constant({ rate: 1, seconds, binSeconds: 1200 }) })),
    );
    expect(JSON.stringify(panelsOf(spec).at(-1))).toContain(`"title":"${unit}"`);
  });

  test("has every threshold of a rule on its metric, both of a band", () => {
    const band = bandRule({ maxThreshold: "90", cooldownSeconds: 60, minReplicas: 1, maxReplicas: 9 });
    const open = { ...band, id: "open", minThreshold: null, maxThreshold: null };
    const spec = chart(simulate(scenario({ rules: [band, open, rule({ threshold: "80.5" })] })));
    const metric = panelsOf(spec).at(-1);
    expect(metric?.layer[1]?.data?.values).toEqual([
      { value: 90, label: "band", direction: "scale out" },
      { value: 20, label: "band", direction: "scale in" },
      { value: 80.5, label: "out", direction: "scale out" },
    ]);
  });

  test("of a long run has as many points as a screen can show", () => {
    const long = simulate(
      scenario({ trace: diurnal({ low: 1, high: 9, seconds: 10 * 86_400, binSeconds: 300 }), cycleSeconds: 60 }),
    );
    for (const { layer } of panelsOf(chart(long)).slice(0, 1)) {
      for (const { data } of layer) expect(data?.values.length).toBeLessThanOrEqual(721);
    }
    expect(JSON.stringify(chart(long)).length).toBeLessThan(400_000);
    expect(JSON.stringify(chart(long))).toContain('"title":"days"');
    expect(JSON.stringify(chart(surge))).toContain('"title":"minutes"');
    expect(JSON.stringify(chart(simulate(scenario({ seconds: 2 * 86_400 }))))).toContain('"title":"hours"');
  });

  test("of a run that was too short for a cycle has no points", () => {
    const short = simulate(scenario({ trace: constant({ rate: 1, seconds: 5 }), rules: [] }));
    for (const { layer } of panelsOf(chart(short))) for (const { data } of layer) expect(data?.values).toEqual([]);
  });

  test("has small triangles where there are many", () => {
    const restless = [rule({ cooldownSeconds: 0, threshold: "-1" })];
    const sizes = (seconds: number) =>
      panelsOf(chart(simulate(scenario({ rules: restless, seconds })))).flatMap(({ layer }) =>
        layer.flatMap(({ mark }) => (mark?.type === "point" ? [mark.size] : [])),
      );
    expect(sizes(1500)).toEqual([45]);
    expect(sizes(1510)).toEqual([22]);
  });

  test("leaves a gap where there was no reading, and no needed line where the need is unknown", () => {
    const service = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
    const blind = simulate(scenario({ service, metricLoss: 0.5, trace: constant({ rate: 300, seconds: 300 }) }));
    const [, replicas] = panelsOf(chart(blind));
    expect(replicas?.layer[0]?.data?.values).toEqual([]);
    const values =
      panelsOf(chart(blind))
        .at(-1)
        ?.layer[0]?.data?.values.map(({ value }) => value) ?? [];
    expect(values).toContain(null);
  });
});

describe("the chart of a comparison", () => {
  test("has bars for each figure, beginning at 0", () => {
    const silent = simulate(scenario({ name: "silent", rules: [], seconds: 5 }));
    const spec = chart(compare([surge, silent]), { title: "two runs" }) as { readonly hconcat: readonly Layer[] };
    expect(spec.hconcat).toHaveLength(4);
    expect(spec.hconcat[3]?.data?.values).toEqual([
      { name: "a surge", value: expect.any(Number) },
      { name: "silent", value: 0 },
    ]);
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    // Axes have a length where there is nothing to draw.
    const domains = (given: unknown) => JSON.stringify(given).match(/"domain":\[0,[^\]]*\]/g);
    expect(domains(chart(compare([silent])))).toContain('"domain":[0,1]');
    expect(domains(spec)).not.toContain('"domain":[0,1]');
  });
});

test("what is neither a timeline nor a comparison nor a sweep has no chart", () => {
  expect(() => chart(JSON.parse('{ "kind": "map" }'))).toThrow(TypeError);
});

describe("the chart of a sweep", () => {
  test("has every point once, the front as a line, and names that do not overlap", () => {
    const swept = sweep({
      scenario: scenario({ trace: step({ from: 4, to: 20, at: 300, seconds: 3600 }), rules: utilisationRules }),
      axes: [
        { rule: "out", field: "threshold", values: [60, 70, 80, 90] },
        { field: "startupSeconds", values: [30, 300] },
      ],
      serviceLevel: "enough-replicas",
    });
    const { layer } = chart(swept) as unknown as Panel;
    expect(marksOf({ title: { text: "" }, layer })).toEqual(["point", "line", "point", "text", "text"]);
    const count = (at: number) => layer[at]?.data?.values.length ?? 0;
    expect(count(0) + count(2)).toBe(8);
    expect(count(3) + count(4)).toBeLessThanOrEqual(count(2));
    expect(JSON.stringify(chart(swept))).toContain("time with enough replicas");
    const within = sweep({ scenario: scenario(), axes: [], serviceLevel: "within-objective", objectiveSeconds: 7 });
    expect(JSON.stringify(chart(within))).toContain("served within 7 s");
  });
});

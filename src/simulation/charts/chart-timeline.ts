import { nearestDouble } from "../../decimal/exact.ts";
import { isSameMetric, metricOf } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { branchesOf } from "../../rules/branch.ts";
import { itemAt } from "../../util/item-at.ts";
import { metricLabels } from "../run/metric-labels.ts";
import type { MetricColumn, Timeline } from "../run/timeline.ts";
import { type ChartOptions, COLOURS, type VegaLiteSpec } from "./chart-style.ts";

/** Points that a line has at most; a screen shows no more. */
const MOST_POINTS = 720;

/** The panels of a timeline, one above the other. */
export function chartTimeline(timeline: Timeline, options: ChartOptions): VegaLiteSpec {
  const frame = frameOf(timeline, options);
  const labels = metricLabels(timeline.metrics);
  const metrics = timeline.metrics
    .map((column, at) => ({ column, label: itemAt(labels, at) }))
    .filter(({ column }) => timeline.rules.some((rule) => looksAt(rule, column)));
  const triggers = triggersOf(timeline, frame);
  const panels = [
    loadPanel(timeline, frame),
    replicasPanel(timeline, frame),
    ...(triggers.length === 0 ? [] : [triggerPanel(triggers, frame)]),
    ...metrics.map(({ column, label }) => metricPanel(column, label, timeline, frame)),
  ];
  const last = panels.length - 1;
  return {
    vconcat: panels.map(({ layer, ...rest }, at) => ({
      ...rest,
      layer: layer.map((each) => onAxis(each, frame, at === last)),
    })),
    spacing: 14,
    resolve: { scale: { color: "independent" } },
  };
}

/** What all panels share. */
interface Frame {
  readonly width: number;
  /** Seconds of one unit of the time axis. */
  readonly unit: number;
  readonly label: string;
  readonly end: number;
  /** Cycles that one point stands for. */
  readonly group: number;
  readonly violations: readonly VegaLiteSpec[];
}

interface Panel {
  readonly title: VegaLiteSpec;
  readonly width: number;
  readonly height: number | VegaLiteSpec;
  readonly layer: readonly VegaLiteSpec[];
}

function frameOf(timeline: Timeline, { width = 720, objectiveSeconds = 10 }: ChartOptions): Frame {
  const { seconds, cycleSeconds } = timeline;
  const length = seconds.length * cycleSeconds;
  const [unit, label] = length <= 7200 ? [60, "minutes"] : length <= 345_600 ? [3600, "hours"] : [86_400, "days"];
  const violations = stretchesOf(violated(timeline, objectiveSeconds)).map(({ from, to }) => ({
    from: (from * cycleSeconds) / unit,
    to: (to * cycleSeconds) / unit,
  }));
  return {
    width,
    unit,
    label,
    end: length / unit,
    group: Math.max(1, Math.ceil(seconds.length / MOST_POINTS)),
    violations,
  };
}

/** Which cycles fail their requests. */
function violated({ queueSeconds, arrived, needed, ready }: Timeline, objectiveSeconds: number): readonly boolean[] {
  const hasQueue = queueSeconds.some((each) => each > 0);
  return queueSeconds.map((queue, at) =>
    hasQueue ? queue > objectiveSeconds * itemAt(arrived, at) : (needed[at] ?? 0) > itemAt(ready, at),
  );
}

/** Runs of true, from the first to past the last. */
function stretchesOf(flags: readonly boolean[]): { readonly from: number; readonly to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (const [at, flag] of flags.entries()) {
    if (!flag) continue;
    const last = stretches.at(-1);
    if (last?.to === at) last.to = at + 1;
    else stretches.push({ from: at, to: at + 1 });
  }
  return stretches;
}

function loadPanel({ arrived, cycleSeconds }: Timeline, frame: Frame): Panel {
  const values = averaged(arrived, frame, cycleSeconds, (mean) => mean / cycleSeconds);
  return panel("load, requests per second", frame, 80, [
    {
      data: { values },
      mark: { type: "area", interpolate: "step-after", color: COLOURS.load, opacity: 0.35, line: LOAD_LINE },
      encoding: { x: X, y: Y },
    },
  ]);
}

const LOAD_LINE = { strokeWidth: 1, color: COLOURS.load, opacity: 1 };

function replicasPanel({ supply, needed, cycleSeconds }: Timeline, frame: Frame): Panel {
  const scale = { domain: ["ready", "needed"], range: [COLOURS.ready, COLOURS.needed] };
  const legend = { title: null, orient: "top-right", direction: "horizontal", offset: -22, fillColor: "white" };
  const ready = supply.seconds.map((second, at) => ({ x: second / frame.unit, value: itemAt(supply.values, at) }));
  const asked = needed.every((each) => each === null) ? [] : averaged(needed, frame, cycleSeconds, (mean) => mean);
  return panel("replicas", frame, 150, [
    {
      data: { values: asked },
      mark: { type: "line", interpolate: "step-after", strokeWidth: 1.2 },
      encoding: { x: X, y: Y, color: { datum: "needed", scale, legend } },
    },
    {
      data: { values: heldTo(frame.end, ready) },
      mark: { type: "line", interpolate: "step-after", strokeWidth: 2 },
      encoding: { x: X, y: Y, color: { datum: "ready", scale, legend } },
    },
  ]);
}

/** A trigger that moved the count. */
interface Trigger {
  readonly x: number;
  readonly rule: string;
  readonly direction: (typeof DIRECTIONS)[number];
  readonly replicas: number;
}

const DIRECTIONS = ["scale out", "scale in"] as const;
const DIRECTION_COLOURS = { domain: DIRECTIONS, range: [COLOURS.out, COLOURS.back] } as const;

function triggersOf({ outcomes, replicas, desired, cycleSeconds }: Timeline, { unit }: Frame): readonly Trigger[] {
  return outcomes.flatMap(({ ruleId, kinds }) =>
    kinds.flatMap((kind, at) => {
      const to = itemAt(desired, at);
      const from = itemAt(replicas, at);
      if (kind !== "triggered" || to === from) return [];
      return [
        { x: ((at + 1) * cycleSeconds) / unit, rule: ruleId, direction: DIRECTIONS[to > from ? 0 : 1], replicas: to },
      ];
    }),
  );
}

/** A line for each rule that moved the count, with triangles: up for out, down for in. */
function triggerPanel(triggers: readonly Trigger[], frame: Frame): Panel {
  const axis = { title: null, labelLimit: 90, grid: true };
  return panel("triggers", frame, { step: 18 }, [
    {
      data: { values: triggers },
      mark: { type: "point", filled: true, size: triggers.length > 150 ? 22 : 45, opacity: 0.9 },
      encoding: {
        x: X,
        y: { field: "rule", type: "nominal", axis },
        shape: {
          field: "direction",
          scale: { domain: DIRECTIONS, range: ["triangle-up", "triangle-down"] },
          legend: null,
        },
        color: { field: "direction", scale: DIRECTION_COLOURS, legend: null },
        tooltip: [{ field: "rule" }, { field: "direction" }, { field: "replicas" }],
      },
    },
  ]);
}

function metricPanel(column: MetricColumn, label: string, { rules, cycleSeconds }: Timeline, frame: Frame): Panel {
  const thresholds = rules.filter((rule) => looksAt(rule, column)).flatMap(thresholdsOf);
  const color = { field: "direction", scale: DIRECTION_COLOURS, legend: null };
  return panel(label, frame, 100, [
    {
      data: { values: averaged(column.values, frame, cycleSeconds, (mean) => mean) },
      mark: { type: "line", interpolate: "step-after", strokeWidth: 1, color: COLOURS.metric },
      encoding: { x: X, y: Y },
    },
    {
      data: { values: thresholds },
      mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.3 },
      encoding: { y: Y, color },
    },
    {
      data: { values: thresholds },
      mark: { type: "text", align: "left", dx: 4, fontSize: 10 },
      encoding: { x: { value: frame.width }, y: Y, text: { field: "label" }, color },
    },
  ]);
}

function looksAt(rule: Rule, column: MetricColumn): boolean {
  return isSameMetric(metricOf(rule), column);
}

function thresholdsOf(rule: Rule): { readonly value: number; readonly label: string; readonly direction: string }[] {
  return branchesOf(rule).map(({ when, direction }) => ({
    value: nearestDouble(when.threshold),
    label: rule.id,
    direction: DIRECTIONS[direction === "out" ? 0 : 1],
  }));
}

const X = { field: "x", type: "quantitative" } as const;
const Y = { field: "value", type: "quantitative", title: null, axis: { tickCount: 4 } } as const;

/** A panel with its violations behind it. */
function panel(
  name: string,
  { width, violations }: Frame,
  height: Panel["height"],
  layers: readonly VegaLiteSpec[],
): Panel {
  const title = {
    text: name,
    anchor: "start",
    frame: "group",
    fontSize: 11,
    fontWeight: "bold",
    color: "#333333",
    offset: 4,
  };
  const shade = {
    data: { values: violations },
    mark: { type: "rect", color: COLOURS.violation, opacity: 0.18 },
    encoding: { x: { field: "from", type: "quantitative" }, x2: { field: "to" } },
  };
  return { title, width, height, layer: violations.length === 0 ? layers : [shade, ...layers] };
}

/** A layer with the common time axis, labelled in the last panel alone. */
function onAxis(layer: VegaLiteSpec, { end, label }: Frame, isLast: boolean): VegaLiteSpec {
  const { encoding } = layer;
  if (typeof encoding !== "object" || encoding === null || !("x" in encoding)) return layer;
  const { x } = encoding;
  if (typeof x !== "object" || x === null || !("field" in x)) return layer;
  const axis = { title: isLast ? label : null, labels: isLast, ticks: isLast };
  return { ...layer, encoding: { ...encoding, x: { ...x, scale: { domain: [0, end], nice: false }, axis } } };
}

interface Point<Value> {
  readonly x: number;
  readonly value: Value;
}

/** Means over groups of cycles, each at its group's beginning; a group without figures is a gap. */
function averaged(
  values: readonly (number | null)[],
  { group, unit, end }: Frame,
  cycleSeconds: number,
  shown: (mean: number) => number,
): readonly Point<number | null>[] {
  const points: Point<number | null>[] = [];
  for (let from = 0; from < values.length; from += group) {
    const known = values.slice(from, from + group).filter((each) => each !== null);
    const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
    points.push({ x: (from * cycleSeconds) / unit, value: known.length === 0 ? null : rounded(shown(mean)) });
  }
  return heldTo(end, points);
}

/** The last point once more at the end, so that its step is as long as it lasted. */
function heldTo<Value>(end: number, points: readonly Point<Value>[]): readonly Point<Value>[] {
  const last = points.at(-1);
  return last === undefined ? points : [...points, { x: end, value: last.value }];
}

/** Enough digits for any screen, and few enough for a notebook that is kept. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

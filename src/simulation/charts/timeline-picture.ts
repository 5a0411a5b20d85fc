import { nearestDouble } from "../../decimal/exact.ts";
import type { Comparator } from "../../model/comparator.ts";
import { isSameMetric, metricOf } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import {
  domainFrom0,
  type Layer,
  type Level,
  type Panel,
  type Picture,
  type Span,
  type Triangle,
} from "../../picture/picture.ts";
import { LINE, shortened } from "../../picture/text-size.ts";
import { branchesOf } from "../../rules/branch.ts";
import { itemAt } from "../../util/item-at.ts";
import { objectivesOf } from "../objectives.ts";
import { metricLabels } from "../run/metric-labels.ts";
import { violations } from "../run/summarize.ts";
import type { MetricColumn, Timeline } from "../run/timeline.ts";
import type { ChartOptions } from "./chart-options.ts";
import { averaged, greatest, heldTo, type TimeAxis, timeAxisOf } from "./time-axis.ts";

/** The panels of a timeline, one above the other: load, replicas, triggers, and every metric that a rule reads. */
export function timelinePicture(timeline: Timeline, options: ChartOptions): Picture {
  const { width = 720, objectiveSeconds = 10 } = options;
  const time = timeAxisOf(timeline);
  const shade = shadeOf(timeline, time, objectiveSeconds);
  const labels = metricLabels(timeline.metrics);
  const metrics = timeline.metrics
    .map((column, at) => ({ column, label: itemAt(labels, at) }))
    .filter(({ column }) => timeline.rules.some((rule) => looksAt(rule, column)));
  const actions = actionPanel(timeline, time);
  const panels = [
    loadPanel(timeline, time),
    ...tailPanel(timeline, time, objectiveSeconds),
    replicasPanel(timeline, time),
    ...(actions === null ? [] : [actions]),
    ...metrics.map(({ column, label }) => metricPanel(column, label, timeline, time)),
  ];
  return {
    title: options.title ?? timeline.name,
    note: shade.length === 0 ? null : `shaded: ${shadeWords(timeline, objectiveSeconds)}`,
    rows: panels.map((panel, at) => [
      {
        ...panel,
        width,
        x: { ...time.axis, isLabelled: at === panels.length - 1 },
        layers: shade.length === 0 ? panel.layers : [{ mark: "shade", spans: shade } satisfies Layer, ...panel.layers],
      },
    ]),
  };
}

type Plot = Omit<Panel, "width" | "x">;

/** The stretches that fail their requests. */
export function shadeOf(timeline: Timeline, { placeOf }: TimeAxis, objectiveSeconds: number): readonly Span[] {
  const { cycleSeconds } = timeline;
  const spans: { from: number; to: number }[] = [];
  let until = Number.NaN;
  for (const [at, isViolated] of violated(timeline, objectiveSeconds).entries()) {
    if (!isViolated) continue;
    const last = spans.at(-1);
    const to = placeOf((at + 1) * cycleSeconds);
    if (last !== undefined && until === at) last.to = to;
    else spans.push({ from: placeOf(at * cycleSeconds), to });
    until = at + 1;
  }
  return spans;
}

function violated(timeline: Timeline, objectiveSeconds: number): readonly boolean[] {
  const { queueSeconds, arrived, needed, ready } = timeline;
  if (objectivesOf(timeline.objectives).length > 0) return violations(timeline);
  const hasQueue = queueSeconds.some((each) => each > 0);
  return queueSeconds.map((queue, at) =>
    hasQueue ? queue > objectiveSeconds * itemAt(arrived, at) : (needed[at] ?? 0) > itemAt(ready, at),
  );
}

function shadeWords({ objectives, queueSeconds }: Timeline, objectiveSeconds: number): string {
  if (objectivesOf(objectives).length > 0) return "the objectives are violated";
  return queueSeconds.some((each) => each > 0)
    ? `requests wait longer than ${objectiveSeconds} s`
    : "fewer replicas are ready than needed";
}

function loadPanel({ arrived, lost, cycleSeconds }: Timeline, time: TimeAxis): Plot {
  const perSecond = (mean: number) => mean / cycleSeconds;
  const load = averaged(arrived, time, cycleSeconds, perSecond);
  const losses = lost.some((each) => each > 0) ? averaged(lost, time, cycleSeconds, perSecond) : [];
  return {
    title: "load, requests per second",
    height: 80,
    y: numbersFrom0([...load, ...losses]),
    layers: [
      { mark: "area", colour: "load", label: losses.length === 0 ? null : "arrived", points: load },
      ...(losses.length === 0
        ? []
        : [{ mark: "steps", colour: "needed", label: "lost", points: losses } satisfies Layer]),
    ],
  };
}

/** The 95th percentile of the time until answers begin, against what it may be; nothing of a service where nothing waits. */
function tailPanel(timeline: Timeline, time: TimeAxis, objectiveSeconds: number): readonly Plot[] {
  const { p95Seconds, objectives, cycleSeconds, seconds, latencies } = timeline;
  if (p95Seconds === undefined) return [];
  const hasTokens = latencies.firstToken.seconds.length > 0;
  const given = objectivesOf(objectives);
  const own = given.find(({ latency }) => latency === (hasTokens ? "firstToken" : "queue"));
  const limit = own?.seconds ?? (given.length === 0 ? objectiveSeconds : null);
  const points = greatest(p95Seconds, time, cycleSeconds);
  const ends = [0, seconds.length * cycleSeconds].map((second) => ({ x: time.placeOf(second), value: limit }));
  return [
    {
      title: hasTokens ? "first token, p95, seconds" : "wait, p95, seconds",
      height: 80,
      y: numbersFrom0(limit === null ? points : [...points, ...ends]),
      layers: [
        { mark: "steps", colour: "ready", label: limit === null ? null : "p95", points },
        ...(limit === null
          ? []
          : [
              {
                mark: "steps",
                colour: "needed",
                label: `objective ${limit} s`,
                isDashed: true,
                points: ends,
              } satisfies Layer,
            ]),
      ],
    },
  ];
}

function numbersFrom0(points: readonly { readonly value: number | null }[]): Plot["y"] {
  return { kind: "number", title: null, domain: domainFrom0(points.map(({ value }) => value)), isLabelled: true };
}

/** Replicas that are asked for, that are ready and that are needed. */
export function replicasPanel(timeline: Timeline, time: TimeAxis): Plot {
  const { supply, needed, replicas, cycleSeconds, seconds } = timeline;
  const end = time.placeOf(seconds.length * cycleSeconds);
  const ready = heldTo(
    end,
    supply.seconds.map((second, at) => ({ x: time.placeOf(second), value: itemAt(supply.values, at) })),
  );
  const asked = averaged(replicas, time, cycleSeconds);
  const need = needed.every((each) => each === null) ? [] : averaged(needed, time, cycleSeconds);
  return {
    title: "replicas",
    height: 150,
    y: numbersFrom0([...ready, ...asked, ...need]),
    layers: [
      ...(need.length === 0
        ? []
        : [{ mark: "steps", colour: "needed", label: "needed", points: need } satisfies Layer]),
      { mark: "steps", colour: "asked", label: "asked for", isDashed: true, points: asked },
      { mark: "steps", colour: "ready", label: "ready", points: ready },
    ],
  };
}

/** Each trigger that moved the count. */
function triggersOf(
  { outcomes, replicas, desired, cycleSeconds }: Timeline,
  { placeOf }: TimeAxis,
): readonly Triangle[] {
  return outcomes.flatMap(({ ruleId, kinds }) =>
    kinds.flatMap((kind, at) => {
      const to = itemAt(desired, at);
      const from = itemAt(replicas, at);
      if (kind !== "triggered" || to === from) return [];
      const direction = to > from ? ("out" as const) : ("in" as const);
      return [{ x: placeOf((at + 1) * cycleSeconds), name: ruleId, direction, text: `${from} to ${to} replicas` }];
    }),
  );
}

/** What charts mark of rules that do not trigger although something asks for it. */
const WAITS = ["pending", "uncovered", "fallback"] as const;

/** What charts mark of stages that hold a count. */
const HOLDS = ["settling", "projection"] as const;

/** The name of the line on which stages are marked: they belong to no rule. */
const ENDPOINT = "(endpoint)";

type StretchesLayer = Extract<Layer, { readonly mark: "stretches" }>;

/** When rules waited, were not covered or fell back, and when the endpoint held their moves; nothing of what never happened. */
function waitsOf(
  { outcomes, stages = [], cycleSeconds, seconds }: Timeline,
  { placeOf }: TimeAxis,
): readonly StretchesLayer[] {
  // Up to the trigger that ends a wait; the last decision has no time after it.
  const decidedAt = (at: number) => placeOf(Math.min(at + 1, seconds.length) * cycleSeconds);
  const stretchesOf = <Item>(name: string, items: readonly Item[], isIn: (item: Item) => boolean) =>
    runsOf(items, isIn).map(({ from, to }) => ({ name, from: decidedAt(from), to: decidedAt(to) }));
  const layers: readonly StretchesLayer[] = [
    ...WAITS.map((wait) => ({
      mark: "stretches" as const,
      colour: wait,
      label: wait,
      stretches: outcomes.flatMap(({ ruleId, kinds }) => stretchesOf(ruleId, kinds, (kind) => kind === wait)),
    })),
    ...HOLDS.map((hold) => ({
      mark: "stretches" as const,
      colour: hold,
      label: hold,
      stretches: stages
        .filter(({ stage }) => stage === hold)
        .flatMap(({ counts }) => stretchesOf(ENDPOINT, counts, (count) => count !== null)),
    })),
  ];
  return layers.filter(({ stretches }) => stretches.length > 0);
}

/** Neighbours that are in, as places from the first one to the first one after them. */
function runsOf<Item>(items: readonly Item[], isIn: (item: Item) => boolean): readonly Span[] {
  const runs: { from: number; to: number }[] = [];
  for (const [at, item] of items.entries()) {
    if (!isIn(item)) continue;
    const last = runs.at(-1);
    if (last?.to === at) last.to = at + 1;
    else runs.push({ from: at, to: at + 1 });
  }
  return runs;
}

/** The triggers and waits of a timeline in which something waited; null for any other. */
export function waitsPanel(timeline: Timeline, time: TimeAxis): Plot | null {
  return waitsOf(timeline, time).length === 0 ? null : actionPanel(timeline, time);
}

/** A line for each rule that moved the count or waited: triangles, up for out and down for in, and bars. */
function actionPanel(timeline: Timeline, time: TimeAxis): Plot | null {
  const [triangles, waits] = [triggersOf(timeline, time), waitsOf(timeline, time)];
  const named = [...triangles, ...waits.flatMap(({ stretches }) => stretches)].map(({ name }) => name);
  if (named.length === 0) return null;
  const names = [...new Set(named)].sort();
  return {
    title: waits.length === 0 ? "triggers" : "triggers and waits",
    height: 18 * names.length,
    y: { kind: "names", names, isLabelled: true },
    layers: [...waits, { mark: "triangles", triangles }],
  };
}

function metricPanel(column: MetricColumn, label: string, { rules, cycleSeconds }: Timeline, time: TimeAxis): Plot {
  const levels = levelsOf(rules.filter((rule) => looksAt(rule, column)));
  const points = averaged(column.values, time, cycleSeconds);
  return {
    title: label,
    height: Math.max(100, LINE * levels.length),
    y: numbersFrom0([...points, ...levels]),
    layers: [
      { mark: "steps", colour: "metric", label: null, points },
      { mark: "levels", levels },
    ],
  };
}

function looksAt(rule: Rule, column: MetricColumn): boolean {
  return isSameMetric(metricOf(rule), column);
}

const SIGNS: Readonly<Record<Comparator, string>> = {
  LESS_THAN: "<",
  LESS_THAN_OR_EQUAL: "≤",
  GREATER_THAN: ">",
  GREATER_THAN_OR_EQUAL: "≥",
};

/** The thresholds of rules; those that are the same are one, under the name of the first rule. */
function levelsOf(rules: readonly Rule[]): readonly Level[] {
  const shared = new Map<string, Omit<Level, "text"> & { readonly limit: string; readonly ruleIds: string[] }>();
  for (const rule of rules) {
    for (const { when, direction } of branchesOf(rule)) {
      const limit = `${SIGNS[when.comparator]} ${String(when.threshold)}`;
      const known = shared.get(`${direction} ${limit}`);
      if (known !== undefined) {
        known.ruleIds.push(rule.id);
        continue;
      }
      const level = {
        value: nearestDouble(when.threshold),
        direction: direction === "out" ? direction : "in",
      } as const;
      shared.set(`${direction} ${limit}`, { ...level, limit, ruleIds: [rule.id] });
    }
  }
  return [...shared.values()].map(({ value, direction, limit, ruleIds: [first = "", ...more] }) => {
    const names = more.length === 0 ? shortened(first) : `${shortened(first)} (and ${more.length} more)`;
    return { value, direction, text: `${names} ${limit}` };
  });
}

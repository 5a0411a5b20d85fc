import { signed } from "../../explain/phrases.ts";
import type { Layer, NumberAxis, Panel, Stretch } from "../../picture/picture.ts";
import { toSvg } from "../../picture/to-svg.ts";
import { greatestOf, leastOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding, LoadInterval } from "../answer/finding.ts";
import type { AxisStretch, MetricAxis, Verification } from "../answer/verification.ts";
import type { Witness } from "../answer/witness.ts";
import { headline } from "../headline.ts";
import { english } from "../words/english.ts";
import type { Messages } from "../words/messages.ts";

const WIDTH = 640;
const ROW = 22;
/** Further rules and findings are in the text. */
const MOST_ROWS = 12;

/**
 * A verification as SVG, for files and pages; nothing else is needed. Light or dark as the reader's screen is.
 *
 * - each metric's axis: where each rule holds, the dead zone between them, and the readings of the run below
 * - the loads under which the count oscillates, turns back, or grows
 * - the run that shows the worst finding, as counts over cycles; what repeats is drawn twice
 *
 * @param messages - the words of another language
 * @example
 * await writeFile("rules.svg", chartVerification(verifyRules({ rules })));
 */
export function chartVerification(verification: Verification, messages: Messages = english): string {
  const { findings, axes } = verification;
  const shown = findings.find(({ because, witness }) => because === null && witness !== null)?.witness ?? null;
  const loaded = findings.flatMap(loadRow).slice(0, MOST_ROWS);
  const { chart } = messages;
  const panels = [
    ...axes.slice(0, MOST_ROWS).map((axis) => axisPanel(axis, shown, chart)),
    ...(loaded.length === 0 ? [] : [loadPanel(loaded, chart)]),
    ...(shown === null || shown.steps.length === 0 ? [] : [runPanel(shown, chart)]),
  ];
  return toSvg({ title: headline(verification, messages), note: null, rows: panels.map((panel) => [panel]) });
}

type Words = Messages["chart"];

function axisPanel(axis: MetricAxis, shown: Witness | null, words: Words): Panel {
  const { metric, queriesOf, stretches } = axis;
  const rows = rowsOf(stretches).slice(0, MOST_ROWS);
  const readings = readingsIn(axis, shown);
  const names = [...rows.map(({ name }) => name), words.deadZone, ...(readings.length === 0 ? [] : [words.readings])];
  const ends = stretches.flatMap(({ from, to }) => [from, to]);
  const x = numberAxis([...ends, ...readings.map(({ value }) => value)], null);
  const dead = stretches.filter(({ rules }) => rules.length === 0);
  const still = readings.filter(({ direction }) => direction === null);
  const layers: Layer[] = [
    bars(words.deadZone, dead, "muted", x),
    ...rows.map(({ name, where, step }) => bars(name, where, step < 0 ? "in" : "out", x)),
    bars(words.readings, still.map(pointAt), "muted", x),
    {
      mark: "triangles",
      triangles: readings.flatMap(({ value, direction }) =>
        direction === null ? [] : [{ x: Number(value), name: words.readings, direction, text: value }],
      ),
    },
  ];
  const title = queriesOf === null ? metric.name : `${metric.name} (${queriesOf.join(", ")})`;
  return { title, width: WIDTH, height: ROW * names.length, x, y: { kind: "names", names, isLabelled: true }, layers };
}

interface Row {
  readonly name: string;
  readonly step: number;
  readonly where: readonly AxisStretch[];
}

/** A line for each rule and step, and where on the axis it holds. */
function rowsOf(stretches: readonly AxisStretch[]): Row[] {
  const rows = new Map<string, { readonly name: string; readonly step: number; readonly where: AxisStretch[] }>();
  for (const stretch of stretches) {
    for (const { ruleId, step } of stretch.rules) {
      const name = `${ruleId} ${signed(step)}`;
      const row = rows.get(name);
      if (row === undefined) rows.set(name, { name, step, where: [stretch] });
      else row.where.push(stretch);
    }
  }
  return [...rows.values()];
}

function pointAt({ value }: { readonly value: string }): Pick<AxisStretch, "from" | "to"> {
  return { from: value, to: value };
}

/** Where something holds, as bars; a single reading is wide enough to be seen. */
function bars(
  name: string,
  where: readonly Pick<AxisStretch, "from" | "to">[],
  colour: "in" | "out" | "muted" | "violation",
  { domain: [low, high] }: NumberAxis,
): Layer {
  const stretches = where.map(({ from, to }): Stretch => {
    const seen = from !== null && from === to ? (high - low) * 0.004 : 0;
    return { name, from: within(from, low, low, high) - seen, to: within(to, high, low, high) + seen };
  });
  return { mark: "stretches", colour, label: null, stretches };
}

function within(end: string | null, open: number, low: number, high: number): number {
  return end === null ? open : Math.min(high, Math.max(low, Number(end)));
}

interface SeenReading {
  readonly value: string;
  /** Where the count goes then; null: nowhere. */
  readonly direction: "out" | "in" | null;
}

/** What the run reads of a metric, each once, and whether the count rises or falls then. */
function readingsIn({ metric, queriesOf }: MetricAxis, shown: Witness | null): SeenReading[] {
  const readings = (shown?.steps ?? []).flatMap(({ readings: all, before, after }) =>
    all
      .filter(
        ({ name, source, ruleId }) =>
          name === metric.name &&
          source === metric.source &&
          (ruleId === undefined || queriesOf === null || queriesOf.includes(ruleId)),
      )
      .map(({ value }) => ({ value, direction: after === before ? null : after < before ? "in" : "out" }) as const),
  );
  return [...new Map(readings.map((each) => [`${each.value} ${each.direction}`, each])).values()];
}

/** A line for a finding of loads. */
interface LoadRow {
  readonly name: string;
  readonly loads: readonly LoadInterval[];
}

function loadRow({ code, loads, params }: Finding): LoadRow[] {
  return loads.length > 0 && "metric" in params ? [{ name: `${code} (${params.metric})`, loads }] : [];
}

function loadPanel(loaded: readonly LoadRow[], words: Words): Panel {
  const names = loaded.map(({ name }) => name);
  const ends = loaded.flatMap(({ loads }) => loads.flatMap(({ from, to }) => [from, to]));
  const x = numberAxis(["0", ...ends, null], null);
  return {
    title: words.loads,
    width: WIDTH,
    height: ROW * names.length,
    x,
    y: { kind: "names", names, isLabelled: true },
    layers: loaded.map(({ name, loads }) => bars(name, loads, "violation", x)),
  };
}

/** Counts from cycle to cycle; what repeats comes twice. */
function runPanel({ steps, replicas, loopFrom }: Witness, words: Words): Panel {
  const again = loopFrom === null ? [] : steps.slice(loopFrom);
  const counts = [replicas, ...steps.map(({ after }) => after), ...again.map(({ after }) => after)].slice(0, 200);
  const greatest = greatestOf(counts);
  const points = counts.map((value, at) => ({ x: at, value }));
  const last = itemAt(counts, counts.length - 1);
  return {
    title: words.run,
    width: WIDTH,
    height: 90,
    x: {
      kind: "number",
      title: words.cycles,
      domain: [0, counts.length],
      isLabelled: true,
      ticks: ticks(Array.from({ length: counts.length }, (_, at) => String(at))),
    },
    y: { kind: "number", title: words.replicas, domain: [0, greatest + 1], isLabelled: true },
    layers: [{ mark: "steps", colour: "asked", label: null, points: [...points, { x: counts.length, value: last }] }],
  };
}

/** An axis that holds some numbers, which stand at it; one with an open end, or with a single number, goes a little further. */
function numberAxis(ends: readonly (string | null)[], title: string | null): NumberAxis {
  const known = [...new Set(ends)].filter((each) => each !== null).filter((each) => Number.isFinite(Number(each)));
  const numbers = known.map(Number);
  const low = leastOf(numbers);
  const high = greatestOf(numbers);
  if (known.length === 0) return { kind: "number", title, domain: [0, 1], isLabelled: true };
  const space = ends.includes(null) || high === low ? (high - low || Math.abs(high) || 1) / 4 : 0;
  return {
    kind: "number",
    title,
    domain: [low, high + space],
    isLabelled: true,
    ticks: ticks(known),
  };
}

/** Some of the numbers, so that their texts do not overlap. */
function ticks(numbers: readonly string[]): { readonly at: number; readonly text: string }[] {
  const every = Math.ceil(numbers.length / 14);
  return numbers
    .toSorted((one, other) => Number(one) - Number(other))
    .filter((_, nth) => nth % every === 0)
    .map((text) => ({ at: Number(text), text }));
}

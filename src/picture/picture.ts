import { greatestOf, leastOf } from "../util/extremes.ts";

/** A picture before it is written down as a specification or as SVG: rows of panels, one below the other. */
export interface Picture {
  readonly title: string | null;
  /** What needs a word: what is shaded. */
  readonly note: string | null;
  readonly rows: readonly (readonly Panel[])[];
}

/** One plot. */
export interface Panel {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly x: NumberAxis;
  readonly y: NumberAxis | NameAxis;
  readonly layers: readonly Layer[];
}

/** Numbers, or instants in milliseconds since 1970, from one end to the other. */
export interface NumberAxis {
  readonly kind: "number" | "time";
  /** Null where nobody needs it. */
  readonly title: string | null;
  readonly domain: readonly [number, number];
  /** Whether its ticks are labelled. */
  readonly isLabelled: boolean;
  /** What stands at it; absent: round numbers, or times of the clock. */
  readonly ticks?: readonly Tick[];
}

/** A mark on an axis, and what stands at it. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Names, each with a line of its own, from the top. */
interface NameAxis {
  readonly kind: "names";
  readonly names: readonly string[];
  readonly isLabelled: boolean;
}

/** One kind of mark in a panel. */
export type Layer =
  | { readonly mark: "shade"; readonly spans: readonly Span[] }
  | {
      readonly mark: "area" | "line" | "steps";
      readonly colour: Colour;
      /** What it is called in the key; null for no place there. */
      readonly label: string | null;
      readonly isDashed?: boolean;
      readonly points: readonly Point[];
    }
  | { readonly mark: "dots"; readonly colour: Colour; readonly size: number; readonly dots: readonly Dot[] }
  | {
      readonly mark: "stretches";
      readonly colour: Colour;
      readonly label: string | null;
      readonly stretches: readonly Stretch[];
    }
  | { readonly mark: "triangles"; readonly triangles: readonly Triangle[] }
  | { readonly mark: "levels"; readonly levels: readonly Level[] }
  | { readonly mark: "bars"; readonly colour: Colour; readonly bars: readonly Bar[] };

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Point {
  readonly x: number;
  /** Null for a gap. */
  readonly value: number | null;
}

export interface Dot {
  readonly x: number;
  readonly value: number;
  /** What a reader sees who points at it. */
  readonly text: string;
  /** What stands beside it, as much of its text as fits; null for nothing. */
  readonly label: string | null;
  readonly side: "left" | "right";
}

export interface Triangle {
  readonly x: number;
  readonly name: string;
  readonly direction: "out" | "in";
  readonly text: string;
}

/** A bar on the line of a name, from one place to another. */
export interface Stretch extends Span {
  readonly name: string;
}

export interface Level {
  readonly value: number;
  readonly text: string;
  readonly direction: "out" | "in";
}

interface Bar {
  readonly name: string;
  readonly value: number | null;
  readonly text: string;
}

/** Colours that the colour-blind tell apart, and that print (Okabe and Ito, 2008). */
export const COLOURS = {
  ready: "#0072b2",
  asked: "#56b4e9",
  needed: "#d55e00",
  load: "#56b4e9",
  metric: "#777777",
  out: "#009e73",
  in: "#cc79a7",
  violation: "#e69f00",
  muted: "#aaaaaa",
  pending: "#9467bd",
  uncovered: "#777777",
  fallback: "#d55e00",
  settling: "#56b4e9",
  projection: "#0072b2",
} as const;

export type Colour = keyof typeof COLOURS;

/** The ends of a scale that begins at 0, or at the least of the values where one is below, with some space above. */
export function domainFrom0(values: readonly (number | null)[]): readonly [number, number] {
  const known = values.filter((each) => each !== null);
  return [Math.min(0, 1.05 * leastOf(known)), 1.05 * Math.max(0, greatestOf(known)) || 1];
}

/** The ends of a scale that holds all of the values, with some space around. */
export function domainAround(values: readonly number[]): readonly [number, number] {
  const least = leastOf(values);
  const most = greatestOf(values);
  if (values.length === 0) return [0, 1];
  const room = 0.08 * (most - least) || 0.5;
  return [least - room, most + room];
}

/** Plain JSON that a Vega-Lite renderer takes. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** What {@link chart} may be told. */
export interface ChartOptions {
  /** Absent: the timeline's name, or none. */
  readonly title?: string;
  /** The width of the plots in pixels. Absent: 720. */
  readonly width?: number;
  /** How long requests may wait before a cycle counts as a violation. Absent: 10. */
  readonly objectiveSeconds?: number;
}

/** Colours that the colour-blind tell apart, and that print (Okabe and Ito, 2008). */
export const COLOURS = {
  ready: "#0072b2",
  needed: "#d55e00",
  load: "#56b4e9",
  metric: "#333333",
  out: "#009e73",
  back: "#cc79a7",
  violation: "#e69f00",
  muted: "#bbbbbb",
} as const;

/** What goes round every picture. */
export function framed(content: VegaLiteSpec, title: string | undefined): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    ...(title === undefined ? {} : { title: { text: title, anchor: "start", fontSize: 14, offset: 10 } }),
    background: "white",
    padding: 10,
    ...content,
    config: {
      font: "Helvetica, Arial, sans-serif",
      view: { stroke: null },
      axis: {
        gridColor: "#ececec",
        domainColor: "#888888",
        tickColor: "#888888",
        labelFontSize: 11,
        titleFontSize: 11,
      },
      axisY: { titleFontWeight: "normal", domain: false, ticks: false, labelPadding: 6 },
      axisX: { titleFontWeight: "normal", grid: false },
      legend: { labelFontSize: 11, titleFontSize: 11, symbolStrokeWidth: 2 },
    },
  };
}

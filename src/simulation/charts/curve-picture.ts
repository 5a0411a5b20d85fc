import { type Colour, domainFrom0, type Layer, type Panel, type Picture } from "../../picture/picture.ts";
import type { ServiceCurve, ServiceCurveRow } from "../choice/service-curve.ts";
import type { ChartOptions } from "./chart-options.ts";

/** What a curve shows, each as lines over the rate of requests. */
const PLOTS: readonly Plot[] = [
  {
    title: "first token, s",
    lines: [
      { label: "p50", colour: "ready", of: ({ firstToken }) => firstToken.p50 },
      { label: "p95", colour: "needed", of: ({ firstToken }) => firstToken.p95 },
    ],
  },
  {
    title: "time per token, ms",
    lines: [
      { label: "p50", colour: "ready", of: ({ perToken }) => milliseconds(perToken.p50) },
      { label: "p95", colour: "needed", of: ({ perToken }) => milliseconds(perToken.p95) },
    ],
  },
  {
    title: "generated tokens per second",
    lines: [{ label: null, colour: "ready", of: ({ outputTokensPerSecond }) => outputTokensPerSecond }],
  },
];

interface Plot {
  readonly title: string;
  readonly lines: readonly Line[];
}

interface Line {
  readonly label: string | null;
  readonly colour: Colour;
  readonly of: (row: ServiceCurveRow) => number | null;
}

/** How one replica serves, by the requests per second that come. */
export function curvePicture(
  { rows, saturation, inputTokens, outputTokens }: ServiceCurve,
  options: ChartOptions,
): Picture {
  const { width = 720, title = null } = options;
  return {
    title,
    note: `one replica, ${inputTokens} tokens in and ${outputTokens} out; saturated at ${saturation.toFixed(2)} requests per second`,
    rows: PLOTS.map(({ title: name, lines }, at): readonly Panel[] => {
      const layers = lines.map(({ label, colour, of }) => {
        const points = rows.map((row) => ({ x: row.load * saturation, value: of(row) }));
        return { mark: "line", colour, label, points } satisfies Layer;
      });
      const domain = domainFrom0(layers.flatMap(({ points }) => points.map(({ value }) => value)));
      const isLabelled = at === PLOTS.length - 1;
      return [
        {
          title: name,
          width,
          height: 110,
          x: { kind: "number", title: "requests per second", domain: [0, saturation], isLabelled },
          y: { kind: "number", title: null, domain, isLabelled: true },
          layers,
        },
      ];
    }),
  };
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

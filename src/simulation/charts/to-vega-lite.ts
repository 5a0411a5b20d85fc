import { apart } from "../../picture/apart.ts";
import { COLOURS, type Colour, type Layer, type Panel, type Picture } from "../../picture/picture.ts";
import { yAt } from "../../picture/places.ts";

/** Plain JSON that a Vega-Lite renderer takes. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** A picture as a Vega-Lite 6 specification, with its data in it. */
export function toVegaLite({ title, note, rows }: Picture): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...(title === null && note === null ? {} : { title: titleOf(title, note) }),
    background: "white",
    padding: 10,
    vconcat: rows.map((panels) => ({ hconcat: panels.map(panelOf), spacing: 18, resolve: APART })),
    spacing: 14,
    resolve: APART,
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

/** Colours mean something else in each panel. */
const APART = { scale: { color: "independent", shape: "independent" } } as const;

function titleOf(title: string | null, note: string | null): VegaLiteSpec {
  const subtitle = note === null ? {} : { subtitle: note, subtitleFontSize: 11, subtitleColor: "#555555" };
  return { text: title ?? "", anchor: "start", fontSize: 14, offset: 10, ...subtitle };
}

function panelOf(panel: Panel): VegaLiteSpec {
  const { title, width, height, layers } = panel;
  const look = { anchor: "start", frame: "group", fontSize: 11, fontWeight: "bold", color: "#333333", offset: 4 };
  return {
    ...(title === "" ? {} : { title: { text: title, ...look } }),
    width,
    height,
    layer: layers.flatMap((layer) => layersOf(layer, panel)),
    // What stretches are called has colours of its own, beside those of directions.
    ...(layers.some(({ mark }) => mark === "stretches") && { resolve: { scale: { color: "independent" } } }),
  };
}

function layersOf(layer: Layer, panel: Panel): VegaLiteSpec[] {
  const x = { field: "x", ...xOf(panel) };
  const y = yOf(panel);
  switch (layer.mark) {
    case "shade":
      return [
        {
          data: { values: layer.spans },
          mark: { type: "rect", color: COLOURS.violation, opacity: 0.18 },
          encoding: { x: { field: "from", ...xOf(panel, false) }, x2: { field: "to" } },
        },
      ];
    case "area":
    case "line":
    case "steps": {
      const { mark, colour, label, isDashed = false, points } = layer;
      const steps = mark === "line" ? {} : { interpolate: "step-after" };
      const dash = isDashed ? { strokeDash: [4, 3] } : {};
      const type =
        mark === "area"
          ? { type: "area", opacity: 0.35, line: { strokeWidth: 1, color: COLOURS[colour], opacity: 1 } }
          : { type: "line", strokeWidth: 1.6, ...dash };
      return [
        {
          data: { values: label === null ? points : points.map((point) => ({ ...point, series: label })) },
          mark: { ...type, ...steps, ...(label === null ? { color: COLOURS[colour] } : {}) },
          encoding: { x, y: { field: "value", ...y }, ...(label === null ? {} : { color: keyOf(panel) }) },
        },
      ];
    }
    case "dots": {
      const { colour, size, dots } = layer;
      const encoding = { x, y: { field: "value", ...y } };
      const tooltip = [{ field: "text", title: "figures" }, { field: "x" }, { field: "value" }];
      return [
        {
          data: { values: dots },
          mark: { type: "point", filled: true, color: COLOURS[colour], size },
          encoding: { ...encoding, tooltip },
        },
        ...(["right", "left"] as const).map((side) => ({
          data: { values: dots.filter((dot) => dot.side === side && dot.label !== null) },
          mark: {
            type: "text",
            align: side === "right" ? "left" : "right",
            baseline: "top",
            dx: side === "right" ? 7 : -7,
            dy: 4,
            fontSize: 9,
          },
          encoding: { ...encoding, text: { field: "label" } },
        })),
      ];
    }
    case "stretches": {
      const { label, stretches } = layer;
      const tooltip = [{ field: "name" }, { field: "series", title: "what" }];
      return [
        {
          data: { values: stretches.map((stretch) => ({ ...stretch, series: label })) },
          mark: { type: "rule", strokeWidth: 8, opacity: 0.6 },
          encoding: {
            x: { field: "from", ...xOf(panel, false) },
            x2: { field: "to" },
            y: { field: "name", ...y },
            color: keyOf(panel),
            tooltip,
          },
        },
      ];
    }
    case "triangles":
      return [
        {
          data: { values: layer.triangles },
          mark: { type: "point", filled: true, size: layer.triangles.length > 150 ? 22 : 45, opacity: 0.9 },
          encoding: {
            x,
            y: { field: "name", ...y },
            shape: {
              field: "direction",
              scale: { domain: ["out", "in"], range: ["triangle-up", "triangle-down"] },
              legend: null,
            },
            color: DIRECTION,
            tooltip: [{ field: "name" }, { field: "direction" }, { field: "text" }],
          },
        },
      ];
    case "levels": {
      const besides = apart(
        layer.levels.map(({ value }) => yAt(panel, value)),
        panel.height,
      );
      const beside = { field: "beside", type: "quantitative", scale: null, axis: null };
      return [
        {
          data: { values: layer.levels },
          mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.3 },
          encoding: { y: { field: "value", ...y }, color: DIRECTION },
        },
        {
          data: { values: layer.levels.map((level, nth) => ({ ...level, beside: besides[nth] })) },
          mark: { type: "text", align: "left", dx: 4, fontSize: 10 },
          encoding: { x: { value: panel.width }, y: beside, text: { field: "text" }, color: DIRECTION },
        },
      ];
    }
    case "bars": {
      const encoding = { x: { field: "value", ...xOf(panel) }, y: { field: "name", ...y } };
      return [
        {
          data: { values: layer.bars },
          mark: { type: "bar", color: COLOURS[layer.colour], opacity: 0.75, height: 15 },
          encoding,
        },
        {
          data: { values: layer.bars },
          mark: { type: "text", align: "left", dx: 4, fontSize: 11 },
          encoding: { ...encoding, text: { field: "text" } },
        },
      ];
    }
  }
}

const DIRECTION = {
  field: "direction",
  type: "nominal",
  scale: { domain: ["out", "in"], range: [COLOURS.out, COLOURS.in] },
  legend: null,
} as const;

const TWO_DAYS = 172_800_000;

/** The scale has its ends in marks with one place alone: beside a second one, Vega-Lite takes them for others. */
function xOf({ x: { kind, title, domain, isLabelled } }: Panel, hasEnds = true): VegaLiteSpec {
  const axis = { title: isLabelled ? title : null, labels: isLabelled, ticks: isLabelled, tickCount: 8 };
  const ends = hasEnds ? { domain } : {};
  if (kind === "number") return { type: "quantitative", scale: { ...ends, nice: false }, axis };
  const format = domain[1] - domain[0] <= TWO_DAYS ? "%H:%M" : "%b %d";
  return { type: "temporal", scale: { type: "utc", ...ends, nice: false }, axis: { ...axis, format } };
}

function yOf({ y }: Panel): VegaLiteSpec {
  if (y.kind === "names") {
    return {
      type: "nominal",
      scale: { domain: y.names },
      axis: y.isLabelled ? { title: null, labelLimit: 320, grid: true } : null,
    };
  }
  return { type: "quantitative", scale: { domain: y.domain, nice: false }, axis: { title: y.title, tickCount: 4 } };
}

/** Colours by the names in a panel's key. */
function keyOf({ layers }: Panel): VegaLiteSpec {
  const lines = layers.flatMap((layer) =>
    "label" in layer && layer.label !== null ? [[layer.label, layer.colour] as const] : [],
  );
  const range = lines.map(([, colour]: readonly [string, Colour]) => COLOURS[colour]);
  return {
    field: "series",
    type: "nominal",
    scale: { domain: lines.map(([label]) => label), range },
    legend: {
      title: null,
      symbolType: "stroke",
      orient: "top-right",
      direction: "horizontal",
      offset: -22,
      fillColor: "white",
    },
  };
}

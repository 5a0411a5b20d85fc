import { itemAt } from "../util/item-at.ts";
import { printable } from "../util/printable.ts";
import { apart } from "./apart.ts";
import {
  COLOURS,
  type Colour,
  type Layer,
  type NumberAxis,
  type Panel,
  type Picture,
  type Point,
  type Tick,
} from "./picture.ts";
import { xAt, yAt } from "./places.ts";
import { shortened, widthOf } from "./text-size.ts";
import { ticksOf } from "./ticks.ts";

const GAP = 18;
const PADDING = 12;
const TITLE = 18;
const AXIS = 34;
/** About how wide a letter of the title is, and one of a panel's. */
const HEAD_LETTER = 8;
const NAME_LETTER = 6.8;
/** Between a threshold's line and its text. */
const LEAD = 8;

/** Where a panel stands, its plot and what is around it. */
interface Placed {
  readonly panel: Panel;
  readonly left: number;
  readonly top: number;
}

/**
 * A picture as SVG, without anything that has to be installed: light or dark as the reader's screen is, in colours that the
 * colour-blind tell apart.
 */
export function toSvg({ title, note, rows }: Picture): string {
  const head = (title === null ? 0 : 24) + (note === null ? 0 : 16);
  const placed: Placed[] = [];
  let top = PADDING + head;
  let right = 0;
  // Plots that stand below each other begin below each other.
  const firstMargin = Math.max(...rows.flatMap((panels) => panels.slice(0, 1)).map(marginOf));
  for (const panels of rows) {
    let left = PADDING;
    for (const [nth, panel] of panels.entries()) {
      left += nth === 0 ? firstMargin : marginOf(panel);
      placed.push({ panel, left, top: top + TITLE });
      left += rightOf(panel) + GAP;
    }
    right = Math.max(right, left);
    top += TITLE + Math.max(...panels.map(({ height, x }) => height + (x.isLabelled ? AXIS : 0))) + GAP;
  }
  // What a screen reader says.
  const label =
    title ??
    placed
      .map(({ panel }) => panel.title)
      .filter((each) => each !== "")
      .join("; ");
  const width = Math.ceil(
    Math.max(right, 2 * PADDING + Math.max(HEAD_LETTER * (title ?? "").length, widthOf(note ?? ""))),
  );
  const height = Math.ceil(top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">`,
    STYLE,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...(title === null ? [] : [`<text class="head" x="${PADDING}" y="${PADDING + 14}">${escaped(title)}</text>`]),
    ...(note === null ? [] : [`<text class="soft" x="${PADDING}" y="${PADDING + head - 6}">${escaped(note)}</text>`]),
    ...placed.map(drawn),
    "</svg>",
    "",
  ].join("\n");
}

/** A page that shows a picture, and nothing else. */
export function toHtml(picture: Picture): string {
  const title = escaped(picture.title ?? "autoscaling-rules");
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<meta name="color-scheme" content="light dark">\n<title>${title}</title>\n<body style="margin:0">\n${toSvg(picture)}</body>\n</html>\n`;
}

const STYLE = `<style>
text{font:11px Helvetica,Arial,sans-serif;fill:#444}
.head{font-size:14px;font-weight:bold;fill:#222}.name{font-weight:bold;fill:#333}.soft{fill:#666}.small{font-size:9px}
.ground{fill:#fff}.grid{stroke:#e8e8e8}.axis{stroke:#888}
@media(prefers-color-scheme:dark){text{fill:#bbb}.head,.name{fill:#eee}.soft{fill:#999}.ground{fill:#17191d}.grid{stroke:#2c2f36}}
</style>`;

/** What stands left of a plot: numbers or names, and what of the first number below it goes further. */
function marginOf(panel: Panel): number {
  const { y } = panel;
  const below = xTicksOf(panel).map(({ at, text }) => widthOf(text) / 2 - xAt(panel, at));
  if (y.kind !== "names") return Math.max(numbersWidth(y) + (y.title === null ? 0 : 16), ...below);
  return y.isLabelled ? Math.max(...y.names.map((name) => 14 + widthOf(shortened(name))), ...below) : 0;
}

function numbersWidth(axis: NumberAxis): number {
  return Math.max(44, ...yTicksOf(axis).map(({ text }) => widthOf(text) + 6));
}

/** How far a plot and what stands beside it go: thresholds, values of bars, its title and key, and the last number below it. */
function rightOf(panel: Panel): number {
  const { width, layers } = panel;
  const texts = layers.flatMap((layer) => {
    if (layer.mark === "levels") return layer.levels.map(({ text }) => width + LEAD + widthOf(text) + 6);
    return layer.mark === "bars"
      ? layer.bars.map(({ value, text }) => (value === null ? 0 : xAt(panel, value)) + 4 + widthOf(text))
      : [];
  });
  const below = xTicksOf(panel).map(({ at, text }) => xAt(panel, at) + widthOf(text) / 2 - GAP);
  return Math.max(keyRightOf(panel), ...below, ...texts);
}

/** Where the key ends: at the plot's end, or further where it would stand in the title. */
function keyRightOf({ title, width, layers }: Panel): number {
  const labels = layers.flatMap((layer) => ("label" in layer && layer.label !== null ? [layer.label] : []));
  const key = labels.reduce((sum, label) => sum + KEY_GAP + KEY_MARK + widthOf(label), 0);
  return Math.max(width, NAME_LETTER * title.length + key);
}

/** What stands before a line's mark in the key, and the mark. */
const KEY_GAP = 12;
const KEY_MARK = 22;

function drawn({ panel, left, top }: Placed): string {
  const { title, width, height } = panel;
  return [
    `<g transform="translate(${round(left)} ${top})">`,
    `<text class="name" x="0" y="-6">${escaped(title)}</text>`,
    keyOf(panel),
    ...yAxisOf(panel),
    ...panel.layers.map((layer) => drawnLayer(layer, panel)),
    `<line class="axis" x1="0" x2="${width}" y1="${height}" y2="${height}"/>`,
    ...xAxisOf(panel),
    "</g>",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** What the colours of lines mean, at the right above the plot. */
function keyOf(panel: Panel): string {
  let right = keyRightOf(panel);
  const parts: string[] = [];
  for (const layer of panel.layers.toReversed()) {
    if (!("label" in layer) || layer.label === null) continue;
    const dash = "isDashed" in layer && layer.isDashed === true ? ' stroke-dasharray="4 3"' : "";
    right -= widthOf(layer.label);
    parts.push(`<text x="${right}" y="-6">${escaped(layer.label)}</text>`);
    right -= KEY_MARK;
    parts.push(
      `<line x1="${right}" x2="${right + 18}" y1="-10" y2="-10" stroke="${COLOURS[layer.colour]}" stroke-width="2"${dash}/>`,
    );
    right -= KEY_GAP;
  }
  return parts.join("");
}

function yAxisOf(panel: Panel): string[] {
  const { y, width } = panel;
  if (y.kind === "names") {
    return y.names.map((name) => {
      const at = round(yAt(panel, name));
      const label = y.isLabelled
        ? `<text x="-8" y="${at + 4}" text-anchor="end">${escaped(shortened(name))}</text>`
        : "";
      return `<line class="grid" x1="0" x2="${width}" y1="${at}" y2="${at}"/>${label}`;
    });
  }
  const ticks = yTicksOf(y).map(({ at, text }) => {
    const place = round(yAt(panel, at));
    return `<line class="grid" x1="0" x2="${width}" y1="${place}" y2="${place}"/><text x="-6" y="${place + 4}" text-anchor="end">${text}</text>`;
  });
  if (y.title === null) return ticks;
  const middle = panel.height / 2;
  const left = -2 - round(numbersWidth(y));
  return [
    ...ticks,
    `<text x="${left}" y="${middle}" text-anchor="middle" transform="rotate(-90 ${left} ${middle})">${escaped(y.title)}</text>`,
  ];
}

function yTicksOf(axis: NumberAxis): readonly Tick[] {
  return ticksOf(axis, 4);
}

function xAxisOf(panel: Panel): string[] {
  const { x, width, height } = panel;
  const title =
    x.title === null || !x.isLabelled
      ? []
      : [`<text class="soft" x="${width / 2}" y="${height + 30}" text-anchor="middle">${escaped(x.title)}</text>`];
  return [...xTicksOf(panel).map((tick) => xTick(tick, panel)), ...title];
}

/** The ticks of a labelled axis from its left; one whose text would overlap the text before has none. */
function xTicksOf(panel: Panel): readonly Tick[] {
  const { x, width } = panel;
  if (!x.isLabelled) return [];
  let free = Number.NEGATIVE_INFINITY;
  return (x.ticks ?? ticksOf(x, Math.max(2, Math.floor(width / 90)))).map(({ at, text }) => {
    const [place, half] = [xAt(panel, at), widthOf(text) / 2];
    if (place - half < free) return { at, text: "" };
    free = place + half + 4;
    return { at, text };
  });
}

function xTick({ at, text }: Tick, panel: Panel): string {
  const place = round(xAt(panel, at));
  const { height } = panel;
  return `<line class="axis" x1="${place}" x2="${place}" y1="${height}" y2="${height + 4}"/><text x="${place}" y="${height + 16}" text-anchor="middle">${escaped(text)}</text>`;
}

function drawnLayer(layer: Layer, panel: Panel): string {
  switch (layer.mark) {
    case "shade":
      return layer.spans
        .map(({ from, to }) => {
          const [start, end] = [xAt(panel, from), xAt(panel, to)];
          return `<rect x="${round(start)}" width="${round(Math.max(0.5, end - start))}" height="${panel.height}" fill="${COLOURS.violation}" opacity="0.18"/>`;
        })
        .join("");
    case "area": {
      const path = pathOf(layer.points, panel, true);
      const base = panel.height;
      const first = layer.points[0];
      const last = layer.points.at(-1);
      if (first === undefined || last === undefined) return "";
      const fill = `${path} V${base} H${round(xAt(panel, first.x))} Z`;
      return `<path d="${fill}" fill="${COLOURS[layer.colour]}" opacity="0.35"/><path d="${path}" fill="none" stroke="${COLOURS[layer.colour]}"/>`;
    }
    case "line":
    case "steps":
      return stroked(pathOf(layer.points, panel, layer.mark === "steps"), layer.colour, layer.isDashed === true);
    case "dots":
      return layer.dots
        .map(({ x, value, text, label, side }) => {
          const [left, top] = [round(xAt(panel, x)), round(yAt(panel, value))];
          const anchor = side === "left" ? ` text-anchor="end"` : "";
          const beside =
            label === null
              ? ""
              : `<text class="small" x="${left + (side === "right" ? 7 : -7)}" y="${top + 11}"${anchor}>${escaped(label)}</text>`;
          return `<circle cx="${left}" cy="${top}" r="${Math.sqrt(layer.size / Math.PI).toFixed(1)}" fill="${COLOURS[layer.colour]}"><title>${escaped(text)}</title></circle>${beside}`;
        })
        .join("");
    case "stretches":
      return layer.stretches
        .map(({ name, from, to }) => {
          const [left, right, middle] = [round(xAt(panel, from)), round(xAt(panel, to)), round(yAt(panel, name))];
          return `<rect x="${left}" y="${middle - 4}" width="${round(Math.max(1, right - left))}" height="8" fill="${COLOURS[layer.colour]}" opacity="0.6"><title>${escaped(layer.label === null ? name : `${name}: ${layer.label}`)}</title></rect>`;
        })
        .join("");
    case "triangles": {
      const half = layer.triangles.length > 150 ? 3 : 4.5;
      return layer.triangles
        .map(({ x, name, direction, text }) => {
          const [left, top] = [round(xAt(panel, x)), round(yAt(panel, name))];
          const tip = direction === "out" ? -half : half;
          const d = `M${left - half} ${top - tip}h${2 * half}L${left} ${top + tip}Z`;
          return `<path d="${d}" fill="${COLOURS[direction]}" opacity="0.9"><title>${escaped(`${name}: ${text}`)}</title></path>`;
        })
        .join("");
    }
    case "levels": {
      const { width, height } = panel;
      const heights = layer.levels.map(({ value }) => round(yAt(panel, value)));
      const besides = apart(heights, height);
      return layer.levels
        .map(({ text, direction }, nth) => {
          const [at, beside] = [itemAt(heights, nth), round(itemAt(besides, nth))];
          const colour = COLOURS[direction];
          return `<line x1="0" x2="${width}" y1="${at}" y2="${at}" stroke="${colour}" stroke-width="1.3" stroke-dasharray="5 3"/><line x1="${width}" x2="${width + LEAD}" y1="${at}" y2="${beside}" stroke="${colour}"/><text x="${width + LEAD + 2}" y="${round(beside + 4)}" style="fill:${colour}">${escaped(text)}</text>`;
        })
        .join("");
    }
    case "bars":
      return layer.bars
        .map(({ name, value, text }) => {
          const at = round(yAt(panel, name));
          const end = round(value === null ? 0 : xAt(panel, value));
          return `<rect x="0" y="${at - 7.5}" width="${end}" height="15" fill="${COLOURS[layer.colour]}" opacity="0.75"/><text x="${end + 4}" y="${at + 4}">${escaped(text)}</text>`;
        })
        .join("");
  }
}

function stroked(path: string, colour: Colour, isDashed: boolean): string {
  const dash = isDashed ? ' stroke-dasharray="4 3"' : "";
  return path === "" ? "" : `<path d="${path}" fill="none" stroke="${COLOURS[colour]}" stroke-width="1.6"${dash}/>`;
}

/** A line through points, in steps or straight; it is lifted over gaps. */
function pathOf(points: readonly Point[], panel: Panel, isStepped: boolean): string {
  let path = "";
  let isDown = false;
  for (const { x, value } of points) {
    const left = round(xAt(panel, x));
    if (value === null) {
      if (isDown && isStepped) path += `H${left}`;
      isDown = false;
      continue;
    }
    const top = round(yAt(panel, value));
    path += isDown ? (isStepped ? `H${left}V${top}` : `L${left} ${top}`) : `M${left} ${top}`;
    isDown = true;
  }
  return path;
}

/** A tenth of a pixel is all that a screen shows. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  const bare = printable(text);
  return bare.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

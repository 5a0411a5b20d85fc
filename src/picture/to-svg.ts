import { itemAt } from "../util/item-at.ts";
import { printable } from "../util/printable.ts";
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
import { ticksOf } from "./ticks.ts";

const GAP = 18;
const PADDING = 12;
const TITLE = 18;
const AXIS = 34;
/** About how wide a letter of the title is. */
const HEAD_LETTER = 7;

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
      left += panel.width + roomBeside(panel) + GAP;
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
  const width = Math.ceil(Math.max(right, 2 * PADDING + HEAD_LETTER * (title ?? "").length));
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

function marginOf({ y }: Panel): number {
  if (y.kind === "names") return y.isLabelled ? 14 + Math.max(...y.names.map((name) => widthOf(shortened(name)))) : 0;
  return 44 + (y.title === null ? 0 : 16);
}

/** What stands beside the plot: thresholds and their values. */
function roomBeside({ layers }: Panel): number {
  const texts = layers.flatMap((layer) => (layer.mark === "levels" ? layer.levels.map(({ text }) => text) : []));
  return texts.reduce((most, text) => Math.max(most, widthOf(text) + 6), 0);
}

/** About how wide text is. */
function widthOf(text: string): number {
  return text.length * 6.4;
}

/** A name that leaves space for its plot. */
function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}

function drawn({ panel, left, top }: Placed): string {
  const { title, width, height, x } = panel;
  return [
    `<g transform="translate(${left} ${top})">`,
    `<text class="name" x="0" y="-6">${escaped(title)}</text>`,
    keyOf(panel),
    ...yAxisOf(panel),
    ...panel.layers.map((layer) => drawnLayer(layer, panel)),
    `<line class="axis" x1="0" x2="${width}" y1="${height}" y2="${height}"/>`,
    ...(x.isLabelled ? xAxisOf(panel, x) : []),
    "</g>",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** What the colours of lines mean, at the right above the plot. */
function keyOf({ layers, width }: Panel): string {
  let right = width;
  const parts: string[] = [];
  for (const layer of layers.toReversed()) {
    if (!("label" in layer) || layer.label === null) continue;
    const dash = "isDashed" in layer && layer.isDashed === true ? ' stroke-dasharray="4 3"' : "";
    right -= widthOf(layer.label);
    parts.push(`<text x="${right}" y="-6">${escaped(layer.label)}</text>`);
    right -= 22;
    parts.push(
      `<line x1="${right}" x2="${right + 18}" y1="-10" y2="-10" stroke="${COLOURS[layer.colour]}" stroke-width="2"${dash}/>`,
    );
    right -= 12;
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
  const ticks = ticksOf(y, 4).map(({ at, text }) => {
    const place = round(yAt(panel, at));
    return `<line class="grid" x1="0" x2="${width}" y1="${place}" y2="${place}"/><text x="-6" y="${place + 4}" text-anchor="end">${text}</text>`;
  });
  if (y.title === null) return ticks;
  const middle = panel.height / 2;
  return [
    ...ticks,
    `<text x="-46" y="${middle}" text-anchor="middle" transform="rotate(-90 -46 ${middle})">${escaped(y.title)}</text>`,
  ];
}

function xAxisOf(panel: Panel, axis: NumberAxis): string[] {
  const { width, height } = panel;
  const ticks = axis.ticks ?? ticksOf(axis, Math.max(2, Math.floor(width / 90)));
  const title =
    axis.title === null
      ? []
      : [`<text class="soft" x="${width / 2}" y="${height + 30}" text-anchor="middle">${escaped(axis.title)}</text>`];
  return [...ticks.map((tick) => xTick(tick, panel)), ...title];
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
        .map(({ x, value, text, side }) => {
          const [left, top] = [round(xAt(panel, x)), round(yAt(panel, value))];
          const room = (side === "right" ? panel.width - left : left) - 7;
          const anchor = side === "left" ? ` text-anchor="end"` : "";
          const label =
            side === null
              ? ""
              : `<text class="small" x="${left + (side === "right" ? 7 : -7)}" y="${top + 11}"${anchor}>${escaped(cut(text, room))}</text>`;
          return `<circle cx="${left}" cy="${top}" r="${Math.sqrt(layer.size / Math.PI).toFixed(1)}" fill="${COLOURS[layer.colour]}"><title>${escaped(text)}</title></circle>${label}`;
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
      const heights = layer.levels.map(({ value }) => round(yAt(panel, value)));
      const besides = apart(heights);
      return layer.levels
        .map(({ text, direction }, nth) => {
          const [at, beside] = [itemAt(heights, nth), itemAt(besides, nth)];
          const colour = COLOURS[direction];
          return `<line x1="0" x2="${panel.width}" y1="${at}" y2="${at}" stroke="${colour}" stroke-width="1.3" stroke-dasharray="5 3"/><text x="${panel.width + 4}" y="${round(beside + 4)}" style="fill:${colour}">${escaped(text)}</text>`;
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

function xAt({ x, width }: Panel, value: number): number {
  const [low, high] = x.domain;
  return (width * (value - low)) / (high - low);
}

function yAt({ y, height }: Panel, value: number | string): number {
  if (y.kind === "names") return (height * (y.names.indexOf(String(value)) + 0.5)) / y.names.length;
  const [low, high] = y.domain;
  return height - (height * (Number(value) - low)) / (high - low);
}

/** A tenth of a pixel is all that a screen shows. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  const bare = printable(text);
  return bare.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Heights at which lines of text do not overlap: those of lower ones stay, and upper ones move up as far as they have to. */
function apart(heights: readonly number[]): readonly number[] {
  const moved = [...heights];
  let least = Number.POSITIVE_INFINITY;
  for (const nth of [...heights.keys()].toSorted((one, other) => itemAt(heights, other) - itemAt(heights, one))) {
    least = Math.min(itemAt(heights, nth), least - LINE);
    moved[nth] = least;
  }
  return moved;
}

/** The height of a line of text. */
const LINE = 12;

/** As much of a small text as fits into so many pixels; all of it stands where a reader points at its dot. */
function cut(text: string, room: number): string {
  const most = Math.max(1, Math.floor(room / SMALL_LETTER));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** The width of a letter of 9 pixels, in the mean. */
const SMALL_LETTER = 4.8;

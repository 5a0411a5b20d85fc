import type { Timeline } from "../../simulation/run/timeline.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";

/** What the counts did in one stretch of a day. */
interface Stretch {
  readonly least: number;
  readonly most: number;
  /** The most replicas that the traffic needed. */
  readonly needed: number;
}

/** A timeline as that many stretches, all of one length. */
function stretchesOf({ replicas, needed }: Timeline, count: number): readonly Stretch[] {
  const length = replicas.length / count;
  return Array.from({ length: count }, (_, nth) => {
    const [from, to] = [Math.floor(nth * length), Math.floor((nth + 1) * length)];
    const counts = replicas.slice(from, to);
    return {
      least: Math.min(...counts),
      most: Math.max(...counts),
      needed: Math.max(...needed.slice(from, to).map(known)),
    };
  });
}

/** The axis up to which all of it is drawn. */
function topOf(stretches: readonly Stretch[]): number {
  return Math.max(...stretches.flatMap(({ most, needed }) => [most, needed]));
}

/** Replicas over a day for a terminal: `#` where the count was, `-` for what the traffic needed, `+` for both. */
export function dayText(timeline: Timeline, width: number): string {
  const stretches = stretchesOf(timeline, width);
  const rows = Array.from({ length: topOf(stretches) }, (_, at) => topOf(stretches) - at).map((row) => {
    const marks = stretches.map(({ least, most, needed }) => {
      const isCount = least <= row && row <= most;
      if (row === needed) return isCount ? "+" : "-";
      return isCount ? "#" : " ";
    });
    return `${String(row).padStart(4)} |${marks.join("")}`.trimEnd();
  });
  const hours = [0, 6, 12, 18].map((hour) => `${hour} h`.padEnd(width / 4)).join("");
  return `${[...rows, `     +${"-".repeat(width)}`, `      ${hours}`.trimEnd()].join("\n")}\n`;
}

const PANEL = { width: 720, height: 200, left: 50, top: 50 };

/** The same as a picture, a panel for each timeline. */
export function daySvg(timelines: readonly Timeline[]): string {
  const height = timelines.length * (PANEL.height + PANEL.top + 30);
  const panels = timelines.map((timeline, at) => panel(timeline, at * (PANEL.height + PANEL.top + 30)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 ${height}" font-family="sans-serif" font-size="14">`,
    `<rect width="800" height="${height}" fill="#fff"/>`,
    ...panels,
    "</svg>\n",
  ].join("\n");
}

function panel(timeline: Timeline, offset: number): string {
  const stretches = stretchesOf(timeline, PANEL.width);
  const top = topOf(stretches);
  const y = (count: number) => (PANEL.height * (1 - count / top)).toFixed(1);
  const line = stretches.map(({ needed }, x) => `${x === 0 ? "M" : "L"}${x} ${y(needed)}`).join("");
  const band = [
    ...stretches.map(({ most }, x) => `${x === 0 ? "M" : "L"}${x} ${y(most)}`),
    ...stretches.map((_, x) => PANEL.width - 1 - x).map((x) => `L${x} ${y(itemAt(stretches, x).least)}`),
  ].join("");
  const ticks = [0, 6, 12, 18, 24].map((hour) => {
    const x = (PANEL.width * hour) / 24;
    return `<text x="${x}" y="${PANEL.height + 20}" text-anchor="middle" fill="#555">${hour} h</text>`;
  });
  const counts = [0, Math.round(top / 2), top].map(
    (count) =>
      `<path d="M0 ${y(count)}H${PANEL.width}" stroke="#ddd"/>` +
      `<text x="-8" y="${y(count)}" dy="5" text-anchor="end" fill="#555">${count}</text>`,
  );
  return [
    `<g transform="translate(${PANEL.left} ${offset + PANEL.top})">`,
    `<text y="-24" font-weight="bold">${timeline.name}</text>`,
    `<text y="-8" fill="#555">blue: replicas; orange: replicas that the traffic needs</text>`,
    ...counts,
    ...ticks,
    `<path d="${band}Z" fill="#0072b2" stroke="#0072b2" stroke-width="2"/>`,
    `<path d="${line}" fill="none" stroke="#e69f00" stroke-width="2"/>`,
    "</g>",
  ].join("\n");
}

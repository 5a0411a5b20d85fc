import type { LoadAxis } from "../answers/load-axis.ts";
import type { LoadMoves } from "../answers/load-moves.ts";
import { loadsText } from "./load-interval.ts";

/** Where the plot stands in its frame. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly width: number;
}

interface MapProps {
  readonly axis: LoadAxis;
  readonly total: number;
  readonly moves: LoadMoves | null;
  readonly plot: Plot;
}

const ROW = 26;
/** Space for what stands above the lines: which loads flap. */
const TOP = 20;

/** A line for each count: along which loads it rises, and along which it falls. Loads that flap are shaded over all lines. */
export function LoadMap({ axis, total, moves, plot }: MapProps) {
  const { left, right, width } = plot;
  const inner = Math.max(40, width - left - right);
  const bottom = TOP + axis.rows.length * ROW;
  const xAt = (load: number) => left + (Math.min(Math.max(load, 0), axis.max) / axis.max) * inner;
  const isOn = Number.isFinite(total) && total >= 0;
  return (
    <svg class="load-map" viewBox={`0 0 ${width} ${bottom + 22}`} role="img" aria-label={mapText(axis)}>
      <defs>
        <pattern id="flapping" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" class="flap-ground" />
          <line x1="0" x2="0" y1="0" y2="7" class="flap-line" />
        </pattern>
      </defs>
      {axis.flapping.map((loads) => {
        const { from, to } = loads;
        const start = xAt(Number(from));
        const end = to === null ? xAt(axis.max) : xAt(Number(to));
        return (
          <rect
            key={from}
            x={start}
            y={TOP}
            width={Math.max(2, end - start)}
            height={bottom - TOP}
            fill="url(#flapping)"
          >
            <title>{`flaps: ${loadsText(loads)}`}</title>
          </rect>
        );
      })}
      {axis.flapping.length === 0 ? null : (
        <text x={xAt(Number(axis.flapping[0]?.from))} y={TOP - 6} class="flap-word">
          flaps
        </text>
      )}
      {axis.rows.map(({ count, parts }, at) => {
        const middle = TOP + at * ROW + ROW / 2;
        const move = moves?.moves.find((each) => each.count === count);
        return (
          <g key={count}>
            <text x={left - 10} y={middle + 4} text-anchor="end">
              {width < 420 ? count : `${count} ${count === 1 ? "replica" : "replicas"}`}
            </text>
            <line x1={left} x2={left + inner} y1={middle} y2={middle} class="track" />
            {parts.map(({ from, to, next }) => {
              const [start, end] = [xAt(from), xAt(to)];
              const isOut = next > count;
              return (
                <g key={from} class={isOut ? "goes-out" : "goes-in"}>
                  <rect x={start} y={middle - 7} width={Math.max(1, end - start)} height="14" rx="2" />
                  {end - start > 26 ? (
                    <text x={isOut ? start + 5 : end - 5} y={middle + 4} text-anchor={isOut ? "start" : "end"}>
                      {isOut ? "▸" : "◂"} {next}
                    </text>
                  ) : null}
                </g>
              );
            })}
            {isOn && move !== undefined ? (
              <circle
                cx={xAt(total)}
                cy={middle}
                r={moves?.loop.includes(count) ? 6 : 3.5}
                class={moves?.loop.includes(count) ? "in-loop" : "on-load"}
              >
                <title>{`${count}: reads ${move.reading ?? "nothing"}, ${move.next === count ? "stays" : `to ${move.next}`}`}</title>
              </circle>
            ) : null}
          </g>
        );
      })}
      {axis.flapping.flatMap(({ from, to }) =>
        [...new Set([from, to ?? from])].map((end) => (
          <line key={end} x1={xAt(Number(end))} x2={xAt(Number(end))} y1={TOP} y2={bottom} class="flap-end" />
        )),
      )}
      {isOn ? <line x1={xAt(total)} x2={xAt(total)} y1={TOP} y2={bottom} class="load-line" /> : null}
      <line x1={left} x2={left + inner} y1={bottom} y2={bottom} class="axis-line" />
      {ticksOf(axis.max, inner).map((tick) => (
        <text key={tick} x={xAt(tick)} y={bottom + 16} text-anchor="middle">
          {tick}
        </text>
      ))}
    </svg>
  );
}

function mapText({ metric, rows, flapping }: LoadAxis): string {
  const lines = rows.map(({ count, parts }) => {
    const texts = parts.map(({ from, to, next }) => `${from} to ${to}: to ${next}`);
    return `${count}: ${texts.length === 0 ? "stays" : texts.join(", ")}`;
  });
  const flaps = flapping.map(loadsText);
  return `Where each count goes under a total ${metric}. ${lines.join("; ")}. Flapping: ${flaps.length === 0 ? "none" : flaps.join(", ")}.`;
}

/** Round numbers with room for their texts. */
function ticksOf(max: number, width: number): number[] {
  const raw = max / Math.max(2, Math.floor(width / 70));
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw) ?? raw;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, at) => Number((at * step).toPrecision(6)));
}

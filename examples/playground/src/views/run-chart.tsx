import type { Run } from "../answers/run.ts";

interface ChartProps {
  readonly run: Run;
  /** The cycle that is shown. */
  readonly at: number;
  readonly width: number;
}

const LEFT = 30;
const RIGHT = 12;
const TOP = 10;
const HEIGHT = 110;

/** Counts from cycle to cycle, as steps; what repeats is drawn a second time, dashed. */
export function RunChart({ run, at, width }: ChartProps) {
  const { frames, loopFrom, replicas } = run;
  const counts = [replicas, ...frames.map(({ after }) => after)];
  const again = loopFrom === null ? [] : frames.slice(loopFrom).map(({ after }) => after);
  const most = Math.max(...counts) + 1;
  const cycles = counts.length + again.length;
  const xAt = (cycle: number) => LEFT + (cycle / cycles) * (width - LEFT - RIGHT);
  const yAt = (count: number) => TOP + HEIGHT - (count / most) * HEIGHT;
  const steps = (values: readonly number[], from: number) =>
    values
      .map(
        (count, nth) =>
          `${nth === 0 ? "M" : "V"}${nth === 0 ? `${xAt(from)} ` : ""}${yAt(count)}H${xAt(from + nth + 1)}`,
      )
      .join("");
  const every = Math.max(1, Math.ceil(most / 6));
  const ticks = Array.from({ length: Math.floor(most / every) + 1 }, (_, nth) => nth * every);
  const last = counts.at(-1) ?? 0;
  return (
    <svg
      class="run-chart"
      viewBox={`0 0 ${width} ${TOP + HEIGHT + 24}`}
      role="img"
      aria-label={`Counts over cycles: ${counts.join(", ")}${loopFrom === null ? "" : ", and so on"}`}
    >
      <rect x={xAt(at + 0.5)} y={TOP} width={xAt(1) - xAt(0)} height={HEIGHT} class="now" />
      {ticks.map((count) => (
        <g key={count}>
          <line x1={LEFT} x2={width - RIGHT} y1={yAt(count)} y2={yAt(count)} class="track" />
          <text x={LEFT - 8} y={yAt(count) + 4} text-anchor="end">
            {count}
          </text>
        </g>
      ))}
      <path d={steps(counts, 0)} class="count-line" />
      {again.length === 0 ? null : (
        <path
          d={`M${xAt(counts.length)} ${yAt(last)}${steps(again, counts.length).replace(/^M[\d.]+ /, "V")}`}
          class="count-line again"
        />
      )}
      <circle cx={xAt(at + 1)} cy={yAt(frames[at]?.after ?? last)} r="6" class="in-loop" />
      <text x={(LEFT + width - RIGHT) / 2} y={TOP + HEIGHT + 18} text-anchor="middle">
        replicas, cycle by cycle
      </text>
    </svg>
  );
}

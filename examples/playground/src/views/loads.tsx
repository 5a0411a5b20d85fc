import { useRef } from "preact/hooks";
import type { LoadAxis } from "../answers/load-axis.ts";
import type { LoadMoves } from "../answers/load-moves.ts";
import { amid, loadsText } from "./load-interval.ts";
import { LoadMap, type Plot } from "./load-map.tsx";
import { useWidth } from "./use-width.ts";

interface LoadsProps {
  readonly axes: readonly LoadAxis[];
  readonly axis: LoadAxis;
  readonly total: string;
  readonly moves: LoadMoves | null;
  readonly onChoose: (metric: string) => void;
  readonly onMove: (total: string) => void;
}

/** Half the thumb of the slider: its middle stands at the load. */
const THUMB = 11;

/** The loads along an axis, those that flap shaded, and a slider for one of them. */
export function Loads({ axes, axis, total, moves, onChoose, onMove }: LoadsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 560);
  const plot: Plot = { left: width < 420 ? 64 : 84, right: 14, width };
  const step = stepOfSlider(axis.max);
  const unit = axis.unit === null ? "" : ` ${axis.unit}`;
  return (
    <section aria-labelledby="loads-title" class="card">
      <h2 id="loads-title">Loads</h2>
      <p>
        The replicas share the load: each reads the total divided by their number. Choose a total of{" "}
        {axes.length === 1 ? (
          <b>{axis.metric}</b>
        ) : (
          <select
            class="field"
            aria-label="metric that is the load"
            value={axis.metric}
            onChange={({ currentTarget }) => onChoose(currentTarget.value)}
          >
            {axes.map(({ metric }) => (
              <option key={metric} value={metric}>
                {metric}
              </option>
            ))}
          </select>
        )}
        :
      </p>
      <div class="loads" ref={frame}>
        <LoadMap axis={axis} total={Number(total)} moves={moves} plot={plot} />
        <input
          type="range"
          aria-label={`total ${axis.metric}`}
          aria-valuetext={`${total}${unit}`}
          min="0"
          max={ceilTo(axis.max, step)}
          step={step}
          value={total}
          style={{ marginLeft: `${plot.left - THUMB}px`, width: `${width - plot.left - plot.right + 2 * THUMB}px` }}
          onInput={({ currentTarget }) => onMove(currentTarget.value)}
        />
      </div>
      <p class="at-load">
        <label>
          Total{" "}
          <input
            type="text"
            class="field"
            inputMode="decimal"
            autocomplete="off"
            size={Math.max(3, total.length)}
            value={total}
            onInput={({ currentTarget }) => onMove(currentTarget.value)}
          />
          {unit}
        </label>
        {": "}
        <output aria-live="polite">{movesText(moves)}</output>
      </p>
      {axis.flapping.length === 0 ? (
        <p class="soft">
          {axis.isProved
            ? "No constant load makes the count flap."
            : "No load that was looked at makes the count flap."}
        </p>
      ) : (
        <p class="buttons">
          <span>Flapping:</span>
          {axis.flapping.map((loads) => (
            <button key={loads.from} type="button" onClick={() => onMove(amid(loads, axis.max))}>
              {loadsText(loads)}
            </button>
          ))}
        </p>
      )}
      {axis.isCut ? <p class="soft">Greater counts are not drawn.</p> : null}
    </section>
  );
}

/** Where the count goes from where it is, in words. */
function movesText(moves: LoadMoves | null): string {
  if (moves === null) return "…";
  const { path, loop, isOwnLoop, isEndless } = moves;
  if (isEndless) return `${wayText(path)} …: no count repeats within a thousand cycles`;
  if (isOwnLoop) return `${wayText(path)} …: the count flaps`;
  const rest = path.at(-1) ?? 0;
  const way = path.length > 2 ? `${wayText(path.slice(0, -1))}, then ` : "";
  const stays = `${way}stays at ${rest} ${rest === 1 ? "replica" : "replicas"}`;
  const [first] = loop;
  return first === undefined
    ? stays
    : `${stays}, but a count that starts at ${first} flaps: ${wayText([...loop, first])}`;
}

/** The first counts of a path. */
function wayText(path: readonly number[]): string {
  return path.slice(0, 12).join(" → ");
}

/** A power of ten, about a two hundredth of the axis. */
function stepOfSlider(max: number): number {
  return 10 ** Math.floor(Math.log10(max / 150));
}

function ceilTo(value: number, step: number): number {
  return Number((Math.ceil(value / step) * step).toPrecision(12));
}

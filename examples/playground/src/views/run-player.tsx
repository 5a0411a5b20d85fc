import { useEffect, useRef, useState } from "preact/hooks";
import type { Frame, Run } from "../answers/run.ts";
import { RunChart } from "./run-chart.tsx";
import { sentence } from "./sentence.ts";
import { SteadyButton } from "./steady-button.tsx";
import { useWidth } from "./use-width.ts";

/** A finding that has a run to play. */
export interface Playable {
  readonly id: string;
  readonly code: string;
  readonly run: Run;
}

interface PlayerProps {
  readonly choices: readonly Playable[];
  readonly chosen: Playable;
  readonly onChoose: (id: string) => void;
}

const FRAME_MS = 700;

/** Plays the run that shows a finding, as counts over cycles. */
export function RunPlayer({ choices, chosen, onChoose }: PlayerProps) {
  const { run } = chosen;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 560);
  const [at, setAt] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const shown = run.frames[Math.min(at, run.frames.length - 1)];
  const next = nextOf(run, at);

  // Another run begins anew.
  useEffect(() => {
    setAt(0);
    setPlaying(false);
  }, [JSON.stringify(run)]);

  useEffect(() => {
    if (!isPlaying) return;
    if (next === null) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => setAt(next), FRAME_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, next]);

  return (
    <section aria-labelledby="run-title" class="card">
      <h2 id="run-title">What happens</h2>
      {choices.length < 2 ? null : (
        <p>
          <label>
            The run that shows{" "}
            <select class="field" value={chosen.id} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
              {choices.map(({ id, code }) => (
                <option key={id} value={id}>
                  {code} ({id.slice(id.lastIndexOf("/") + 1)})
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      <div ref={frame}>
        <RunChart run={run} at={at} width={width} />
      </div>
      <div class="player">
        <button type="button" aria-label="first cycle" onClick={() => setAt(0)}>
          |◀
        </button>
        <SteadyButton label="cycle before" isOff={at === 0} onPress={() => setAt(at - 1)}>
          ◀
        </SteadyButton>
        <button type="button" class="main" onClick={() => setPlaying(!isPlaying)}>
          {isPlaying ? "Pause" : "Play"}
        </button>
        <SteadyButton label="next cycle" isOff={next === null} onPress={() => setAt(next ?? at)}>
          ▶
        </SteadyButton>
        <input
          type="range"
          aria-label="cycle"
          aria-valuetext={shown === undefined ? "" : frameText(shown, at)}
          min="0"
          max={run.frames.length - 1}
          value={at}
          onInput={({ currentTarget }) => setAt(Number(currentTarget.value))}
        />
      </div>
      {shown === undefined ? null : (
        <div class="frame" aria-live={isPlaying ? "off" : "polite"}>
          <p>
            <b>{frameText(shown, at)}</b>
            {run.loopFrom !== null && at === run.frames.length - 1 ? `; then again from cycle ${run.loopFrom + 1}` : ""}
          </p>
          <ul>
            {shown.says.map((line) => (
              <li key={line}>{sentence(line)}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

/** The frame that comes after one; null at the end of a run that does not repeat. */
function nextOf({ frames, loopFrom }: Run, at: number): number | null {
  return at + 1 < frames.length ? at + 1 : loopFrom;
}

function frameText({ at: seconds, readings, before, after, starting }: Frame, at: number): string {
  const seen = readings.map(({ name, value }) => `${name} reads ${value}`).join(", ");
  const count = before === after ? `stays at ${after}` : `${before} → ${after}`;
  const late = starting === 0 ? "" : ` (${starting} not serving yet)`;
  return `Cycle ${at + 1}, at ${seconds} s: ${seen === "" ? "nothing is read" : seen}; ${count}${late}`;
}

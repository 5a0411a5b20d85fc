import { useRef, useState } from "preact/hooks";
import type { DayReport } from "../answers/day.ts";
import { holdsTrace, type Linked } from "../draft/link.ts";
import type { DayDraft } from "../draft/view.ts";
import { ask } from "../worker/client.ts";
import { useAnswer } from "../worker/use-answer.ts";
import { Figures } from "./figures.tsx";
import { Picture } from "./picture.tsx";
import { sentence } from "./sentence.ts";
import { useFileDrop } from "./use-file-drop.ts";
import { useWidth } from "./use-width.ts";

interface DayProps {
  readonly linked: Linked;
  readonly onChange: (day: Partial<DayDraft>) => void;
}

/** What stands beside the plot of a chart, and is not part of its width. */
const BESIDE = 110;

/** In less the words of a chart overlap: on a phone it is scrolled sideways. */
const LEAST_PLOT = 330;

/** A day of traffic under the rules. */
export function Day({ linked, onChange }: DayProps) {
  const section = useRef<HTMLElement>(null);
  const { draft, view } = linked;
  const { preset, day } = view;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 800);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const asks = day.isShown ? { draft, preset, day, width: Math.max(LEAST_PLOT, width - BESIDE) } : null;
  const { answer } = useAnswer("day", asks);

  const read = async (file: File) => {
    const answered = await ask("traffic", { name: file.name, text: await file.text() });
    section.current?.scrollIntoView({ block: "nearest" });
    if ("faults" in answered) setFaults(answered.faults);
    else {
      setFaults([]);
      onChange({ trace: answered.trace, isShown: true });
    }
  };
  const isOver = useFileDrop((file) => void read(file));
  const number = (key: "low" | "high" | "perReplica" | "times", label: string) => (
    <input
      type="text"
      class="field"
      inputMode="decimal"
      autocomplete="off"
      aria-label={label}
      size={Math.max(2, day[key].length)}
      value={day[key]}
      onInput={({ currentTarget }) => onChange({ [key]: currentTarget.value })}
    />
  );
  return (
    <section ref={section} aria-labelledby="day-title" class="card day" data-over={isOver}>
      <h2 id="day-title">A day</h2>
      <p class="sentence">
        {day.trace === null ? (
          <>
            Traffic goes from {number("low", "requests per second at night")} requests per second at night to{" "}
            {number("high", "requests per second at noon")} at noon.
          </>
        ) : (
          <>
            Traffic is that of <b>{day.trace.name}</b>, {number("times", "how many times as much traffic")} times as
            much{" "}
            <label>
              <input
                type="checkbox"
                checked={day.isStretched}
                onChange={({ currentTarget }) => onChange({ isStretched: currentTarget.checked })}
              />{" "}
              stretched over a day
            </label>
            .
          </>
        )}{" "}
        <select
          class="field"
          aria-label="how replicas answer"
          value={day.service}
          onChange={({ currentTarget }) => onChange({ service: currentTarget.value === "shared" ? "shared" : "queue" })}
        >
          <option value="queue">Requests wait in a queue</option>
          <option value="shared">The metric is the rate per replica</option>
        </select>
        {day.service === "queue" ? (
          <>: a replica serves {number("perReplica", "requests per second that a replica serves")} per second.</>
        ) : (
          "."
        )}
      </p>
      <p class="buttons">
        {day.isShown ? null : (
          <button type="button" class="main" onClick={() => onChange({ isShown: true })}>
            Simulate the day
          </button>
        )}
        <label class="button">
          Traffic of your own…
          <input
            type="file"
            class="spoken"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file !== undefined) void read(file);
              currentTarget.value = "";
            }}
          />
        </label>
        {day.trace === null ? null : (
          <button type="button" onClick={() => onChange({ trace: null })}>
            Back to the made-up day
          </button>
        )}
        <span class="soft">
          or drop a file on this page: CSV, access log, Prometheus, CloudWatch, Grafana, k6, Locust. It stays in your
          browser.
        </span>
      </p>
      <Notes title="The file cannot be read:" lines={faults} />
      {holdsTrace(linked) ? null : (
        <p class="soft">The traffic is too long for a link: whoever opens yours has to drop the file again.</p>
      )}
      <div ref={frame} aria-live="polite">
        {answer === null ? null : <DayAnswer report={answer} />}
      </div>
    </section>
  );
}

function DayAnswer({ report }: { readonly report: DayReport }) {
  if ("faults" in report) return <Notes title="The day cannot be simulated:" lines={report.faults} />;
  return (
    <>
      <Notes title="Note:" lines={report.warnings} />
      <Figures figures={report.figures} />
      <Picture svg={report.svg} />
    </>
  );
}

function Notes({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div class="faults">
      {title}
      <ul>
        {lines.map((line) => (
          <li key={line}>{sentence(line)}</li>
        ))}
      </ul>
    </div>
  );
}

import { useRef, useState } from "preact/hooks";
import type { DayReport } from "../answers/day.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import type { DayDraft, View } from "../draft/view.ts";
import { ask } from "../worker/client.ts";
import { useAnswer } from "../worker/use-answer.ts";
import { DaySentence } from "./day-sentence.tsx";
import { Figures } from "./figures.tsx";
import { FileButton } from "./file-button.tsx";
import { Picture } from "./picture.tsx";
import { sentence } from "./sentence.ts";
import { useFileDrop } from "./use-file-drop.ts";
import { useWidth } from "./use-width.ts";

interface DayProps {
  readonly draft: RuleSetDraft;
  readonly view: View;
  /** False: the page's link leaves the traffic out. */
  readonly isLinkWhole: boolean;
  readonly onChange: (day: Partial<DayDraft>) => void;
}

/** What stands beside the plot of a chart, and is not part of its width. */
const BESIDE = 110;

/** In less the words of a chart overlap: on a phone it is scrolled sideways. */
const LEAST_PLOT = 330;

/** A day of traffic under the rules. */
export function Day({ draft, view, isLinkWhole, onChange }: DayProps) {
  const section = useRef<HTMLElement>(null);
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
  return (
    <section ref={section} aria-labelledby="day-title" class="card day" data-over={isOver}>
      <h2 id="day-title">A day</h2>
      <DaySentence day={day} onChange={onChange} />
      <p class="buttons">
        <button
          type="button"
          class={day.isShown ? undefined : "main"}
          onClick={() => onChange({ isShown: !day.isShown })}
        >
          {day.isShown ? "Hide the day" : "Simulate the day"}
        </button>
        <FileButton onFile={(file) => void read(file)}>Traffic of your own…</FileButton>
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
      {isLinkWhole ? null : (
        <p class="soft">The traffic is too long for a link: whoever opens yours has to drop the file again.</p>
      )}
      <div ref={frame}>{answer === null ? null : <DayAnswer report={answer} />}</div>
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

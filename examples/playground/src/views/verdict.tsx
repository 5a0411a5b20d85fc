import { useRef } from "preact/hooks";
import type { Repair } from "../answers/repairs.ts";
import type { Remark, Report } from "../answers/report.ts";
import { counted, sentence } from "./sentence.ts";
import { VERDICT_WORDS } from "./verdict-words.ts";

interface VerdictProps {
  readonly report: Report | null;
  readonly isStale: boolean;
  readonly error: string | null;
  readonly onRepair: (repair: Repair) => void;
  /** Plays the run that shows a finding. */
  readonly onPlay: (id: string) => void;
}

/** The verdict in one sentence, what ends the worst of it, and the rest below. */
export function Verdict({ report, isStale, error, onRepair, onPlay }: VerdictProps) {
  const title = useRef<HTMLHeadingElement>(null);
  const words = report === null ? null : VERDICT_WORDS[report.state];
  const [worst, ...others] = report?.remarks ?? [];
  const repair = (chosen: Repair) => {
    onRepair(chosen);
    // The button goes with what it repairs: whoever pressed it goes on from the verdict.
    title.current?.focus();
  };
  return (
    <section class="verdict card" data-state={report?.state} aria-labelledby="verdict-title" aria-busy={isStale}>
      <h2 id="verdict-title" tabIndex={-1} ref={title}>
        Verdict
      </h2>
      <p class="headline" aria-live="polite" aria-atomic="true">
        <span class="sign" aria-hidden="true">
          {words?.sign ?? "…"}
        </span>
        <span>{report === null ? "The rules are being verified." : sentence(report.headline)}</span>
      </p>
      {error === null ? null : <p class="faults">The verifier failed; this is a bug of the page: {error}</p>}
      {worst === undefined ? null : <RemarkText remark={worst} isFirst onRepair={repair} onPlay={onPlay} />}
      {others.length === 0 ? null : (
        <details>
          <summary>
            {counted(others.length, "more finding", "more findings")}: {others.map(({ code }) => code).join(", ")}
          </summary>
          {others.map((remark) => (
            <RemarkText key={remark.id} remark={remark} isFirst={false} onRepair={repair} onPlay={onPlay} />
          ))}
        </details>
      )}
      {report === null || report.proved.length === 0 ? null : (
        <Lines title={counted(report.proved.length, "property proved", "properties proved")} lines={report.proved} />
      )}
      {report === null || report.unexplored.length === 0 ? null : (
        <Lines
          title={counted(report.unexplored.length, "part not verified", "parts not verified")}
          lines={report.unexplored}
        />
      )}
    </section>
  );
}

interface RemarkProps {
  readonly remark: Remark;
  readonly isFirst: boolean;
  readonly onRepair: (repair: Repair) => void;
  readonly onPlay: (id: string) => void;
}

function RemarkText({ remark, isFirst, onRepair, onPlay }: RemarkProps) {
  const { id, code, severity, message, help, repairs, followers, run } = remark;
  return (
    <div class="remark" data-severity={severity}>
      <p>
        <b class="code">
          {severity}: {code}
        </b>{" "}
        {sentence(message)}.
      </p>
      <p class="help">
        {sentence(help)}.{followers.length === 0 ? "" : ` It also causes: ${followers.join(", ")}.`}
      </p>
      <p class="buttons">
        {repairs.map((repair) => (
          <button key={repair.says} type="button" class={isFirst ? "main" : undefined} onClick={() => onRepair(repair)}>
            {repair.says}
          </button>
        ))}
        {run === null || isFirst ? null : (
          <button type="button" onClick={() => onPlay(id)}>
            Play the run<span class="spoken"> that shows {code}</span>
          </button>
        )}
      </p>
    </div>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <details>
      <summary>{title}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{sentence(line)}</li>
        ))}
      </ul>
    </details>
  );
}

import { useRef } from "preact/hooks";
import type { Report } from "../answers/report.ts";
import { repaired } from "../draft/edit.ts";
import { PRESET_WORDS, type Preset } from "../draft/presets.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import { useAnswer } from "../worker/use-answer.ts";
import { Day } from "./day.tsx";
import { Export } from "./export.tsx";
import { Findings } from "./findings.tsx";
import { placesOf } from "./places.ts";
import { PresetTabs } from "./preset-tabs.tsx";
import { Rules } from "./rules.tsx";
import { Toolbar } from "./toolbar.tsx";
import { usePage } from "./use-page.ts";
import { Verdict } from "./verdict.tsx";

/** The page. */
export function App() {
  const { state, dispatch, link, isLinkWhole, isLinkBroken } = usePage();
  const { history, view } = state;
  const { preset } = view;
  const draft = history.present;
  const { answer: metrics } = useAnswer("catalogue", {});
  const answers = {
    "backend-ai-25": useAnswer("report", { draft, preset: "backend-ai-25" }),
    "backend-ai-26": useAnswer("report", { draft, preset: "backend-ai-26" }),
    recommended: useAnswer("report", { draft, preset: "recommended" }),
  };
  const reports: Readonly<Record<Preset, Report | null>> = {
    "backend-ai-25": answers["backend-ai-25"].answer,
    "backend-ai-26": answers["backend-ai-26"].answer,
    recommended: answers.recommended.answer,
  };
  const report = reports[preset];
  const read = useLastRead(draft, report, answers[preset].isStale);
  return (
    <>
      <header>
        <h1>What do these rules do?</h1>
        <Toolbar
          canUndo={history.past.length > 0}
          canRedo={history.future.length > 0}
          link={link}
          draft={draft}
          onUndo={() => dispatch({ kind: "undo" })}
          onRedo={() => dispatch({ kind: "redo" })}
          onOpen={(opened, named) => {
            dispatch({ kind: "edit", draft: opened, field: null });
            dispatch({ kind: "look", view: { load: null, run: null, ...(named === null ? {} : { preset: named }) } });
          }}
        />
        {isLinkBroken ? (
          <p class="faults" role="status">
            The link cannot be read: this is the first example.
          </p>
        ) : null}
      </header>
      <main>
        <PresetTabs
          chosen={preset}
          reports={reports}
          onChoose={(chosen) => dispatch({ kind: "look", view: { preset: chosen } })}
        />
        <div role="tabpanel" id="panel" aria-labelledby={`tab-${preset}`}>
          <p class="soft">{PRESET_WORDS[preset].says}</p>
          <Verdict
            report={report}
            isStale={answers[preset].isStale}
            error={answers[preset].error}
            onRepair={({ changes }) => dispatch({ kind: "edit", draft: repaired(draft, changes), field: null })}
            onPlay={(run) => dispatch({ kind: "look", view: { run } })}
          />
          <div class="columns">
            <Rules draft={draft} metrics={metrics ?? []} places={placesOf(report)} dispatch={dispatch} />
            <Findings
              report={read.report}
              draft={read.draft}
              isStale={report?.state === "unread"}
              view={view}
              dispatch={dispatch}
            />
          </div>
          <Day draft={draft} view={view} isLinkWhole={isLinkWhole} onChange={(day) => dispatch({ kind: "day", day })} />
          <Export draft={draft} preset={preset} isWhole={report !== null && report.state !== "unread"} />
        </div>
      </main>
      <footer class="soft">Everything is worked out in this page: nothing that you type leaves it.</footer>
    </>
  );
}

/** The latest rules that could be read, and what was said of them: what is drawn stays while a field is being typed. */
function useLastRead(draft: RuleSetDraft, report: Report | null, isStale: boolean) {
  const last = useRef<{ draft: RuleSetDraft; report: Report | null }>({ draft, report: null });
  if (report !== null && report.state !== "unread" && !isStale) last.current = { draft, report };
  return last.current;
}

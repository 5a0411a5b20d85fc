import { useRef } from "preact/hooks";
import type { Report } from "../answers/report.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import type { View } from "../draft/view.ts";
import { useAnswer } from "../worker/use-answer.ts";
import { amid } from "./load-interval.ts";
import { Loads } from "./loads.tsx";
import { RunPlayer } from "./run-player.tsx";
import type { Dispatch } from "./use-page.ts";

interface FindingsProps {
  readonly report: Report | null;
  readonly draft: RuleSetDraft;
  /** The rules have changed since, and cannot be read as they are. */
  readonly isStale: boolean;
  readonly view: View;
  readonly dispatch: Dispatch;
}

/** What the rules do under each load, and the run that shows a finding. */
export function Findings({ report, draft, isStale, view, dispatch }: FindingsProps) {
  const { preset, load } = view;
  const axes = report?.axes ?? [];
  // Where the slider stood stays where it is when rules change under it.
  const stood = useRef(new Map<string, string>());
  const axis = axes.find(({ metric }) => metric === load?.metric) ?? axes[0];
  const total =
    load !== null && load.metric === axis?.metric
      ? load.total
      : (stood.current.get(axis?.metric ?? "") ?? firstTotal(axis));
  if (axis !== undefined) stood.current.set(axis.metric, total);
  const { answer: moves } = useAnswer(
    "moves",
    axis === undefined ? null : { draft, preset, metric: axis.metric, load: total, most: axis.rows.length },
  );
  const choices = (report?.remarks ?? []).flatMap(({ id, code, run }) => (run === null ? [] : [{ id, code, run }]));
  const chosen = choices.find(({ id }) => id === view.run) ?? choices[0];
  return (
    <div class="column" aria-busy={isStale}>
      {axis === undefined ? null : (
        <Loads
          axes={axes}
          axis={axis}
          total={total}
          moves={moves}
          onChoose={(metric) =>
            dispatch({
              kind: "look",
              view: { load: { metric, total: firstTotal(axes.find((each) => each.metric === metric)) } },
            })
          }
          onMove={(moved) => dispatch({ kind: "look", view: { load: { metric: axis.metric, total: moved } } })}
        />
      )}
      {chosen === undefined ? null : (
        <RunPlayer choices={choices} chosen={chosen} onChoose={(run) => dispatch({ kind: "look", view: { run } })} />
      )}
    </div>
  );
}

/** Where the slider stands before it is moved: amid the first loads that flap, else amid the axis. */
function firstTotal(axis: Report["axes"][number] | undefined): string {
  if (axis === undefined) return "0";
  const [first] = axis.flapping;
  return first === undefined ? String(Number((axis.max / 2).toPrecision(3))) : amid(first, axis.max);
}

import { begin, type History, record, redone, sealed, undone } from "./history.ts";
import type { Linked } from "./link.ts";
import type { RuleSetDraft } from "./rule-set-draft.ts";
import type { DayDraft, View } from "./view.ts";

/** All that the page is made from. */
export interface State {
  readonly history: History<RuleSetDraft>;
  readonly view: View;
}

/** Everything that the author can do. */
export type Action =
  /** `field` names where it was typed; null for what is done at once, such as a repair. */
  | { readonly kind: "edit"; readonly draft: RuleSetDraft; readonly field: string | null }
  | { readonly kind: "seal" | "undo" | "redo" }
  | { readonly kind: "look"; readonly view: Partial<View> }
  | { readonly kind: "day"; readonly day: Partial<DayDraft> }
  /** A link was followed: it can be taken back as an edit. */
  | { readonly kind: "follow"; readonly linked: Linked };

export function begun({ draft, view }: Linked): State {
  return { history: begin(draft), view };
}

export function update(state: State, action: Action): State {
  const { history, view } = state;
  switch (action.kind) {
    case "edit":
      return { ...state, history: record(history, action.draft, action.field) };
    case "seal":
      return { ...state, history: sealed(history) };
    case "undo":
      return { ...state, history: undone(history) };
    case "redo":
      return { ...state, history: redone(history) };
    case "look":
      return { ...state, view: { ...view, ...action.view } };
    case "day":
      return { ...state, view: { ...view, day: { ...view.day, ...action.day } } };
    case "follow":
      return { history: record(history, action.linked.draft, null), view: action.linked.view };
  }
}

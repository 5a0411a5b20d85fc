import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { EXAMPLES } from "../draft/examples.ts";
import { fromLink, type Linked, toLink } from "../draft/link.ts";
import { type Action, begun, type State, update } from "../draft/state.ts";
import { NEW_VIEW } from "../draft/view.ts";

export type Dispatch = (action: Action) => void;

export interface Page {
  readonly state: State;
  readonly dispatch: Dispatch;
  /** The address that holds all of it. */
  readonly link: string;
  /** False: but for the traffic, which is too long for it. */
  readonly isLinkWhole: boolean;
  /** The page was opened by a link that cannot be read. */
  readonly isLinkBroken: boolean;
}

const START: Linked = { draft: EXAMPLES[0].draft, view: NEW_VIEW };

/** The state of the page, kept in its address: a reload, a bookmark or a link brings all of it back. */
export function usePage(): Page {
  const [opened] = useState(() => ({ linked: fromLink(location.hash), isGiven: location.hash.length > 1 }));
  const [state, dispatch] = useReducer(update, opened.linked ?? START, begun);
  const { view } = state;
  const draft = state.history.present;
  const { text, isWhole } = useMemo(() => toLink({ draft, view }), [draft, view]);
  const hash = `#${text}`;

  useEffect(() => {
    // Browsers allow a hundred changes of the address in half a minute: a slider makes more.
    const timer = setTimeout(() => history.replaceState(null, "", hash), 200);
    return () => clearTimeout(timer);
  }, [hash]);

  useEffect(() => {
    const follow = () => {
      const linked = fromLink(location.hash);
      if (linked !== null) dispatch({ kind: "follow", linked });
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  useEffect(() => {
    const takeBack = (event: KeyboardEvent) => {
      const kind = shortcutOf(event);
      if (kind === null) return;
      event.preventDefault();
      dispatch({ kind });
    };
    addEventListener("keydown", takeBack);
    return () => removeEventListener("keydown", takeBack);
  }, []);

  const link = `${location.href.replace(/#.*/, "")}${hash}`;
  return { state, dispatch, link, isLinkWhole: isWhole, isLinkBroken: opened.isGiven && opened.linked === null };
}

/** Ctrl+Z and Ctrl+Y, on a Mac ⌘Z and ⇧⌘Z. */
function shortcutOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): "undo" | "redo" | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" ? "redo" : null;
}

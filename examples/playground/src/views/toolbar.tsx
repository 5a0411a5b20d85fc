import { useState } from "preact/hooks";
import { EXAMPLES } from "../draft/examples.ts";
import { isPreset, type Preset } from "../draft/presets.ts";
import { isFields, readRuleSet } from "../draft/read-draft.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import { isCopied } from "./copy.ts";
import { FileButton } from "./file-button.tsx";
import { SteadyButton } from "./steady-button.tsx";

interface ToolbarProps {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly link: string;
  readonly draft: RuleSetDraft;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onOpen: (draft: RuleSetDraft, preset: Preset | null) => void;
}

/** What is done to the page as a whole. */
export function Toolbar({ canUndo, canRedo, link, draft, onUndo, onRedo, onOpen }: ToolbarProps) {
  const [says, setSays] = useState("");
  const whole = JSON.stringify(draft);
  const chosen = EXAMPLES.find((example) => JSON.stringify(example.draft) === whole);
  const open = async (file: File) => {
    const opened = readFile(await file.text());
    setSays(
      opened === null
        ? `${file.name} cannot be opened: expected JSON with the rules of one endpoint.`
        : `${file.name} is open.`,
    );
    if (opened !== null) onOpen(opened.draft, opened.preset);
  };
  return (
    <div class="toolbar">
      <SteadyButton isOff={!canUndo} onPress={onUndo}>
        Undo
      </SteadyButton>
      <SteadyButton isOff={!canRedo} onPress={onRedo}>
        Redo
      </SteadyButton>
      <select
        class="field"
        aria-label="start from an example"
        value={chosen?.name ?? ""}
        onChange={({ currentTarget }) => {
          const example = EXAMPLES.find(({ name }) => name === currentTarget.value);
          if (example !== undefined) onOpen(example.draft, null);
        }}
      >
        {chosen === undefined ? <option value="">Start from…</option> : null}
        {EXAMPLES.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <FileButton accept=".json,application/json" onFile={(file) => void open(file)}>
        Open a file…
      </FileButton>
      <button
        type="button"
        onClick={async () => {
          const done = await isCopied(link);
          setSays(done ? "The link is copied: it holds everything on this page." : "Copy the address of this page.");
        }}
      >
        Copy a link
      </button>
      <span role="status" class="soft">
        {says}
      </span>
    </div>
  );
}

function readFile(text: string): { readonly draft: RuleSetDraft; readonly preset: Preset | null } | null {
  try {
    const value: unknown = JSON.parse(text);
    const draft = readRuleSet(value);
    const semantics = isFields(value) ? value["semantics"] : null;
    return draft === null ? null : { draft, preset: isPreset(semantics) ? semantics : null };
  } catch {
    return null;
  }
}

import type { Report } from "../answers/report.ts";
import { PRESET_WORDS, PRESETS, type Preset } from "../draft/presets.ts";
import { VERDICT_WORDS } from "./verdict-words.ts";

interface TabsProps {
  readonly chosen: Preset;
  readonly reports: Readonly<Record<Preset, Report | null>>;
  readonly onChoose: (preset: Preset) => void;
}

const KEYS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** A tab for each preset, with what the verifier says of the same rules under it. */
export function PresetTabs({ chosen, reports, onChoose }: TabsProps) {
  return (
    <div role="tablist" aria-label="semantics" class="tabs">
      {PRESETS.map((preset, at) => {
        const report = reports[preset];
        const state = report === null ? null : VERDICT_WORDS[report.state];
        return (
          <button
            key={preset}
            type="button"
            role="tab"
            id={`tab-${preset}`}
            aria-selected={preset === chosen}
            aria-controls="panel"
            tabIndex={preset === chosen ? 0 : -1}
            data-state={report?.state}
            onClick={() => onChoose(preset)}
            onKeyDown={(event) => {
              const next = PRESETS[KEYS[event.key]?.(at, PRESETS.length - 1) ?? -1];
              if (next === undefined) return;
              event.preventDefault();
              onChoose(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {PRESET_WORDS[preset].title}
            <span class="badge">
              <span aria-hidden="true">{state?.sign ?? "…"}</span> {state?.word ?? ""}
            </span>
          </button>
        );
      })}
    </div>
  );
}

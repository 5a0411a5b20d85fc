import { stepped } from "../draft/stepped.ts";
import type { Places } from "./places.ts";
import { printed, sentence } from "./sentence.ts";

interface FieldProps {
  /** What a screen reader calls it: `rule out: threshold`. */
  readonly label: string;
  /** Its place, as the verifier names it. */
  readonly path: string;
  readonly value: string;
  readonly places: Places;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
  /** Numbers go up and down with the arrow keys. */
  readonly isNumber?: boolean;
  readonly placeholder?: string;
  /** The id of a list to choose from. */
  readonly list?: string;
  /** The id of what is known of its value. */
  readonly about?: string;
}

/** A field in a sentence, as wide as what stands in it. */
export function Field({
  label,
  path,
  value,
  places,
  onChange,
  onLeave,
  isNumber = true,
  placeholder,
  list,
  about,
}: FieldProps) {
  const fault = places.faultAt(path);
  return (
    <input
      type="text"
      class="field"
      aria-label={label}
      aria-invalid={fault !== null}
      aria-describedby={fault === null ? about : `fault-${path}`}
      data-mark={places.markAt(path) ?? undefined}
      inputMode={isNumber ? "decimal" : "text"}
      autocomplete="off"
      spellcheck={false}
      size={Math.max(2, value.length, placeholder?.length ?? 0)}
      value={value}
      placeholder={placeholder}
      list={list}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (!isNumber || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        const next = stepped(value, event.key === "ArrowUp" ? 1 : -1);
        if (next === null) return;
        event.preventDefault();
        onChange(next);
      }}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly path: string;
  readonly value: string;
  readonly places: Places;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

/** A choice of words in a sentence. A value that is none of them, as a file may have, stays as it is until it is changed. */
export function Choice({ label, path, value, places, options, onChange }: ChoiceProps) {
  const isKnown = options.some(([known]) => known === value);
  return (
    <select
      class="field"
      aria-label={label}
      aria-invalid={places.faultAt(path) !== null}
      data-mark={places.markAt(path) ?? undefined}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {isKnown ? null : <option value={value}>{value === "" ? "(choose)" : value}</option>}
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** What is invalid in a sentence, below it. */
export function FaultList({ wholes, places }: { readonly wholes: readonly string[]; readonly places: Places }) {
  const faults = wholes.flatMap(places.faultsIn);
  if (faults.length === 0) return null;
  return (
    <ul class="faults">
      {faults.map(({ path, message, help }) => (
        <li key={path} id={`fault-${path}`}>
          <b>{path.slice(path.lastIndexOf(".") + 1)}:</b> {printed(message)}. {sentence(help)}.
        </li>
      ))}
    </ul>
  );
}

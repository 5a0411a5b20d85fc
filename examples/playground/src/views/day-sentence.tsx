import type { DayDraft } from "../draft/view.ts";

interface SentenceProps {
  readonly day: DayDraft;
  readonly onChange: (day: Partial<DayDraft>) => void;
}

/** The traffic of the day, and how replicas answer it, as a sentence with fields. */
export function DaySentence({ day, onChange }: SentenceProps) {
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
    <p class="sentence">
      {day.trace === null ? (
        <>
          Traffic goes from {number("low", "requests per second at night")} requests per second at night to{" "}
          {number("high", "requests per second at noon")} at noon.
        </>
      ) : (
        <>
          Traffic is that of <b>{day.trace.name}</b>, {number("times", "how many times as much traffic")} times as much{" "}
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
  );
}

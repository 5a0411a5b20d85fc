import { useRef } from "preact/hooks";
import type { Figure } from "../answers/day.ts";

/** Numbers about a day, each with what it was before the last change. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  const before = useBefore(figures);
  return (
    <dl class="figures" aria-live="polite">
      {figures.map(({ name, text }) => {
        const old = before.find((each) => each.name === name)?.text ?? text;
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {text}
              {old === text ? null : <span class="soft"> was {old}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The figures before those that are shown. */
function useBefore(figures: readonly Figure[]): readonly Figure[] {
  const seen = useRef({ before: figures, now: figures });
  const isNew = figures.some(({ text }, at) => text !== seen.current.now[at]?.text);
  if (isNew) seen.current = { before: seen.current.now, now: figures };
  return seen.current.before;
}

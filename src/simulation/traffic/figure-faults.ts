import { type Fault, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { type Keys, pathOf } from "../../model/fault-place.ts";

/** What a number must be, and what to do about another one. */
export interface FigureWords {
  readonly expects: Expectation;
  readonly help: string;
}

/** A fault for each value that is no number, or not such as is accepted. `place` leads to them. */
export function figureFaults(
  figures: Readonly<Record<string, unknown>>,
  { expects, help }: FigureWords,
  accepts: (figure: number) => boolean,
  place: Keys = [],
): Fault[] {
  return Object.entries(figures).flatMap(([name, figure]) => {
    if (typeof figure === "number" && accepts(figure)) return [];
    // A sum such as `everySeconds + burstSeconds` stands as it is.
    const path = place.length === 0 ? name : `${pathOf(place)}.${name}`;
    return fault(expects, { keys: [...place, name], path, value: figure, help });
  });
}

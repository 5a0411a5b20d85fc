import { type Fault, fault, show } from "../../model/fault.ts";

/** A fault for each value that is no number, or not such as is accepted. */
export function figureFaults(
  figures: Readonly<Record<string, unknown>>,
  { expected, help }: Pick<Fault, "expected" | "help">,
  accepts: (figure: number) => boolean,
): Fault[] {
  return Object.entries(figures).flatMap(([path, figure]) => {
    if (typeof figure === "number" && accepts(figure)) return [];
    return fault({ code: "out-of-range", path, found: show(figure), expected, help });
  });
}

import { readFileSync } from "node:fs";

/** A case from public bug reports and policies, under invented names, with the right answer. */
interface FieldCase {
  readonly id: string;
  readonly kind: string;
  readonly note: string;
  // As JSON has it, of the type that the kind names.
  readonly input: ReturnType<typeof JSON.parse>;
  readonly expected: ReturnType<typeof JSON.parse>;
}

/** The cases of a file, by their kind. */
export function fieldCases(file: URL): (kind: string) => readonly FieldCase[] {
  const cases: readonly FieldCase[] = JSON.parse(readFileSync(file, "utf8"));
  return (kind) => cases.filter((each) => each.kind === kind);
}

import { readFileSync } from "node:fs";

/** A mutant that no test can tell from the original, with the reason. */
export interface Equivalent {
  readonly file: string;
  /** The code that was replaced: its first line, as it stands in the file. */
  readonly code: string;
  /** The line on which it starts, trimmed, as line numbers move. */
  readonly line: string;
  readonly by: string;
  readonly reason: string;
}

/** One mutant of a report of Stryker's. */
export interface Mutant extends Omit<Equivalent, "reason"> {
  readonly status: string;
  readonly row: number;
}

interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly status: string;
          readonly replacement: string;
          readonly location: Readonly<Record<"start" | "end", { readonly line: number; readonly column: number }>>;
        }[];
      }
    >
  >;
}

/** The mutants of a report, in the order of the files. */
export function readMutants(report: string): readonly Mutant[] {
  const { files }: Report = JSON.parse(readFileSync(report, "utf8"));
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants.map(({ status, replacement, location: { start, end } }) => {
      const line = lines[start.line - 1] ?? "";
      const code = line.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
      return { file, code, line: line.trim(), by: replacement, status, row: start.line };
    });
  });
}

/** How a part fared. */
export interface Score {
  readonly killed: number;
  readonly timedOut: number;
  readonly equivalents: number;
  /** Mutants that no test finds and that no entry explains. */
  readonly survivors: readonly Mutant[];
  /** Entries about mutants that are found, or that there are none of. */
  readonly stale: readonly Equivalent[];
}

export function scoreOf(mutants: readonly Mutant[], equivalents: readonly Equivalent[]): Score {
  const alike = (one: Omit<Equivalent, "reason">, { file, code, line, by }: Mutant) =>
    one.file === file && one.code === code && one.line === line && one.by === by;
  const unfound = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  const explained = unfound.filter((mutant) => equivalents.some((one) => alike(one, mutant)));
  const files = new Set(mutants.map(({ file }) => file));
  return {
    killed: mutants.filter(({ status }) => status === "Killed" || status === "RuntimeError").length,
    timedOut: mutants.filter(({ status }) => status === "Timeout").length,
    equivalents: explained.length,
    survivors: unfound.filter((mutant) => !explained.includes(mutant)),
    stale: equivalents.filter((one) => files.has(one.file) && !unfound.some((mutant) => alike(one, mutant))),
  };
}
